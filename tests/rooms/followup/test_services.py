"""后续处理: what a finding leads to, and every refusal on the way."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from suiji.followup.models import TRANSFERS, FollowUp, FollowUpKind
from suiji.followup.queries import needed_by, needed_for, needed_of, open_of
from suiji.followup.services import close, open_follow_up, receive, return_to_sender, send, withdraw
from suiji.followup.states import FOLLOW_UP, FollowUpState
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.queries import history
from suiji.ledger.services import move
from suiji.organs.roles import Role
from tests.factories.followup import (
    EVIDENCE,
    SIGNED_AT,
    a_clerk,
    a_drawn_task,
    a_hand,
    a_signed_visit,
    a_transfer,
    a_visit,
    finding_of,
)
from tests.factories.organs import a_department, an_actor, an_office

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)


class TestOpenFollowUp:
    @pytest.mark.article(20)
    def test_counts_seven_working_days_from_the_signing_over_the_holiday(self) -> None:
        follow_up = a_transfer()

        assert follow_up.due_on == date(2026, 5, 13)
        assert not follow_up.due_provisional
        assert follow_up.state == FollowUpState.OPEN

    def test_is_written_in_the_ledger(self) -> None:
        follow_up = a_transfer()

        (entry,) = history(follow_up)
        assert entry.act == "followup.opened"
        assert "登记后续处理" in entry.sentence
        assert entry.body is None

    @pytest.mark.parametrize("kind", [kind for kind in FollowUpKind if kind not in TRANSFERS])
    def test_gives_other_kinds_only_the_day_that_was_promised(self, kind: FollowUpKind) -> None:
        scene = a_signed_visit()
        given: dict[str, Any] = {
            "finding": finding_of(scene),
            "kind": kind,
            "actor": a_clerk(scene.lead),
            "at": LATER,
        }

        assert open_follow_up(**given).due_on is None
        assert open_follow_up(**given, due_on=date(2026, 6, 1)).due_on == date(2026, 6, 1)

    @pytest.mark.article(20)
    def test_refuses_a_record_that_is_not_signed(self) -> None:
        visit = a_visit(a_drawn_task())
        finding = visit.findings.get(department=visit.task.initiator)

        with pytest.raises(Refused) as refused:
            open_follow_up(
                finding=finding, kind=FollowUpKind.CASE, actor=a_clerk(visit.task.initiator), at=LATER
            )

        assert refused.value.article == 20

    @pytest.mark.article(4)
    def test_refuses_another_departments_finding(self) -> None:
        scene = a_signed_visit()

        with pytest.raises(Refused) as refused:
            open_follow_up(
                finding=finding_of(scene, scene.other),
                kind=FollowUpKind.CASE,
                actor=a_clerk(scene.lead),
                at=LATER,
            )

        assert refused.value.article == 4

    @pytest.mark.parametrize(
        ("change", "article"),
        [
            ({"receiver": None}, 20),
            ({"receiver": "self"}, 20),
            ({"evidence": ()}, 20),
            ({"receiver": "office"}, 3),
        ],
    )
    def test_refuses_a_transfer_to_nobody_to_oneself_to_the_office_or_without_evidence(
        self, change: dict[str, Any], article: int
    ) -> None:
        scene = a_signed_visit()
        named = {None: None, "self": scene.lead, "office": an_office()}
        if "receiver" in change:
            change = {"receiver": named[change["receiver"]]}
        given: dict[str, Any] = {"receiver": scene.other, "evidence": EVIDENCE} | change

        with pytest.raises(Refused) as refused:
            open_follow_up(
                finding=finding_of(scene),
                kind=FollowUpKind.TRANSFER,
                actor=a_clerk(scene.lead),
                at=LATER,
                **given,
            )

        assert refused.value.article == article

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.UPPER)])
    def test_is_for_clerks_only(self, role: Role) -> None:
        scene = a_signed_visit()
        actor = a_hand(scene.lead)

        with pytest.raises(NotYours):
            open_follow_up(
                finding=finding_of(scene),
                kind=FollowUpKind.CASE,
                actor=type(actor)(
                    actor.id, actor.name, actor.department_id, actor.department_name, frozenset({role})
                ),
                at=LATER,
            )

    @pytest.mark.article(28)
    def test_refuses_an_upper_department_in_the_words_of_article_28(self) -> None:
        scene = a_signed_visit()

        with pytest.raises(Refused) as refused:
            open_follow_up(
                finding=finding_of(scene),
                kind=FollowUpKind.CASE,
                actor=an_actor(Role.UPPER, department=scene.lead),
                at=LATER,
            )

        assert refused.value.article == 28


class TestSend:
    def test_numbers_the_letter_and_stops_the_clock(self) -> None:
        follow_up = send(follow_up=a_transfer(), actor=a_clerk(a_department()), at=LATER)

        assert follow_up.state == FollowUpState.SENT
        assert follow_up.sent_at == LATER
        assert "〔2026〕1号" in follow_up.document_number
        assert history(follow_up).last().to_state == FollowUpState.SENT  # type: ignore[union-attr]

    def test_gives_every_letter_a_number_of_its_own(self) -> None:
        scene = a_signed_visit()
        clerk = a_clerk(scene.lead)

        numbers = {send(follow_up=a_transfer(scene), actor=clerk, at=LATER).document_number for _ in range(3)}

        assert len(numbers) == 3

    def test_numbers_a_transfer_to_an_organ_outside_the_directory(self) -> None:
        follow_up = send(follow_up=a_transfer(outside="安阳海关"), actor=a_clerk(a_department()), at=LATER)

        assert follow_up.receiver_name == "安阳海关"
        assert follow_up.document_number

    def test_is_for_the_sending_department(self) -> None:
        follow_up = a_transfer()

        with pytest.raises(NotYours):
            send(follow_up=follow_up, actor=a_clerk(follow_up.receiver), at=LATER)

    @pytest.mark.article(14)
    def test_refuses_a_kind_that_goes_to_nobody(self) -> None:
        scene = a_signed_visit()
        clerk = a_clerk(scene.lead)
        case = open_follow_up(finding=finding_of(scene), kind=FollowUpKind.CASE, actor=clerk, at=LATER)

        with pytest.raises(Refused) as refused:
            send(follow_up=case, actor=clerk, at=LATER)

        assert refused.value.article == 14

    @pytest.mark.article(14)
    def test_refuses_another_receiver_once_sent_and_before_a_return(self) -> None:
        clerk = a_clerk(a_department())
        sent = send(follow_up=a_transfer(), actor=clerk, at=LATER)

        with pytest.raises(Refused):
            send(follow_up=sent, receiver=a_department("教育"), actor=clerk, at=LATER)

    def test_takes_the_right_receiver_as_long_as_nothing_was_sent(self) -> None:
        clerk, education = a_clerk(a_department()), a_department("教育")

        assert send(follow_up=a_transfer(), receiver=education, actor=clerk, at=LATER).receiver == education

    def test_takes_another_receiver_after_a_return_and_keeps_the_first_instant(self) -> None:
        clerk = a_clerk(a_department())
        sent = send(follow_up=a_transfer(), actor=clerk, at=LATER)
        returned = return_to_sender(
            follow_up=sent, because="不属于本部门管辖", actor=a_clerk(sent.receiver), at=LATER
        )
        again = send(
            follow_up=returned,
            receiver=a_department("教育"),
            actor=clerk,
            at=datetime(2026, 6, 1, 2, 0, tzinfo=UTC),
        )

        assert again.receiver == a_department("教育")
        assert again.sent_at == LATER
        assert "〔2026〕2号" in again.document_number

    @pytest.mark.article(20)
    def test_refuses_oneself_as_the_new_receiver(self) -> None:
        clerk = a_clerk(a_department())
        sent = send(follow_up=a_transfer(), actor=clerk, at=LATER)
        returned = return_to_sender(
            follow_up=sent, because="不属于管辖", actor=a_clerk(sent.receiver), at=LATER
        )

        with pytest.raises(Refused) as refused:
            send(follow_up=returned, receiver=a_department(), actor=clerk, at=LATER)

        assert refused.value.article == 20

    def test_is_stale_when_somebody_sent_it_first(self) -> None:
        follow_up = a_transfer()
        as_seen = FollowUp.objects.get(pk=follow_up.pk)
        clerk = a_clerk(a_department())
        send(follow_up=follow_up, actor=clerk, at=LATER)

        with pytest.raises(Stale):
            send(follow_up=as_seen, actor=clerk, at=LATER)


class TestReceiveAndReturn:
    def test_receipt_is_signed_by_the_receiver(self) -> None:
        sent = send(follow_up=a_transfer(), actor=a_clerk(a_department()), at=LATER)

        received = receive(follow_up=sent, actor=a_clerk(sent.receiver), at=LATER)

        assert received.state == FollowUpState.RECEIVED
        assert received.received_at == LATER

    def test_sender_may_not_sign_for_the_receiver(self) -> None:
        clerk = a_clerk(a_department())
        sent = send(follow_up=a_transfer(), actor=clerk, at=LATER)

        with pytest.raises(NotYours):
            receive(follow_up=sent, actor=clerk, at=LATER)

    def test_sender_enters_the_receipt_of_an_organ_outside(self) -> None:
        clerk = a_clerk(a_department())
        sent = send(follow_up=a_transfer(outside="安阳海关"), actor=clerk, at=LATER)

        assert receive(follow_up=sent, actor=clerk, at=LATER).state == FollowUpState.RECEIVED

    def test_return_keeps_its_reason(self) -> None:
        sent = send(follow_up=a_transfer(), actor=a_clerk(a_department()), at=LATER)

        returned = return_to_sender(
            follow_up=sent, because="缺少笔录", actor=a_clerk(sent.receiver), at=LATER
        )

        assert returned.state == FollowUpState.RETURNED
        assert history(returned).last().because == "缺少笔录"  # type: ignore[union-attr]

    def test_return_needs_a_reason(self) -> None:
        sent = send(follow_up=a_transfer(), actor=a_clerk(a_department()), at=LATER)

        with pytest.raises(Refused):
            return_to_sender(follow_up=sent, because="  ", actor=a_clerk(sent.receiver), at=LATER)


class TestClose:
    def test_receiver_writes_the_outcome(self) -> None:
        sent = send(follow_up=a_transfer(), actor=a_clerk(a_department()), at=LATER)
        receiver = a_clerk(sent.receiver)
        received = receive(follow_up=sent, actor=receiver, at=LATER)

        closed = close(follow_up=received, outcome="已立案查处", actor=receiver, at=LATER)

        assert closed.state == FollowUpState.CLOSED
        assert closed.outcome == "已立案查处"

    def test_a_case_of_ones_own_closes_directly(self) -> None:
        scene = a_signed_visit()
        clerk = a_clerk(scene.lead)
        case = open_follow_up(finding=finding_of(scene), kind=FollowUpKind.CASE, actor=clerk, at=LATER)

        closed = close(
            follow_up=case,
            outcome="罚款结案",
            case_number="安市监罚〔2026〕1号",
            decided_on=date(2026, 5, 6),
            actor=clerk,
            at=LATER,
        )

        assert (closed.closed_at, closed.case_number) == (LATER, "安市监罚〔2026〕1号")

    def test_refuses_a_transfer_that_was_never_sent(self) -> None:
        with pytest.raises(Refused):
            close(follow_up=a_transfer(), outcome="不移送了", actor=a_clerk(a_department()), at=LATER)

    def test_what_came_back_is_no_longer_the_receivers_to_close(self) -> None:
        sender = a_clerk(a_department())
        sent = send(follow_up=a_transfer(), actor=sender, at=LATER)
        receiver = a_clerk(sent.receiver)
        returned = return_to_sender(follow_up=sent, because="不属于本部门管辖", actor=receiver, at=LATER)

        with pytest.raises(NotYours):
            close(follow_up=returned, outcome="结", actor=receiver, at=LATER)

        assert close(follow_up=returned, outcome="自行查处", actor=sender, at=LATER).outcome == "自行查处"

    def test_what_another_has_signed_for_is_not_the_senders_to_close(self) -> None:
        sender = a_clerk(a_department())
        sent = send(follow_up=a_transfer(), actor=sender, at=LATER)
        received = receive(follow_up=sent, actor=a_clerk(sent.receiver), at=LATER)

        with pytest.raises(NotYours):
            close(follow_up=received, outcome="结", actor=sender, at=LATER)

    def test_refuses_an_empty_outcome(self) -> None:
        scene = a_signed_visit()
        clerk = a_clerk(scene.lead)
        case = open_follow_up(finding=finding_of(scene), kind=FollowUpKind.CASE, actor=clerk, at=LATER)

        with pytest.raises(Refused):
            close(follow_up=case, outcome=" ", actor=clerk, at=LATER)

    def test_a_third_department_may_not_close_it(self) -> None:
        with pytest.raises(NotYours):
            close(follow_up=a_transfer(), outcome="结", actor=a_clerk(a_department("教育")), at=LATER)


@pytest.mark.article(23)
class TestWithdraw:
    def deputy(self, follow_up: FollowUp) -> Actor:
        return an_actor(Role.DEPUTY_HEAD, department=follow_up.department, name="周分管")

    def test_strikes_out_what_was_registered_by_mistake_and_the_finding_owes_anew(self) -> None:
        follow_up = a_transfer()
        visit = follow_up.finding.visit
        assert follow_up.finding not in [row.finding for row in needed_for(visit)]

        struck = withdraw(follow_up=follow_up, because="应当自行立案", actor=self.deputy(follow_up), at=LATER)

        assert struck.state == FollowUpState.WITHDRAWN
        assert not open_of(visit).exists()
        assert follow_up.finding in [row.finding for row in needed_for(visit)]

    def test_is_not_the_clerks_nor_another_departments(self) -> None:
        follow_up = a_transfer()

        for actor in (
            a_clerk(follow_up.department),
            an_actor(Role.DEPUTY_HEAD, department=a_department("教育")),
        ):
            with pytest.raises(NotYours):
                withdraw(follow_up=follow_up, because="错", actor=actor, at=LATER)
        with pytest.raises(Refused):
            withdraw(follow_up=follow_up, because=" ", actor=self.deputy(follow_up), at=LATER)

    def test_comes_too_late_once_it_was_sent(self) -> None:
        sent = send(follow_up=a_transfer(), actor=a_clerk(a_department()), at=LATER)

        with pytest.raises(Refused):
            withdraw(follow_up=sent, because="错", actor=self.deputy(sent), at=LATER)


@pytest.mark.article(4)
class TestARecheckThatFailed:
    def test_lets_the_finding_owe_what_has_to_follow(self) -> None:
        scene = a_signed_visit(results=("CORRECTION_ORDERED",))
        clerk, finding = a_clerk(scene.lead), finding_of(scene)
        recheck = open_follow_up(
            finding=finding, kind=FollowUpKind.RECHECK, due_on=date(2026, 5, 5), actor=clerk, at=LATER
        )

        close(follow_up=recheck, outcome="仍未改正", recheck_failed=True, actor=clerk, at=LATER)

        (needed,) = needed_of(needed_by(clerk))
        assert (needed.finding, needed.suggested) == (finding, FollowUpKind.CASE)
        assert "复查仍不合格" in needed.words
        open_follow_up(finding=finding, kind=FollowUpKind.CASE, actor=clerk, at=LATER)
        assert needed_by(clerk) == []

    def test_is_said_of_nothing_else(self) -> None:
        scene = a_signed_visit()
        clerk = a_clerk(scene.lead)
        case = open_follow_up(finding=finding_of(scene), kind=FollowUpKind.OTHER, actor=clerk, at=LATER)

        with pytest.raises(Refused):
            close(follow_up=case, outcome="完", recheck_failed=True, actor=clerk, at=LATER)


class TestTableOfMoves:
    @pytest.mark.parametrize("edge", FOLLOW_UP.edges, ids=lambda edge: f"{edge.source}-{edge.target}")
    @pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY_HEAD, Role.OFFICE, Role.AUDITOR, Role.UPPER])
    def test_no_other_role_makes_a_move(self, edge: Any, role: Role) -> None:
        if role in edge.by:
            return
        follow_up = a_transfer()
        FollowUp.objects.filter(pk=follow_up.pk).update(state=edge.source, outcome="结果")
        follow_up.refresh_from_db()
        person = a_hand(a_department())
        actor = type(person)(
            person.id, person.name, person.department_id, person.department_name, frozenset({role})
        )

        with pytest.raises(NotYours):
            move(follow_up, edge.target, actor=actor, at=SIGNED_AT)

    def test_a_move_that_is_not_in_the_table_is_refused_to_everybody(self) -> None:
        follow_up = a_transfer()
        everybody = a_hand(a_department())
        absent = [(a, b) for a in FollowUpState for b in FollowUpState if FOLLOW_UP.edge(a, b) is None]
        FollowUp.objects.filter(pk=follow_up.pk).update(outcome="结果")

        for source, target in absent:
            FollowUp.objects.filter(pk=follow_up.pk).update(state=source)
            follow_up.refresh_from_db()
            with pytest.raises(Refused):
                move(follow_up, target, actor=everybody, at=SIGNED_AT)


class TestDatabase:
    def test_keeps_a_transfer_from_its_own_department(self) -> None:
        follow_up = a_transfer()

        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.filter(pk=follow_up.pk).update(receiver=follow_up.department)

    def test_keeps_a_transfer_from_losing_its_deadline(self) -> None:
        follow_up = a_transfer()

        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.filter(pk=follow_up.pk).update(due_on=None)
