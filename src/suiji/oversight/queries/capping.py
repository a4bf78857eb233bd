"""年度检查次数 — how often each department's objects were jointly inspected in a year, and what the cap did (Art. 10).

Counted by the database in a handful of questions, whatever the size of the libraries. What an unannounced check has
drawn is left out for those who take no part in it until its visit has begun (Art. 20(2)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from suiji.draws.models import DrawnObject, Exclusion
from suiji.inspections.models import Visit
from suiji.law.parameters import parameter
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.libraries.states import EntryState
from suiji.organs.models import Department
from suiji.organs.queries import regulators
from suiji.organs.roles import Role
from suiji.oversight.queries.scope import own_department, under_office
from suiji.plans.models import OpeningVisit
from suiji.tasks.models import Waiver, WaiverKind
from suiji.tasks.queries import frozen_visible_to, visible_to
from suiji.tasks.queries.excluding import CAP, CAP_OPEN
from suiji.tasks.states import TaskState


@dataclass(frozen=True, slots=True)
class Counted:
    """A department's objects by how often they were inspected, and those that the cap kept out of a draw."""

    department: Department
    none: int
    below: int
    """At least once, and the cap leaves room."""
    reached: int
    over: int
    capped: int
    """Left out of a frozen list because the cap was reached, each once a draw."""
    capped_open: int
    """The same, with draws that were frozen and not drawn yet."""

    @property
    def objects(self) -> int:
        """All of them."""
        return self.none + self.below + self.reached + self.over


@dataclass(frozen=True, slots=True)
class Kept:
    """One draw in which the cap kept objects out."""

    task_id: int
    number: str
    title: str
    initiator: str
    frozen: int | None
    """The freeze whose list of exclusions the actor may open."""
    capped: int
    capped_open: int


@dataclass(frozen=True, slots=True)
class Caps:
    """A year of the cap for those departments whose objects the actor answers for or oversees."""

    year: int
    cap: int
    rows: tuple[Counted, ...]
    kept: tuple[Kept, ...]
    overrides: tuple[Waiver, ...]

    @property
    def total(self) -> list[tuple[str, int]]:
        """The sums, with the words of the page."""
        return [
            ("没有检查过", sum(row.none for row in self.rows)),
            ("1 次" if self.cap == 2 else f"1 至 {self.cap - 1} 次", sum(row.below for row in self.rows)),
            (f"已满 {self.cap} 次", sum(row.reached for row in self.rows)),
            (f"超过 {self.cap} 次", sum(row.over for row in self.rows)),
        ]


def whose(actor: Actor) -> QuerySet[Department]:
    """The own department's objects; of those below for the office; everybody's for the auditor."""
    if actor.holds(Role.AUDITOR):
        return regulators()
    if actor.holds(Role.OFFICE):
        return under_office(own_department(actor))
    return regulators().filter(pk=actor.department_id)


def caps_of(actor: Actor, year: int, *, today: date) -> Caps:
    """Everything the page shows."""
    cap = parameter("joint_cap", min(today, date(year, 12, 31)))
    departments = list(whose(actor))
    return Caps(
        year=year,
        cap=cap,
        rows=tuple(_counted(departments, actor, year, cap)),
        kept=tuple(_kept(actor, year, departments)),
        overrides=tuple(_overrides(actor, year, departments)),
    )


def often_visited(actor: Actor, year: int, *, least: int) -> QuerySet[InspectedObject]:
    """Objects with ``times`` visits or more in the year, ``before`` of them before the platform; most visited first."""
    rows = _visited(actor, year, whose(actor)).filter(Q(times__gte=least))
    return rows.select_related("source").order_by(F("times").desc(), "code")


def numbers_of(actor: Actor, year: int, objects: Iterable[InspectedObject]) -> dict[int, list[str]]:
    """Object → numbers of the checks for which it was drawn in the year."""
    found: dict[int, list[str]] = {}
    rows = _drawn(actor, year).filter(object__in=[row.pk for row in objects]).order_by("pk")
    for pk, number in rows.values_list("object_id", "task__number"):
        found.setdefault(pk, []).append(number)
    return found


def _told(actor: Actor) -> Q:
    """Of drawn objects: the check may be spoken of, is the actor's own, or its visit has begun."""
    begun = Exists(Visit.objects.filter(drawn=OuterRef("pk"), arrived_at__isnull=False))
    return Q(task__unannounced=False) | Q(task__in=_own(actor)) | Q(begun)


def _own(actor: Actor) -> QuerySet[Any, Any]:
    return visible_to(actor).order_by().values("pk")


def _drawn(actor: Actor, year: int) -> QuerySet[DrawnObject]:
    return DrawnObject.objects.filter(_told(actor), year=year).exclude(task__state=TaskState.VOID)


def _visited(actor: Actor, year: int, departments: Iterable[Department]) -> QuerySet[InspectedObject]:
    drawn = _drawn(actor, year)
    opening = OpeningVisit.objects.filter(year=year)
    times = drawn.filter(object=OuterRef("pk")).order_by().values("object").annotate(n=Count("pk"))
    before = opening.filter(object_code=OuterRef("code")).order_by().values("object_code")
    among = Q(pk__in=drawn.values("object")) | Q(code__in=opening.values("object_code"))
    return (
        InspectedObject.objects.filter(among, source__in=departments)
        .annotate(
            drawn_times=Coalesce(Subquery(times.values("n"), output_field=IntegerField()), 0),
            before=Greatest(
                Coalesce(
                    Subquery(before.annotate(n=Sum("count")).values("n"), output_field=IntegerField()), 0
                ),
                Value(0),
            ),
        )
        .annotate(times=F("drawn_times") + F("before"))
        .filter(times__gt=0)
    )


def _counted(departments: list[Department], actor: Actor, year: int, cap: int) -> list[Counted]:
    keys = [row.pk for row in departments]
    library = InspectedObject.objects.filter(source__in=keys).exclude(state=EntryState.REMOVED)
    whole = dict(library.order_by().values_list("source").annotate(Count("pk")))
    seen: dict[int, list[int]] = {pk: [0, 0, 0, 0] for pk in keys}
    groups = _visited(actor, year, departments).order_by()
    for source, state, times, number in groups.values_list("source", "state", F("times")).annotate(
        Count("pk")
    ):
        seen[source][1 if times < cap else 2 if times == cap else 3] += number
        seen[source][0] += number * (state != EntryState.REMOVED)
    kept = _excluded(actor, year).filter(object__source__in=keys).order_by()
    out = {
        (source, reason): number
        for source, reason, number in kept.values_list("object__source", "reason").annotate(Count("pk"))
    }
    return [
        Counted(
            row,
            whole.get(row.pk, 0) - seen[row.pk][0],
            seen[row.pk][1],
            seen[row.pk][2],
            seen[row.pk][3],
            out.get((row.pk, CAP), 0),
            out.get((row.pk, CAP_OPEN), 0),
        )
        for row in departments
        if whole.get(row.pk) or any(seen[row.pk])
    ]


def _excluded(actor: Actor, year: int) -> QuerySet[Exclusion]:
    """What the cap kept out of the year's draws; of an unannounced one only when all its visits are over."""
    visits = Visit.objects.filter(task=OuterRef("ceremony__task"))
    over = Exists(visits) & ~Exists(visits.filter(ended_at__isnull=True))
    told = Q(ceremony__task__unannounced=False) | Q(ceremony__task__in=_own(actor)) | Q(over)
    return Exclusion.objects.filter(
        told, reason__in=(CAP, CAP_OPEN), ceremony__freeze__frozen_at__year=year
    ).exclude(ceremony__task__state=TaskState.VOID)


def excluded(actor: Actor, year: int) -> QuerySet[Exclusion]:
    """Each object that the cap kept out, of the actor's own departments or in the own department's draws."""
    mine = Q(object__source__in=whose(actor)) | Q(ceremony__task__initiator__in=whose(actor))
    rows = _excluded(actor, year).filter(mine)
    return rows.select_related("object__source", "ceremony__task__initiator").order_by(
        "ceremony", "object__code"
    )


def _kept(actor: Actor, year: int, departments: list[Department]) -> list[Kept]:
    mine = Q(object__source__in=departments) | Q(ceremony__task__initiator__in=departments)
    groups = (
        _excluded(actor, year)
        .filter(mine)
        .order_by()
        .values_list(
            "ceremony__task",
            "ceremony__task__number",
            "ceremony__task__title",
            "ceremony__task__initiator__short_name",
            "ceremony__ceremony",
        )
    )
    rows = groups.annotate(
        capped=Count("pk", filter=Q(reason=CAP)), capped_open=Count("pk", filter=Q(reason=CAP_OPEN))
    )
    lists = dict(frozen_visible_to(actor).order_by().values_list("ceremony", "pk"))
    return [
        Kept(task, number, title, initiator, lists.get(name), capped, capped_open)
        for task, number, title, initiator, name, capped, capped_open in rows.order_by("-ceremony")
    ]


def _overrides(actor: Actor, year: int, departments: list[Department]) -> list[Waiver]:
    mine = Q(task__initiator__in=departments) | Q(task__in=_own(actor))
    rows = Waiver.objects.filter(mine, kind=WaiverKind.CAP, applied_at__year=year).distinct()
    return list(rows.select_related("task__initiator", "applicant", "approver").order_by("-pk"))
