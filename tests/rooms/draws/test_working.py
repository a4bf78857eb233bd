"""长时办理: a long list is frozen and drawn by the worker; everybody sees how far it is (protocol §6)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from suiji.draws import services
from suiji.draws.models import Ceremony, DrawnObject, Exclusion, FrameMember, Freeze, LongWork
from suiji.draws.queries.working import long_work, work_of
from suiji.draws.services.working import Note
from suiji.draws.states import CeremonyState
from suiji.ledger import Stale
from suiji.organs.roles import Role
from suiji.organs.services import load_reference
from tests.factories.draws import REVEAL_BY, a_ceremony, hand_in, reveal
from tests.factories.organs import the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def ceremony(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Ceremony:
    monkeypatch.setattr("suiji.draws.queries.working.LONG_LIST", 20)
    found = a_ceremony(a_ready_task(cast, firms=24), cast)
    hand_in(found, cast)
    return found


def order(ceremony: Ceremony, cast: Cast) -> LongWork:
    return services.order_freeze(ceremony=ceremony, reveal_by=REVEAL_BY, actor=cast.clerk, at=later(3))


@pytest.mark.django_db
class TestLongWork:
    def test_freezes_and_draws_as_the_page_would(self, ceremony: Ceremony, cast: Cast) -> None:
        done = services.carry_out(work=long_work(order(ceremony, cast).pk))

        assert (done.ended, done.trouble) == (True, "")
        ceremony.refresh_from_db()
        assert ceremony.state == CeremonyState.COMMITTED
        assert FrameMember.objects.filter(ceremony=ceremony).count() == 24
        assert Exclusion.objects.count() == 0
        reveal(ceremony, cast)
        drawing = services.order_draw(ceremony=ceremony, actor=cast.clerk, at=later(5))
        assert services.carry_out(work=long_work(drawing.pk)).trouble == ""
        assert DrawnObject.objects.filter(ceremony=ceremony).exists()

    def test_is_ordered_once_and_may_run_twice(self, ceremony: Ceremony, cast: Cast) -> None:
        work = order(ceremony, cast)
        with pytest.raises(Stale):
            order(ceremony, cast)

        services.carry_out(work=long_work(work.pk))
        LongWork.objects.update(ended=False)  # as if the worker had died before it could say so
        again = services.carry_out(work=long_work(work.pk))

        assert again.trouble == ""
        assert Freeze.objects.count() == 1

    def test_that_the_law_refuses_tells_whoever_ordered_it(self, ceremony: Ceremony, cast: Cast) -> None:
        work = order(ceremony, cast)
        ceremony.task.rates_bp = {"A": 1}
        ceremony.task.save(update_fields=["rates_bp"])

        done = services.carry_out(work=long_work(work.pk))

        assert done.trouble.startswith("第13条")
        shown = work_of(ceremony, at=later(4))
        assert shown is not None
        assert shown.ended

    def test_of_somebody_no_longer_in_post_is_not_done(self, ceremony: Ceremony, cast: Cast) -> None:
        work = order(ceremony, cast)
        the_person(cast.clerk).__class__.objects.filter(pk=cast.clerk.id).update(is_active=False)

        assert "不在岗" in services.carry_out(work=long_work(work.pk)).trouble
        assert not Freeze.objects.exists()

    def test_says_how_long_it_took_and_will_take(self, ceremony: Ceremony, cast: Cast) -> None:
        work = order(ceremony, cast)
        LongWork.objects.filter(pk=work.pk).update(
            label="写入冻结名单", done=100, total=400, since=later(3) + timedelta(seconds=2)
        )

        shown = work_of(ceremony, at=later(3) + timedelta(seconds=6))

        assert shown is not None
        assert (shown.done, shown.total) == (100, 400)
        assert shown.note == "已用 6 秒，本步约还需 12 秒。"


@pytest.mark.django_db
class TestPages:
    def test_leave_a_long_list_to_the_worker_and_show_its_progress(
        self, ceremony: Ceremony, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(3))
        client = Client()
        client.force_login(the_person(cast.clerk))
        page = reverse("draws:ceremony", args=[ceremony.pk])
        assert "范围内 24 户" in client.get(page).content.decode()

        client.post(reverse("draws:freeze", args=[ceremony.pk]), {"minutes": "60", "kind": "none"})
        shown = client.get(page).content.decode()

        assert LongWork.objects.get().ended is False
        assert "正在冻结名单" in shown
        assert "可以离开本页" in shown
        assert reverse("draws:freeze", args=[ceremony.pk]) not in shown

    @pytest.mark.parametrize(
        ("work", "told", "not_told"),
        [
            ({"label": "等待后台办理"}, ["正在冻结名单", "等待后台办理", "已用 0 秒。"], ["没有办成"]),
            (
                {"label": "写入冻结名单", "done": 100, "total": 400, "since": later(3)},
                ["正在冻结名单", "写入冻结名单", 'value="100"', 'max="400"'],
                ["没有办成"],
            ),
            (
                {"ended": True, "trouble": "第十一条：每次组织抽查活动前对“两库”进行更新确认。请重新确认。"},
                ["冻结名单没有办成", "第十一条", "请重新确认", "/freeze/"],
                ["正在冻结名单"],
            ),
            ({"ended": True}, ["/freeze/"], ["正在冻结名单", "没有办成"]),
        ],
        ids=["waiting", "under way", "in trouble", "done"],
    )
    def test_show_each_state_of_the_work(
        self,
        ceremony: Ceremony,
        cast: Cast,
        monkeypatch: pytest.MonkeyPatch,
        work: dict[str, object],
        told: list[str],
        not_told: list[str],
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(3))
        LongWork.objects.filter(pk=order(ceremony, cast).pk).update(**work)
        client = Client()
        client.force_login(the_person(cast.clerk))

        page = client.get(reverse("draws:ceremony", args=[ceremony.pk])).content.decode()

        assert [words for words in told if words not in page] == []
        assert [words for words in not_told if words in page] == []


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_is_under_way(cast: Cast) -> None:
    load_reference()
    ceremony = a_ceremony(a_ready_task(cast, firms=6), cast)
    work = LongWork.objects.create(
        ceremony=ceremony,
        act="freeze",
        asked_by=the_person(cast.of(cast.initiator, Role.CLERK)),
        asked_at=later(3),
    )
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        Note(work)("写入冻结名单", 7, 9)
        cursor.execute("ROLLBACK")

    work.refresh_from_db()
    assert (work.label, work.done, work.total) == ("写入冻结名单", 7, 9)
