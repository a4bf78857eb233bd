"""The lists leave for the publicity system, and its answers come back to each item (Art. 6)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from suiji.catalogue import queries, services
from suiji.catalogue.models import ItemVersion, ListKind
from suiji.catalogue.queries.sharing import board_of
from suiji.exchange.queries import RowState, rows_of
from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.organs.roles import Role
from tests.factories.catalogue import a_published_item, parts_of
from tests.factories.exchange import answered
from tests.factories.organs import AT, a_department, an_actor, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(6)]
LATER = AT + timedelta(days=3)
THERE = datetime(2026, 3, 5, 0, 30, tzinfo=UTC)
CLOCK = "suiji.config.clock.now"


def compiler() -> Actor:
    return an_actor(Role.CLERK, department=a_department("市场监管"))


def states(actor: Actor) -> dict[str, RowState]:
    return {row.offer.key: row.standing.state for row in queries.sharing_board(actor).rows}


def revised(version: ItemVersion, title: str) -> ItemVersion:
    """The next version, published."""
    owner = version.item.owner
    clerk = an_actor(Role.CLERK, department=owner)
    fields = {name: getattr(version, name) for name in services.items.FIELDS} | {"title": title}
    parts = parts_of(owner, [])
    new = services.new_version(item=version.item, fields=fields, parts=parts, actor=clerk, at=LATER)
    services.review(version=new, actor=an_actor(Role.DEPUTY_HEAD, department=owner), at=LATER)
    return services.publish(version=new, effective_from=LATER.date(), actor=clerk, at=LATER)


class TestShareList:
    def test_hands_out_the_joint_list_and_the_own_one(self) -> None:
        a_published_item("AY-LH-01")
        a_published_item("SJ-01", kind=ListKind.DEPARTMENT, owner=a_department("市场监管"))
        a_published_item("SW-01", kind=ListKind.DEPARTMENT, owner=a_department("商务"))

        batch = services.share_list(actor=compiler(), at=LATER)

        assert [row.key for row in rows_of(batch)] == ["AY-LH-01", "SJ-01"]

    def test_leaves_each_department_its_own_list(self) -> None:
        a_published_item("AY-LH-01")
        a_published_item("SW-01", kind=ListKind.DEPARTMENT, owner=a_department("商务"))

        batch = services.share_list(actor=an_actor(Role.CLERK, department=a_department("商务")), at=LATER)

        assert [row.key for row in rows_of(batch)] == ["SW-01"]

    def test_is_for_a_clerk_and_for_something_that_waits(self) -> None:
        with pytest.raises(NotYours):
            services.share_list(actor=an_actor(Role.INSPECTOR, department=a_department("市场监管")), at=AT)
        with pytest.raises(Refused):
            services.share_list(actor=compiler(), at=AT)

    def test_keeps_the_two_times_apart(self) -> None:
        version = a_published_item("AY-LH-01")
        actor = compiler()
        batch = services.share_list(actor=actor, at=LATER)

        answered(batch, ("AY-LH-01", "接收", "2026-03-05 08:30"), actor=actor, at=LATER)

        times = queries.publicity_of([version])[version.pk]
        assert (times.platform_at, times.publicity_at) == (AT, THERE)
        assert queries.there_since([version]) == {version.pk: THERE}

    def test_lets_a_changed_and_a_suspended_item_wait_anew(self) -> None:
        actor = compiler()
        own = a_published_item("SJ-01", kind=ListKind.DEPARTMENT, owner=a_department("市场监管"))
        joint = a_published_item("AY-LH-01")
        batch = services.share_list(actor=actor, at=LATER)
        lines = (("SJ-01", "接收", "2026-03-05"), ("AY-LH-01", "接收", "2026-03-05"))
        answered(batch, *lines, actor=actor, at=LATER)
        assert set(states(actor).values()) == {RowState.ACCEPTED}

        new = revised(own, "改了名的抽查")
        services.suspend(version=joint, because="等待上级规定", actor=actor, at=LATER)

        assert set(states(actor).values()) == {RowState.CHANGED}
        assert queries.there_since([new]) == {}
        row = queries.sharing_board(actor).of("AY-LH-01")
        assert row is not None
        assert [(one.label, one.after) for one in row.differences] == [("事项状态", "暂停")]

    def test_tells_the_publicity_system_of_a_repeal_only_where_it_knows_the_item(self) -> None:
        actor = compiler()
        services.abolish(version=a_published_item("AY-LH-01"), because="依据废止", actor=actor, at=AT)
        known = a_published_item("AY-LH-02")
        services.share_list(actor=actor, at=AT)
        services.abolish(version=known, because="依据废止", actor=actor, at=LATER)

        assert states(actor) == {"AY-LH-02": RowState.CHANGED}
        assert board_of(a_department("商务")).rows == ()


class TestToDo:
    def test_asks_the_compiler_to_hand_out_and_the_owner_to_put_right(self) -> None:
        a_published_item("AY-LH-01")
        actor, owner = compiler(), an_actor(Role.CLERK, department=a_department("商务"))
        today = LATER.date()
        assert "1 项抽查事项已经公布，还没有报送公示系统" in " ".join(
            row.sentence for row in queries.to_do(actor, today=today)
        )

        batch = services.share_list(actor=actor, at=LATER)
        assert "报送公示系统" not in {row.action for row in queries.to_do(actor, today=today)}
        answered(batch, ("AY-LH-01", "退回", "", "依据缺条款"), actor=actor, at=LATER)

        assert "事项 AY-LH-01 被公示系统退回：依据缺条款" in {
            row.sentence for row in queries.to_do(owner, today=today)
        }


class TestPages:
    def test_lead_from_the_board_to_the_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(CLOCK, lambda: LATER)
        version = a_published_item("AY-LH-01")
        client = Client()
        client.force_login(the_person(compiler()))

        assert "把 1 项生成批次" in client.get(reverse("catalogue:sharing")).content.decode()
        html = client.post(reverse("catalogue:share"), follow=True).content.decode()

        assert "410500-SX-2026-0001" in html
        page = client.get(reverse("catalogue:detail", args=[version.pk])).content.decode()
        assert "公示系统公示" in page
        assert "这一版还没有" in page

    def test_say_when_there_is_nothing_to_share(self) -> None:
        client = Client()
        client.force_login(the_person(compiler()))

        assert "本部门还没有公布的清单" in client.get(reverse("catalogue:sharing")).content.decode()

    def test_of_the_public_show_since_when_the_publicity_system_has_it(self) -> None:
        version = a_published_item("AY-LH-01")
        actor = compiler()
        assert "这一版还没有" in Client().get(reverse("portal:item", args=[version.pk])).content.decode()

        batch = services.share_list(actor=actor, at=LATER)
        answered(batch, ("AY-LH-01", "接收", "2026-03-05 08:30"), actor=actor, at=LATER)

        assert (
            "2026年3月5日（周四）08:30"
            in Client().get(reverse("portal:item", args=[version.pk])).content.decode()
        )
        assert "公示系统2026年3月5日公示" in Client().get(reverse("portal:items")).content.decode().replace(
            "\n", ""
        )
