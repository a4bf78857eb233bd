"""一年 — a small simulated year ends in a 通报 whose every figure is recomputed here from the ledger alone (Art. 29).

The year is made through the ledger with a clock: deadlines kept and missed, replacements, corrections, a void. The
recomputation below shares no line with ``oversight.figures``: it reads entries in order, as an auditor would.
"""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from suiji.disclosure.models import Publication
from suiji.disclosure.states import PublicationState
from suiji.draws.models import DrawnObject, Replacement, ReplacementReason, TeamMember
from suiji.exchange.models import ReplyLine
from suiji.followup import services as followup
from suiji.followup.models import FollowUp, FollowUpKind
from suiji.inspections.models import Visit
from suiji.law.workdays import shipped_calendar
from suiji.ledger.models import Entry
from suiji.ledger.services import move
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.oversight import papers, services
from suiji.oversight.figures import count
from suiji.oversight.models import Report
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.states import PlanState
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState
from tests.factories.archive import publish
from tests.factories.followup import a_clerk, a_drawn_task, a_hand, a_plan_line, a_visit, an_inspector, sign
from tests.factories.organs import a_department, an_actor, an_office, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(29)]
LINES = ("市场监管", "消防救援", "商务", "教育")
TASKS, VISITS = 8, 4
CUT_OFF = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
OFF_TIME = timedelta(days=45)


def a_year() -> list[Department]:
    """Eight tasks of four departments, four visits each: every third result late, every second transfer late."""
    departments = [a_department(line) for line in LINES]
    for number in range(TASKS):
        lead, other = departments[number % 4], departments[(number + 1) % 4]
        kind = PlanKind.TEMPORARY if number == 5 else PlanKind.ANNUAL
        line = a_plan_line(lead, kind=kind, state=PlanState.DRAFT)
        handed_in = datetime(2026, 3 if number % 4 == 3 else 2, 10, tzinfo=UTC)
        move(line, PlanState.SUBMITTED, actor=a_hand(lead), at=handed_in)
        task = a_drawn_task(lead, (other,), line=line, at=datetime(2026, 3 + number % 6, 10, tzinfo=UTC))
        for place in range(VISITS):
            _visit(task, lead, other, number * VISITS + place)
        if number == 7:
            void = datetime(2026, 11, 2, tzinfo=UTC)
            move(task, TaskState.VOID, actor=a_hand(lead), at=void, because="名单有误", body={})
    return departments


def _visit(task: Task, lead: Department, other: Department, number: int) -> None:
    if number % 8 == 7:
        a_visit(task)  # drawn, never inspected
        return
    signed_at = datetime(2026, 4 + number % 5, 1 + number % 25, 8, tzinfo=UTC)
    visit = sign(
        a_visit(task, arrived_at=signed_at - timedelta(hours=2)),
        results=("TO_BE_HANDLED" if number % 2 else "NO_PROBLEM",),
        at=signed_at,
    )
    published = publish(visit, lead, at=signed_at + (OFF_TIME if number % 3 == 0 else timedelta(days=6)))
    if number % 5 != 4:
        publish(visit, other, at=signed_at + timedelta(days=8))
    if number % 6 == 1:
        corrected = signed_at + timedelta(days=60)
        move(published, PublicationState.CORRECTED, actor=a_hand(lead), at=corrected, because="笔误", body={})
    if number % 4 == 1:
        _replace(visit, lead, signed_at)
    if number % 2:
        _transfer(visit, lead, other, signed_at, number)


def _replace(visit: Visit, lead: Department, at: datetime) -> None:
    member = visit.team.members.get(inspector__department=lead)
    row = Replacement.objects.create(
        state="APPLIED",
        member=member,
        substitute=an_inspector(lead),
        reason=ReplacementReason.HEALTH,
        explanation="住院",
        applicant=the_person(a_clerk(lead)),
        applied_at=at - timedelta(days=3),
    )
    move(row, "APPROVED", actor=a_hand(lead), at=at - timedelta(days=2))


def _transfer(visit: Visit, lead: Department, other: Department, at: datetime, number: int) -> None:
    clerk = a_clerk(lead)
    row = followup.open_follow_up(
        finding=visit.findings.get(department=lead),
        kind=FollowUpKind.TRANSFER,
        receiver=other,
        evidence=[{"title": "现场笔录", "pages": 2}],
        actor=clerk,
        at=at,
    )
    late = number % 4 == 3
    row = followup.send(follow_up=row, actor=clerk, at=at + timedelta(days=30 if late else 2))
    if not late:
        row = followup.receive(follow_up=row, actor=a_clerk(other), at=at + timedelta(days=40))
        followup.close(follow_up=row, outcome="已查处", actor=a_clerk(other), at=at + timedelta(days=41))


class Auditor:
    """Recomputes a report from the ledger's entries alone, plus who and what each subject is."""

    def __init__(self, departments: list[Department]) -> None:
        self.found: dict[int, Counter[str]] = {row.pk: Counter() for row in departments}
        self.calendar = shipped_calendar()
        self.first: dict[tuple[str, str], dict[int, datetime]] = defaultdict(dict)
        self.times: Counter[tuple[str, int]] = Counter()
        for entry in Entry.objects.filter(at__lte=CUT_OFF).order_by("id"):
            subject = int(entry.subject_id)
            self.first[entry.act, entry.subject_type].setdefault(subject, entry.at)
            self.times[entry.act, subject] += 1
        drawn = self.first["tasks.objects_drawn", "tasks.task"]
        self.voided = self.first["tasks.voided", "tasks.task"]
        answers = ReplyLine.objects.filter(accepted=True, reply__brought_at__lte=CUT_OFF)
        self.taken = {int(line.row.key.split("-")[1]) for line in answers.select_related("row")}
        self.tasks = [pk for pk in drawn if pk not in self.voided]

    def add(self, department: int, key: str, number: int = 1) -> None:
        self.found[department][key] += number

    def after(self, start: date, days: int) -> date:
        """Day by day: the so-many-th working day after a day."""
        day = start
        while days:
            day += timedelta(days=1)
            holiday = day in self.calendar.off or (day.weekday() > 4 and day not in self.calendar.work)
            days -= not holiday
        return day

    def all(self) -> dict[int, Counter[str]]:
        self.plans()
        self.lists()
        self.visits()
        self.transfers()
        self.people()
        return self.found

    def plans(self) -> None:
        for pk, at in self.first["plans.submitted", "plans.planline"].items():
            line = PlanLine.objects.get(pk=pk)
            if line.kind == PlanKind.ANNUAL:
                self.add(
                    line.initiator_id, "plan_on_time" if day_of(at) <= date(2026, 2, 28) else "plan_late"
                )

    def lists(self) -> None:
        for pk in self.tasks:
            task = Task.objects.get(pk=pk)
            self.add(task.initiator_id, "initiated")
            self.add(task.initiator_id, "initiated_temporary", int(task.plan_line.kind == PlanKind.TEMPORARY))
            self.add(task.initiator_id, "drawn", DrawnObject.objects.filter(task=task).count())
            signed = self.first["inspections.signed", "inspections.visit"]
            visited = Visit.objects.filter(task=task, pk__in=signed).count()
            for part in task.parts.all():
                self.add(part.department_id, "to_inspect", task.drawn.count())
                if task.period_until < day_of(CUT_OFF):
                    self.add(part.department_id, "unvisited", task.drawn.count() - visited)
        for pk in self.voided:
            self.add(Task.objects.get(pk=pk).initiator_id, "voids")

    def visits(self) -> None:
        shown = self.first["disclosure.published", "disclosure.publication"]
        for pk, at in self.first["inspections.signed", "inspections.visit"].items():
            visit = Visit.objects.get(pk=pk)
            if visit.task_id not in self.tasks:
                continue
            due = self.after(day_of(at), 20)
            for department in {finding.department_id for finding in visit.findings.all()}:
                self.add(department, "inspected")
                mine = Publication.objects.filter(visit=visit, department_id=department).first()
                done = day_of(shown[mine.pk]) if mine is not None else None
                self.add(department, "published", int(done is not None))
                self.add(department, "taken", int(done is not None and mine.pk in self.taken))
                in_time = done is not None and done <= due
                self.add(department, "published_on_time", int(in_time))
                overdue = not in_time and (done is not None or day_of(CUT_OFF) > due)
                self.add(department, "late", int(overdue))
                self.add(department, "made_up", int(overdue and done is not None))

    def transfers(self) -> None:
        sent = self.first["followup.sent", "followup.followup"]
        closed = self.first["followup.closed", "followup.followup"]
        for pk in self.first["followup.opened", "followup.followup"]:
            row = FollowUp.objects.get(pk=pk)
            if row.finding.visit.task_id not in self.tasks:
                continue
            ended_at = row.finding.visit.ended_at
            assert ended_at is not None
            self.add(row.department_id, "follow_ups")
            self.add(row.department_id, "settled", int(pk in closed))
            in_time = pk in sent and day_of(sent[pk]) <= self.after(day_of(ended_at), 7)
            self.add(row.department_id, "transfers_on_time" if in_time else "transfers_late")

    def people(self) -> None:
        for member in TeamMember.objects.filter(team__task__in=self.tasks).select_related("inspector"):
            self.add(member.inspector.department_id, "staffed")
        for pk in self.first["draw.replacement_approved", "draws.replacement"]:
            row = Replacement.objects.get(pk=pk)
            if row.member.team.task_id in self.tasks:
                self.add(row.member.inspector.department_id, "replacements")
        for (act, pk), times in self.times.items():
            if act == "disclosure.corrected":
                publication = Publication.objects.get(pk=pk)
                if publication.visit.task_id in self.tasks:
                    self.add(publication.department_id, "corrections", times)


class TestAYear:
    def test_ends_in_a_report_whose_every_figure_the_ledger_gives_again(self) -> None:
        departments = a_year()
        office = an_actor(Role.OFFICE, department=an_office())

        report = services.issue_report(year=2026, cut_off_at=CUT_OFF, actor=office, at=CUT_OFF)

        again = Auditor(departments).all()
        rows = {row["code"]: row for row in report.snapshot["rows"]}
        keys = [figure["key"] for figure in report.snapshot["figures"]]
        for department in departments:
            own = rows[department.code]
            assert {key: own[key] for key in keys} == {key: again[department.pk][key] for key in keys}
            alone = count([department.pk], year=2026, cut_off=CUT_OFF, calendar=shipped_calendar())
            assert alone.figures[department.pk] == {key: own[key] for key in keys}
        totals = report.snapshot["totals"]
        for key in (
            "initiated",
            "inspected",
            "late",
            "made_up",
            "transfers_late",
            "corrections",
            "voids",
            "unvisited",
        ):
            assert totals[key] > 0, f"the year must show {key}"
        first = papers.paper(Report.objects.get(pk=report.pk), "xlsx", demonstration=False)
        assert papers.paper(report, "xlsx", demonstration=False) == first
