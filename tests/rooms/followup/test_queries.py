"""What is needed, what is open, what is late."""

from datetime import UTC, date, datetime, timedelta

import pytest

from suiji.disclosure import services as disclosure
from suiji.followup.models import FollowUpKind
from suiji.followup.queries import (
    awaited,
    clocked,
    listed,
    needed_by,
    needed_for,
    needed_of,
    needed_of_tasks,
    open_of,
    receipt_of,
    suggested_kind,
    to_do,
    visible_to,
    with_clocks,
)
from suiji.followup.services import close, open_follow_up, receive, return_to_sender, send
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.organs.models import Level
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from tests.factories.archive import PUBLISHED_AT, publish
from tests.factories.followup import Scene, a_clerk, a_signed_visit, a_transfer, finding_of
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)


@pytest.mark.article(23)
class TestWhatWasPublishedSince:
    def corrected(self, before: str, after: str) -> tuple[Scene, Actor]:
        scene = a_signed_visit(results=(before,))
        publication, clerk = publish(scene.visit, scene.lead), a_clerk(scene.lead)
        rows = [{**row, "results": [after]} for row in publication.versions.get().rows]
        correction = disclosure.apply_correction(
            publication=publication,
            rows=rows,
            reason="漏录",
            evidence="现场笔录",
            actor=clerk,
            at=PUBLISHED_AT,
        )
        principal = an_actor(Role.PRINCIPAL_HEAD, department=scene.lead, name="郑主任")
        disclosure.sign_correction(correction=correction, actor=principal, at=PUBLISHED_AT)
        return scene, clerk

    def test_a_correction_that_finds_something_asks_for_a_follow_up(self) -> None:
        scene, clerk = self.corrected("NO_PROBLEM", "TO_BE_HANDLED")

        (needed,) = needed_of(needed_by(clerk))

        assert (needed.finding, needed.words) == (finding_of(scene), "发现问题待后续处理")
        assert needed_of_tasks(Task.objects.all()) == {scene.task.pk: 1}

    def test_a_correction_that_takes_it_back_asks_for_none(self) -> None:
        scene, clerk = self.corrected("TO_BE_HANDLED", "NO_PROBLEM")

        assert needed_by(clerk) == []
        assert [row.finding.department for row in needed_for(scene.visit)] == [scene.other]


class TestNeededFor:
    @pytest.mark.article(23)
    @pytest.mark.parametrize(
        "code",
        [
            "NOT_DISCLOSED",
            "FALSELY_DISCLOSED",
            "UNREACHABLE",
            "UNCOOPERATIVE",
            "TO_BE_HANDLED",
            "NONCONFORMING",
        ],
    )
    def test_every_department_owes_a_follow_up_to_such_a_result(self, code: str) -> None:
        scene = a_signed_visit(results=(code,))

        assert {row.finding.department for row in needed_for(scene.visit)} == {scene.lead, scene.other}

    @pytest.mark.parametrize("code", ["NO_PROBLEM", "NO_SUCH_ACTIVITY", "CONFORMING"])
    def test_nothing_is_owed_to_a_clean_result(self, code: str) -> None:
        assert needed_for(a_signed_visit(results=(code,)).visit) == []

    @pytest.mark.article(23)
    def test_any_follow_up_settles_what_was_owed(self) -> None:
        scene = a_signed_visit()
        a_transfer(scene)

        assert [row.finding.department for row in needed_for(scene.visit)] == [scene.other]

    @pytest.mark.article(23)
    def test_a_correction_order_is_owed_a_recheck_and_nothing_less(self) -> None:
        scene = a_signed_visit(results=("CORRECTION_ORDERED",))
        clerk = a_clerk(scene.lead)
        open_follow_up(finding=finding_of(scene), kind=FollowUpKind.CASE, actor=clerk, at=LATER)

        (row, _) = needed_for(scene.visit)
        assert row.suggested == FollowUpKind.RECHECK

        open_follow_up(
            finding=finding_of(scene),
            kind=FollowUpKind.RECHECK,
            due_on=date(2026, 6, 1),
            actor=clerk,
            at=LATER,
        )
        assert [row.finding.department for row in needed_for(scene.visit)] == [scene.other]

    @pytest.mark.parametrize(
        ("codes", "kind"),
        [
            (["CORRECTION_ORDERED"], FollowUpKind.RECHECK),
            (["NOT_DISCLOSED"], FollowUpKind.ABNORMAL),
            (["UNREACHABLE"], FollowUpKind.ABNORMAL),
            (["UNCOOPERATIVE"], FollowUpKind.CASE),
            (["CORRECTION_ORDERED", "TO_BE_HANDLED"], FollowUpKind.CASE),
        ],
    )
    def test_suggests_what_fits_the_result(self, codes: list[str], kind: FollowUpKind) -> None:
        assert suggested_kind(codes) == kind


class TestClock:
    @pytest.mark.article(20)
    def test_runs_until_the_transfer_is_sent(self) -> None:
        follow_up = a_transfer()

        running = clocked(follow_up, today=TODAY)
        stopped = clocked(send(follow_up=follow_up, actor=a_clerk(a_department()), at=LATER), today=TODAY)

        assert running.days == 6  # 7, 8, 9 (make-up Saturday), 11, 12, 13 May
        assert stopped.days is None
        assert stopped.clock_done == "已移送"

    def test_late_ones_stand_first_and_can_be_listed_alone(self) -> None:
        scene = a_signed_visit()
        late = a_transfer(scene)
        clerk = a_clerk(scene.lead)
        open_follow_up(finding=finding_of(scene), kind=FollowUpKind.CASE, actor=clerk, at=LATER)

        rows = with_clocks(listed(clerk, today=date(2026, 5, 20)), today=date(2026, 5, 20))

        assert rows[0].follow_up == late
        assert rows[0].days is not None
        assert rows[0].days < 0
        assert list(listed(clerk, state="late", today=date(2026, 5, 20))) == [late]


class TestVisibleTo:
    def test_sender_receiver_auditor_and_office_see_it_and_a_third_department_does_not(self) -> None:
        drafted = a_transfer()
        assert list(visible_to(a_clerk(drafted.receiver))) == []  # nothing has come to them yet
        follow_up = send(follow_up=drafted, actor=a_clerk(drafted.department), at=LATER)

        for actor in (
            a_clerk(follow_up.department),
            a_clerk(follow_up.receiver),
            an_actor(Role.AUDITOR, department=a_department("纪检监察")),
            an_actor(Role.OFFICE, department=a_department("联席会议办公室")),
        ):
            assert list(visible_to(actor)) == [follow_up]
        assert list(visible_to(a_clerk(a_department("教育")))) == []

    @pytest.mark.article(28)
    def test_an_upper_department_sees_its_line(self) -> None:
        follow_up = a_transfer()
        province = a_department("市场监管", region="410000", level=Level.PROVINCE)
        other_line = a_department("教育", region="410000", level=Level.PROVINCE)

        assert list(visible_to(an_actor(Role.UPPER, department=province))) == [follow_up]
        assert list(visible_to(an_actor(Role.UPPER, department=other_line))) == []


class TestToDo:
    def test_asks_for_what_is_owed_first(self) -> None:
        scene = a_signed_visit()

        (todo,) = to_do(a_clerk(scene.lead), today=TODAY)

        assert todo.action == "登记后续处理"
        assert todo.article == 23

    def test_follows_a_transfer_from_hand_to_hand(self) -> None:
        scene = a_signed_visit()
        follow_up = a_transfer(scene)
        sender, receiver = a_clerk(scene.lead), a_clerk(scene.other)

        waiting = to_do(sender, today=TODAY)[0]
        assert (waiting.action, waiting.due.on if waiting.due else None) == ("移送", date(2026, 5, 13))

        follow_up = send(follow_up=follow_up, actor=sender, at=LATER)
        assert to_do(sender, today=TODAY) == []
        assert [todo.action for todo in to_do(receiver, today=TODAY)] == ["登记后续处理", "签收或退回"]

        follow_up = receive(follow_up=follow_up, actor=receiver, at=LATER)
        assert [todo.action for todo in to_do(receiver, today=TODAY)] == ["登记后续处理", "登记结果"]
        assert list(open_of(scene.visit)) == [follow_up]

        close(follow_up=follow_up, outcome="已立案", actor=receiver, at=LATER)
        assert [todo.action for todo in to_do(receiver, today=TODAY)] == ["登记后续处理"]
        assert list(open_of(scene.visit)) == []

    def test_has_nothing_for_other_roles(self) -> None:
        scene = a_signed_visit()

        assert to_do(an_actor(Role.INSPECTOR, department=scene.lead), today=TODAY) == []

    def test_counts_only_findings_of_the_own_department(self) -> None:
        a_signed_visit()

        assert needed_by(a_clerk(a_department("教育"))) == []


@pytest.mark.article(20)
class TestReceipt:
    """Five working days after 6 May 2026 are over on the evening of 12 May, the 9th being worked (R130)."""

    def test_of_what_nobody_signs_for_is_pressed_for_on_both_sides(self) -> None:
        scene = a_signed_visit()
        send(follow_up=a_transfer(scene), actor=a_clerk(scene.lead), at=LATER)
        head = an_actor(Role.DEPUTY_HEAD, department=scene.other)
        sender, receiver = a_clerk(scene.lead), a_clerk(scene.other)

        assert to_do(head, today=date(2026, 5, 12)) == []
        assert "逾期没有签收，请督促" in to_do(head, today=date(2026, 5, 13))[0].sentence
        assert "请联系催办" in to_do(sender, today=date(2026, 5, 13))[-1].sentence
        waiting = next(row for row in to_do(receiver, today=TODAY) if "等待签收" in row.sentence)
        assert waiting.due is not None
        assert waiting.due.on == date(2026, 5, 12)

    def test_of_several_matters_at_one_department_is_one_line(self) -> None:
        scene = a_signed_visit()
        for _ in range(2):
            send(follow_up=a_transfer(scene), actor=a_clerk(scene.lead), at=LATER)

        pressed = [
            row for row in to_do(a_clerk(scene.lead), today=date(2026, 5, 13)) if "催办" in row.sentence
        ]
        assert [("的 2 件" in row.sentence, row.url.endswith("?state=SENT")) for row in pressed] == [
            (True, True)
        ]

    def test_is_waited_for_anew_after_a_return(self) -> None:
        scene = a_signed_visit()
        row = send(follow_up=a_transfer(scene), actor=a_clerk(scene.lead), at=LATER)
        row = return_to_sender(follow_up=row, because="不属本部门管辖", actor=a_clerk(scene.other), at=LATER)
        again = send(follow_up=row, actor=a_clerk(scene.lead), at=LATER + timedelta(days=30))

        due = receipt_of(again)
        assert due is not None
        assert due.on == date(2026, 6, 12)
        assert again.sent_at == LATER

    def test_is_shown_on_its_page(self) -> None:
        scene = a_signed_visit()
        row = send(follow_up=a_transfer(scene), actor=a_clerk(scene.lead), at=LATER)

        assert awaited(row, today=TODAY) == {"receipt": Deadline(date(2026, 5, 12), False), "receipt_days": 5}
        row = receive(follow_up=row, actor=a_clerk(scene.other), at=LATER)
        assert awaited(row, today=TODAY) == {"receipt": None, "receipt_days": None}
