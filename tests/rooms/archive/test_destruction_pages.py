"""The pages of 鉴定与销毁, as a browser meets them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.archive.models import CaseFile, DestructionList, Hold
from suiji.archive.queries import colleagues
from suiji.ledger import Actor
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.archive import a_complete_visit
from tests.factories.destruction import NOW, Hands, a_list, an_old_file, appraised, hands, ready_to_go
from tests.factories.followup import Scene
from tests.factories.organs import a_department, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(27)]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: NOW)


@pytest.fixture
def scene() -> Scene:
    return a_complete_visit()


@pytest.fixture
def by(scene: Scene) -> Hands:
    return hands(scene.lead)


@pytest.fixture
def old(scene: Scene) -> CaseFile:
    return an_old_file(scene)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.id))
    return client


def go(actor: Actor, name: str, pk: int, data: dict[str, Any] | None = None) -> str:
    answer = client_of(actor).post(reverse(f"archive:{name}", args=[pk]), data or {}, follow=True)
    return answer.content.decode()


class TestFromTheTermToTheEnd:
    def test_every_hand_on_its_own_page(self, old: CaseFile, by: Hands) -> None:
        url = reverse("archive:destructions")
        clerk = client_of(by.clerk)
        assert old.number in clerk.get(url).content.decode()

        people = {
            "case_files": [old.pk],
            "group": [one.id for one in by.group],
            "watchers": [one.id for one in by.watchers],
        }
        shown = clerk.post(url, people, follow=True).content.decode()
        assert "写鉴定意见" in shown
        pk, line = DestructionList.objects.get().pk, DestructionList.objects.get().lines.get().pk

        words = {f"line{line}-verdict": "DESTROY", f"line{line}-words": "已无查考价值。"}
        assert "鉴定意见已保存" in go(by.clerk, "opinions", pk, words)
        for one in (by.clerk, *by.group):
            assert "已签署鉴定意见" in go(one, "sign_appraisal", pk)
        assert "已送主要负责人审批" in go(by.clerk, "submit", pk)
        asked = client_of(by.head).get(reverse("archive:approve", args=[pk])).content.decode()
        assert "确认以后不能再改" in asked
        assert "已批准" in go(by.head, "approve", pk, {"words": "同意销毁"})
        for one in by.watchers:
            assert "已记录清点核对" in go(one, "check_off", pk)
        asked = clerk.get(reverse("archive:destroy", args=[pk])).content.decode()
        assert "不能恢复" in asked
        assert "案卷已销毁" in go(by.clerk, "destroy", pk)

        shown = clerk.get(reverse("archive:detail", args=[old.pk])).content.decode()
        assert "案卷已经销毁" in shown
        assert reverse("archive:download", args=[old.pk]) not in shown
        assert clerk.get(reverse("archive:download", args=[old.pk])).status_code == 409
        assert clerk.get(reverse("archive:examine", args=[old.pk])).status_code == 409
        paper = clerk.get(reverse("archive:inventory", args=[pk]))
        assert paper.content.startswith(b"%PDF")

    def test_the_list_asks_for_a_group_and_keeps_what_was_chosen(self, old: CaseFile, by: Hands) -> None:
        answer = client_of(by.clerk).post(
            reverse("archive:destructions"),
            {"case_files": [old.pk], "group": [one.id for one in by.group]},
        )

        page = answer.content.decode()
        assert "监销人" in page
        assert page.count(" checked") == 3, "the file and two of the group stay ticked"

    def test_the_list_does_not_offer_the_head_who_approves(self, old: CaseFile, by: Hands) -> None:
        offered = {person.pk for person in colleagues(by.clerk, today=NOW.date())}

        assert {by.group[0].id, by.watchers[0].id} <= offered
        assert by.head.id not in offered

    def test_an_opinion_needs_its_words_and_a_kept_file_its_day(self, old: CaseFile, by: Hands) -> None:
        destruction = a_list(old, by=by)
        line = destruction.lines.get().pk

        page = go(by.clerk, "opinions", destruction.pk, {f"line{line}-verdict": "KEEP"})

        assert "请写明鉴定意见" in page
        assert "请填写新的期限" in page

    def test_the_head_returns_it_and_the_clerk_withdraws_it(self, old: CaseFile, by: Hands) -> None:
        destruction = appraised(a_list(old, by=by), by=by)
        go(by.clerk, "submit", destruction.pk)

        assert "已退回鉴定组" in go(by.head, "send_back", destruction.pk, {"words": "请补充"})
        assert "已撤回" in go(by.clerk, "withdraw", destruction.pk, {"words": "另行鉴定"})

    def test_a_page_of_a_list_asks_few_questions(
        self, old: CaseFile, by: Hands, django_assert_max_num_queries: Any
    ) -> None:
        destruction = ready_to_go(old, by=by)
        client = client_of(by.clerk)

        with django_assert_max_num_queries(24):
            assert client.get(reverse("archive:destruction", args=[destruction.pk])).status_code == 200

    def test_strangers_find_nothing(self, old: CaseFile, by: Hands) -> None:
        destruction = a_list(old, by=by)
        stranger = an_actor(Role.CLERK, department=a_department("教育"))

        assert (
            client_of(stranger).get(reverse("archive:destruction", args=[destruction.pk])).status_code == 404
        )


class TestHold:
    def test_is_placed_and_lifted_on_the_files_page(self, old: CaseFile, scene: Scene) -> None:
        deputy = an_actor(Role.DEPUTY_HEAD, department=scene.lead, name="分管")
        words = {"kind": "LAWSUIT", "reason": "（2026）豫05行初1号"}

        assert "解除以前，到期也不能销毁" in go(deputy, "hold", old.pk, words)
        shown = client_of(deputy).get(reverse("archive:detail", args=[old.pk])).content.decode()
        assert "行政诉讼" in shown
        lift = reverse("archive:lift", args=[old.pk, Hold.objects.get().pk])
        assert lift in shown
        assert (
            "已解除暂缓销毁"
            in client_of(deputy).post(lift, {"words": "判决生效"}, follow=True).content.decode()
        )

    def test_is_not_for_a_clerk(self, old: CaseFile, by: Hands) -> None:
        assert client_of(by.clerk).get(reverse("archive:hold", args=[old.pk])).status_code == 403
