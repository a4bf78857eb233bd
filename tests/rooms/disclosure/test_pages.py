"""The pages of results."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.disclosure.models import Correction, Publication, PublicationVersion
from suiji.ledger import Actor
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.disclosure import PUBLISHED_AT, a_desk, applied, entered, published, sent_back
from tests.factories.organs import a_department, an_actor, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A browser logged in as somebody, on the day of publication."""
    monkeypatch.setattr(clock, "now", lambda: PUBLISHED_AT)

    def as_actor(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(pk=actor.id))
        return client

    return as_actor


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


class TestList:
    def test_shows_the_days_that_are_left(self, browser: Any) -> None:
        desk = a_desk()

        words = page(browser(desk.clerk), "disclosure:list")

        assert desk.crew.visit.drawn.object.name in words
        assert "还有 17 个工作日" in words
        assert "录入结果" in words

    @pytest.mark.article(29)
    def test_marks_what_is_overdue_as_not_done(self, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = a_desk()
        client = browser(desk.clerk)
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 2, 1, 0, tzinfo=UTC))
        client.force_login(Person.objects.get(pk=desk.clerk.id))

        assert "逾期（视为未完成）" in page(client, "disclosure:list")

    def test_asks_the_database_a_fixed_number_of_times(
        self, browser: Any, django_assert_max_num_queries: Any
    ) -> None:
        published()
        published()
        client = browser(an_actor(Role.OFFICE, department=an_office()))

        with django_assert_max_num_queries(12):
            page(client, "disclosure:list")


class TestTheWholeWay:
    def test_runs_from_entry_to_a_signed_correction(self, browser: Any) -> None:
        desk = a_desk()
        clerk, reviewer, principal = browser(desk.clerk), browser(desk.reviewer), browser(desk.principal)
        visit = desk.crew.visit.pk

        assert "未按规定公示应当公示的信息" in page(clerk, "disclosure:enter", visit)
        clerk.post(reverse("disclosure:enter", args=[visit]))
        pk = desk.publication().pk
        assert "确认以后不能再改" in page(reviewer, "disclosure:publish", pk)
        reviewer.post(reverse("disclosure:publish", args=[pk]))
        assert "申请更正" in page(clerk, "disclosure:detail", pk)
        clerk.post(
            reverse("disclosure:correct", args=[pk]),
            {"row_0": ["NO_PROBLEM"], "reason": "同步延迟", "evidence": "查询结果"},
        )
        correction = Correction.objects.get()
        assert "同步延迟" in page(principal, "disclosure:decide", correction.pk)
        principal.post(reverse("disclosure:decide", args=[correction.pk]), {"agree": "yes"})

        assert PublicationVersion.objects.count() == 2
        assert "第 2 版" in page(clerk, "disclosure:detail", pk)


@pytest.mark.article(26)
class TestSentBack:
    def test_goes_to_the_clerk_and_comes_back_put_right(self, browser: Any) -> None:
        desk = entered()
        clerk, reviewer = browser(desk.clerk), browser(desk.reviewer)
        pk = desk.publication().pk

        assert "退回改正" in page(reviewer, "disclosure:publish", pk)
        assert "请写明哪一项不对" in page(reviewer, "disclosure:send_back", pk)
        reviewer.post(reverse("disclosure:send_back", args=[pk]), {"because": "年报已公示，请核对"})
        assert "年报已公示，请核对" in page(clerk, "disclosure:detail", pk)
        assert "改正并送审" in page(clerk, "disclosure:list")
        assert "年报已公示，请核对" in page(clerk, "disclosure:resubmit", pk)
        clerk.post(
            reverse("disclosure:resubmit", args=[pk]),
            {"row_0": ["NO_PROBLEM"], "answer": "已按查询结果改正", "evidence": "登记机关查询结果"},
        )

        words = page(reviewer, "disclosure:publish", pk)
        assert "与签字的记录表不一致" in words
        assert "登记机关查询结果" in words
        reviewer.post(reverse("disclosure:publish", args=[pk]))
        assert PublicationVersion.objects.get().results == ["NO_PROBLEM"]
        assert "第 2 次" in page(clerk, "disclosure:detail", pk)

    def test_asks_for_proof_of_a_departure_and_keeps_what_was_typed(self, browser: Any) -> None:
        desk = sent_back()
        url = reverse("disclosure:resubmit", args=[desk.publication().pk])

        words = browser(desk.clerk).post(
            url, {"row_0": ["NO_PROBLEM"], "answer": "已改正", "evidence": ""}
        ).content.decode()  # fmt: skip

        assert "请列明证据" in words
        assert "已改正" in words
        assert desk.publication().state == "RETURNED"

    def test_asks_for_the_reason_of_a_return(self, browser: Any) -> None:
        desk = entered()
        url = reverse("disclosure:send_back", args=[desk.publication().pk])

        answer = browser(desk.reviewer).post(url, {"because": ""})

        assert answer.status_code == 200
        assert desk.publication().state == "ENTERED"

    @pytest.mark.article(14)
    def test_answers_with_the_article_when_nothing_was_sent_back(self, browser: Any) -> None:
        desk = entered()
        url = reverse("disclosure:resubmit", args=[desk.publication().pk])

        answer = browser(desk.clerk).post(url, {"row_0": ["NOT_DISCLOSED"], "answer": "已核对"})

        assert answer.status_code == 409


class TestRefusals:
    @pytest.mark.article(26)
    def test_answers_with_the_article_when_the_author_publishes(self, browser: Any) -> None:
        desk = a_desk()
        both = an_actor(Role.CLERK, Role.REVIEWER, department=desk.department)
        client = browser(both)
        client.post(reverse("disclosure:enter", args=[desk.crew.visit.pk]))
        publication = Publication.objects.get()

        assert "审核公示</" not in page(client, "disclosure:detail", publication.pk)
        answer = client.post(reverse("disclosure:publish", args=[publication.pk]))

        assert answer.status_code == 409
        assert "第二十六条" in answer.content.decode()

    @pytest.mark.article(22)
    def test_answers_with_the_article_when_another_departments_head_decides(self, browser: Any) -> None:
        correction = applied()
        other = an_actor(Role.PRINCIPAL_HEAD, department=a_department("消防救援"))

        answer = browser(other).post(reverse("disclosure:decide", args=[correction.pk]), {"agree": "yes"})

        assert answer.status_code == 409
        assert "主要负责人签字确认" in answer.content.decode()

    def test_asks_for_the_reason_of_a_refusal(self, browser: Any) -> None:
        desk = published()
        correction = applied(desk)
        client = browser(desk.principal)
        url = reverse("disclosure:decide", args=[correction.pk])

        assert "请写明理由" in client.post(url, {"agree": "no"}).content.decode()
        client.post(url, {"agree": "no", "because": "证据不足"})

        assert Correction.objects.get().state == "REJECTED"

    def test_asks_for_a_change_in_a_correction(self, browser: Any) -> None:
        desk = published()
        url = reverse("disclosure:correct", args=[desk.publication().pk])

        words = browser(desk.clerk).post(
            url, {"row_0": ["NOT_DISCLOSED"], "reason": "有误", "evidence": "材料"}
        ).content.decode()  # fmt: skip

        assert "与现在公示的相同" in words
        assert not Correction.objects.exists()

    @pytest.mark.parametrize(
        ("name", "role"),
        [
            ("publish", Role.CLERK),
            ("correct", Role.REVIEWER),
            ("publish", Role.OFFICE),
            ("send_back", Role.CLERK),
            ("resubmit", Role.REVIEWER),
        ],
    )
    def test_keeps_the_wrong_role_out(self, browser: Any, name: str, role: Role) -> None:
        desk = entered()
        client = browser(an_actor(role, department=desk.department))

        assert client.get(reverse(f"disclosure:{name}", args=[desk.publication().pk])).status_code == 403

    def test_hides_results_from_a_department_without_part(self, browser: Any) -> None:
        desk = published()
        client = browser(an_actor(Role.CLERK, department=a_department("生态环境")))

        answer = client.get(reverse("disclosure:detail", args=[desk.publication().pk]))

        assert answer.status_code == 404
