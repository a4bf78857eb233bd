"""The pages of plans: who may open them, what they do, and how they refuse."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.ledger import Actor
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.states import PlanState
from tests.factories.catalogue import a_published_item
from tests.factories.organs import a_department, an_actor, an_office, the_person
from tests.factories.plans import (
    a_confirmed_line,
    a_draft_line,
    a_published_line,
    a_submitted_line,
    many_lines,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_morning_in_february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 2, 26, 1, 0, tzinfo=UTC))


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def clerk(line: str = "商务") -> Client:
    return desk(an_actor(Role.CLERK, department=a_department(line)))


def office() -> Client:
    return desk(an_actor(Role.OFFICE, department=an_office()))


def at(name: str, line: PlanLine) -> str:
    return reverse(f"plans:{name}", args=[line.pk])


def words(**changes: Any) -> dict[str, Any]:
    """A filled form of a line with one participant."""
    return {
        "number": "AY-2026-09",
        "year": "2026",
        "title": "旅馆联合抽查",
        "items": [],
        "participants": [str(a_department("市场监管").pk)],
        "object_scope": "全市旅馆",
        "ratio_text": "5 %",
        "period_from": "2026-05-01",
        "period_until": "2026-06-30",
    } | changes


class TestList:
    def test_counts_down_to_both_terms(self) -> None:
        html = clerk().get(reverse("plans:list")).content.decode()

        assert "2026年2月28日" in html
        assert "还有 2 个工作日" in html
        assert "2026年4月30日" in html
        assert "还没有这一年的计划" in html

    def test_shows_the_chosen_year_and_marks_what_was_late(self, django_assert_max_num_queries: Any) -> None:
        for number in range(4):
            a_submitted_line(f"AY-{number}")
        client = clerk()

        with django_assert_max_num_queries(16):
            html = client.get(reverse("plans:list"), {"year": "2026"}).content.decode()

        assert html.count("逾期报送") == 4
        assert "AY-0" not in client.get(reverse("plans:list"), {"year": "2027"}).content.decode()

    def test_narrows(self) -> None:
        a_draft_line("AY-1")
        a_draft_line("AY-2", kind=PlanKind.TEMPORARY, items=[])

        html = clerk().get(reverse("plans:list"), {"kind": "TEMPORARY", "state": "DRAFT"}).content.decode()

        assert ("AY-1" in html, "AY-2" in html) == (False, True)

    def test_says_that_nothing_meets_the_conditions(self) -> None:
        a_draft_line("AY-1")

        html = clerk().get(reverse("plans:list"), {"state": "PUBLISHED"}).content.decode()

        assert "没有符合条件的计划" in html
        assert "还没有这一年的计划" not in html

    def test_shows_fifty_lines_and_leads_on_with_its_conditions(
        self, django_assert_max_num_queries: Any
    ) -> None:
        many_lines(120, state=PlanState.DRAFT)
        client, asked = clerk(), {"year": "2026", "state": "DRAFT"}

        with django_assert_max_num_queries(17):
            first = client.get(reverse("plans:list"), asked).content.decode()
        last = client.get(reverse("plans:list"), asked | {"page": "3"}).content.decode()
        beyond = client.get(reverse("plans:list"), asked | {"page": "99"}).content.decode()

        assert (first.count("data-row>"), last.count("data-row>"), beyond.count("data-row>")) == (50, 20, 20)
        assert "?year=2026&amp;state=DRAFT&amp;page=2" in first
        assert "第 101–120 项，共 120 项" in last
        assert 'rel="next"' not in last

    def test_takes_the_whole_list_away_whatever_page_is_shown(self) -> None:
        many_lines(120, state=PlanState.DRAFT)

        for name in ("csv", "print"):
            text = clerk().get(reverse(f"plans:{name}"), {"year": "2026", "page": "2"}).content.decode()
            assert text.count("AY-M-") == 120


class TestDoors:
    @pytest.mark.parametrize(
        ("name", "role"),
        [
            ("edit", Role.OFFICE),
            ("confirm", Role.DEPUTY_HEAD),
            ("submit", Role.LIBRARIAN),
            ("withdraw", Role.OFFICE),
            ("send_back", Role.CLERK),
            ("accept", Role.CLERK),
            ("publish", Role.PRINCIPAL_HEAD),
        ],
    )
    def test_are_closed_to_the_wrong_role(self, name: str, role: Role) -> None:
        line = a_draft_line(items=[])

        answer = desk(an_actor(role, department=a_department("商务"))).post(at(name, line))

        assert answer.status_code == 403

    def test_are_closed_to_the_public_and_know_no_line_that_is_not_there(self) -> None:
        assert Client().get(reverse("plans:list")).status_code == 302
        assert clerk().get(reverse("plans:detail", args=[999_999])).status_code == 404

    def test_change_nothing_by_looking(self) -> None:
        line = a_draft_line(items=[])

        for name in ("confirm", "submit"):
            assert clerk().get(at(name, line)).status_code == 405


class TestDraft:
    def test_keeps_what_was_written(self) -> None:
        owner, partner = a_department("公安"), a_department("市场监管")
        item = a_published_item(owner=owner, others=[partner], effective_from=date(2026, 2, 1)).item
        client = clerk("公安")
        assert "AY-LH-01 加油站经营情况抽查" in client.get(reverse("plans:draft")).content.decode()

        answer = client.post(reverse("plans:draft"), words(items=[str(item.pk)], title="䶮𠮷旅馆抽查"))

        line = PlanLine.objects.get()
        assert answer.url == at("detail", line)
        assert (line.title, line.kind, line.initiator.short_name) == ("䶮𠮷旅馆抽查", "ANNUAL", "公安")
        assert list(line.items.all()) == [item]
        assert [part.department.short_name for part in line.parts.all()] == ["市场监管"]

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"participants": []}, "至少确定两个不同的部门"),
            ({"period_until": "2026-04-01"}, "截止日期早于起始日期"),
            ({"number": ""}, "这个字段是必填项"),
        ],
    )
    def test_names_the_field_and_keeps_the_rest(self, changes: dict[str, Any], says: str) -> None:
        html = clerk("公安").post(reverse("plans:draft"), words(**changes)).content.decode()

        assert says in html
        assert "全市旅馆" in html
        assert not PlanLine.objects.exists()

    @pytest.mark.article(7)
    def test_names_the_department_that_an_item_gives_a_part_and_the_line_forgets(self) -> None:
        item = a_published_item(effective_from=date(2026, 2, 1), owner=a_department("公安")).item

        html = clerk("公安").post(reverse("plans:draft"), words(items=[str(item.pk)])).content.decode()

        assert "分工里还有安阳市应急管理局，没有列为参与部门" in html
        assert not PlanLine.objects.exists()

    def test_asks_a_temporary_check_for_its_source(self) -> None:
        client = clerk("公安")
        html = client.post(reverse("plans:temporary"), words()).content.decode()
        assert "交办机关" in html
        assert not PlanLine.objects.exists()

        client.post(
            reverse("plans:temporary"),
            words(
                source_organ="省人民政府",
                source_document="豫政办〔2026〕3号",
                source_on="2026-02-20",
            ),
        )

        assert PlanLine.objects.get().kind == PlanKind.TEMPORARY

    def test_refuses_a_number_in_use(self) -> None:
        a_draft_line("AY-2026-09", items=[])

        assert "已经用于另一条计划" in clerk("公安").post(reverse("plans:draft"), words()).content.decode()


class TestWay:
    def test_leads_a_line_from_draft_to_the_public_plan(self) -> None:
        line = a_draft_line(participants=[a_department("市场监管")])
        initiator, partner, bureau = clerk(), clerk("市场监管"), office()
        assert "报送联席会议办公室" not in initiator.get(at("detail", line)).content.decode()

        partner.post(at("confirm", line))
        assert "报送联席会议办公室" in initiator.get(at("detail", line)).content.decode()
        initiator.post(at("submit", line))
        bureau.post(at("accept", line))
        assert "不能再改" in bureau.get(at("publish", line)).content.decode()
        answer = bureau.post(at("publish", line), follow=True)

        line.refresh_from_db()
        assert (line.state, line.submitted_late) == (PlanState.PUBLISHED, False)
        assert "已经公示" in answer.content.decode()

    def test_shows_who_has_not_confirmed_with_the_article(self) -> None:
        html = clerk().get(at("detail", a_draft_line())).content.decode()

        assert "应确定并主动协调参与部门" in html
        assert "等待确认" in html

    @pytest.mark.article(7)
    def test_answers_409_in_the_laws_words(self) -> None:
        answer = clerk().post(at("submit", a_draft_line()))

        assert answer.status_code == 409
        assert "应确定并主动协调参与部门" in answer.content.decode()

    @pytest.mark.article(8)
    def test_answers_409_to_a_temporary_check_without_source(self) -> None:
        line = a_confirmed_line(kind=PlanKind.TEMPORARY, source_document="")

        answer = clerk().post(at("submit", line))

        assert answer.status_code == 409
        assert "转办交办" in answer.content.decode()

    def test_is_closed_to_another_levels_office(self) -> None:
        line = a_submitted_line()
        an_office()
        other = desk(an_actor(Role.OFFICE, department=an_office("410502")))

        assert other.post(at("accept", line)).status_code == 403
        assert "受理</button>" not in other.get(at("detail", line)).content.decode()

    def test_sends_back_for_a_reason_and_lets_the_line_be_rewritten(self) -> None:
        line = a_submitted_line()
        bureau = office()
        assert "这个字段是必填项" in bureau.post(at("send_back", line), {"because": " "}).content.decode()
        bureau.post(at("send_back", line), {"because": "请补充户数"})
        assert "请补充户数" in clerk().get(at("detail", line)).content.decode()
        assert "加油站部门联合抽查" in clerk().get(at("edit", line)).content.decode()

        clerk().post(at("edit", line), words(title="改过的抽查"))

        line.refresh_from_db()
        assert (line.state, line.title, line.number) == (PlanState.RETURNED, "改过的抽查", "AY-2026-01")
        assert clerk("市场监管").get(at("edit", line)).status_code == 403

    def test_withdraws_for_a_reason(self) -> None:
        line = a_draft_line(items=[])

        clerk().post(at("withdraw", line), {"because": "与公安合并实施"})

        line.refresh_from_db()
        assert line.state == PlanState.WITHDRAWN

    def test_shows_the_office_what_the_public_will_read_of_an_unannounced_check(self) -> None:
        line = a_published_line(unannounced=True)

        html = office().get(at("publish", line)).content.decode()

        assert "加油站领域部门联合抽查" in html
        assert "2026年第二季度" in html

    def test_costs_few_queries(self, django_assert_max_num_queries: Any) -> None:
        line = a_published_line()
        client = clerk()

        with django_assert_max_num_queries(16):
            client.get(at("detail", line))
