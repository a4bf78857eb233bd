"""The first page asks in SQL what the pages ask in Python, and gives of a long list its beginning."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.urls import reverse

from suiji.disclosure import services as disclosure
from suiji.followup.models import FollowUp, FollowUpKind
from suiji.followup.queries import moves_open_to, needed_by, needed_for, needed_of, to_do
from suiji.followup.queries.needing import owed_first
from suiji.followup.services import send
from suiji.followup.states import ENDED, FollowUpState
from suiji.inspections.models import Visit
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.organs.shortened import MOST
from suiji.organs.todo import Todo
from tests.factories.archive import PUBLISHED_AT, publish
from tests.factories.followup import Scene, a_clerk, a_signed_visit, a_transfer, a_visit, finding_of, sign
from tests.factories.organs import a_department, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(23)]
LATER = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)
AFTER = date(2026, 7, 1)


def follow_ups(scene: Scene, rows: Sequence[dict[str, Any]]) -> None:
    """Follow-ups of a finding as they may stand, whatever led there."""
    finding, clerk = finding_of(scene), a_clerk(scene.lead)
    given = {"department": scene.lead, "opened_by_id": clerk.id, "opened_at": LATER, "outcome": "已处理"}
    FollowUp.objects.bulk_create(FollowUp(finding=finding, **given | row) for row in rows)


def urls(rows: list[Todo]) -> set[str]:
    return {row.url for row in rows}


def agreed(department: Department) -> list[str]:
    """The words of what a department owes, which first page, list and the visits' own look say alike."""
    first, many = owed_first(department.pk)
    needed = needed_of(needed_by(a_clerk(department)))
    signed = Visit.objects.filter(state=VisitState.SIGNED).order_by("pk")
    looked_at = [row for visit in signed for row in needed_for(visit) if row.finding.department == department]
    assert needed == looked_at
    assert [(row.finding, row.object, row.words) for row in first] == [
        (row.finding.pk, str(row.finding.visit.drawn.object), row.words) for row in needed
    ]
    assert many() == len(needed)
    return [row.words for row in first]


class TestOwed:
    @pytest.mark.parametrize(
        ("code", "kinds", "owed"),
        [
            ("NO_PROBLEM", (), False),
            ("TO_BE_HANDLED", (), True),
            ("TO_BE_HANDLED", ("CASE",), False),
            ("TO_BE_HANDLED", ("WITHDRAWN",), True),
            ("TO_BE_HANDLED", ("FAILED",), True),
            ("TO_BE_HANDLED", ("FAILED", "CASE"), False),
            ("CORRECTION_ORDERED", ("CASE",), True),
            ("CORRECTION_ORDERED", ("CASE", "RECHECK"), False),
            ("CORRECTION_ORDERED", ("FAILED",), True),
        ],
    )
    def test_is_the_same_for_the_first_page_and_the_list(
        self, code: str, kinds: tuple[str, ...], owed: bool
    ) -> None:
        scene = a_signed_visit(results=(code,))
        closed = {"state": FollowUpState.CLOSED}
        how: dict[str, dict[str, Any]] = {
            "CASE": {"kind": FollowUpKind.CASE, **closed},
            "RECHECK": {"kind": FollowUpKind.RECHECK, **closed},
            "FAILED": {"kind": FollowUpKind.RECHECK, "recheck_failed": True, **closed},
            "WITHDRAWN": {"kind": FollowUpKind.CASE, "state": FollowUpState.WITHDRAWN},
        }
        for kind in kinds:
            follow_ups(scene, [how[kind]])

        assert bool(agreed(scene.lead)) is owed

    @pytest.mark.parametrize(
        ("before", "after"), [("NO_PROBLEM", "TO_BE_HANDLED"), ("TO_BE_HANDLED", "NO_PROBLEM")]
    )
    def test_is_of_what_stands_since_a_correction(self, before: str, after: str) -> None:
        scene = a_signed_visit(results=(before,))
        publication, clerk = publish(scene.visit, scene.lead), a_clerk(scene.lead)
        assert bool(agreed(scene.lead)) is (before != "NO_PROBLEM")
        rows = [{**row, "results": [after]} for row in publication.versions.get().rows]
        correction = disclosure.apply_correction(
            publication=publication, rows=rows, reason="漏录", evidence="笔录", actor=clerk, at=PUBLISHED_AT
        )
        head = an_actor(Role.PRINCIPAL_HEAD, department=scene.lead, name="郑主任")
        disclosure.sign_correction(correction=correction, actor=head, at=PUBLISHED_AT)

        assert bool(agreed(scene.lead)) is (after != "NO_PROBLEM")

    def test_of_many_gives_the_first_and_their_number(self) -> None:
        scene = a_signed_visit()
        finding = finding_of(scene)
        for _ in range(MOST + 3):
            sign(a_visit(scene.task), results=("TO_BE_HANDLED",))

        rows = to_do(a_clerk(scene.lead), today=TODAY)

        assert len(rows) == MOST + 1
        assert rows[0].url == reverse("followup:open", args=[finding.pk])
        assert rows[-1].sentence == "另有 4 项检查结果还没有登记后续处理。"
        assert (rows[-1].stands_for, rows[-1].url) == (4, reverse("followup:list"))


class TestHandToHand:
    @pytest.mark.parametrize("kind", FollowUpKind)
    def test_gives_exactly_what_the_clerk_can_move(self, kind: FollowUpKind) -> None:
        scene = a_signed_visit(results=("NO_PROBLEM",))
        receivers = (
            {},
            {"receiver": scene.other},
            {"receiver_outside": "市公安局"},
        )
        sendable = (FollowUpKind.TRANSFER, FollowUpKind.CRIME, FollowUpKind.INFORM)
        unsent = (FollowUpState.OPEN, FollowUpState.WITHDRAWN)
        follow_ups(
            scene,
            [
                {
                    "kind": kind,
                    "state": state,
                    "due_on": AFTER,
                    "sent_at": None if state in unsent else LATER,
                    **receiver,
                }
                for state, receiver in product(FollowUpState, receivers)
                if kind in sendable or state not in (FollowUpState.SENT, FollowUpState.RETURNED)
            ],
        )

        for department in (scene.lead, scene.other, a_department("教育")):
            clerk = a_clerk(department)
            rows = FollowUp.objects.exclude(state__in=ENDED)
            mine = {reverse("followup:detail", args=[row.pk]) for row in rows if self.moves(row, clerk)}
            assert urls(to_do(clerk, today=TODAY)) == mine
            both = Actor(clerk.id, clerk.name, clerk.department_id, "", clerk.roles | {Role.DEPUTY_HEAD})
            assert urls(to_do(both, today=TODAY)) == mine

    @staticmethod
    def moves(row: FollowUp, clerk: Actor) -> bool:
        moves = moves_open_to(row, clerk)
        holder = row.receiver_id or row.department_id
        return bool(moves) and (moves[0].target != FollowUpState.CLOSED or holder == clerk.department_id)

    def test_of_many_shows_the_nearest_deadlines(self) -> None:
        scene = a_signed_visit(results=("NO_PROBLEM",))
        days = [TODAY + timedelta(days=number) for number in range(-5, MOST + 20)]
        follow_ups(scene, [{"kind": "RECHECK", "state": "OPEN", "due_on": day} for day in reversed(days)])
        follow_ups(scene, [{"kind": "CASE", "state": "OPEN"}] * 2)

        rows = to_do(a_clerk(scene.lead), today=TODAY)

        assert [row.due.on for row in rows[:MOST] if row.due] == days[:MOST]
        assert sum(row.stands_for for row in rows) == len(days) + 2
        left = [(row.stands_for, row.due and row.due.on) for row in rows[MOST:]]
        assert left == [(len(days) - MOST, days[MOST]), (2, None)]

    @pytest.mark.article(20)
    def test_counts_what_is_on_its_way_by_the_day_of_its_receipt(self) -> None:
        scene = a_signed_visit(results=("NO_PROBLEM",))
        way = {"kind": "TRANSFER", "state": "SENT", "receiver": scene.other, "due_on": AFTER}
        follow_ups(scene, [{**way, "sent_at": LATER + timedelta(days=n)} for n in range(MOST + 5)])

        rows = to_do(a_clerk(scene.other), today=TODAY)

        assert len(rows) > MOST
        assert sum(row.stands_for for row in rows) == MOST + 5
        assert rows[-1].url == reverse("followup:list") + "?state=SENT"
        assert "件移送等待签收" in rows[-1].sentence

    @pytest.mark.article(20)
    def test_presses_for_many_departments_in_the_order_of_their_sending(self) -> None:
        scene = a_signed_visit(results=("NO_PROBLEM",))
        third = a_department("教育")
        way = {"kind": "TRANSFER", "state": "SENT", "due_on": AFTER}
        follow_ups(
            scene,
            [
                {**way, "receiver": scene.other, "sent_at": LATER + timedelta(days=1)},
                {**way, "receiver": third, "sent_at": LATER},
                {**way, "receiver": scene.other, "sent_at": LATER + timedelta(days=2)},
            ],
        )

        pressed = [row for row in to_do(a_clerk(scene.lead), today=AFTER) if "催办" in row.sentence]

        assert f"移送{third.name}的安阳市甲餐饮有限公司，" in pressed[0].sentence
        assert f"移送{scene.other.name}的 2 件，" in pressed[1].sentence
        assert [row.due and row.due.on for row in pressed] == [date(2026, 5, 12), date(2026, 5, 13)]

    @pytest.mark.article(20)
    def test_escalates_the_oldest_of_many(self) -> None:
        scene = a_signed_visit(results=("NO_PROBLEM",))
        days = [TODAY + timedelta(days=number) for number in range(MOST + 6)]
        follow_ups(scene, [{"kind": "RECHECK", "state": "OPEN", "due_on": day} for day in reversed(days)])
        sent = a_transfer(scene)
        send(follow_up=sent, actor=a_clerk(scene.lead), at=LATER)

        rows = to_do(an_actor(Role.DEPUTY_HEAD, department=scene.lead), today=AFTER)

        assert [row.due.on for row in rows if row.due][: MOST + 1] == days[: MOST + 1]
        assert rows[-1].sentence == "另有 6 件后续处理等待督促办理，已经超期。"
        assert rows[-1].url == reverse("followup:list") + "?state=late"
