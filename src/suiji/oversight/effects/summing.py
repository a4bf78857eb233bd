"""效果汇总 — what a year of checks has covered and found, summed once and read from one row (Art. 5, 13).

Everything is counted from drawn lists, signed records and publications. Nothing here decides anything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from suiji.catalogue.models import ItemVersion
from suiji.disclosure.models import PublicationVersion
from suiji.draws.models import DrawnObject, FrameMember, TeamMember
from suiji.inspections.models import CLEAN, Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law import parameter
from suiji.law.workdays import Calendar, workdays_between
from suiji.libraries.models import InspectedObject, Inspector, RiskRating
from suiji.organs.days import day_of
from suiji.organs.models import Department, Industry, Region
from suiji.oversight.effects.intervals import told
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

UNRATED = "未评"
BUCKETS = ((0, 5, "0–5"), (6, 10, "6–10"), (11, 15, "11–15"), (16, 20, "16–20"), (21, 10_000, "20 以上"))
DRAWN = (TaskState.OBJECTS_DRAWN, TaskState.DISPATCHED, TaskState.INSPECTORS_DRAWN)


def summed(year: int, *, calendar: Calendar, today: date) -> dict[str, Any]:
    """The whole year as one document."""
    tasks = Task.objects.filter(state__in=DRAWN, drawn__year=year).distinct()
    those = Task.objects.filter(pk__in=tasks.values("pk"))
    ordinary = those.filter(_ordinary())
    classes = _classes()
    visits = _visits(those)
    return {
        "year": year,
        "classes": _coverage_by_class(ordinary, classes, today),
        "departments": _coverage_by_department(ordinary, classes),
        "districts": _coverage_by(visits, "region_id", _names_of(Region, "code")),
        "trades": _coverage_by(visits, "industry", _names_of_trades()),
        "found_by_class": _found_by_class(ordinary),
        "special": _special(those.exclude(_ordinary())),
        "items": _found_by_item(those),
        "delays": _delays(those, calendar),
        "repeats": _repeats(those),
        "inspectors": _workload(those),
    }


def _ordinary() -> Exists:
    """True of tasks with an item that is not of special focus: theirs are the rates that are compared (R88)."""
    items = Task.item_versions.through.objects.filter(task=OuterRef("pk"), itemversion__special_focus=False)
    return Exists(items)


def _special(those: Any) -> dict[str, int]:
    """特殊重点领域 (Art. 4): checked whole by law, so counted here and in no rate."""
    drawn = DrawnObject.objects.filter(task__in=those)
    signed = Visit.objects.filter(task__in=those, state=VisitState.SIGNED)
    return {"tasks": those.count(), "drawn": drawn.count(), "visited": signed.count()}


def _classes() -> dict[int, str]:
    """Object → its class by the newest rating."""
    rows = RiskRating.objects.order_by("object_id", "-rated_on", "-pk").distinct("object_id")
    return dict(rows.values_list("object_id", "value"))


def _classes_when_frozen(those: Any) -> dict[int, str | None]:
    """Signed visit → its object's class by the newest rating that was there at the freeze."""
    known = RiskRating.objects.filter(object=OuterRef("drawn__object"))
    then = known.filter(received_at__lte=Coalesce(OuterRef("task__frozen_at"), OuterRef("ended_at")))
    newest = then.order_by("-rated_on", "-pk").values("value")[:1]
    rows = Visit.objects.filter(task__in=those, state=VisitState.SIGNED)
    return dict(rows.annotate(then=Subquery(newest)).values_list("pk", "then"))


def _visits(those: Any) -> dict[int, tuple[int, str, str, bool]]:
    """Signed visit → object, region, trade's section, whether anything was found."""
    found: defaultdict[int, bool] = defaultdict(bool)
    findings = Finding.objects.filter(visit__task__in=those, visit__state=VisitState.SIGNED)
    for visit, results in findings.values_list("visit_id", "results").iterator():
        found[visit] |= not CLEAN.issuperset(results)
    rows = Visit.objects.filter(task__in=those, state=VisitState.SIGNED).values_list(
        "pk", "drawn__object_id", "drawn__object__region_id", "drawn__object__industry"
    )
    return {pk: (thing, region, industry[:1], found[pk]) for pk, thing, region, industry in rows.iterator()}


def _coverage_by_class(those: Any, classes: dict[int, str], today: date) -> list[dict[str, Any]]:
    """Art. 13: of all firms that stood in a frame this year, how many of each class were drawn, beside the floor."""
    framed = set(FrameMember.objects.filter(ceremony__task__in=those).values_list("object_id", flat=True))
    drawn = set(DrawnObject.objects.filter(task__in=those).values_list("object_id", flat=True))
    whole = Counter(classes.get(pk, UNRATED) for pk in framed | drawn)
    part = Counter(classes.get(pk, UNRATED) for pk in drawn)
    return [
        {"name": name, "floor": _floor(name, today)} | told(part[name], whole[name])
        for name in ("A", "B", "C", "D", UNRATED)
        if whole[name]
    ]


def _floor(name: str, today: date) -> int:
    """Unrated firms take B's (Art. 13, reading b)."""
    letter = "b" if name == UNRATED else name.lower()
    return parameter(f"ratio_{letter}", today)


def _coverage_by_department(those: Any, classes: dict[int, str]) -> list[dict[str, Any]]:
    """The same for each initiator's own lists."""
    framed, drawn = defaultdict(set), defaultdict(set)
    members = FrameMember.objects.filter(ceremony__task__in=those)
    for department, thing in members.values_list("ceremony__task__initiator_id", "object_id").iterator():
        framed[department].add(thing)
    lists = DrawnObject.objects.filter(task__in=those)
    for department, thing in lists.values_list("task__initiator_id", "object_id").iterator():
        drawn[department].add(thing)
    names = Department.objects.filter(pk__in=drawn).order_by("region_id", "code")
    return [
        {
            "name": row.name,
            "classes": {
                name: told(*_of_class(drawn[row.pk], framed[row.pk], classes, name)) for name in "ABCD"
            },
        }
        | told(len(drawn[row.pk]), len(framed[row.pk] | drawn[row.pk]))
        for row in names
    ]


def _of_class(drawn: set[int], framed: set[int], classes: dict[int, str], name: str) -> tuple[int, int]:
    part = sum(1 for pk in drawn if classes.get(pk) == name)
    return part, sum(1 for pk in drawn | framed if classes.get(pk) == name)


def _coverage_by(
    visits: dict[int, tuple[int, str, str, bool]], field: str, names: dict[str, str]
) -> list[dict[str, Any]]:
    """Objects of the library that were visited at least once, by district or by trade."""
    place = 1 if field == "region_id" else 2
    whole: Counter[str] = Counter()
    rows = InspectedObject.objects.filter(responsible=None).values_list(field).annotate(number=Count("pk"))
    for key, number in rows.order_by():
        whole[key if place == 1 else key[:1]] += number
    # The library's base counts subjects, so a product or a project of one is not counted as another.
    parts = set(InspectedObject.objects.filter(responsible__isnull=False).values_list("pk", flat=True))
    visited = {(row[0], row[place]) for row in visits.values() if row[0] not in parts}
    part = Counter(key for _, key in visited)
    keys = sorted(key for key in whole if whole[key])
    return [{"name": names.get(key, "未分类")} | told(part[key], whole[key]) for key in keys]


def _names_of(model: Any, key: str) -> dict[str, str]:
    return dict(model.objects.values_list(key, "name"))


def _names_of_trades() -> dict[str, str]:
    return dict(Industry.objects.filter(level=1).order_by("edition").values_list("code", "name"))


def _found_by_class(those: Any) -> list[dict[str, Any]]:
    """By the class that stood when the list was frozen: what is found there changes the class afterwards."""
    whole: Counter[str] = Counter()
    part: Counter[str] = Counter()
    then = _classes_when_frozen(those)
    for pk, (_, _, _, found) in _visits(those).items():
        name = then[pk] or UNRATED
        whole[name] += 1
        part[name] += found
    return [
        {"name": name} | told(part[name], whole[name])
        for name in ("A", "B", "C", "D", UNRATED)
        if whole[name]
    ]


def _found_by_item(those: Any) -> list[dict[str, Any]]:
    """Finding rate of every item; those that never find anything stand out by a rate of nought."""
    whole: Counter[int] = Counter()
    part: Counter[int] = Counter()
    findings = Finding.objects.filter(visit__task__in=those, visit__state=VisitState.SIGNED)
    for version, results in findings.values_list("item_version_id", "results").iterator():
        whole[version] += 1
        part[version] += not CLEAN.issuperset(results)
    rows = ItemVersion.objects.filter(pk__in=whole).select_related("item").order_by("item__code", "number")
    return [{"name": f"{row.item.code} {row.title}"} | told(part[row.pk], whole[row.pk]) for row in rows]


def _delays(those: Any, calendar: Calendar) -> dict[str, Any]:
    """Working days from the end of a visit to the first publication of each department's result."""
    signed = PublicationVersion.objects.filter(publication__visit__ended_at__isnull=False)
    rows = signed.filter(number=1, publication__visit__task__in=those).values_list(
        "publication__visit__ended_at", "published_at"
    )
    known: dict[tuple[date, date], int] = {}
    days: list[int] = []
    for ended_at, published_at in rows.iterator():
        assert ended_at is not None
        pair = day_of(ended_at), day_of(published_at)
        if pair not in known:
            known[pair] = workdays_between(*pair, calendar)
        days.append(known[pair])
    buckets = [{"name": name, "part": _within(days, low, high)} for low, high, name in BUCKETS]
    return {"buckets": buckets, "median": round(median(days)) if days else None, "whole": len(days)}


def _within(days: Iterable[int], low: int, high: int) -> int:
    return sum(1 for number in days if max(number, 0) >= low and max(number, 0) <= high)


def _repeats(those: Any) -> list[dict[str, Any]]:
    """How many firms were drawn once, twice, more often in the year."""
    rows = DrawnObject.objects.filter(task__in=those).values_list("object_id").annotate(number=Count("pk"))
    times = Counter(min(number, 3) for _, number in rows.order_by())
    return [{"name": name, "part": times[key]} for key, name in ((1, "一次"), (2, "两次"), (3, "三次及以上"))]


def _workload(those: Any) -> list[dict[str, Any]]:
    """How evenly chance dealt the work: times drawn per inspector of each department that drew."""
    rows = TeamMember.objects.filter(team__task__in=those).values_list(
        "inspector_id", "inspector__department_id"
    )
    times: Counter[int] = Counter()
    of: dict[int, int] = {}
    for inspector, department in rows.iterator():
        times[inspector] += 1
        of[inspector] = department
    staff = Inspector.objects.filter(department__in=set(of.values())).values_list("department_id")
    in_post = dict(staff.annotate(number=Count("pk")).order_by())
    names = dict(Department.objects.filter(pk__in=set(of.values())).values_list("pk", "name"))
    found = []
    for department, name in sorted(names.items(), key=lambda row: row[1]):
        drawn = sorted(times[pk] for pk, where in of.items() if where == department)
        found.append(
            {
                "name": name,
                "people": in_post.get(department, len(drawn)),
                "drawn": len(drawn),
                "times": sum(drawn),
                "least": drawn[0],
                "most": drawn[-1],
                "median": round(median(drawn)),
            }
        )
    return found
