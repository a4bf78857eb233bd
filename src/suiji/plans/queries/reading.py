"""Which lines there are, and from what a new one is composed."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from suiji.catalogue import queries as catalogue
from suiji.catalogue.models import Item, ListKind
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.organs import queries as organs
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.plans.models import Attachment, PlanLine, PlanPart
from suiji.plans.states import PlanState


def lines() -> QuerySet[PlanLine]:
    """All lines with initiator, items and participants at hand, both in the order of their codes."""
    items = Prefetch("items", queryset=Item.objects.order_by("code"))
    parts = PlanPart.objects.select_related("department").order_by("department__code")
    return PlanLine.objects.select_related("initiator__region").prefetch_related(
        items, Prefetch("parts", queryset=parts)
    )


def line(pk: int) -> PlanLine:
    """One line with its items and participants. Raises ``PlanLine.DoesNotExist``."""
    return lines().get(pk=pk)


def of_year(
    year: int, *, kind: str = "", department: int | None = None, state: str = ""
) -> QuerySet[PlanLine]:
    """The lines of a year as officials work with them, filtered."""
    rows = lines().filter(year=year)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.filter(state=state) if state else rows.exclude(state=PlanState.SUPERSEDED)
    if department:
        taking_part = Exists(PlanPart.objects.filter(line=OuterRef("pk"), department_id=department))
        rows = rows.filter(taking_part | Q(initiator_id=department))
    return rows.order_by("period_from", "number", "pk")


def years(*, today: date) -> list[int]:
    """The years that have lines, with this one and the next, newest first."""
    known = set(PlanLine.objects.values_list("year", flat=True).distinct())
    return sorted(known | {today.year, today.year + 1}, reverse=True)


def departments_of_year(year: int) -> QuerySet[Department]:
    """The departments that take part in any line of a year."""
    return organs.regulators().filter(Q(plan_lines__year=year) | Q(plan_parts__line__year=year)).distinct()


def ready_for_task(*, department: int) -> QuerySet[PlanLine]:
    """Published lines that a department leads: a task may rest on them (Art. 2)."""
    return lines().filter(initiator_id=department, state=PlanState.PUBLISHED).order_by("-year", "number")


def items_to_plan(*, on: date) -> QuerySet[Item]:
    """Joint items in force, from which a line is composed."""
    return (
        Item.objects.filter(kind=ListKind.JOINT, pk__in=catalogue.in_force(on=on).values("item_id"))
        .select_related("owner")
        .prefetch_related("versions")
        .order_by("code")
    )


def item_words(item: Item) -> str:
    """An item's code and the title of its version in force."""
    titles = [v.title for v in item.versions.all() if v.state == ItemState.PUBLISHED]
    return f"{item.code} {titles[0]}" if titles else item.code


def may_take_part(actor: Actor) -> QuerySet[Department]:
    """The other regulators of the actor's region."""
    return catalogue.departments_for(actor)


def number_in_use(number: str) -> bool:
    """Whether another line has the number."""
    return PlanLine.objects.filter(number=number).exists()


def next_number(department: Department, year: int) -> str:
    """A free number by the usual pattern, 安商联抽〔2026〕4号: the sign of the department and a running part."""
    used = PlanLine.objects.filter(initiator=department, year=year, version=1).count()
    running = used + 1
    while number_in_use(number := f"{department.sign}联抽〔{year}〕{running}号"):
        running += 1
    return number


def versions(row: PlanLine) -> list[PlanLine]:
    """Every version of a line, the oldest first."""
    return list(PlanLine.objects.filter(number=row.number).order_by("version"))


def version_in_force(row: PlanLine) -> PlanLine:
    """The version of a line that is public today, on which its tasks go on; the row itself where none is."""
    if row.state == PlanState.PUBLISHED:
        return row
    return PlanLine.objects.filter(number=row.number, state=PlanState.PUBLISHED).first() or row


def attachment_open_to(actor: Actor) -> QuerySet[Attachment]:
    """Attachments an official may read: those of the region's own lines; an auditor reads every one."""
    if actor.holds(Role.AUDITOR):
        return Attachment.objects.all()
    return Attachment.objects.filter(line__initiator__region__departments=actor.department_id)
