"""一个大年 — 12 departments, 60 tasks, 3,000 visits by the real services under a clock, ending in a 通报 (Art. 29).

Every figure of it is recomputed from the ledger alone, as in the small year. It takes long, so it runs when asked for:
``SUIJI_LARGE_YEAR=1 pytest -s tests/rooms/oversight/test_a_large_year.py`` (above 1: a small year of so many tasks, six
visits each). Lists and teams come from the factories, since what draws them is proved elsewhere; from the
take-over to the correction everything is done by the services that pages call.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from suiji.disclosure import services as disclosure
from suiji.draws import services as draws
from suiji.draws.models import DrawKind, ReplacementReason, Team, TeamMember, TeamObject
from suiji.draws.queries import members_now
from suiji.followup import services as followup
from suiji.followup.models import FollowUpKind
from suiji.inspections import services as inspections
from suiji.inspections.models import NoticeMode, Visit
from suiji.law.workdays import is_workday, shipped_calendar
from suiji.ledger import Actor
from suiji.ledger.check import problems
from suiji.ledger.models import Entry
from suiji.ledger.services import move, sequence
from suiji.libraries.models import Inspector
from suiji.organs.models import Department
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role
from suiji.oversight import papers, services
from suiji.oversight.models import Report
from suiji.plans.models import PlanKind
from suiji.plans.states import PlanState
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState
from tests.factories.followup import (
    a_ceremony,
    a_drawn_object,
    a_drawn_task,
    a_hand,
    a_plan_line,
    an_inspector,
    an_object,
)
from tests.factories.organs import a_department, an_actor, an_office
from tests.rooms.oversight.test_a_year import CUT_OFF, Auditor

ASKED = int(os.environ.get("SUIJI_LARGE_YEAR", "0"))
LINES = (
    "市场监管", "消防救援", "商务", "教育", "公安", "卫健", "税务", "人社", "生态环境", "住建", "交通", "文旅",
)  # fmt: skip
TASKS = 60 if ASKED == 1 else ASKED
VISITS, NEVER_VISITED = (50, 2) if ASKED == 1 else (6, 1)
TEAMS = 5
CALENDAR = shipped_calendar()

pytestmark = [
    pytest.mark.skipif(not ASKED, reason="a year that takes long: set SUIJI_LARGE_YEAR=1"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.article(29),
]


@dataclass(frozen=True)
class Staff:
    """Everybody of a department who has a hand in the year."""

    department: Department
    clerk: Actor
    reviewer: Actor
    deputy: Actor
    principal: Actor
    officers: list[Inspector]
    spare: list[Inspector]

    @classmethod
    def of(cls, line: str) -> "Staff":
        department = a_department(line)
        hands = [
            an_actor(role, department=department, name=role.label)
            for role in (Role.CLERK, Role.REVIEWER, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)
        ]
        officers = [an_inspector(department) for _ in range(2 * TEAMS)]
        return cls(department, *hands, officers, [an_inspector(department) for _ in range(2)])


def workday(day: date) -> date:
    while not is_workday(day, CALENDAR):
        day += timedelta(days=1)
    return day


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 8, minute, tzinfo=UTC)


class Year:
    """The year, task by task."""

    def __init__(self) -> None:
        self.staff = [Staff.of(line) for line in LINES]
        self.actors: dict[int, Actor] = {}
        self.visits = 0

    def actor(self, inspector: Inspector) -> Actor:
        if inspector.pk not in self.actors:
            assert inspector.person is not None
            found = actor_of(inspector.person, today=date(2026, 6, 1))
            assert found is not None
            self.actors[inspector.pk] = found
        return self.actors[inspector.pk]

    def task(self, number: int) -> None:
        lead, other = self.staff[number % 12], self.staff[(number * 5 + 1) % 12]
        if lead is other:
            other = self.staff[(number + 1) % 12]
        kind = PlanKind.TEMPORARY if number % 20 == 5 else PlanKind.ANNUAL
        line = a_plan_line(lead.department, kind=kind, state=PlanState.DRAFT)
        handed_in = datetime(2026, 3 if number % 4 == 3 else 2, 10, tzinfo=UTC)
        move(line, PlanState.SUBMITTED, actor=a_hand(lead.department), at=handed_in)
        drawn_on = workday(date(2026, 3 + number % 6, 3))
        task = a_drawn_task(lead.department, (other.department,), line=line, at=moment(drawn_on, 10))
        self._dealt(task, lead, other, moment(drawn_on, 10))
        visits = self._allowed(task, lead, moment(drawn_on, 14))
        for place, visit in enumerate(visits[:VISITS]):
            day = workday(drawn_on + timedelta(days=10 + place // TEAMS))
            self.visit(visit, lead, other, day, number * VISITS + place, place)
        if number % 30 == 29:
            void = datetime(2026, 11, 2, tzinfo=UTC)
            move(task, TaskState.VOID, actor=a_hand(lead.department), at=void, because="名单有误", body={})

    @transaction.atomic
    def _dealt(self, task: Task, lead: Staff, other: Staff, at: datetime) -> None:
        """Lists and teams, at once: the database lets nobody add to a drawn list afterwards."""
        ceremony = a_ceremony(task, DrawKind.INSPECTORS, at=at)
        for code in range(TEAMS):
            team = Team._default_manager.create(ceremony=ceremony, task=task, code=f"{code + 1}")
            for staff in (lead, other):
                for place, officer in enumerate(staff.officers[2 * code : 2 * code + 2]):
                    TeamMember.objects.create(
                        team=team, inspector=officer, leads=staff is lead and place == 0
                    )
            for _ in range(code, VISITS + NEVER_VISITED, TEAMS):
                TeamObject.objects.create(team=team, drawn=a_drawn_object(task, an_object(), at=at))

    def _allowed(self, task: Task, lead: Staff, at: datetime) -> list[Visit]:
        if task.pk % 3 == 0:
            self._replaced(task, lead, at)
        found = inspections.take_over(task=task, actor=lead.clerk, at=at)
        leave = inspections.apply_for_visits(task=task, reason="按年度计划实施", actor=lead.clerk, at=at)
        inspections.approve(approval=leave, actor=lead.deputy, at=at)
        return found

    def _replaced(self, task: Task, lead: Staff, at: datetime) -> None:
        member = TeamMember.objects.filter(team__task=task, inspector__department=lead.department).last()
        assert member is not None
        row = draws.apply_replacement(
            member=member,
            substitute=lead.spare[0],
            reason=ReplacementReason.HEALTH,
            explanation="住院",
            actor=lead.clerk,
            at=at,
        )
        draws.approve_replacement(replacement=row, actor=lead.deputy, at=at)

    def visit(self, visit: Visit, lead: Staff, other: Staff, day: date, number: int, place: int) -> None:
        visit = Visit.objects.get(pk=visit.pk)
        members = members_now(visit.team)
        crew = [self.actor(member.inspector) for member in members]
        hour = 9 + place % 7
        self._told(visit, crew, members[1].inspector, day)
        inspections.arrive(visit=Visit.objects.get(pk=visit.pk), actor=crew[0], at=moment(day, hour))
        visit = Visit.objects.get(pk=visit.pk)
        found = number % 3 == 1
        for finding in visit.findings.select_related("part", "item_version"):
            faulty = found and finding.department_id == lead.department.pk
            inspections.fill_finding(
                finding=finding,
                answers={"证照": "有" if faulty else "无"},
                results=["TO_BE_HANDLED" if faulty else "NO_PROBLEM"],
                problem="涉嫌违法经营" if faulty else "",
                actor=next(one for one in crew if one.department_id == finding.department_id),
                at=moment(day, hour, 20),
            )
        for one in crew:
            inspections.sign_officer(visit=visit, actor=one, at=moment(day, hour, 30))
        inspections.sign_firm(visit=visit, signer="负责人", actor=crew[0], at=moment(day, hour, 35))
        inspections.close_record(visit=visit, actor=crew[0], at=moment(day, hour, 40))
        self.visits += 1
        self._published(visit.pk, lead, other, day, number)
        if found:
            self._transferred(visit.pk, lead, other, day, number)

    def _told(self, visit: Visit, crew: list[Actor], second: Inspector, day: date) -> None:
        before = day - timedelta(days=4)
        inspections.open_pre_check(visit=visit, actor=crew[0], at=moment(before, 9))
        inspections.serve_notice(
            visit=visit,
            mode=NoticeMode.WRITTEN,
            receiver="企业办公室",
            visit_on=day,
            materials="营业执照",
            second=second,
            actor=crew[0],
            at=moment(before, 10),
        )

    def _published(self, pk: int, lead: Staff, other: Staff, day: date, number: int) -> None:
        """Two of seven of the initiator's results are late, one of nine of the partner's never entered."""
        for staff in (lead, other):
            if staff is other and number % 9 == 4:
                continue
            on = day + timedelta(days=45 if staff is lead and number % 7 < 2 else 6)
            visit = Visit.objects.get(pk=pk)
            entered = disclosure.enter_result(visit=visit, actor=staff.clerk, at=moment(on, 9))
            version = disclosure.publish(publication=entered, actor=staff.reviewer, at=moment(on, 15))
            if staff is lead and number % 40 == 1:
                later = moment(on + timedelta(days=10), 10)
                rows = [{**row, "results": ["NO_PROBLEM"]} for row in version.rows]
                correction = disclosure.apply_correction(
                    publication=version.publication,
                    rows=rows,
                    reason="录入笔误",
                    evidence="检查记录表",
                    actor=staff.clerk,
                    at=later,
                )
                disclosure.sign_correction(correction=correction, actor=staff.principal, at=later)

    def _transferred(self, pk: int, lead: Staff, other: Staff, day: date, number: int) -> None:
        row = followup.open_follow_up(
            finding=Visit.objects.get(pk=pk).findings.get(department=lead.department),
            kind=FollowUpKind.TRANSFER,
            receiver=other.department,
            evidence=[{"title": "现场笔录", "pages": 2}],
            actor=lead.clerk,
            at=moment(day, 18),
        )
        late = number % 4 == 0
        row = followup.send(
            follow_up=row, actor=lead.clerk, at=moment(day + timedelta(days=30 if late else 3), 10)
        )
        if not late:
            row = followup.receive(follow_up=row, actor=other.clerk, at=moment(day + timedelta(days=20), 10))
            followup.close(
                follow_up=row, outcome="已查处", actor=other.clerk, at=moment(day + timedelta(days=25), 10)
            )


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def driven(year: Year) -> Iterator[int]:
    for number in range(TASKS):
        year.task(number)
        yield number


class TestALargeYear:
    def test_ends_in_a_report_whose_every_figure_the_ledger_gives_again(self) -> None:
        began, year = time.process_time(), Year()
        for number in driven(year):
            say(f"task {number + 1}/{TASKS}: {year.visits} visits, {time.process_time() - began:.0f} s CPU")
        driving = time.process_time() - began
        sequence(at=CUT_OFF)
        office = an_actor(Role.OFFICE, department=an_office())

        began = time.process_time()
        report = services.issue_report(year=2026, cut_off_at=CUT_OFF, actor=office, at=CUT_OFF)
        counting = time.process_time() - began

        departments = [staff.department for staff in year.staff]
        again = Auditor(departments).all()
        rows = {row["code"]: row for row in report.snapshot["rows"]}
        keys = [figure["key"] for figure in report.snapshot["figures"]]
        compared = 0
        for department in departments:
            own = rows[department.code]
            assert {key: own[key] for key in keys} == {key: again[department.pk][key] for key in keys}
            compared += len(keys)
        totals = report.snapshot["totals"]
        for key in ("initiated", "inspected", "late", "made_up", "transfers_late", "corrections"):
            assert totals[key] > 0, f"the year must show {key}"
        first = papers.paper(Report.objects.get(pk=report.pk), "xlsx", demonstration=False)
        assert papers.paper(report, "xlsx", demonstration=False) == first
        assert not [line for line in problems() if "检查点" in line or "编号" in line]
        say(
            f"{year.visits} visits, {Entry.objects.count()} entries of the ledger, {compared} figures compared"
        )
        say(
            f"{driving:.0f} s CPU of driving ({driving / max(1, year.visits):.3f} a visit), report {counting:.2f} s CPU"
        )
        say(f"totals: {totals}")
