"""导入清单 — a file is brought, its questions are answered, and its rows become drafts."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.catalogue.models import Item, ItemClass, ItemPart, ItemVersion, ListFile, ListKind, Point
from suiji.catalogue.queries.files import Planned, Reading, read_list
from suiji.catalogue.ratios import Ratio
from suiji.catalogue.services.items import FIELDS, draft_item, new_version, rewrite
from suiji.catalogue.services.parts import PartDraft
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Kind
from suiji.organs.roles import Role


@transaction.atomic
def bring_list(*, kind: str, name: str, content: bytes, actor: Actor, at: datetime) -> ListFile:
    """Keep a file that can be read as a list of the actor's department; no item is touched yet.

    Raises ``sheets.Unreadable``, and then keeps nothing. The same file brought twice is kept once.
    """
    require_role(actor, Role.CLERK)
    department = Department.objects.get(pk=actor.department_id)
    law.require(law.confidence.office_never_inspects, is_office=department.kind == Kind.OFFICE)
    digest = hashlib.sha256(content).hexdigest()
    again = ListFile.objects.filter(department=department, kind=kind, digest=digest).first()
    if again is not None:
        return again
    file = ListFile.objects.create(
        department=department, kind=ListKind(kind), name=name, digest=digest, content=content, brought_at=at
    )
    file.counts = read_list(file).counts
    file.save(update_fields=["counts"])
    record(
        file,
        "catalogue.list_brought",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}上传{file}，等待核对。",
        facts={"sha256": digest, "counts": file.counts},
    )
    return file


@transaction.atomic
def answer_questions(
    *, file: ListFile, answers: Mapping[str, Ratio], unsaid_class: str = "", actor: Actor, at: datetime
) -> ListFile:
    """Say what unclear words of a ratio mean in this file, and of what class the items are where it does not say."""
    require_role(actor, Role.CLERK, department_id=file.department_id)
    file = ListFile.objects.select_for_update().get(pk=file.pk)
    for rule in answers.values():
        law.require(law.lists_and_plans.ratio_is_possible, min_bp=rule.min_bp, max_bp=rule.max_bp)
    file.answers |= {words: rule.document() for words, rule in answers.items()}
    file.unsaid_class = ItemClass(unsaid_class).value if unsaid_class else file.unsaid_class
    file.save(update_fields=["answers", "unsaid_class"])
    said = [f"{len(answers)} 种抽查比例的含义"] if answers else []
    said += [f"没有写明类别的都是{ItemClass(unsaid_class).label}"] if unsaid_class else []
    record(
        file,
        "catalogue.list_answered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}说明了{file}：{'，'.join(said) or '没有答复'}。",
        facts={"answers": file.answers, "unsaid_class": file.unsaid_class},
    )
    return file


@transaction.atomic
def take_over_list(*, file: ListFile, actor: Actor, at: datetime) -> Reading:
    """Make drafts of every row that is clear; asked again it changes nothing. Returns what was found."""
    require_role(actor, Role.CLERK, department_id=file.department_id)
    file = ListFile.objects.select_for_update().select_related("department").get(pk=file.pk)
    reading = read_list(file)
    for row in reading.to_take:
        _take(file, row, actor=actor, at=at)
    file.counts, file.taken_over_at = reading.counts, at
    file.save(update_fields=["counts", "taken_over_at"])
    record(
        file,
        "catalogue.list_taken_over",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}导入{file}：{_said(reading)}。",
        facts={"sha256": file.digest, "counts": reading.counts},
    )
    return reading


def _said(reading: Reading) -> str:
    return "，".join(f"{label} {number} 行" for label, number in reading.figures)


def _take(file: ListFile, row: Planned, *, actor: Actor, at: datetime) -> None:
    if row.version is None:
        draft_item(
            code=row.code,
            kind=file.kind,
            owner=file.department,
            fields=row.fields,
            parts=_parts(file, row),
            actor=actor,
            at=at,
        )
        return
    fields = {name: getattr(row.version, name) for name in FIELDS} | dict(row.fields)
    if row.version.state == ItemState.DRAFT:
        rewrite(version=row.version, fields=fields, parts=_parts(file, row), actor=actor, at=at)
    else:
        new_version(
            item=Item.objects.get(pk=row.version.item_id),
            fields=fields,
            parts=_parts(file, row),
            actor=actor,
            at=at,
        )


def _parts(file: ListFile, row: Planned) -> list[PartDraft]:
    """The owner's part from the file; what others already said of theirs stays, and nobody begins without a point."""
    said = {part.department_id: part for part in _parts_of(row.version)}
    own = said.get(file.department.pk)
    told = row.fields.get("content") or (own.content if own else row.fields.get("sub_title"))
    items = own.own_items if own else ""
    parts = [PartDraft(file.department, True, str(told or row.title), row.points, items)]
    for partner in row.partners:
        old = said.get(partner.pk)
        parts.append(
            PartDraft(partner, False, old.content, old.points, old.own_items)
            if old
            else PartDraft(partner, False, row.title, (Point(row.title[:300]),))
        )
    return parts


def _parts_of(version: ItemVersion | None) -> list[ItemPart]:
    return [] if version is None else list(version.parts.all())
