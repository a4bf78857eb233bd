"""The pages of the lists: who may open them, what they do, and how they refuse."""

import re
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse

from suiji.catalogue.models import ItemVersion, ListKind
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.organs.roles import Role
from tests.factories.catalogue import a_countersigned_item, a_draft_item, a_published_item
from tests.factories.organs import a_department, an_actor, the_person

pytestmark = pytest.mark.django_db


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def clerk(line: str = "商务") -> Client:
    return desk(an_actor(Role.CLERK, department=a_department(line)))


def deputy(line: str = "商务") -> Client:
    return desk(an_actor(Role.DEPUTY_HEAD, department=a_department(line)))


def at(name: str, version: ItemVersion) -> str:
    return reverse(f"catalogue:{name}", args=[version.pk])


def words(**changes: Any) -> dict[str, Any]:
    """A filled form: a joint item with one participant."""
    partner = a_department("市场监管")
    return {
        "code": "AY-LH-09",
        "kind": ListKind.JOINT,
        "field": "旅馆业",
        "title": "旅馆抽查",
        "legal_basis": "《旅馆业治安管理办法》第十四条",
        "object_scope": "旅馆",
        "kinds": ["ENTERPRISE"],
        "words": "旅馆，宾馆、酒店",
        "modes": ["ON_SITE", "WRITTEN"],
        "item_class": "GENERAL",
        "ratio_text": "5 %",
        "ratio_min": "5",
        "frequency": "每年 1 次",
        "own_content": "治安",
        "own_points": "登记是否齐全\n\n监控是否完好",
        "parts-TOTAL_FORMS": "2",
        "parts-INITIAL_FORMS": "0",
        "parts-0-department": str(partner.pk),
        "parts-0-content": "明码标价",
        "parts-0-points": "是否明码标价",
        "parts-1-department": "",
        "parts-1-content": "",
        "parts-1-points": "",
    } | changes


class TestList:
    def test_costs_the_same_number_of_queries_however_long(self, django_assert_max_num_queries: Any) -> None:
        for number in range(5):
            a_draft_item(f"AY-{number}")
        client = clerk()

        with django_assert_max_num_queries(13):
            page = client.get(reverse("catalogue:list"))

        assert page.content.decode().count("加油站经营情况抽查") == 5

    def test_narrows(self) -> None:
        a_draft_item("AY-1", title="甲事项")
        a_draft_item("AY-2", title="乙事项", kind=ListKind.DEPARTMENT, owner=a_department("教育"))

        page = clerk().get(reverse("catalogue:list"), {"kind": "DEPARTMENT", "department": "nonsense"})

        assert "乙事项" in page.content.decode()
        assert "甲事项" not in page.content.decode()

    def test_teaches_when_it_is_empty(self) -> None:
        assert "没有符合条件的事项" in clerk().get(reverse("catalogue:list")).content.decode()


class TestDoors:
    def test_send_the_public_to_the_log_in_and_administrators_away(self) -> None:
        version = a_draft_item()

        assert Client().get(at("detail", version)).status_code == 302
        administrator = desk(an_actor(Role.SYSTEM_ADMIN, department=a_department("商务")))
        assert administrator.get(at("detail", version)).status_code == 403

    @pytest.mark.parametrize(
        ("name", "role"),
        [
            ("edit", Role.DEPUTY_HEAD),
            ("revise", Role.LIBRARIAN),
            ("countersign", Role.DEPUTY_HEAD),
            ("review", Role.CLERK),
            ("send_back", Role.CLERK),
            ("publish", Role.OFFICE),
            ("suspend", Role.DEPUTY_HEAD),
            ("resume", Role.AUDITOR),
            ("abolish", Role.UPPER),
        ],
    )
    def test_are_closed_to_the_wrong_role(self, name: str, role: Role) -> None:
        version = a_draft_item()

        answer = desk(an_actor(role, department=a_department("商务"))).post(at(name, version))

        assert answer.status_code == 403

    def test_know_no_item_that_is_not_there(self) -> None:
        assert clerk().get(reverse("catalogue:detail", args=[999_999])).status_code == 404

    def test_change_nothing_by_looking(self) -> None:
        version = a_draft_item()

        assert clerk("市场监管").get(at("countersign", version)).status_code == 405
        assert deputy().get(at("review", version)).status_code == 405


class TestDraft:
    def test_keeps_what_was_written(self) -> None:
        answer = clerk("公安").post(reverse("catalogue:draft"), words(title="䶮𠮷旅馆抽查"))

        version = ItemVersion.objects.get()
        assert answer.url == at("detail", version)
        assert version.title == "䶮𠮷旅馆抽查"
        assert version.scope_rule == {"words": ["旅馆", "宾馆", "酒店"], "kinds": ["ENTERPRISE"]}
        assert (version.ratio_min_bp, version.ratio_max_bp, version.modes) == (
            500,
            None,
            ["ON_SITE", "WRITTEN"],
        )
        assert {p.department.short_name: p.check_points for p in version.parts.all()} == {
            "公安": ["登记是否齐全", "监控是否完好"],
            "市场监管": ["是否明码标价"],
        }

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"title": ""}, "这个字段是必填项"),
            ({"ratio_max": "101"}, "抽查比例应在 0 到 100%"),
            ({"ratio_min": "6", "ratio_max": "5"}, "下限不高于上限"),
            (
                {"parts-0-department": "", "parts-0-content": "", "parts-0-points": ""},
                "至少确定两个不同的部门",
            ),
            ({"kind": "DEPARTMENT"}, "部门清单的事项只由本部门检查"),
            ({"ratio_by_plan": "on"}, "比例或户数和“由抽查计划确定”只能选一种"),
            ({"ratio_min": "", "ratio_min_n": "3", "ratio_by_plan": "on"}, "比例或户数和“由抽查计划确定”"),
        ],
    )
    def test_names_the_field_and_keeps_the_rest(self, changes: dict[str, str], says: str) -> None:
        page = clerk("公安").post(reverse("catalogue:draft"), words(**changes))

        html = page.content.decode()
        assert page.status_code == 200
        assert says in html
        assert "《旅馆业治安管理办法》第十四条" in html
        assert not ItemVersion.objects.exists()

    def test_refuses_a_code_in_use_and_a_department_named_twice(self) -> None:
        a_draft_item("AY-LH-09")
        partner = str(a_department("市场监管").pk)
        twice = {"parts-1-department": partner, "parts-1-content": "又一次"}

        client = clerk("公安")
        assert "已经用于另一事项" in client.post(reverse("catalogue:draft"), words()).content.decode()
        page = client.post(reverse("catalogue:draft"), words(code="AY-LH-10", **twice))
        assert "同一部门只填一次" in page.content.decode()

    def test_is_offered_to_clerks_with_the_law_beside_it(self) -> None:
        assert "于法有据" in clerk().get(reverse("catalogue:draft")).content.decode()


class TestEdit:
    def test_shows_and_changes_a_draft(self) -> None:
        version = a_countersigned_item()
        client = clerk()
        html = client.get(at("edit", version)).content.decode()
        assert "《成品油流通管理办法》第二十一条" in html
        assert len(re.findall(r'name="parts-\d-department"', html)) == 5

        answer = client.post(
            at("edit", version), words(**{"parts-INITIAL_FORMS": "2", "parts-1-DELETE": "on"})
        )

        version.refresh_from_db()
        assert answer.url == at("detail", version)
        assert version.title == "旅馆抽查"
        assert not version.parts.exclude(countersigned_at=None).exists()

    def test_lets_a_participant_be_taken_out(self) -> None:
        version = a_draft_item()
        rows = list(version.parts.filter(leads=False))
        given = words(**{"parts-INITIAL_FORMS": "2"})
        for number, part in enumerate(rows):
            given |= {
                f"parts-{number}-department": str(part.department_id),
                f"parts-{number}-content": part.content,
                f"parts-{number}-points": "\n".join(part.check_points),
            }

        clerk().post(at("edit", version), given | {"parts-1-DELETE": "on"})

        assert version.parts.filter(leads=False).get().department == rows[0].department

    def test_keeps_which_of_their_own_items_the_departments_check_with(self) -> None:
        own = {"own_items": "GA-03", "parts-0-own_items": "SC-11、SC-12"}
        clerk("公安").post(reverse("catalogue:draft"), words(**own))
        version = ItemVersion.objects.get()

        html = clerk("公安").get(at("edit", version)).content.decode()
        clerk("公安").post(at("edit", version), words(**own, **{"parts-INITIAL_FORMS": "1"}))

        assert ["GA-03" in html, "SC-11、SC-12" in html] == [True, True]
        assert {p.leads: p.own_items for p in version.parts.all()} == {True: "GA-03", False: "SC-11、SC-12"}
        assert "对应本部门事项：SC-11、SC-12" in clerk().get(at("detail", version)).content.decode()

    def test_is_not_another_departments(self) -> None:
        assert clerk("市场监管").get(at("edit", a_draft_item())).status_code == 403


class TestOwnPart:
    WORDS: ClassVar = {"content": "价格", "points": "是否明码标价｜《价格法》第十三条", "own_items": "SC-11"}

    def test_is_written_by_the_participant_on_its_own_page(self) -> None:
        version = a_countersigned_item()
        market = clerk("市场监管")
        assert "填写本部门分工" in market.get(at("detail", version)).content.decode()
        assert "本部门须重新会签" in market.get(at("write_part", version)).content.decode()

        answer = market.post(at("write_part", version), self.WORDS, follow=True)

        html = answer.content.decode()
        assert "就可以会签" in html
        assert ["《价格法》第十三条" in html, "由本部门填写" in html] == [True, True]
        assert version.parts.get(department__line="市场监管").countersigned_at is None

    def test_keeps_what_was_typed_when_something_is_missing(self) -> None:
        version = a_draft_item()

        page = clerk("市场监管").post(at("write_part", version), self.WORDS | {"points": ""})

        assert ["这个字段是必填项" in page.content.decode(), "SC-11" in page.content.decode()] == [True, True]
        assert not version.parts.filter(own_words=True).exists()

    def test_is_shown_to_the_initiator_and_survives_what_it_sends(self) -> None:
        version = a_draft_item(others=[a_department("市场监管")])
        clerk("市场监管").post(at("write_part", version), self.WORDS)
        assert "由该部门填写，不能在这里改" in clerk().get(at("edit", version)).content.decode()

        clerk().post(at("edit", version), words(**{"parts-INITIAL_FORMS": "1", "parts-0-content": "改掉"}))

        part = version.parts.get(leads=False)
        assert (part.content, part.own_items) == ("价格", "SC-11")

    def test_is_nobody_elses(self) -> None:
        version = a_draft_item()

        assert clerk("教育").get(at("write_part", version)).status_code == 403
        assert clerk().post(at("write_part", version), self.WORDS).status_code == 403
        assert deputy("市场监管").get(at("write_part", version)).status_code == 403

    def test_waits_for_the_draft_once_it_is_reviewed(self) -> None:
        version = a_draft_item()
        deputy().post(at("review", version))

        assert "填写本部门分工" not in clerk("市场监管").get(at("detail", version)).content.decode()
        assert clerk("市场监管").post(at("write_part", version), self.WORDS).status_code == 409


class TestWay:
    def test_leads_an_item_from_draft_to_the_public_list(self) -> None:
        version = a_draft_item(others=[a_department("市场监管")])
        market = clerk("市场监管")
        assert "代表本部门会签" in market.get(at("detail", version)).content.decode()

        market.post(at("countersign", version))
        deputy().post(at("review", version))
        assert "公布事项" in market.get(at("detail", version)).content.decode()
        assert "不能再改" in market.get(at("publish", version)).content.decode()
        answer = market.post(at("publish", version), {"effective_from": "2999-01-01"}, follow=True)

        version.refresh_from_db()
        assert version.state == ItemState.PUBLISHED
        assert "已经公布" in answer.content.decode()

    def test_shows_what_is_missing_with_the_article_instead_of_a_button(self) -> None:
        version = a_draft_item(legal_basis="")

        html = deputy().get(at("detail", version)).content.decode()

        assert "所有的抽查事项应当于法有据" in html
        assert "审核通过" not in html

    @pytest.mark.article(4)
    def test_answers_409_in_the_laws_words(self) -> None:
        version = a_draft_item(legal_basis="")

        answer = deputy().post(at("review", version))

        assert answer.status_code == 409
        assert "所有的抽查事项应当于法有据" in answer.content.decode()

    @pytest.mark.article(6)
    def test_answers_409_when_a_signature_is_missing(self) -> None:
        version = a_draft_item()
        deputy().post(at("review", version))

        answer = clerk("市场监管").post(at("publish", version), {"effective_from": "2999-01-01"})

        assert answer.status_code == 409
        assert "共同研究制订" in answer.content.decode()

    def test_publishes_nothing_from_a_day_gone_by(self) -> None:
        version = a_countersigned_item()
        deputy().post(at("review", version))

        page = clerk("市场监管").post(at("publish", version), {"effective_from": "2020-01-01"})

        assert "不能早于今天" in page.content.decode()

    def test_asks_for_a_reason_before_it_suspends_resumes_and_abolishes(self) -> None:
        version = a_published_item()
        market = clerk("市场监管")
        for name, state in (("suspend", "SUSPENDED"), ("resume", "PUBLISHED"), ("abolish", "ABOLISHED")):
            assert "这个字段是必填项" in market.post(at(name, version), {"because": " "}).content.decode()
            market.post(at(name, version), {"because": "上级清单调整"})
            version.refresh_from_db()
            assert version.state == state

    def test_sends_back_and_revises(self) -> None:
        version = a_countersigned_item()
        head = deputy()
        head.post(at("review", version))
        head.post(at("send_back", version), {"because": "依据有误"})
        version.refresh_from_db()
        assert version.state == ItemState.DRAFT

        published = a_published_item("AY-LH-02")
        assert "原版本继续有效" in clerk().get(at("revise", published)).content.decode()
        clerk().post(at("revise", published), words(**{"parts-INITIAL_FORMS": "2", "parts-1-DELETE": "on"}))
        assert published.item.versions.count() == 2

    def test_costs_few_queries(self, django_assert_max_num_queries: Any) -> None:
        version = a_published_item()
        client = clerk()

        with django_assert_max_num_queries(16):
            client.get(at("detail", version))
