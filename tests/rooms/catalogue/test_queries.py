"""What may be asked of the lists."""

from datetime import timedelta

import pytest

from suiji.catalogue import queries, services
from suiji.catalogue.models import ListKind
from suiji.organs.roles import Role
from tests.factories.catalogue import a_countersigned_item, a_draft_item, a_published_item
from tests.factories.organs import AT, TODAY, a_department, an_actor

pytestmark = pytest.mark.django_db


class TestInForce:
    def test_begins_on_the_first_day_and_holds_no_drafts(self) -> None:
        a_draft_item("AY-LH-02")
        version = a_published_item(effective_from=TODAY + timedelta(days=1))

        assert not queries.in_force(on=TODAY).exists()
        assert queries.in_force(on=TODAY + timedelta(days=1)).get() == version


class TestPublic:
    def test_shows_published_and_suspended_items_with_their_parts(
        self, django_assert_num_queries: object
    ) -> None:
        a_draft_item("AY-LH-02")
        version = a_published_item()
        services.suspend(
            version=version,
            because="上级清单调整",
            actor=an_actor(Role.CLERK, department=a_department("市场监管")),
            at=AT,
        )

        with django_assert_num_queries(2):
            rows = [
                (row.item.owner.name, [p.department.name for p in row.parts.all()])
                for row in queries.published()
            ]

        assert rows == [("安阳市商务局", ["安阳市商务局", "安阳市市场监管局", "安阳市应急管理局"])]

    def test_tells_no_drafts_in_the_history_of_an_item(self) -> None:
        version = a_published_item()
        services.new_version(
            item=version.item,
            fields={"title": "下一版"},
            parts=[
                services.PartDraft(version.item.owner, True, "内容", ["要点"]),
                services.PartDraft(a_department("教育"), False, "内容", ["要点"]),
            ],
            actor=an_actor(Role.CLERK, department=version.item.owner),
            at=AT,
        )

        assert [row.number for row in queries.history(version.item)] == [1]
        assert [row.number for row in queries.versions_of(version.item)] == [2, 1]


class TestListing:
    def test_filters_by_list_department_state_and_words(self) -> None:
        joint = a_draft_item("AY-LH-01")
        own = a_published_item(
            "JY-01", kind=ListKind.DEPARTMENT, owner=a_department("教育"), title="校外培训抽查"
        )

        assert list(queries.listing(kind=ListKind.JOINT)) == [joint]
        assert list(queries.listing(department=a_department("应急管理").pk)) == [joint]
        assert list(queries.listing(department=a_department("教育").pk)) == [own]
        assert list(queries.listing(state="PUBLISHED")) == [own]
        assert list(queries.listing(text="校外")) == [own]


class TestDoable:
    def test_agrees_with_the_services_and_names_what_is_missing(self) -> None:
        version = queries.version(a_draft_item(legal_basis="").pk)
        deputy = an_actor(Role.DEPUTY_HEAD, department=a_department("商务"))

        answer = queries.doable(version, deputy)

        assert not answer.review
        assert answer.hindrance is not None
        assert (answer.hindrance.article, answer.missing) == (4, ("检查依据",))

    def test_opens_each_act_to_its_hand_only(self) -> None:
        version = queries.version(a_countersigned_item().pk)
        commerce, market = a_department("商务"), a_department("市场监管")

        assert queries.doable(version, an_actor(Role.DEPUTY_HEAD, department=commerce)).review
        assert queries.doable(version, an_actor(Role.CLERK, department=commerce)).edit
        assert not queries.doable(version, an_actor(Role.CLERK, department=market)).publish
        services.review(version=version, actor=an_actor(Role.DEPUTY_HEAD, department=commerce), at=AT)

        version = queries.version(version.pk)
        assert queries.doable(version, an_actor(Role.CLERK, department=market)).publish
        assert not queries.doable(version, an_actor(Role.CLERK, department=commerce)).publish


class TestToDo:
    def test_follows_an_item_from_hand_to_hand(self) -> None:
        commerce, market = a_department("商务"), a_department("市场监管")
        signer, deputy = (
            an_actor(Role.CLERK, department=market),
            an_actor(Role.DEPUTY_HEAD, department=commerce),
        )
        version = a_draft_item(others=[market])
        assert [row.action for row in queries.to_do(signer, today=TODAY)] == ["会签事项"]
        assert [row.action for row in queries.to_do(deputy, today=TODAY)] == ["审核事项"]

        services.countersign(version=version, actor=signer, at=AT)
        services.review(version=version, actor=deputy, at=AT)

        assert [row.action for row in queries.to_do(signer, today=TODAY)] == ["公布事项"]
        assert queries.to_do(deputy, today=TODAY) == []
