"""How every figure of the report is counted: from rows, never typed (Art. 29).

A row counts when the act that decides it stands in the ledger at or before the cut-off instant; so the same cut-off
gives the same figures whenever they are counted again. Whoever doubts one asks for what lies behind it (``behind``).
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from django.db.models import BigIntegerField, Min, Model, QuerySet
from django.db.models.functions import Cast

from suiji.disclosure.models import Publication
from suiji.disclosure.queries.sharing import taken_by
from suiji.draws.models import DrawnObject, Replacement, TeamMember
from suiji.followup.models import TRANSFERS, FollowUp
from suiji.inspections import queries as inspections
from suiji.law import parameter
from suiji.law.confidence import entered_in_time
from suiji.law.lists_and_plans import plan_due
from suiji.law.results import ended_on, publication_due
from suiji.law.workdays import Calendar
from suiji.ledger.models import Entry
from suiji.organs.days import SHANGHAI, day_of
from suiji.organs.questions import Question, question
from suiji.oversight.figures.definitions import KEYS
from suiji.oversight.figures.results import Alike, gathered, listed, named, owed
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.queries import brought_in_initiations, opening_visits
from suiji.tasks.models import Task, Waiver

BY_VISIT = frozenset({"inspected", "late", "made_up"})
"""Figures whose rows are visits; the others' are publications."""


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that was not done in time, so that a department can look it up."""

    department: int
    kind: str
    task: str
    object: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of some departments, and what lies behind the late ones."""

    figures: dict[int, dict[str, int]]
    """Department id → key → number."""
    late: list[Late]


@dataclass(frozen=True, slots=True)
class Behind:
    """One row that a figure counted."""

    kind: str
    """``task``, ``drawn``, ``visit``, ``publication``, ``follow_up``, ``line``, ``waiver``, ``member``."""
    pk: int


def count(departments: Collection[int], *, year: int, cut_off: datetime, calendar: Calendar) -> Counted:
    """The figures of each department in a year, as the platform stood at the cut-off instant."""
    counting = _Count(frozenset(departments), year, cut_off, calendar).all()
    figures = {pk: {key: counting.tally[pk][key] for key in KEYS} for pk in departments}
    late = sorted(counting.late, key=lambda row: (row.department, row.kind, row.due_on, row.task, row.object))
    return Counted(figures, late)


def behind(
    department: int, key: str, *, year: int, cut_off: datetime, calendar: Calendar
) -> list[tuple[Behind, int]]:
    """Every row that one figure of one department counted, and how often; the numbers add up to the figure."""
    counting = _Count(frozenset([department]), year, cut_off, calendar, watched=(department, key)).all()
    rows = Counter(counting.seen)
    return sorted(rows.items(), key=lambda row: (row[0].kind, row[0].pk))


@cache
def _firsts(subject: str, acts: tuple[str, ...]) -> Question[[datetime], tuple[str, int, datetime]]:
    """Act, subject and first instant up to a cut-off, of these few acts."""

    @question
    def asked(cut_off: datetime) -> "QuerySet[Entry, tuple[str, int, datetime]]":
        rows = Entry.objects.filter(act__in=acts, subject_type=subject, at__lte=cut_off)
        key = Cast("subject_id", BigIntegerField())
        return rows.values_list("act", key).annotate(Min("at")).order_by()

    return asked


class _Count:
    """One counting: what the ledger knew at the cut-off, tallied per department."""

    def __init__(
        self,
        departments: frozenset[int],
        year: int,
        cut_off: datetime,
        calendar: Calendar,
        watched: tuple[int, str] = (0, ""),
    ) -> None:
        self.departments, self.year, self.cut_off, self.calendar = departments, year, cut_off, calendar
        self.today = day_of(cut_off)
        self.tally: dict[int, Counter[str]] = defaultdict(Counter)
        self.late: list[Late] = []
        self.watched = watched
        self.only = next(iter(departments)) if len(departments) == 1 else 0
        """The one department asked about, so that the database looks at nobody else's; 0 for several."""
        self.seen: list[Behind] = []
        self._terms: dict[date, date] = {}
        self._answers: dict[tuple[date, date | None, bool, date | None], tuple[str, ...]] = {}

    def all(self) -> "_Count":
        """Every part of the counting."""
        for part in (self.plans, self.initiations, self.visits, self.transfers, self.changes):
            part()
        return self

    def add(self, department: int, key: str, kind: str, pk: int, times: int = 1) -> None:
        """One more for a figure; remembered where somebody asks what lies behind it."""
        if not times:
            return
        self.tally[department][key] += times
        if (department, key) == self.watched:
            self.seen += [Behind(kind, pk)] * times

    def entries(self, model: type[Model], act: str) -> QuerySet[Entry]:
        """Every such act up to the cut-off."""
        label = model._meta.label_lower
        return Entry.objects.filter(act=act, subject_type=label, at__lte=self.cut_off)

    def first(self, model: type[Model], act: str) -> dict[int, datetime]:
        """Subject → the first instant of the act; a later repetition does not move it."""
        return self.firsts(model, act)[0]

    def firsts(self, model: type[Model], *acts: str) -> list[dict[int, datetime]]:
        """For each act: subject → its first instant; asked in one question."""
        found: dict[str, dict[int, datetime]] = {act: {} for act in acts}
        for act, pk, at in _firsts(model._meta.label_lower, acts)(self.cut_off):
            found[act][pk] = at
        return list(found.values())

    def _whose(self, path: str) -> dict[str, int]:
        """A condition on whose rows are read, where one department is asked about."""
        return {path: self.only} if self.only else {}

    @cached_property
    def steps(self) -> tuple[dict[int, datetime], ...]:
        """Tasks whose objects were drawn, whose inspectors were, and which were given up by then."""
        return tuple(self.firsts(Task, "tasks.objects_drawn", "tasks.inspectors_drawn", "tasks.voided"))

    @property
    def voided(self) -> dict[int, datetime]:
        """Tasks given up by then."""
        return self.steps[2]

    @cached_property
    def tasks(self) -> dict[int, Task]:
        """Tasks whose objects were drawn in the year and which still stood."""
        drawn = self.steps[0]
        ids = [pk for pk, at in drawn.items() if day_of(at).year == self.year and pk not in self.voided]
        return Task.objects.select_related("plan_line").in_bulk(ids)

    @cached_property
    def taken(self) -> set[int]:
        """Publications that stood in the publicity system by then."""
        return taken_by(self.cut_off)

    def plans(self) -> None:
        """Art. 7: the first submission counts; a return by the office does not make it late."""
        submitted = self.first(PlanLine, "plans.submitted")
        lines = PlanLine.objects.filter(pk__in=submitted, year=self.year, kind=PlanKind.ANNUAL, version=1)
        due = plan_due(year=self.year, month=parameter("plan_submit_month", self.today))
        for pk, initiator in lines.values_list("pk", "initiator_id"):
            in_time = entered_in_time(entered_on=day_of(submitted[pk]), due=due)
            self.add(initiator, "plan_on_time" if in_time else "plan_late", "line", pk)

    def initiations(self) -> None:
        """Art. 9, 10, 15: tasks drawn, the length of their lists, repeated objects, and tasks given up."""
        for task in self.tasks.values():
            self.add(task.initiator_id, "initiated", "task", task.pk)
            temporary = task.plan_line.kind == PlanKind.TEMPORARY
            self.add(task.initiator_id, "initiated_temporary", "task", task.pk, temporary)
        for (initiator, kind), number in brought_in_initiations(self.year, known_at=self.cut_off).items():
            self.add(initiator, "initiated", "brought_in", 0, number)
            self.add(initiator, "initiated_temporary", "brought_in", 0, number * (kind == PlanKind.TEMPORARY))
        self._lists()
        given_up = [pk for pk, at in self.voided.items() if day_of(at).year == self.year]
        for pk, initiator in Task.objects.filter(pk__in=given_up).values_list("pk", "initiator_id"):
            self.add(initiator, "voids", "task", pk)
        self._overrides()

    def _lists(self) -> None:
        drawn = DrawnObject.objects.filter(task__in=self.tasks).order_by("ceremony__result__drawn_at", "pk")
        cap = parameter("joint_cap", self.today)
        times = Counter(opening_visits(year=self.year, known_at=self.cut_off))
        for pk, task_id, code in drawn.values_list("pk", "task_id", "object__code"):
            times[code] += 1
            initiator = self.tasks[task_id].initiator_id
            self.add(initiator, "drawn", "drawn", pk)
            self.add(initiator, "over_cap", "drawn", pk, times[code] > cap)

    def _overrides(self) -> None:
        filed = self.first(Waiver, "tasks.waiver_filed")
        in_year = [pk for pk, at in filed.items() if day_of(at).year == self.year]
        rows = Waiver.objects.filter(pk__in=in_year).exclude(task__in=self.voided)
        for pk, initiator in rows.values_list("pk", "task__initiator_id"):
            self.add(initiator, "overrides", "waiver", pk)

    def visits(self) -> None:
        """Art. 20(4), 29: what each department had to check and publish, and how far it came."""
        self._owed()
        reports = inspections.reports_known(self.tasks, by=self.cut_off)
        late: list[tuple[int, int, date, date | None]] = []
        for alike in gathered(self.tasks, by=self.cut_off, reports=reports, taken=self.taken, only=self.only):
            due = self._due(alike)
            keys = self._reached(due, alike) if due else ("inspected",)
            self._tally(alike, keys)
            if due is not None and "late" in keys and alike.department in self.departments:
                late += [(visit, alike.department, due, alike.published_on) for visit in alike.visits]
        self._name(late)

    def _owed(self) -> None:
        missed: list[tuple[int, int, date]] = []
        for share in owed(self.tasks, by=self.cut_off, today=self.today, only=self.only):
            for key in ("to_inspect", "unvisited") if share.missed else ("to_inspect",):
                self.tally[share.department][key] += len(share.drawn)
                if (share.department, key) == self.watched:
                    self.seen += [Behind("drawn", pk) for pk in share.drawn]
            if share.missed and share.department in self.departments:
                missed += [(pk, share.department, share.missed) for pk in share.drawn]
        names = listed({row[0] for row in missed})
        self.late += [Late(department, "实施检查", *names[pk], due, None) for pk, department, due in missed]

    def _due(self, alike: Alike) -> date | None:
        """The last day for publication; None while a laboratory has still to say (R100)."""
        if alike.tested and alike.reported_on is None:
            return None
        reports = [alike.reported_on] if alike.reported_on is not None else []
        return self._term(ended_on(signed_on=alike.signed_on, reports=reports))

    def _term(self, ended_on: date) -> date:
        if ended_on not in self._terms:
            days = parameter("publish_within", ended_on)
            self._terms[ended_on] = publication_due(ended_on=ended_on, calendar=self.calendar, days=days).on
        return self._terms[ended_on]

    def _reached(self, due: date, alike: Alike) -> tuple[str, ...]:
        """Every figure that one result of a visit counts in; a year knows few different answers."""
        done_on, taken, withheld_on = alike.published_on, alike.taken, alike.withheld_on
        known = (due, done_on, taken, withheld_on)
        if known not in self._answers:
            in_time = entered_in_time(entered_on=done_on, due=due)
            kept = done_on is None and entered_in_time(entered_on=withheld_on, due=due)
            overdue = not (in_time or kept) and (done_on is not None or self.today > due)
            told = {
                "inspected": True,
                "published": done_on is not None,
                "taken": taken,
                "published_on_time": in_time,
                "late": overdue,
                "made_up": overdue and done_on is not None,
                "withheld": withheld_on is not None and done_on is None,
            }
            self._answers[known] = tuple(key for key, holds in told.items() if holds)
        return self._answers[known]

    def _tally(self, alike: Alike, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.tally[alike.department][key] += len(alike.visits)
            if (alike.department, key) == self.watched:
                kind, pks = (
                    ("visit", alike.visits) if key in BY_VISIT else ("publication", alike.publications)
                )
                self.seen += [Behind(kind, pk or 0) for pk in pks]

    def _name(self, late: list[tuple[int, int, date, date | None]]) -> None:
        names = named({row[0] for row in late})
        self.late += [
            Late(department, "结果公示", *names[visit], due, done) for visit, department, due, done in late
        ]

    def transfers(self) -> None:
        """Art. 20(3), 23: transfers by their first sending, and every follow-up by its outcome."""
        acts = (f"followup.{act}" for act in ("opened", "sent", "closed", "withdrawn"))
        opened, sent, closed, withdrawn = self.firsts(FollowUp, *acts)
        asked = FollowUp.objects.filter(finding__visit__task__in=self.tasks, **self._whose("department"))
        rows = asked.values(
            "pk", "department_id", "kind", "due_on", *(f"finding__visit__{name}" for name in _NAMES)
        )
        for row in rows.order_by("pk").iterator():
            pk, department = row["pk"], row["department_id"]
            if pk not in opened:
                continue
            struck_on = day_of(withdrawn[pk]) if pk in withdrawn else None
            self.add(department, "follow_ups", "follow_up", pk, struck_on is None)
            self.add(department, "settled", "follow_up", pk, pk in closed)
            # Struck out within the term it was no transfer; after it, it had been late.
            if row["kind"] in TRANSFERS and not entered_in_time(entered_on=struck_on, due=row["due_on"]):
                self._judge_transfer(row, sent.get(pk))

    def _judge_transfer(self, row: dict[str, Any], sent_at: datetime | None) -> None:
        department, done_on, due = row["department_id"], day_of(sent_at) if sent_at else None, row["due_on"]
        if entered_in_time(entered_on=done_on, due=due):
            self.add(department, "transfers_on_time", "follow_up", row["pk"])
        elif done_on is not None or self.today > due:
            self.add(department, "transfers_late", "follow_up", row["pk"])
            if department in self.departments:
                names = [row[f"finding__visit__{name}"] for name in _NAMES]
                self.late.append(Late(department, "移送", names[0], names[1], due, done_on))

    def changes(self) -> None:
        """Art. 16, 22: inspectors drawn and replaced, and published results corrected."""
        drawn = self.steps[1]
        staffed = [pk for pk in self.tasks if pk in drawn]
        members = TeamMember.objects.filter(team__task__in=staffed, **self._whose("inspector__department"))
        for pk, department in members.values_list("pk", "inspector__department_id").iterator():
            self.add(department, "staffed", "member", pk)
        replaced = self.first(Replacement, "draw.replacement_approved")
        rows = Replacement.objects.filter(pk__in=replaced, member__team__task__in=self.tasks)
        for pk, department in rows.values_list("member_id", "member__inspector__department_id"):
            self.add(department, "replacements", "member", pk)
        corrected = self.entries(Publication, "disclosure.corrected")
        times = Counter(int(pk) for pk in corrected.values_list("subject_id", flat=True))
        mine = Publication.objects.filter(pk__in=times, visit__task__in=self.tasks)
        for pk, department in mine.values_list("pk", "department_id"):
            self.add(department, "corrections", "publication", pk, times[pk])


_NAMES = ("task__number", "drawn__object__name")
"""From a visit, how a late thing is named."""


def year_of(at: datetime) -> int:
    """The calendar year of an instant where the law is in force."""
    return at.astimezone(SHANGHAI).year
