"""A department's results leave for the publicity system; corrections follow; two times stay apart (Art. 20(4), 22)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from suiji.disclosure import queries, services
from suiji.disclosure.models import PublicationVersion
from suiji.disclosure.queries import sharing
from suiji.exchange import Offer
from suiji.exchange.models import Due, ExchangeBatch
from suiji.exchange.queries import RowState, rows_of
from suiji.exchange.services import take_back
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from tests.factories.disclosure import APPLIED_AT, PUBLISHED_AT, SIGNED_AT, Desk, applied, entered, published
from tests.factories.exchange import answered
from tests.factories.organs import an_actor, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(20)]
share_results = import_module("suiji.disclosure.services.share_results")
LATER = PUBLISHED_AT + timedelta(days=6)
THERE = datetime(2026, 5, 14, 1, 30, tzinfo=UTC)
CLOCK = "suiji.config.clock.now"


def standings(desk: Desk) -> list[tuple[RowState, int]]:
    return [(state, n) for state, n in queries.results_board(desk.clerk).figures if n]


def shared(desk: Desk, *, at: datetime = LATER) -> ExchangeBatch:
    return services.share_results(actor=desk.clerk, at=at)


def key(desk: Desk) -> str:
    return sharing.key_of(desk.publication().pk)


def taken(desk: Desk, batch: ExchangeBatch, *, at: datetime = LATER) -> None:
    answered(batch, (key(desk), "接收", "2026-05-14 09:30"), actor=desk.clerk, at=at)


def corrected(desk: Desk) -> None:
    correction = applied(desk)
    services.sign_correction(correction=correction, because="属实", actor=desk.principal, at=SIGNED_AT)


class TestShareResults:
    def test_hands_out_what_the_public_reads_and_no_more(self) -> None:
        desk = published()

        row = rows_of(shared(desk))[0]

        visit = desk.publication().visit
        assert row.key == key(desk)
        assert row.platform_at == PUBLISHED_AT
        assert row.values == {
            "object_name": visit.drawn.object.name,
            "object_code": visit.drawn.object.code,
            "task_number": visit.task.number,
            "task_title": visit.task.title,
            "type": "不定向",
            "department": desk.department.name,
            "items": desk.publication().versions.get().rows[0]["title"],
            "ended_on": "2026-04-30",
            "results": ["NOT_DISCLOSED"],
            "version": "1",
            "corrected": "NO",
            "reason": "",
        }

    def test_hands_out_nothing_that_is_not_public_yet(self) -> None:
        desk = entered()

        with pytest.raises(Refused):
            shared(desk)

    def test_hands_out_no_other_departments_result(self) -> None:
        desk = published()
        other = an_actor(Role.CLERK, department=desk.crew.visit.task.parts.get(leads=False).department)

        with pytest.raises(Refused):
            services.share_results(actor=other, at=LATER)

    def test_is_for_those_who_enter_and_release(self) -> None:
        desk = published()
        for role in (Role.INSPECTOR, Role.DEPUTY_HEAD, Role.LIBRARIAN):
            with pytest.raises(NotYours):
                services.share_results(actor=an_actor(role, department=desk.department), at=LATER)

        assert services.share_results(actor=desk.reviewer, at=LATER).number == "410500-JG-2026-0001"

    def test_hands_nothing_out_twice(self) -> None:
        desk = published()
        shared(desk)

        with pytest.raises(Refused):
            shared(desk)

        assert standings(desk) == [(RowState.EXPORTED, 1)]

    def test_takes_at_most_so_many_rows_the_oldest_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.disclosure.queries.sharing.MOST_ROWS", 0)
        desk = published()

        with pytest.raises(Refused):
            shared(desk)

    def test_names_no_task_that_nobody_may_announce(self) -> None:
        desk = published()
        visit = desk.publication().visit
        Task.objects.filter(pk=visit.task_id).update(unannounced=True, unannounced_reason="举报线索")
        type(visit).objects.filter(pk=visit.pk).update(ended_at=None)
        another = sharing._untold({visit.task_id})

        assert another == {visit.task_id}
        type(visit).objects.filter(pk=visit.pk).update(ended_at=PUBLISHED_AT)
        assert sharing._untold({visit.task_id}) == set()

    def test_shortens_a_natural_persons_name(self) -> None:
        desk = published()
        thing = desk.publication().visit.drawn.object
        InspectedObject.objects.filter(pk=thing.pk).update(kind="PERSON", name="王小明")

        row = rows_of(shared(desk))[0]

        assert row.values["object_name"] == "王某（自然人）"


@pytest.mark.article(22)
class TestStandings:
    def test_go_from_waiting_to_public_there(self) -> None:
        desk = published()
        assert standings(desk) == [(RowState.WAITING, 1)]

        batch = shared(desk)
        taken(desk, batch)

        assert standings(desk) == [(RowState.ACCEPTED, 1)]

    def test_wait_anew_when_a_result_is_corrected(self) -> None:
        desk = published()
        taken(desk, shared(desk))

        corrected(desk)

        assert standings(desk) == [(RowState.CHANGED, 1)]
        row = rows_of(shared(desk, at=SIGNED_AT))[0]
        assert row.values["version"] == "2"
        assert row.values["corrected"] == "YES"
        assert row.values["reason"] == "年报已按期公示，同步延迟"
        assert row.values["results"] == ["NO_PROBLEM"]

    def test_wait_anew_when_a_batch_was_taken_back(self) -> None:
        desk = published()
        take_back(batch=shared(desk), because="没有报送", actor=desk.clerk, at=LATER)

        assert standings(desk) == [(RowState.WAITING, 1)]

    def test_wait_anew_when_a_row_was_sent_back(self) -> None:
        desk = published()
        answered(shared(desk), (key(desk), "退回", "", "代码不存在"), actor=desk.clerk, at=LATER)

        assert standings(desk) == [(RowState.REFUSED, 1)]
        assert [one.reason for _, one in sharing.refused_of(desk.clerk)] == ["代码不存在"]


@pytest.mark.article(22)
class TestWhatWaits:
    """The first page counts by lines (decision 0118); it has to come to what all results looked at would give."""

    def waits(self, desk: Desk) -> int:
        """How many wait: by their lines, by all results, and by the lines a migration would have written."""
        department = desk.department.pk
        found = [sharing.to_send(sharing.waiting_counts(department)), self.all_of(desk)]
        found.append(sharing.waiting(department).count())
        kept = list(Due.objects.filter(kind=sharing.KIND))
        Due.objects.filter(kind=sharing.KIND).delete()
        with connection.cursor() as cursor:
            cursor.execute(import_module("suiji.disclosure.migrations.0005_noted").BEFORE)
        found.append(sharing.to_send(sharing.waiting_counts(department)))
        Due.objects.filter(kind=sharing.KIND).delete()
        Due.objects.bulk_create(kept)
        assert len(set(found)) == 1, found
        return found[0]

    @staticmethod
    def all_of(desk: Desk) -> int:
        return sharing.to_send(sharing.standing_counts(desk.department.pk))

    @staticmethod
    def lines() -> list[bool]:
        return list(Due.objects.filter(kind=sharing.KIND).order_by("pk").values_list("fresh", flat=True))

    def test_is_nothing_before_a_result_is_public(self) -> None:
        assert self.waits(entered()) == 0

    def test_is_counted_through_publishing_correcting_handing_out_refusing_and_taking_back(self) -> None:
        desk = published()
        assert (self.waits(desk), self.lines()) == (1, [True])
        first = shared(desk)
        assert (self.waits(desk), self.lines()) == (0, [])
        answered(first, (key(desk), "退回", "", "代码不存在"), actor=desk.clerk, at=LATER)
        assert (self.waits(desk), self.lines()) == (1, [False])
        second = shared(desk)
        assert (self.waits(desk), self.lines()) == (0, [])
        take_back(batch=second, because="没有报送", actor=desk.clerk, at=LATER)
        assert (self.waits(desk), self.lines()) == (1, [False])
        taken(desk, shared(desk))
        assert (self.waits(desk), self.lines()) == (0, [])
        corrected(desk)
        assert (self.waits(desk), self.lines()) == (1, [False])
        last = shared(desk, at=SIGNED_AT)
        assert (self.waits(desk), self.lines()) == (0, [])
        take_back(batch=last, because="没有报送", actor=desk.clerk, at=SIGNED_AT)
        assert (self.waits(desk), self.lines()) == (1, [False])

    def test_counts_once_what_was_corrected_before_it_ever_left(self) -> None:
        desk = published()
        corrected(desk)

        assert (self.waits(desk), self.lines()) == (1, [True, False])
        shared(desk, at=SIGNED_AT)
        assert (self.waits(desk), self.lines()) == (0, [])

    def test_is_nothing_where_an_answer_to_an_older_batch_comes_late(self) -> None:
        desk = published()
        first = shared(desk)
        answered(first, (key(desk), "退回", "", "代码不存在"), actor=desk.clerk, at=LATER)
        taken(desk, shared(desk))
        answered(first, (key(desk), "退回", "", "代码仍不存在"), actor=desk.clerk, at=LATER)

        assert (self.waits(desk), self.lines()) == (
            0,
            [False],
        )  # a line of which it is looked whether it waits

    def test_keeps_the_line_of_a_correction_that_comes_between(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = published()
        really = share_results.offers

        def meanwhile(rows: Iterable[PublicationVersion]) -> list[Offer]:
            found = really(list(rows))
            corrected(desk)
            return found

        monkeypatch.setattr(share_results, "offers", meanwhile)
        assert rows_of(shared(desk, at=SIGNED_AT))[0].values["version"] == "1"

        assert (self.waits(desk), self.lines()) == (1, [False])

    def test_loses_no_line_and_keeps_none_of_a_result_published_between(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = entered()
        really = share_results.hold_lines

        def meanwhile(kind: str, department: int) -> dict[int, str]:
            found = really(kind, department)
            services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)
            return found

        monkeypatch.setattr(share_results, "hold_lines", meanwhile)
        shared(desk)

        assert (self.waits(desk), self.lines()) == (0, [])


@pytest.mark.article(22)
class TestTwoTimes:
    def test_are_never_mixed(self) -> None:
        desk = published()
        taken(desk, shared(desk))

        times = queries.publicity_of(desk.publication())

        assert times is not None
        assert (times.platform_at, times.publicity_at) == (PUBLISHED_AT, THERE)

    def test_of_a_corrected_version_start_anew(self) -> None:
        desk = published()
        taken(desk, shared(desk))
        corrected(desk)

        times = queries.publicity_of(desk.publication())

        assert times is not None
        assert (times.platform_at, times.publicity_at) == (SIGNED_AT, None)

    def test_do_not_exist_before_publication(self) -> None:
        assert queries.publicity_of(entered().publication()) is None


class TestToDo:
    def test_asks_to_carry_results_there_and_to_look_at_what_came_back(self) -> None:
        desk = published()
        today = LATER.date()
        waits = "1 条检查结果已经公示，还没有报送公示系统，或者内容有变。"
        assert waits in {row.sentence for row in queries.to_do(desk.reviewer, today=today)}

        batch = shared(desk)
        assert waits not in {row.sentence for row in queries.to_do(desk.clerk, today=today)}
        answered(batch, (key(desk), "退回", "", "代码不存在"), actor=desk.clerk, at=LATER)

        told = {row.sentence for row in queries.to_do(desk.clerk, today=today)}
        assert f"{desk.publication()}被公示系统退回：代码不存在" in told


class TestPages:
    def _client(self, desk: Desk, monkeypatch: pytest.MonkeyPatch, at: datetime = LATER) -> Client:
        monkeypatch.setattr(CLOCK, lambda: at)
        client = Client()
        client.force_login(the_person(desk.clerk))
        return client

    def test_lead_from_the_board_to_the_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = published()
        client = self._client(desk, monkeypatch)
        page = client.get(reverse("disclosure:sharing")).content.decode()
        assert "把 1 条生成批次" in page

        html = client.post(reverse("disclosure:share"), follow=True).content.decode()

        assert "410500-JG-2026-0001" in html
        assert desk.publication().visit.drawn.object.name in html
        shown = client.get(reverse("disclosure:sharing"), {"only": "EXPORTED"}).content.decode()
        assert desk.publication().visit.drawn.object.name in shown

    def test_say_when_there_is_nothing_to_share(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = entered()
        client = self._client(desk, monkeypatch)

        assert "本部门还没有公示的结果" in client.get(reverse("disclosure:sharing")).content.decode()

    def test_show_both_times_to_officials_and_to_the_public(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = published()
        client = self._client(desk, monkeypatch, APPLIED_AT)
        detail = reverse("disclosure:detail", args=[desk.publication().pk])
        public = reverse("portal:result", args=[desk.publication().pk])
        assert "这一版还没有" in Client().get(public).content.decode()

        taken(desk, shared(desk), at=APPLIED_AT)

        assert "2026年5月14日（周四）09:30" in client.get(detail).content.decode()
        assert "2026年5月14日（周四）09:30" in Client().get(public).content.decode()

    def test_ask_the_database_the_same_for_one_result_and_for_many(
        self, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: object
    ) -> None:
        desk = published()
        client = self._client(desk, monkeypatch)

        with django_assert_max_num_queries(17):  # type: ignore[operator]
            page = client.get(reverse("disclosure:sharing"))

        assert page.status_code == 200
