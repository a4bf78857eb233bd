"""通报: figures are counted from the ledger at an instant, frozen, and never typed in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from suiji.disclosure import services as disclosure
from suiji.disclosure.states import PublicationState
from suiji.draws.models import Dispatch, Replacement
from suiji.followup.services import close, receive, send, withdraw
from suiji.law import Refused
from suiji.law.workdays import shipped_calendar
from suiji.ledger import NotYours
from suiji.ledger.queries import history
from suiji.ledger.services import move
from suiji.organs.models import Department, Level
from suiji.organs.roles import Role
from suiji.oversight.figures import FIGURES, KEYS, count
from suiji.oversight.models import Report
from suiji.oversight.papers import report_csv, report_pdf
from suiji.oversight.queries import (
    figures_for,
    is_untouched,
    problems_in,
    scope_of,
    sha256_of,
    snapshot,
    to_do,
    without_plan,
)
from suiji.oversight.services import issue_report
from suiji.plans.models import PlanKind
from suiji.plans.states import PlanState
from suiji.tasks.models import ExecutingUnit, UnitMember
from suiji.tasks.states import TaskState
from tests.factories.archive import PUBLISHED_AT, publish
from tests.factories.followup import (
    DRAWN_AT,
    SIGNED_AT,
    a_clerk,
    a_drawn_object,
    a_drawn_task,
    a_hand,
    a_plan_line,
    a_signed_visit,
    a_transfer,
    a_visit,
    an_inspector,
    an_object,
    sign,
)
from tests.factories.organs import a_department, a_person, an_actor, an_office

pytestmark = pytest.mark.django_db
CUT_OFF = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
"""Just before midnight of New Year's Eve in Anyang."""


def numbers(department: Department, *, at: datetime = CUT_OFF, year: int = 2026) -> dict[str, int]:
    return count([department.pk], year=year, cut_off=at, calendar=shipped_calendar()).figures[department.pk]


def an_official() -> Any:
    return an_actor(Role.OFFICE, department=an_office())


class TestPlans:
    @pytest.mark.article(7)
    @pytest.mark.parametrize(
        ("at", "key"),
        [
            (datetime(2026, 2, 28, 15, 59, tzinfo=UTC), "plan_on_time"),
            (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), "plan_late"),
        ],
    )
    def test_are_on_time_to_the_last_minute_of_february(self, at: datetime, key: str) -> None:
        line = a_plan_line(a_department(), state=PlanState.DRAFT)
        move(line, PlanState.SUBMITTED, actor=a_hand(a_department()), at=at)

        assert numbers(a_department())[key] == 1

    def test_stay_on_time_when_they_are_returned_and_handed_in_again(self) -> None:
        line, hand = a_plan_line(a_department(), state=PlanState.DRAFT), a_hand(a_department())
        move(line, PlanState.SUBMITTED, actor=hand, at=datetime(2026, 2, 1, tzinfo=UTC))
        move(line, PlanState.RETURNED, actor=hand, at=datetime(2026, 3, 1, tzinfo=UTC), because="补充")
        move(line, PlanState.SUBMITTED, actor=hand, at=datetime(2026, 3, 9, tzinfo=UTC))

        found = numbers(a_department())

        assert (found["plan_on_time"], found["plan_late"]) == (1, 0)


class TestInitiations:
    @pytest.mark.article(9)
    def test_count_drawn_tasks_of_the_year_and_show_temporary_ones(self) -> None:
        lead = a_department()
        a_drawn_task(lead)
        a_drawn_task(lead, line=a_plan_line(lead, kind=PlanKind.TEMPORARY))
        a_drawn_task(lead, at=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))

        found = numbers(lead)

        assert (found["initiated"], found["initiated_temporary"]) == (2, 1)

    @pytest.mark.article(15)
    def test_leave_out_a_task_given_up_and_count_it_as_void(self) -> None:
        task = a_drawn_task()
        a_drawn_object(task)
        move(task, TaskState.VOID, actor=a_hand(task.initiator), at=PUBLISHED_AT, because="名单有误")

        before, after = numbers(task.initiator, at=DRAWN_AT), numbers(task.initiator)

        assert (before["initiated"], before["drawn"], before["voids"]) == (1, 1, 0)
        assert (after["initiated"], after["drawn"], after["voids"]) == (0, 0, 1)

    @pytest.mark.article(10)
    def test_count_an_object_drawn_for_the_third_time(self) -> None:
        lead, thing = a_department(), an_object()
        for _ in range(3):
            a_drawn_object(a_drawn_task(lead), thing)

        found = numbers(lead)

        assert (found["drawn"], found["over_cap"]) == (3, 1)


class TestVisits:
    @pytest.mark.article(20)
    def test_are_owed_by_every_department_of_the_task(self) -> None:
        task = a_drawn_task()
        sign(a_visit(task))
        a_drawn_object(task, an_object("乙公司"))

        for department in (task.initiator, a_department("消防救援")):
            found = numbers(department)
            assert (found["to_inspect"], found["inspected"]) == (2, 1)

    @pytest.mark.article(29)
    def test_that_were_never_made_count_as_not_done_once_the_period_is_over(self) -> None:
        task = a_drawn_task()
        sign(a_visit(task))
        a_drawn_object(task, an_object("乙公司"))
        last_day = datetime(2026, 6, 30, 12, tzinfo=UTC)

        during = snapshot(2026, last_day, an_office())
        afterwards = snapshot(2026, last_day + timedelta(days=1), an_office())

        assert during["totals"]["unvisited"] == 0
        assert afterwards["totals"]["unvisited"] == 2
        missed = [row for row in afterwards["late"] if row["kind"] == "实施检查"]
        assert {(row["object"], row["due_on"]) for row in missed} == {("乙公司", "2026-06-30")}
        assert any("仍未检查，视为未完成" in sentence for sentence in problems_in(afterwards))

    @pytest.mark.article(13)
    def test_of_what_was_dispatched_are_owed_by_who_took_the_dispatch(self) -> None:
        task = a_drawn_task(others=())
        drawn = a_drawn_object(task)
        county = a_department(region="410502", level=Level.COUNTY)
        unit = ExecutingUnit.objects.create(task=task, region_id="410502", lead=county)
        UnitMember.objects.create(unit=unit, part=task.parts.get(), department=county)
        Dispatch.objects.create(drawn=drawn, unit=unit, dispatched_at=SIGNED_AT)

        before = {row.pk: numbers(row, at=DRAWN_AT)["to_inspect"] for row in (task.initiator, county)}
        since = {row.pk: numbers(row)["to_inspect"] for row in (task.initiator, county)}

        assert before == {task.initiator.pk: 1, county.pk: 0}
        assert since == {task.initiator.pk: 0, county.pk: 1}

    @pytest.mark.article(4)
    @pytest.mark.parametrize(
        ("decided_at", "late"),
        [(datetime(2026, 6, 1, 15, tzinfo=UTC), 0), (datetime(2026, 6, 2, 15, tzinfo=UTC), 1)],
        ids=["in-time", "too-late"],
    )
    def test_kept_inside_by_law_are_not_late_where_that_was_decided_in_time(
        self, decided_at: datetime, late: int
    ) -> None:
        scene = a_signed_visit()
        entered = disclosure.enter_result(visit=scene.visit, actor=a_clerk(scene.lead), at=PUBLISHED_AT)
        asked = disclosure.apply_withholding(
            publication=entered, ground="《中华人民共和国保守国家秘密法》第二十七条", reason="涉密单位",
            until_on=None, actor=a_clerk(scene.lead), at=PUBLISHED_AT,
        )  # fmt: skip
        deputy = an_actor(Role.DEPUTY_HEAD, department=scene.lead, name="周分管")
        asked = disclosure.decide_withholding(
            withholding=asked, agree=True, because="", actor=deputy, at=decided_at
        )

        found = numbers(scene.lead)
        assert (found["withheld"], found["late"], found["published"]) == (1, late, 0)

        disclosure.end_withholding(withholding=asked, because="已解密", actor=deputy, at=CUT_OFF)
        found = numbers(scene.lead)
        assert (found["withheld"], found["late"]) == (0, 1)

    @pytest.mark.article(29)
    @pytest.mark.parametrize(
        ("published_at", "expected"),
        [
            (
                datetime(2026, 6, 1, 15, 59, tzinfo=UTC),
                {"published": 1, "published_on_time": 1, "late": 0, "made_up": 0},
            ),
            (
                datetime(2026, 6, 1, 16, 0, tzinfo=UTC),
                {"published": 1, "published_on_time": 0, "late": 1, "made_up": 1},
            ),
            (None, {"published": 0, "published_on_time": 0, "late": 1, "made_up": 0}),
        ],
    )
    def test_entered_after_the_twentieth_working_day_count_as_not_done(
        self, published_at: datetime | None, expected: dict[str, int]
    ) -> None:
        scene = a_signed_visit()
        if published_at:
            publish(scene.visit, scene.lead, at=published_at)

        found = numbers(scene.lead)

        assert {key: found[key] for key in expected} == expected

    def test_that_are_not_due_yet_are_neither_on_time_nor_late(self) -> None:
        scene = a_signed_visit()

        found = numbers(scene.lead, at=datetime(2026, 6, 1, 15, 59, tzinfo=UTC))

        assert (found["inspected"], found["published_on_time"], found["late"]) == (1, 0, 0)

    def test_signed_after_the_cut_off_do_not_count(self) -> None:
        scene = a_signed_visit()

        assert numbers(scene.lead, at=SIGNED_AT - timedelta(seconds=1))["inspected"] == 0
        assert numbers(scene.lead, at=SIGNED_AT)["inspected"] == 1


class TestTransfers:
    @pytest.mark.article(20)
    @pytest.mark.parametrize(
        ("sent_at", "key"),
        [
            (datetime(2026, 5, 13, 15, 59, tzinfo=UTC), "transfers_on_time"),
            (datetime(2026, 5, 13, 16, 0, tzinfo=UTC), "transfers_late"),
            (None, "transfers_late"),
        ],
    )
    def test_are_judged_by_their_first_sending(self, sent_at: datetime | None, key: str) -> None:
        follow_up = a_transfer()
        if sent_at:
            send(follow_up=follow_up, actor=a_clerk(a_department()), at=sent_at)

        found = numbers(a_department())

        assert found["transfers_on_time"] + found["transfers_late"] == found[key] == 1
        assert (found["follow_ups"], found["settled"]) == (1, 0)

    @pytest.mark.article(23)
    @pytest.mark.parametrize(
        ("struck_at", "late"),
        [(datetime(2026, 5, 13, tzinfo=UTC), 0), (datetime(2026, 5, 15, tzinfo=UTC), 1)],
        ids=["in-time", "too-late"],
    )
    def test_struck_out_are_none_unless_they_had_been_late(self, struck_at: datetime, late: int) -> None:
        follow_up = a_transfer()
        deputy = an_actor(Role.DEPUTY_HEAD, department=follow_up.department, name="周分管")
        withdraw(follow_up=follow_up, because="应当自行立案", actor=deputy, at=struck_at)

        found = numbers(a_department())

        assert (found["follow_ups"], found["transfers_late"]) == (0, late)

    def test_are_settled_once_their_outcome_is_written(self) -> None:
        sent = send(follow_up=a_transfer(), actor=a_clerk(a_department()), at=PUBLISHED_AT)
        receiver = a_clerk(sent.receiver)
        received = receive(follow_up=sent, actor=receiver, at=PUBLISHED_AT)
        close(follow_up=received, outcome="已立案", actor=receiver, at=PUBLISHED_AT)

        assert numbers(a_department())["settled"] == 1


class TestChanges:
    @pytest.mark.article(22)
    def test_count_every_correction(self) -> None:
        scene = a_signed_visit()
        publication = publish(scene.visit, scene.lead)
        for day in (9, 10):
            at = datetime(2026, 5, day, tzinfo=UTC)
            move(
                publication,
                PublicationState.CORRECTED,
                actor=a_hand(scene.lead),
                at=at,
                because="笔误",
                body={},
            )

        assert numbers(scene.lead)["corrections"] == 2
        assert numbers(scene.lead, at=datetime(2026, 5, 9, tzinfo=UTC))["corrections"] == 1

    @pytest.mark.article(16)
    def test_count_approved_replacements_for_the_inspectors_department(self) -> None:
        scene = a_signed_visit()
        member = scene.visit.team.members.get(inspector__department=scene.other)
        replacement = Replacement.objects.create(
            state="APPLIED",
            member=member,
            substitute=an_inspector(scene.other),
            reason="HEALTH",
            explanation="住院",
            applicant=a_person("申请人", department=scene.other),
            applied_at=DRAWN_AT,
        )
        assert numbers(scene.other)["replacements"] == 0

        move(replacement, "APPROVED", actor=a_hand(scene.other), at=DRAWN_AT, body={})

        assert numbers(scene.other)["replacements"] == 1
        assert numbers(scene.lead)["replacements"] == 0


class TestFigures:
    def test_have_each_a_name_a_unit_an_article_and_a_definition_of_their_own(self) -> None:
        assert len(set(KEYS)) == len({figure.label for figure in FIGURES}) == len(FIGURES)
        for figure in FIGURES:
            assert figure.unit
            assert 1 <= figure.article <= 31
            assert figure.definition.endswith("。")

    def test_of_an_idle_department_are_all_nought(self) -> None:
        assert set(numbers(a_department("教育")).values()) == {0}


class TestSnapshot:
    @pytest.mark.article(29)
    def test_of_the_same_instant_is_the_same_whatever_happened_since(self) -> None:
        scene = a_signed_visit()
        publish(scene.visit, scene.lead)
        office, cut_off = an_office(), datetime(2026, 5, 31, tzinfo=UTC)

        before = snapshot(2026, cut_off, office)
        publish(scene.visit, scene.other, at=datetime(2026, 6, 20, tzinfo=UTC))
        a_drawn_task(at=datetime(2026, 6, 20, tzinfo=UTC))
        after = snapshot(2026, cut_off, office)

        assert before == after
        assert sha256_of(before) == sha256_of(after)

    def test_covers_the_region_and_the_regions_below_it(self) -> None:
        city, county = a_department(), a_department(region="410502", level=Level.COUNTY)
        a_department("市场监管", region="410000", level=Level.PROVINCE)

        found = snapshot(2026, CUT_OFF, an_office())

        assert [row["department"] for row in found["rows"]] == [city.name, county.name]
        assert [row["has_floor"] for row in found["rows"]] == [True, False]

    def test_names_what_was_late_so_that_it_can_be_looked_up(self) -> None:
        scene = a_signed_visit()
        publish(scene.visit, scene.lead)

        content = snapshot(2026, CUT_OFF, an_office())

        assert content["late"] == [
            {
                "department": scene.other.name,
                "kind": "结果公示",
                "task": scene.task.number,
                "object": "安阳市甲餐饮有限公司",
                "due_on": "2026-06-01",
                "done_on": None,
            }
        ]
        assert any("视为未完成" in sentence for sentence in problems_in(content))

    @pytest.mark.article(9)
    def test_says_after_the_year_who_initiated_too_little(self) -> None:
        lead = a_department()

        during = snapshot(2026, CUT_OFF, an_office())
        afterwards = snapshot(2026, datetime(2027, 1, 5, tzinfo=UTC), an_office())

        assert not any("不足" in sentence for sentence in problems_in(during))
        assert f"{lead.name}全年发起 0 次，不足 3 次。" in problems_in(afterwards)
        assert without_plan(afterwards) == [lead.name]
        assert without_plan(snapshot(2026, datetime(2026, 2, 28, tzinfo=UTC), an_office())) == []


class TestIssueReport:
    @pytest.mark.article(29)
    def test_freezes_the_figures_under_a_number(self) -> None:
        scene = a_signed_visit()
        report = issue_report(
            year=2026, cut_off_at=PUBLISHED_AT, notes="附注", actor=an_official(), at=CUT_OFF
        )

        assert "通报〔2026〕1号" in report.number
        assert report.sha256 == sha256_of(snapshot(2026, PUBLISHED_AT, an_office()))
        assert is_untouched(report)
        assert report.snapshot["totals"]["inspected"] == 2
        assert history(report).get().act == "oversight.reported"
        assert scene.visit.state == "SIGNED"

    def test_survives_the_database_with_the_same_hash(self) -> None:
        a_signed_visit()
        report = issue_report(year=2026, cut_off_at=PUBLISHED_AT, actor=an_official(), at=CUT_OFF)

        again = Report.objects.get(pk=report.pk)

        assert sha256_of(again.snapshot) == report.sha256

    @pytest.mark.article(29)
    @pytest.mark.parametrize(
        "change", [{"seen_sha256": "0" * 64}, {"cut_off_at": CUT_OFF + timedelta(days=1)}]
    )
    def test_refuses_other_figures_and_an_instant_to_come(self, change: dict[str, Any]) -> None:
        given: dict[str, Any] = {"year": 2026, "cut_off_at": PUBLISHED_AT} | change

        with pytest.raises(Refused) as refused:
            issue_report(**given, actor=an_official(), at=CUT_OFF)

        assert refused.value.article == 29

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OFFICE, Role.UPPER)])
    def test_is_for_the_office_only(self, role: Role) -> None:
        if role == Role.SYSTEM:
            actor: Any = a_hand(an_office())
            actor = type(actor)(
                actor.id, actor.name, actor.department_id, actor.department_name, frozenset({role})
            )
        else:
            actor = an_actor(role, department=an_office())

        with pytest.raises(NotYours):
            issue_report(year=2026, cut_off_at=PUBLISHED_AT, actor=actor, at=CUT_OFF)

    def test_is_not_for_a_department_that_inspects(self) -> None:
        with pytest.raises(NotYours):
            issue_report(
                year=2026,
                cut_off_at=PUBLISHED_AT,
                actor=an_actor(Role.OFFICE, department=a_department()),
                at=CUT_OFF,
            )

    @pytest.mark.article(28)
    def test_refuses_an_upper_department_in_the_words_of_article_28(self) -> None:
        with pytest.raises(Refused) as refused:
            issue_report(
                year=2026,
                cut_off_at=PUBLISHED_AT,
                actor=an_actor(Role.UPPER, department=an_office()),
                at=CUT_OFF,
            )

        assert refused.value.article == 28

    def test_the_database_refuses_to_change_a_report(self) -> None:
        report = issue_report(year=2026, cut_off_at=PUBLISHED_AT, actor=an_official(), at=CUT_OFF)

        for act in (lambda: Report.objects.update(notes="改"), lambda: report.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


class TestPapers:
    def test_the_pdf_is_the_same_every_time(self) -> None:
        a_signed_visit()
        report = issue_report(year=2026, cut_off_at=PUBLISHED_AT, actor=an_official(), at=CUT_OFF)

        first, second = (report_pdf(report, demonstration=False) for _ in range(2))

        assert first == second
        assert first.startswith(b"%PDF")

    @pytest.mark.article(29)
    def test_the_pdf_is_refused_when_a_figure_was_touched(self) -> None:
        report = issue_report(year=2026, cut_off_at=PUBLISHED_AT, actor=an_official(), at=CUT_OFF)
        report.snapshot["totals"]["late"] = 99

        assert not is_untouched(report)
        with pytest.raises(Refused) as refused:
            report_pdf(report, demonstration=False)
        assert refused.value.article == 29

    def test_the_table_opens_in_a_spreadsheet_without_becoming_a_formula(self) -> None:
        scene = a_signed_visit()
        scene.visit.drawn.object.name = "=1+1 有限公司"
        scene.visit.drawn.object.save(update_fields=["name"])
        report = issue_report(year=2026, cut_off_at=CUT_OFF, actor=an_official(), at=CUT_OFF)

        text = report_csv(report).decode("utf-8-sig")

        assert "'=1+1 有限公司" in text
        assert "逾期（视为未完成）（户次）" in text
        assert report.sha256 in text


class TestScope:
    @pytest.mark.article(28)
    def test_an_upper_department_reads_its_own_line_below(self) -> None:
        city, county = a_department(), a_department(region="410502", level=Level.COUNTY)
        a_department("教育")
        province = a_department("市场监管", region="410000", level=Level.PROVINCE)

        assert set(scope_of(an_actor(Role.UPPER, department=province))) == {city, county}

    def test_the_auditor_reads_everybody(self) -> None:
        everybody = {
            a_department(),
            a_department("教育"),
            a_department(region="410000", level=Level.PROVINCE),
        }

        assert set(scope_of(an_actor(Role.AUDITOR, department=a_department()))) == everybody

    def test_a_department_reads_its_region(self) -> None:
        own, other = a_department(), a_department("教育")
        a_department(region="410000", level=Level.PROVINCE)

        shown = figures_for(a_clerk(own), year=2026, at=CUT_OFF)

        assert {row["department"] for row in shown["rows"]} == {own.name, other.name}


class TestToDo:
    def test_reminds_the_office_in_december_until_a_report_is_issued(self) -> None:
        official = an_official()

        assert to_do(official, today=date(2026, 11, 30)) == []
        assert [todo.action for todo in to_do(official, today=date(2026, 12, 1))] == ["制作通报"]

        issue_report(year=2026, cut_off_at=PUBLISHED_AT, actor=official, at=CUT_OFF)
        assert to_do(official, today=date(2026, 12, 1)) == []
        assert to_do(a_clerk(), today=date(2026, 12, 1)) == []
