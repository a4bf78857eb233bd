"""各部门分工 — what each department checks under an item: drafted by the initiator, then each one's own (Art. 4, 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.catalogue.models import ItemPart, ItemVersion, ListKind, Point
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, record
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role


@dataclass(frozen=True, slots=True)
class PartDraft:
    """What one department is to check under an item."""

    department: Department
    leads: bool
    content: str
    check_points: Sequence[str | Point] = field(default_factory=tuple)
    own_items: str = ""

    def points(self) -> list[Point]:
        """Its points, each once, without edges and without empty ones."""
        return _tidy(self.check_points)


@transaction.atomic
def write_part(
    *,
    version: ItemVersion,
    content: str,
    check_points: Sequence[str | Point],
    own_items: str,
    actor: Actor,
    at: datetime,
) -> ItemPart:
    """A participant says itself what it checks under a joint item, and by which of its own items.

    Its own countersignature falls away, since it was given to other words; those of others stand (reading R101).
    """
    fresh = lock(version)
    part = version.parts.filter(department_id=actor.department_id, leads=False).first()
    if part is None or version.item.kind != ListKind.JOINT:
        raise NotYours("您所在部门不参与此事项，没有需要填写的分工。")
    require_role(actor, Role.CLERK, department_id=part.department_id)
    law.require(law.general.steps_in_order, allowed=fresh.state == ItemState.DRAFT)
    lapsed = part.countersigned_at is not None
    part.content, part.own_items, part.own_words = content, own_items, True
    part.check_points, part.point_notes = _stored(_tidy(check_points))
    part.countersigned_at, part.countersigned_by = None, ""
    part.save()
    record(
        version,
        "catalogue.part_written",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}填写{version}中本部门的检查内容和要点"
        + ("，本部门已有会签失效。" if lapsed else "。"),
        facts={"points": len(part.check_points)},
    )
    return part


def write_parts(version: ItemVersion, parts: Sequence[PartDraft], *, before: Sequence[ItemPart] = ()) -> None:
    """Store every department's part; what a participant wrote itself stays as it was ``before``."""
    own = {part.department_id: part for part in before if part.own_words}
    ItemPart.objects.bulk_create(_part(version, draft, own.get(draft.department.pk)) for draft in parts)


def _part(version: ItemVersion, draft: PartDraft, own: ItemPart | None) -> ItemPart:
    if own is not None and not draft.leads:
        draft = replace(draft, content=own.content, check_points=own.points, own_items=own.own_items)
    texts, notes = _stored(draft.points())
    return ItemPart(
        version=version,
        department=draft.department,
        leads=draft.leads,
        content=draft.content,
        own_items=draft.own_items,
        check_points=texts,
        point_notes=notes,
        own_words=own is not None and not draft.leads,
    )


def _tidy(points: Sequence[str | Point]) -> list[Point]:
    given = [Point(point) if isinstance(point, str) else point for point in points]
    named = {text: replace(point, text=text) for point in given if (text := point.text.strip())}
    return list(named.values())


def _stored(points: Sequence[Point]) -> tuple[list[str], dict[str, Any]]:
    """The texts in order, and what those that say more add to theirs."""
    notes = {
        point.text: {"basis": point.basis, "mandatory": point.mandatory}
        for point in points
        if point.basis or not point.mandatory
    }
    return [point.text for point in points], notes
