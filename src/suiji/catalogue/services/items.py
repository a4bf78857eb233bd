"""What may be done to items: a published one changes by a new version and leaves by repeal (Art. 6)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import Item, ItemPart, ItemVersion, ListKind
from suiji.catalogue.queries.items import compiler_of, missing_countersignatures, missing_fields
from suiji.catalogue.scope import Scope
from suiji.catalogue.services.guides import carry_guides
from suiji.catalogue.services.parts import PartDraft, write_parts
from suiji.catalogue.states import ITEM, ItemState
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Kind
from suiji.organs.roles import Role

FIELDS = frozenset({
    "field", "title", "sub_title", "content", "legal_basis", "inspecting_body", "levels", "object_scope", "scope_rule",
    "modes", "item_class", "ratio_text", "ratio_min_bp", "ratio_max_bp", "ratio_fixed_min", "ratio_fixed_max",
    "ratio_min_n", "ratio_steps", "ratio_by_plan", "frequency", "frequency_min", "frequency_max",
    "officer_requirement", "qualifications", "duty_entry", "standard", "arrangement", "finish_by", "contact",
    "tests_products", "may_be_unannounced", "special_focus", "remark",
})  # fmt: skip
"""What a draft may say of an item; anything else is a programmer's mistake."""
UNDER_WAY = (ItemState.DRAFT, ItemState.REVIEWED)


@transaction.atomic
def draft_item(
    *,
    code: str,
    kind: str,
    owner: Department,
    fields: Mapping[str, Any],
    parts: Sequence[PartDraft],
    actor: Actor,
    at: datetime,
) -> ItemVersion:
    """Begin a new item with its first version, drafted by the clerk of the department that will own it."""
    require_role(actor, Role.CLERK, department_id=owner.pk)
    law.require(law.confidence.office_never_inspects, is_office=owner.kind == Kind.OFFICE)
    item = Item.objects.create(code=code, kind=ListKind(kind), owner=owner)
    return _draft(item, 1, fields, parts, actor=actor, at=at)


@transaction.atomic
def new_version(
    *, item: Item, fields: Mapping[str, Any], parts: Sequence[PartDraft], actor: Actor, at: datetime
) -> ItemVersion:
    """Draft the next version of a published item; the old one holds until the new one is published."""
    item = Item.objects.select_for_update().select_related("owner").get(pk=item.pk)
    require_role(actor, Role.CLERK, department_id=item.owner_id)
    states = set(item.versions.values_list("state", flat=True))
    law.require(
        law.general.steps_in_order,
        allowed=states.isdisjoint(UNDER_WAY)
        and not states.isdisjoint({ItemState.PUBLISHED, ItemState.SUSPENDED}),
    )
    newest = item.versions.order_by("-number")[0]
    version = _draft(
        item, newest.number + 1, fields, parts, actor=actor, at=at, before=list(newest.parts.all())
    )
    carry_guides(newest, version)
    return version


@transaction.atomic
def rewrite(
    *,
    version: ItemVersion,
    fields: Mapping[str, Any],
    parts: Sequence[PartDraft],
    actor: Actor,
    at: datetime,
) -> ItemVersion:
    """Change a draft. Countersignatures given to the old words fall away.

    A part that its department wrote itself stays as that department wrote it, or leaves with the department.
    """
    _hold(version)
    require_role(actor, Role.CLERK, department_id=version.item.owner_id)
    law.require(law.general.steps_in_order, allowed=version.state == ItemState.DRAFT)
    _fill(version, fields, parts)
    version.save()
    before = list(version.parts.all())
    version.parts.all().delete()
    write_parts(version, parts, before=before)
    record(
        version,
        "catalogue.rewritten",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}修改{version}的草稿，已有会签失效。",
    )
    return version


def _draft(
    item: Item,
    number: int,
    fields: Mapping[str, Any],
    parts: Sequence[PartDraft],
    *,
    actor: Actor,
    at: datetime,
    before: Sequence[ItemPart] = (),
) -> ItemVersion:
    version = ItemVersion(item=item, number=number, state=ITEM.initial)
    _fill(version, fields, parts)
    version.save()
    write_parts(version, parts, before=before)
    record(
        version,
        "catalogue.drafted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}起草{version}。",
        facts={"departments": [part.department.code for part in parts]},
    )
    return version


def _fill(version: ItemVersion, fields: Mapping[str, Any], parts: Sequence[PartDraft]) -> None:
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"an item has no field {sorted(unknown)}")
    for name, value in fields.items():
        setattr(version, name, value)
    version.scope_rule = Scope.of(version.scope_rule).document()
    law.require(
        law.lists_and_plans.ratio_is_possible, min_bp=version.ratio_min_bp, max_bp=version.ratio_max_bp
    )
    owner = version.item.owner_id
    if [part.department.pk for part in parts if part.leads] not in ([owner], []):
        raise ValueError("the department that owns an item leads it")
    if version.item.kind == ListKind.JOINT:
        departments = {part.department.pk for part in parts} | {owner}
        law.require(law.general.several_departments, departments=len(departments))
    elif any(part.department.pk != owner for part in parts):
        raise ValueError("an item of a department's own list has no other department's part")


def _hold(version: ItemVersion) -> None:
    """Lock the row and make the caller's copy the locked one: a chain of acts can go on with it."""
    lock(version)
    version.refresh_from_db()


@transaction.atomic
def countersign(*, version: ItemVersion, actor: Actor, at: datetime) -> ItemPart:
    """Sign a joint item for the actor's department, which then answers for its part (Art. 6)."""
    _hold(version)
    part = version.parts.filter(department_id=actor.department_id, leads=False).first()
    if part is None or version.item.kind != ListKind.JOINT:
        raise NotYours("您所在部门不参与此事项，不需要会签。")
    require_role(actor, Role.CLERK, department_id=part.department_id)
    law.require(
        law.general.steps_in_order, allowed=version.state in UNDER_WAY and part.countersigned_at is None
    )
    part.countersigned_at, part.countersigned_by = at, actor.name
    part.save(update_fields=["countersigned_at", "countersigned_by"])
    record(
        version,
        "catalogue.countersigned",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}会签{version}。",
    )
    return part


@transaction.atomic
def review(*, version: ItemVersion, actor: Actor, at: datetime) -> ItemVersion:
    """The owner's deputy head passes the draft. Refused without legal basis, or with fields missing."""
    _hold(version)
    require_role(actor, Role.DEPUTY_HEAD, department_id=version.item.owner_id)
    _require_sound(version)
    move(version, ItemState.REVIEWED, actor=actor, at=at)
    return version


@transaction.atomic
def send_back(*, version: ItemVersion, because: str, actor: Actor, at: datetime) -> ItemVersion:
    """The owner's deputy head returns a reviewed version to its drafter, saying why."""
    _hold(version)
    require_role(actor, Role.DEPUTY_HEAD, department_id=version.item.owner_id)
    move(version, ItemState.DRAFT, actor=actor, at=at, because=because)
    return version


def _require_sound(version: ItemVersion) -> list[ItemPart]:
    parts = list(version.parts.select_related("department").order_by("-leads", "pk"))
    law.require(law.general.item_has_legal_basis, basis=version.legal_basis)
    law.require(law.lists_and_plans.item_is_complete, missing_fields=len(missing_fields(version, parts)))
    law.require(
        law.lists_and_plans.ratio_is_possible, min_bp=version.ratio_min_bp, max_bp=version.ratio_max_bp
    )
    return parts


@transaction.atomic
def publish(*, version: ItemVersion, effective_from: date, actor: Actor, at: datetime) -> ItemVersion:
    """Make a version public; the one it replaces is superseded from the same day on.

    The compiling department publishes the joint list, each department its own (Art. 6). Refused without every
    participant's countersignature.
    """
    _hold(version)
    _require_compiler(version.item, actor)
    law.require(
        law.lists_and_plans.item_begins_no_earlier_than_published,
        effective_from=effective_from,
        published_on=day_of(at),
    )
    parts = _require_sound(version)
    unsigned = missing_countersignatures(version, parts)
    law.require(law.lists_and_plans.joint_item_countersigned, missing=len(unsigned))
    _supersede(version, effective_from, actor=actor, at=at)
    version.effective_from, version.effective_until = effective_from, None
    version.save(update_fields=["effective_from", "effective_until"])
    move(version, ItemState.PUBLISHED, actor=actor, at=at, body=_public_words(version, parts))
    return version


def _supersede(version: ItemVersion, effective_from: date, *, actor: Actor, at: datetime) -> None:
    old = version.item.versions.filter(state__in=[ItemState.PUBLISHED, ItemState.SUSPENDED]).first()
    if old is None:
        return
    was_suspended = old.state == ItemState.SUSPENDED
    ends = day_of(at) if was_suspended else effective_from
    old.effective_until = _not_before_its_beginning(old, ends)
    old.save(update_fields=["effective_until"])
    move(old, ItemState.SUPERSEDED, actor=actor, at=at, body=_name(old))


@transaction.atomic
def suspend(*, version: ItemVersion, because: str, actor: Actor, at: datetime) -> ItemVersion:
    """Take an item out of force for a time, with a reason: no new task may use it."""
    return _turn(version, ItemState.SUSPENDED, because, actor=actor, at=at)


@transaction.atomic
def resume(*, version: ItemVersion, because: str, actor: Actor, at: datetime) -> ItemVersion:
    """Put a suspended item back in force, with a reason."""
    return _turn(version, ItemState.PUBLISHED, because, actor=actor, at=at)


@transaction.atomic
def abolish(*, version: ItemVersion, because: str, actor: Actor, at: datetime) -> ItemVersion:
    """Repeal an item for good, with a reason. It stays readable; nothing is deleted (Art. 6)."""
    version = _turn(version, ItemState.ABOLISHED, because, actor=actor, at=at)
    version.effective_until = _not_before_its_beginning(version, day_of(at))
    version.save(update_fields=["effective_until"])
    return version


def _not_before_its_beginning(version: ItemVersion, ends: date) -> date:
    """A version that leaves before it began has held on no day."""
    return max(ends, version.effective_from or ends)


def _turn(version: ItemVersion, to: ItemState, because: str, *, actor: Actor, at: datetime) -> ItemVersion:
    _hold(version)
    _require_compiler(version.item, actor)
    law.require(law.lists_and_plans.repeal_has_reason, reason=because)
    move(version, to, actor=actor, at=at, because=because, body={**_name(version), "because": because})
    return version


def _require_compiler(item: Item, actor: Actor) -> None:
    compiler = compiler_of(item)
    if compiler is None:
        raise NotYours("本级没有汇总联合清单的市场监管部门。")
    require_role(actor, Role.CLERK, department_id=compiler.pk)


def _name(version: ItemVersion) -> dict[str, Any]:
    return {
        "item": version.item.code,
        "version": version.number,
        "list": ListKind(version.item.kind).label,
        "title": version.title,
    }


def _public_words(version: ItemVersion, parts: Sequence[ItemPart]) -> dict[str, Any]:
    return {
        **_name(version),
        "owner": version.item.owner.name,
        "legal_basis": version.legal_basis,
        "object_scope": version.object_scope,
        "effective_from": f"{version.effective_from:%F}",
        "parts": [
            {"department": part.department.name, "content": part.content, "check_points": part.check_points}
            for part in parts
        ],
    }
