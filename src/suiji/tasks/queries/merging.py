"""综合查一次 — plan lines that would meet the same firms in the same months (Art. 4, 8)."""

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q

from suiji.catalogue.models import ItemVersion
from suiji.catalogue.queries import in_force
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine
from suiji.plans.states import PlanState
from suiji.tasks.models import MergeDecision
from suiji.tasks.queries.scope import Rule, Scope, eligible, within

LIVING = (
    PlanState.DRAFT, PlanState.SUBMITTED, PlanState.RETURNED, PlanState.ACCEPTED, PlanState.PUBLISHED,
)  # fmt: skip
WIDE = ("kinds", "states", "without")
"""Keys too wide to say that two rules mean the same firms."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines that meet, why, and what was decided."""

    first: PlanLine
    second: PlanLine
    months: str
    shared: str
    """What both scopes name."""
    decision: MergeDecision | None


@dataclass(frozen=True, slots=True)
class PairPage:
    """A pair with the numbers of firms."""

    pair: Pair
    of_first: int
    of_second: int
    of_both: int
    may_decide: bool


def pairs(actor: Actor, *, year: int, today: date) -> list[Pair]:
    """The pairs of a year's lines that concern this actor, the undecided first."""
    lines = list(_lines(actor, year))
    rules = {line.pk: _rules(line, today) for line in lines}
    decided = {
        (found.first_id, found.second_id): found
        for found in MergeDecision.objects.filter(first__year=year).order_by("pk")
    }
    found = [
        Pair(first, second, months, shared, decided.get((first.pk, second.pk)))
        for first, second in combinations(lines, 2)
        if (months := _months(first, second)) and (shared := _shared(rules[first.pk], rules[second.pk]))
    ]
    return sorted(found, key=lambda pair: (pair.decision is not None, pair.first.pk, pair.second.pk))


def pair_of(actor: Actor, first: int, second: int, *, today: date) -> PairPage | None:
    """One pair with the firms counted in the library; None where the two do not meet or are not this actor's."""
    year = PlanLine.objects.filter(pk=first).values_list("year", flat=True).first()
    if year is None:
        return None
    for pair in pairs(actor, year=year, today=today):
        if (pair.first.pk, pair.second.pk) == (first, second):
            one, other = _scope(pair.first, today), _scope(pair.second, today)
            both = eligible(one).filter(pk__in=eligible(other).order_by().values("pk"))
            return PairPage(
                pair, eligible(one).count(), eligible(other).count(), both.count(), _may_decide(pair, actor)
            )
    return None


def undecided_with(line: PlanLine, actor: Actor, *, today: date) -> list[Pair]:
    """The pairs of a line about which nothing was decided yet."""
    found = pairs(actor, year=line.year, today=today)
    return [pair for pair in found if pair.decision is None and line.pk in (pair.first.pk, pair.second.pk)]


def _lines(actor: Actor, year: int) -> list[PlanLine]:
    region = Department.objects.get(pk=actor.department_id).region_id
    rows = PlanLine.objects.filter(year=year, state__in=LIVING, initiator__region=region)
    if not actor.holds(Role.OFFICE, Role.AUDITOR):
        # Both lines of a pair are shown to whoever has part in one: joint items are known to every member.
        rows = rows.filter(Q(state=PlanState.PUBLISHED) | Q(initiator_id=actor.department_id))
    return list(rows.select_related("initiator").prefetch_related("items").order_by("pk"))


def _rules(line: PlanLine, today: date) -> list[tuple[str, Rule]]:
    """(item's title, its rule) of a line."""
    return [(version.title, version.scope_rule) for version in versions_of(line, None, today)]


def versions_of(line: PlanLine, chosen: list[str] | None, today: date) -> list[ItemVersion]:
    """The line's item versions in force, or those of them that are chosen."""
    rows = in_force(on=today).filter(item__in=line.items.all())
    return [one for one in rows.order_by("pk") if chosen is None or str(one.pk) in chosen]


def _scope(line: PlanLine, today: date) -> Scope:
    return within({}, [rule for _, rule in _rules(line, today)])


def _months(first: PlanLine, second: PlanLine) -> str:
    """The months in which both run, as text; empty where there is none."""
    days = (first.period_from, second.period_from, first.period_until, second.period_until)
    if any(day is None for day in days):
        return ""
    start, end = max(day for day in days[:2] if day), min(day for day in days[2:] if day)
    if start > end:
        return ""
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.year}年{start.month}月"
    return f"{start.year}年{start.month}月至{end.year}年{end.month}月"


def _shared(first: list[tuple[str, Rule]], second: list[tuple[str, Rule]]) -> str:
    """What two lines' items both mean: the same item, or a word, tag, pool, licence or industry of both."""
    titles = {title for title, _ in first} & {title for title, _ in second}
    if titles:
        return "同一事项：" + "、".join(sorted(titles))
    words = _named(first) & _named(second)
    return "同类对象：" + "、".join(sorted(words)) if words else ""


def _named(rules: list[tuple[str, Rule]]) -> set[str]:
    return {
        str(value)
        for _, rule in rules
        for key, values in rule.items()
        if key not in (*WIDE, "regions")
        for value in values
    }


def _may_decide(pair: Pair, actor: Actor) -> bool:
    leads = actor.department_id in (pair.first.initiator_id, pair.second.initiator_id)
    return actor.holds(Role.OFFICE) or (actor.holds(Role.CLERK) and leads)
