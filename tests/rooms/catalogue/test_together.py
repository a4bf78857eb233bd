"""Many items handled on one page: an imported list does not cost an afternoon of clicks (Art. 6)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.catalogue import queries, services
from suiji.catalogue.models import ItemVersion
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.organs.roles import Role
from tests.factories.catalogue import a_countersigned_item, a_draft_item
from tests.factories.organs import AT, TODAY, a_department, an_actor, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(6)]
FIRST_DAY = TODAY.isoformat()


def deputy() -> Actor:
    return an_actor(Role.DEPUTY_HEAD, department=a_department("商务"))


def compiler() -> Actor:
    return an_actor(Role.CLERK, department=a_department("市场监管"))


def page(actor: Actor, act: str, **said: Any) -> str:
    client = Client()
    client.force_login(the_person(actor))
    url = reverse("catalogue:together", args=[act])
    answer = client.post(url, said, follow=True) if said else client.get(url)
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def states() -> list[str]:
    return sorted(ItemVersion.objects.values_list("state", flat=True))


class TestReviewTogether:
    def test_passes_what_was_ticked_and_leaves_the_rest(self) -> None:
        one, _ = a_draft_item("AY-1"), a_draft_item("AY-2")

        assert "1 项已经审核通过" in page(deputy(), "review", item=[str(one.pk)])
        assert states() == [ItemState.DRAFT, ItemState.REVIEWED]

    def test_shows_what_is_to_be_read(self) -> None:
        version = a_draft_item("AY-1")

        html = page(deputy(), "review")

        for words in (version.title, version.legal_basis, version.object_scope):
            assert words in html

    def test_offers_no_draft_that_lacks_something(self) -> None:
        a_draft_item("AY-1", legal_basis="")

        assert "没有等待审核通过的事项" in page(deputy(), "review")

    def test_passes_nothing_of_another_department(self) -> None:
        version = a_draft_item("AY-1")
        other = an_actor(Role.DEPUTY_HEAD, department=a_department("教育"))

        page(other, "review", item=[str(version.pk)])

        assert states() == [ItemState.DRAFT]

    def test_says_when_nothing_was_ticked(self) -> None:
        a_draft_item("AY-1")

        assert "没有勾选事项" in page(deputy(), "review", item=[""])


class TestReviewEach:
    def test_judges_each_by_itself_and_says_why_not(self) -> None:
        sound, faulty = a_draft_item("AY-1"), a_draft_item("AY-2", legal_basis="")

        found = services.review_together(versions=[sound, faulty], actor=deputy(), at=AT)

        assert found.done == 1
        ((what, why),) = found.refused
        assert "AY-2" in what
        assert "第四条" in why


class TestCountersignTogether:
    def test_signs_for_the_own_department_only(self) -> None:
        one, two = a_draft_item("AY-1"), a_draft_item("AY-2")
        participant = one.parts.filter(leads=False)[0].department

        said = {"item": [str(one.pk), str(two.pk)]}
        assert "2 项已经会签" in page(an_actor(Role.CLERK, department=participant), "countersign", **said)

        assert {part.department for part in one.parts.exclude(countersigned_at=None)} == {participant}


class TestPublishTogether:
    def test_publishes_from_one_day_on(self) -> None:
        rows = [a_countersigned_item(f"AY-{n}") for n in (1, 2)]
        services.review_together(versions=rows, actor=deputy(), at=AT)

        said = {"item": [str(row.pk) for row in rows], "effective_from": FIRST_DAY}
        assert "2 项已经公布" in page(compiler(), "publish", **said)

        assert set(ItemVersion.objects.values_list("effective_from", flat=True)) == {TODAY}

    def test_asks_for_the_day(self) -> None:
        row = a_countersigned_item("AY-1")
        services.review(version=row, actor=deputy(), at=AT)

        page(compiler(), "publish", item=[str(row.pk)], effective_from="")

        assert ItemState.PUBLISHED not in states()


class TestToDo:
    def test_names_a_few_and_gathers_many(self) -> None:
        for number in range(4):
            a_draft_item(f"AY-{number}")
        assert len(queries.to_do(deputy(), today=TODAY)) == 4

        a_draft_item("AY-5")

        (row,) = queries.to_do(deputy(), today=TODAY)
        assert row.sentence == "5 项抽查事项等待您审核。"
        assert row.url == reverse("catalogue:together", args=["review"])


class TestDoors:
    def test_know_no_other_act(self) -> None:
        client = Client()
        client.force_login(the_person(deputy()))

        assert client.get(reverse("catalogue:together", args=["abolish"])).status_code == 404

    def test_offer_a_deputy_no_clerks_act(self) -> None:
        a_countersigned_item("AY-1")

        assert "没有等待公布的事项" in page(deputy(), "publish")

    def test_cost_the_same_number_of_queries_however_long(self, django_assert_max_num_queries: Any) -> None:
        for number in range(6):
            a_draft_item(f"AY-{number}")
        client = Client()
        client.force_login(the_person(deputy()))

        with django_assert_max_num_queries(13):
            client.get(reverse("catalogue:together", args=["review"]))
