"""口径 — every figure of the report: its Chinese name, unit, article, definition, and how it is counted.

Counted from rows, never typed (Art. 29). A row counts when the act that decides it stands in the ledger at or
before the cut-off instant; so the same cut-off gives the same figures whenever they are counted again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Min, Model, QuerySet

from suiji.disclosure.models import Publication
from suiji.draws.models import DrawnObject, Replacement
from suiji.followup.models import FollowUp, FollowUpKind
from suiji.inspections.models import Finding, Visit
from suiji.law import parameter
from suiji.law.confidence import entered_in_time
from suiji.law.lists_and_plans import plan_due
from suiji.law.results import publication_due
from suiji.law.workdays import Calendar
from suiji.ledger.models import Entry
from suiji.organs.days import SHANGHAI, day_of
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.queries import brought_in_initiations, opening_visits
from suiji.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report."""

    key: str
    label: str
    unit: str
    article: int
    definition: str


FIGURES = (
    Figure(
        "plan_on_time", "按期报送计划", "项", 7, "本年度计划中，首次报送时间不晚于2月最后一日的计划行数。"
    ),
    Figure("plan_late", "逾期报送计划", "项", 7, "本年度计划中，首次报送时间晚于2月最后一日的计划行数。"),
    Figure(
        "initiated",
        "发起联合抽查",
        "次",
        9,
        "由本部门发起、本年度内已抽取检查对象且未作废的任务数，含期初数。",
    ),
    Figure("initiated_temporary", "其中临时性", "次", 8, "发起次数中，来自临时性联合抽查备案的任务数。"),
    Figure("drawn", "抽取对象", "户", 15, "本部门本年度发起的任务名单上的检查对象数。"),
    Figure(
        "to_inspect", "应检查", "户次", 20, "本年度抽取的任务中，由本部门承担检查的对象数（含参与的任务）。"
    ),
    Figure("inspected", "已检查", "户次", 20, "应检查户次中，记录表已经签字完毕的户次。"),
    Figure("published", "已公示", "户次", 20, "应检查户次中，本部门的检查结果已经公示的户次，含逾期补录的。"),
    Figure("published_on_time", "按期公示", "户次", 20, "检查结束之日起20个工作日内公示的户次。"),
    Figure("late", "逾期（视为未完成）", "户次", 29, "20个工作日届满仍未公示，或者届满以后才公示的户次。"),
    Figure("made_up", "其中已补录", "户次", 29, "逾期户次中，截止时已经补充公示的户次；仍视为未完成。"),
    Figure("transfers_on_time", "按期移送", "件", 20, "形成检查结果之日起7个工作日内移送的件数。"),
    Figure("transfers_late", "逾期移送", "件", 20, "7个工作日届满仍未移送，或者届满以后才移送的件数。"),
    Figure("follow_ups", "后续处理", "件", 23, "对发现问题的结果登记的移送、复查、列异、立案等件数。"),
    Figure("settled", "其中已办结", "件", 23, "后续处理中，已经登记处理结果并办结的件数。"),
    Figure("replacements", "人员调整", "人次", 16, "本部门已抽取的执法检查人员经分管负责人同意调整的人次。"),
    Figure("corrections", "结果更正", "次", 22, "本部门已公示的结果经主要负责人签字更正的次数。"),
    Figure("voids", "任务作废", "次", 15, "本部门发起的任务在本年度内整体作废的次数。"),
    Figure(
        "over_cap",
        "超过年度次数",
        "户",
        10,
        "本部门本年度发起的任务名单上，本年度第三次及以上被抽中的对象数。",
    ),
)
KEYS = tuple(figure.key for figure in FIGURES)


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


def count(departments: Collection[int], *, year: int, cut_off: datetime, calendar: Calendar) -> Counted:
    """The figures of each department in a year, as the platform stood at the cut-off instant."""
    count_ = _Count(frozenset(departments), year, cut_off, calendar)
    for part in (
        count_.plans, count_.initiations, count_.visits, count_.transfers, count_.changes,
    ):  # fmt: skip
        part()
    figures = {pk: {key: count_.tally[pk][key] for key in KEYS} for pk in departments}
    late = sorted(count_.late, key=lambda row: (row.department, row.kind, row.due_on, row.task, row.object))
    return Counted(figures, late)


class _Count:
    """One counting: what the ledger knew at the cut-off, tallied per department."""

    def __init__(self, departments: frozenset[int], year: int, cut_off: datetime, calendar: Calendar) -> None:
        self.departments, self.year, self.cut_off, self.calendar = departments, year, cut_off, calendar
        self.today = day_of(cut_off)
        self.tally: dict[int, Counter[str]] = defaultdict(Counter)
        self.late: list[Late] = []

    def entries(self, model: type[Model], act: str) -> QuerySet[Entry]:
        """Every such act up to the cut-off."""
        label = model._meta.label_lower
        return Entry.objects.filter(act=act, subject_type=label, at__lte=self.cut_off)

    def first(self, model: type[Model], act: str) -> dict[int, datetime]:
        """Subject → the first instant of the act; a later repetition does not move it."""
        rows = self.entries(model, act).values_list("subject_id").annotate(first=Min("at"))
        return {int(pk): at for pk, at in rows.order_by()}

    @cached_property
    def voided(self) -> dict[int, datetime]:
        """Tasks given up by then."""
        return self.first(Task, "tasks.voided")

    @cached_property
    def tasks(self) -> dict[int, Task]:
        """Tasks whose objects were drawn in the year and which still stood."""
        drawn = self.first(Task, "tasks.objects_drawn")
        ids = [pk for pk, at in drawn.items() if day_of(at).year == self.year and pk not in self.voided]
        return Task.objects.select_related("plan_line").in_bulk(ids)

    def plans(self) -> None:
        """Art. 7: the first submission counts; a return by the office does not make it late."""
        submitted = self.first(PlanLine, "plans.submitted")
        lines = PlanLine.objects.filter(pk__in=submitted, year=self.year, kind=PlanKind.ANNUAL, version=1)
        due = plan_due(year=self.year, month=parameter("plan_submit_month", self.today))
        for pk, initiator in lines.values_list("pk", "initiator_id"):
            in_time = entered_in_time(entered_on=day_of(submitted[pk]), due=due)
            self.tally[initiator]["plan_on_time" if in_time else "plan_late"] += 1

    def initiations(self) -> None:
        """Art. 9, 10, 15: tasks drawn, the length of their lists, repeated objects, and tasks given up."""
        for task in self.tasks.values():
            self.tally[task.initiator_id]["initiated"] += 1
            self.tally[task.initiator_id]["initiated_temporary"] += task.plan_line.kind == PlanKind.TEMPORARY
        for (initiator, kind), number in brought_in_initiations(self.year, known_at=self.cut_off).items():
            self.tally[initiator]["initiated"] += number
            self.tally[initiator]["initiated_temporary"] += number * (kind == PlanKind.TEMPORARY)
        drawn = DrawnObject.objects.filter(task__in=self.tasks).order_by("ceremony__result__drawn_at", "pk")
        cap = parameter("joint_cap", self.today)
        times = Counter(opening_visits(year=self.year, known_at=self.cut_off))
        for task_id, code in drawn.values_list("task_id", "object__code"):
            times[code] += 1
            tally = self.tally[self.tasks[task_id].initiator_id]
            tally["drawn"] += 1
            tally["over_cap"] += times[code] > cap
        given_up = [pk for pk, at in self.voided.items() if day_of(at).year == self.year]
        for initiator in Task.objects.filter(pk__in=given_up).values_list("initiator_id", flat=True):
            self.tally[initiator]["voids"] += 1

    def visits(self) -> None:
        """Art. 20(4), 29: what each department had to check and publish, and how far it came."""
        shares = DrawnObject.objects.filter(task__in=self.tasks).values_list("task__parts__department_id")
        for (department,) in shares:
            self.tally[department]["to_inspect"] += 1
        published = self.first(Publication, "disclosure.published")
        owners = Publication.objects.filter(pk__in=published).values_list("pk", "visit_id", "department_id")
        done = {(visit, department): published[pk] for pk, visit, department in owners}
        for row in self._inspected():
            self.tally[row["department_id"]]["inspected"] += 1
            self._judge(row, done.get((row["visit_id"], row["department_id"])))

    def _inspected(self) -> Iterator[dict[str, Any]]:
        signed = self.first(Visit, "inspections.signed")
        rows = Finding.objects.filter(visit__in=signed, visit__task__in=self.tasks)
        names = ("visit_id", "department_id", "visit__task__number", "visit__drawn__object__name")
        for row in rows.values(*names).distinct().order_by("visit_id", "department_id"):
            yield row | {"ended_on": day_of(signed[row["visit_id"]])}

    def _judge(self, row: dict[str, Any], published_at: datetime | None) -> None:
        tally, ended_on = self.tally[row["department_id"]], row["ended_on"]
        days = parameter("publish_within", ended_on)
        due = publication_due(ended_on=ended_on, calendar=self.calendar, days=days).on
        done_on = day_of(published_at) if published_at else None
        tally["published"] += done_on is not None
        if entered_in_time(entered_on=done_on, due=due):
            tally["published_on_time"] += 1
        elif done_on is not None or self.today > due:
            tally["late"] += 1
            tally["made_up"] += done_on is not None
            self._note(row["department_id"], "结果公示", row, due, done_on)

    def _note(self, department: int, kind: str, row: dict[str, Any], due: date, done_on: date | None) -> None:
        if department in self.departments:
            name, number = row["visit__drawn__object__name"], row["visit__task__number"]
            self.late.append(Late(department, kind, number, name, due, done_on))

    def transfers(self) -> None:
        """Art. 20(3), 23: transfers by their first sending, and every follow-up by its outcome."""
        opened, sent, closed = (
            self.first(FollowUp, f"followup.{act}") for act in ("opened", "sent", "closed")
        )
        rows = FollowUp.objects.filter(pk__in=opened, finding__visit__task__in=self.tasks).values(
            "pk", "department_id", "kind", "due_on", "finding__visit__task__number",
            "finding__visit__drawn__object__name",
        )  # fmt: skip
        for row in rows.order_by("pk"):
            tally = self.tally[row["department_id"]]
            tally["follow_ups"] += 1
            tally["settled"] += row["pk"] in closed
            if row["kind"] == FollowUpKind.TRANSFER:
                self._judge_transfer(dict(row), sent.get(row["pk"]))

    def _judge_transfer(self, row: dict[str, Any], sent_at: datetime | None) -> None:
        done_on, due = day_of(sent_at) if sent_at else None, row["due_on"]
        if entered_in_time(entered_on=done_on, due=due):
            self.tally[row["department_id"]]["transfers_on_time"] += 1
        elif done_on is not None or self.today > due:
            self.tally[row["department_id"]]["transfers_late"] += 1
            names = {key.removeprefix("finding__"): value for key, value in row.items()}
            self._note(row["department_id"], "移送", names, due, done_on)

    def changes(self) -> None:
        """Art. 16, 22: inspectors replaced, and published results corrected."""
        replaced = self.first(Replacement, "draw.replacement_approved")
        rows = Replacement.objects.filter(pk__in=replaced, member__team__task__in=self.tasks)
        for department in rows.values_list("member__inspector__department_id", flat=True):
            self.tally[department]["replacements"] += 1
        times = Counter(
            int(pk)
            for pk in self.entries(Publication, "disclosure.corrected").values_list("subject_id", flat=True)
        )
        mine = Publication.objects.filter(pk__in=times, visit__task__in=self.tasks)
        for pk, department in mine.values_list("pk", "department_id"):
            self.tally[department]["corrections"] += times[pk]


def year_of(at: datetime) -> int:
    """The calendar year of an instant where the law is in force."""
    return at.astimezone(SHANGHAI).year
