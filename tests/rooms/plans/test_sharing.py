"""Plans and temporary checks leave for the publicity system (Art. 7, 8)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from suiji.exchange.queries import RowState, rows_of
from suiji.ledger import Actor, NotYours
from suiji.organs.roles import Role
from suiji.plans import queries, services
from suiji.plans.models import PlanKind
from tests.factories.exchange import answered
from tests.factories.organs import AT, a_department, an_actor, an_office, the_person
from tests.factories.plans import a_published_line, a_submitted_line
from tests.rooms.portal.test_plan_versions import changed

pytestmark = [pytest.mark.django_db, pytest.mark.article(7)]
LATER = AT + timedelta(days=3)


def office() -> Actor:
    return an_actor(Role.OFFICE, department=an_office())


class TestSharePlans:
    @pytest.mark.article(8)
    def test_hands_out_the_plan_and_the_temporary_checks(self) -> None:
        a_published_line("AY-1")
        line = a_submitted_line("AY-2", kind=PlanKind.TEMPORARY)
        services.publish(line=line, actor=an_actor(Role.CLERK, department=line.initiator), at=AT)
        a_submitted_line("AY-3")

        batch = services.share_plans(actor=office(), at=LATER)

        assert {row.key: row.values["source"] for row in rows_of(batch)} == {
            "AY-1": "ANNUAL",
            "AY-2": "TEMPORARY",
        }

    def test_tells_of_an_unannounced_check_only_field_and_quarter(self) -> None:
        line = changed(a_published_line("AY-1", unannounced=True), "时间调整")

        (row,) = rows_of(services.share_plans(actor=office(), at=LATER))

        assert row.key == f"JH-{line.replaces_id}"
        assert row.values["title"] == "加油站领域部门联合抽查"
        assert row.values["period"] == "2026年第二季度"
        assert not [value for value in row.values.values() if "AY-1" in value or "商务" in value]

    def test_is_the_offices(self) -> None:
        a_published_line("AY-1")

        with pytest.raises(NotYours):
            services.share_plans(actor=an_actor(Role.CLERK), at=LATER)

    def test_lets_a_later_version_and_a_withdrawal_wait_anew(self) -> None:
        actor = office()
        first, second = a_published_line("AY-1"), a_published_line("AY-2")
        a_published_line("AY-3")
        batch = services.share_plans(actor=actor, at=LATER)
        lines = [(f"AY-{number}", "接收", "2026-03-05") for number in (1, 2, 3)]
        answered(batch, *lines, actor=actor, at=LATER)
        clerk = an_actor(Role.CLERK, department=a_department("商务"))

        changed(first, "错开时间")
        services.withdraw(line=second, because="职能划转", actor=clerk, at=LATER)

        found = {row.offer.key: row.standing.state for row in queries.sharing_board(actor).rows}
        assert found == {
            "AY-1": RowState.CHANGED,
            "AY-2": RowState.CHANGED,
            "AY-3": RowState.ACCEPTED,
        }

    def test_leaves_out_what_was_withdrawn_before_anybody_there_knew_it(self) -> None:
        clerk = an_actor(Role.CLERK, department=a_department("商务"))
        services.withdraw(line=a_published_line("AY-1"), because="职能划转", actor=clerk, at=AT)

        assert queries.sharing_board(office()).rows == ()


class TestToDo:
    def test_asks_the_office_to_hand_out_and_the_initiator_to_put_right(self) -> None:
        a_published_line("AY-1")
        actor, owner = office(), an_actor(Role.CLERK, department=a_department("商务"))
        today = LATER.date()
        assert "报送公示系统" in {row.action for row in queries.to_do(actor, today=today)}

        batch = services.share_plans(actor=actor, at=LATER)
        answered(batch, ("AY-1", "退回", "", "缺抽查比例"), actor=actor, at=LATER)

        assert any("被公示系统退回：缺抽查比例" in row.sentence for row in queries.to_do(owner, today=today))


class TestPages:
    def test_show_both_times(self) -> None:
        line = a_published_line("AY-1")
        actor = office()
        client = Client()
        client.force_login(the_person(actor))
        assert "把 1 项生成批次" in client.get(reverse("plans:sharing")).content.decode()
        batch = services.share_plans(actor=actor, at=LATER)
        answered(batch, ("AY-1", "接收", "2026-03-05 08:30"), actor=actor, at=LATER)

        desk = client.get(reverse("plans:detail", args=[line.pk])).content.decode()
        public = Client().get(reverse("portal:plans_of_year", args=[2026])).content.decode()

        assert "2026年3月5日（周四）08:30" in desk
        assert "公示系统2026年3月5日" in public

    def test_generate_the_batch(self) -> None:
        a_published_line("AY-1")
        client = Client()
        client.force_login(the_person(office()))

        html = client.post(reverse("plans:share"), follow=True).content.decode()

        assert "410500-JH-" in html

    def test_say_when_nothing_is_public_yet(self) -> None:
        client = Client()
        client.force_login(the_person(office()))

        assert "还没有公示的计划" in client.get(reverse("plans:sharing")).content.decode()
