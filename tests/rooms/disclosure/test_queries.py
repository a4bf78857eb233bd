"""The clocks, what is overdue, and what the public may read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from suiji.disclosure import queries, services
from suiji.organs.roles import Role
from tests.factories.disclosure import (
    PUBLISHED_AT,
    SIGNED_AT,
    a_desk,
    applied,
    entered,
    published,
    resubmitted,
    sent_back,
)
from tests.factories.organs import a_department, an_actor, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.article(29)
class TestClocks:
    @pytest.mark.parametrize(
        ("today", "days", "late"),
        [(date(2026, 5, 29), 1, False), (date(2026, 6, 1), 0, False), (date(2026, 6, 2), -1, True)],
    )
    def test_counts_the_working_days_left(self, today: date, days: int, late: bool) -> None:
        desk = a_desk()

        clock = queries.clocks(queries.owed(desk.clerk), today=today)[0]

        assert (clock.days, clock.late, clock.due.on) == (days, late, date(2026, 6, 1))

    def test_stays_late_after_a_late_publication(self) -> None:
        desk = published(at=datetime(2026, 6, 2, 1, 0, tzinfo=UTC))

        clock = queries.clocks(queries.owed(desk.clerk), today=date(2026, 7, 1))[0]

        assert clock.late
        assert clock.done == "已公示，逾期"

    def test_shows_a_department_its_own_and_the_office_all(self) -> None:
        desk = a_desk()
        office = an_actor(Role.OFFICE, department=an_office())

        assert {row.department_id for row in queries.owed(desk.clerk)} == {desk.department.pk}
        assert len(queries.owed(office)) == 2

    def test_tells_open_from_published(self) -> None:
        desk = published()

        assert [len(queries.owed(desk.clerk, only=only)) for only in ("open", "published", "all")] == [
            0,
            1,
            1,
        ]

    def test_lists_what_is_overdue_for_every_department(self) -> None:
        published()

        assert queries.overdue(date(2026, 6, 1)) == []
        assert [c.department.line for c in queries.overdue(date(2026, 6, 2))] == ["消防救援"]


class TestToDo:
    TODAY = date(2026, 5, 8)

    def test_asks_the_clerk_to_enter_then_the_reviewer_to_release(self) -> None:
        desk = a_desk()
        assert [t.action for t in queries.to_do(desk.clerk, today=self.TODAY)] == ["录入结果"]

        entered(desk)

        assert queries.to_do(desk.clerk, today=self.TODAY) == []
        assert [t.action for t in queries.to_do(desk.reviewer, today=self.TODAY)] == ["审核"]

    def test_asks_the_principal_head_to_decide(self) -> None:
        desk = published()
        correction = applied(desk)
        assert [t.action for t in queries.to_do(desk.principal, today=self.TODAY)] == ["签字或退回"]

        services.sign_correction(correction=correction, actor=desk.principal, at=SIGNED_AT)

        assert queries.to_do(desk.principal, today=self.TODAY) == []

    @pytest.mark.article(29)
    def test_says_when_a_result_is_overdue(self) -> None:
        desk = entered()

        todo = queries.to_do(desk.reviewer, today=date(2026, 6, 2))[0]

        assert "逾期（视为未完成）" in todo.sentence

    def test_asks_the_clerk_to_put_right_what_was_sent_back(self) -> None:
        desk = sent_back()

        assert [t.action for t in queries.to_do(desk.clerk, today=self.TODAY)] == ["改正并送审"]
        assert queries.to_do(desk.reviewer, today=self.TODAY) == []

    def test_asks_no_author_to_review(self) -> None:
        desk = sent_back()
        both = an_actor(Role.CLERK, Role.REVIEWER, department=desk.department)
        resubmitted(desk, actor=both)

        assert queries.to_do(both, today=self.TODAY) == []
        assert [t.action for t in queries.to_do(desk.reviewer, today=self.TODAY)] == ["审核"]

    def test_asks_nobody_of_another_department(self) -> None:
        entered()
        stranger = an_actor(
            Role.CLERK, Role.REVIEWER, Role.PRINCIPAL_HEAD, department=a_department("生态环境")
        )

        assert queries.to_do(stranger, today=PUBLISHED_AT.date()) == []
