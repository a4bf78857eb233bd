"""A department's tasks, drawn lists and transfers leave for another platform, and nothing of an unannounced check."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from suiji.api import services
from suiji.api.queries.outgoing import OUTGOING, outgoing_board
from suiji.exchange.models import ExchangeBatch
from suiji.exchange.queries import Board, RowState, batches_open_to, rows_of
from suiji.exchange.services import carry, set_partner
from suiji.followup import services as followup
from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.ledger.models import Entry
from suiji.libraries.models import Inspector, InspectorStatus
from suiji.organs.roles import Role
from suiji.portal.window import SCHEMA
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState
from tests.factories.exchange import answered
from tests.factories.followup import SIGNED_AT, Scene, a_clerk, a_signed_visit, a_transfer
from tests.factories.libraries import an_identity, some_inspectors
from tests.factories.organs import AT, a_department, an_actor, the_person
from tests.factories.portal import MUCH_LATER, UNTOLD_NUMBER, Town, a_town, standing, untold_visits
from tests.factories.province import TOKEN, a_province

pytestmark = [pytest.mark.django_db, pytest.mark.article(13)]
CLOCK = "suiji.config.clock.now"


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), standing():
        yield a_town()


def keys(board: Board) -> set[str]:
    return {row.offer.key for row in board.rows}


def sent(kind: str, clerk: Actor) -> ExchangeBatch:
    return services.send_out(kind=kind, actor=clerk, at=MUCH_LATER)


def values(batch: ExchangeBatch, key: str) -> dict[str, Any]:
    return next(row.values for row in rows_of(batch) if row.key == key)


class TestTasks:
    def test_leave_with_what_the_scheme_says_and_how_they_stand(self, town: Town) -> None:
        task = town.public.task

        said = values(sent("TASK", town.cast.clerk), task.number)

        assert (said["title"], said["initiator"]) == (task.title, town.cast.initiator.name)
        assert said["period_from"] == str(task.period_from)
        assert said["standing"] == "OPEN"

    def test_wait_anew_once_they_are_given_up_and_never_leave_if_nobody_there_knew_them(
        self, town: Town
    ) -> None:
        gone, unknown = town.void.task, town.sealed.task
        Task.objects.filter(pk=unknown.pk).update(state=TaskState.DRAFT)
        batch = sent("TASK", town.cast.clerk)
        answered(batch, (gone.number, "接收", "2026-06-20 09:30"), actor=town.cast.clerk, at=MUCH_LATER)
        Task.objects.filter(pk__in=[gone.pk, unknown.pk]).update(state=TaskState.WITHDRAWN)

        board = outgoing_board("TASK", town.cast.clerk)

        assert unknown.number not in keys(board)
        row = board.of(gone.number)
        assert row is not None
        assert row.standing.state == RowState.CHANGED
        assert [(one.label, one.after) for one in row.differences] == [("任务状态", "已撤销")]

    def test_are_the_initiators_alone(self, town: Town) -> None:
        assert outgoing_board("TASK", town.cast.of(town.cast.others[0], Role.CLERK)).rows == ()


class TestLists:
    def test_leave_unit_by_unit_with_their_proof(self, town: Town) -> None:
        ceremony = town.public

        said = values(sent("DRAWN", town.cast.clerk), f"{ceremony.task.number}-{town.cast.initiator.code}")

        assert set(said["codes"]) == set(ceremony.drawn.values_list("object__code", flat=True))
        assert said["sha256"] == ceremony.result.result_sha256
        assert said["proof"].endswith(f"/draws/{ceremony.ceremony}/bundle.zip")


@pytest.mark.article(20)
class TestAnUnannouncedCheck:
    def test_leaves_only_when_its_visits_are_over(self, town: Town) -> None:
        for kind in OUTGOING:
            assert not [key for key in keys(outgoing_board(kind, town.cast.clerk)) if UNTOLD_NUMBER in key]

        untold_visits(town)

        for kind in ("TASK", "DRAWN"):
            assert [key for key in keys(outgoing_board(kind, town.cast.clerk)) if UNTOLD_NUMBER in key]


@pytest.fixture
def scene() -> Scene:
    return a_signed_visit()


def handed_over(scene: Scene) -> Actor:
    clerk = a_clerk(scene.lead)
    followup.send(follow_up=a_transfer(scene), actor=clerk, at=SIGNED_AT + timedelta(days=1))
    return clerk


@pytest.mark.article(20)
class TestTransfers:
    def test_leave_without_facts_and_evidence(self, scene: Scene) -> None:
        batch = sent("TRANSFER", handed_over(scene))

        (row,) = rows_of(batch)
        assert row.values["object_code"] == scene.visit.drawn.object.code
        assert (row.values["receiver"], row.values["standing"]) == (scene.other.name, "SENT")
        assert "涉嫌" not in str(row.values)

    def test_do_not_leave_before_they_are_sent(self, scene: Scene) -> None:
        a_transfer(scene)

        assert outgoing_board("TRANSFER", a_clerk(scene.lead)).rows == ()

    def test_are_in_no_public_log_and_no_public_view(self, scene: Scene) -> None:
        clerk = handed_over(scene)
        batch = sent("TRANSFER", clerk)
        (row,) = rows_of(batch)
        answered(batch, (row.key, "接收", "2026-06-20 09:30"), actor=clerk, at=MUCH_LATER)

        told = Entry.objects.filter(subject_type="exchange.exchangebatch", subject_id=str(batch.pk))
        assert told.count() == 2
        assert not told.exclude(body=None).exists()
        with connection.cursor() as cursor:
            for view in ("exchange_exchangebatch", "exchange_exchangerow", "exchange_replyline"):
                words = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(SCHEMA, view))
                cursor.execute(words)
                assert cursor.fetchone() == (0,)

    @pytest.mark.parametrize(
        ("whose", "role", "status"),
        [("own", Role.PRINCIPAL_HEAD, 200), ("other", Role.CLERK, 404), ("other", Role.AUDITOR, 200)],
        ids=["a head of the department", "another department", "an auditor"],
    )
    def test_are_read_by_the_department_and_auditors_alone(
        self, scene: Scene, whose: str, role: Role, status: int
    ) -> None:
        batch = sent("TRANSFER", handed_over(scene))
        department = scene.lead if whose == "own" else scene.other
        client = logged_in(an_actor(role, department=department, name="阅件人"))

        assert client.get(reverse("exchange:batch", args=[batch.pk])).status_code == status
        listed = batch.number in client.get(reverse("exchange:list")).content.decode()
        assert listed == (status == 200)


def logged_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


class TestSendOut:
    def test_is_the_clerks_work(self, town: Town) -> None:
        with pytest.raises(NotYours):
            sent("TASK", town.cast.of(town.cast.initiator, Role.PRINCIPAL_HEAD))

    def test_refuses_when_nothing_waits(self, town: Town) -> None:
        sent("DRAWN", town.cast.clerk)

        with pytest.raises(Refused):
            sent("DRAWN", town.cast.clerk)

    def test_is_carried_to_the_platform_that_takes_the_kind(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with a_province() as province:
            host = province.address.removeprefix("http://")
            monkeypatch.setattr(settings.ENVIRONMENT, "hook_hosts", [host])
            set_partner(
                name="省平台",
                base=province.address,
                token=TOKEN,
                kinds=["TASK"],
                basis="对接方案",
                actor=an_actor(Role.SYSTEM_ADMIN),
                at=AT,
            )
            batch = sent("TASK", town.cast.clerk)
            carry(at=MUCH_LATER)
            province.accept_all(batch.number, "2026-06-20 10:30:00")
            carry(at=MUCH_LATER + timedelta(hours=1))

        board = outgoing_board("TASK", town.cast.clerk)
        assert {row.standing.state for row in board.rows} == {RowState.ACCEPTED}


class TestPage:
    def test_leads_from_what_waits_to_the_batch(
        self, town: Town, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
    ) -> None:
        monkeypatch.setattr(CLOCK, lambda: MUCH_LATER)
        client = logged_in(town.cast.clerk)
        address = reverse("machines:outgoing", args=["TASK"])
        with django_assert_max_num_queries(30):
            page = client.get(address).content.decode()
        assert town.public.task.number in page

        answer = client.post(reverse("machines:send_out", args=["TASK"]), follow=True)

        assert "已经生成" in answer.content.decode()
        assert "对接平台接收" in answer.content.decode()
        assert "生成批次" not in client.get(address).content.decode()

    def test_says_when_there_is_nothing_yet(self) -> None:
        client = logged_in(a_clerk(a_department("气象")))

        for kind in OUTGOING:
            page = client.get(reverse("machines:outgoing", args=[kind]))
            assert "还没有可以报送" in page.content.decode()

    @pytest.mark.parametrize("kind", ["ITEM", "OBJECT", "X"])
    def test_of_another_kind_is_nowhere(self, kind: str) -> None:
        client = logged_in(a_clerk(a_department("气象")))

        assert client.get(reverse("machines:outgoing", args=[kind])).status_code == 404
        assert client.post(reverse("machines:send_out", args=[kind])).status_code == 404


@pytest.mark.article(25)
class TestInspectors:
    def test_leave_with_their_certificates_and_without_their_numbers(self, town: Town) -> None:
        number = an_identity()
        (officer,) = some_inspectors(
            1, department=town.cast.initiator, cells={"身份证号": number, "手机": "13800000000", "专家": "是"}
        )

        said = values(sent("INSPECTOR", town.cast.clerk), officer.code)

        assert (said["name"], said["certificate_number"]) == (officer.name, officer.certificate_number)
        assert (said["status"], said["is_expert"]) == ("IN_POST", "YES")
        assert not any(word in str(said) for word in (number, "13800000000", officer.born_in))

    def test_who_has_left_is_told_where_they_were_known_and_nowhere_else(self, town: Town) -> None:
        clerk = town.cast.clerk
        (known,) = some_inspectors(1, department=town.cast.initiator)
        sent("INSPECTOR", clerk)
        (unknown,) = some_inspectors(1, department=town.cast.initiator)
        Inspector.objects.filter(pk__in=[known.pk, unknown.pk]).update(status=InspectorStatus.LEFT)

        waiting = {row.offer.key for row in outgoing_board("INSPECTOR", clerk).to_send}

        assert waiting == {known.code}

    def test_are_read_by_their_department_and_the_auditor_alone(self, town: Town) -> None:
        batch = sent("INSPECTOR", town.cast.clerk)
        other = an_actor(Role.CLERK, department=a_department("商务"))

        assert not batches_open_to(other).filter(pk=batch.pk).exists()
        assert batches_open_to(an_actor(Role.AUDITOR)).filter(pk=batch.pk).exists()
        assert Entry.objects.get(act="exchange.handed_out", subject_id=str(batch.pk)).body is None
