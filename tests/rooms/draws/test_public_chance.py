"""Chance that comes out after the freeze: numbers that two witnesses read, beacons that prove themselves."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import Ceremony
from suiji.draws.queries.progress import later_sources
from suiji.draws.states import CeremonyState
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.queries import history
from suiji.organs.models import Person
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role
from suiji.sampling.canonical import Unusable
from suiji.sampling.sources import QUICKNET
from tests.factories.draws import a_ceremony, hand_in, reveal
from tests.factories.organs import the_person
from tests.factories.tasks import (
    Cast,
    a_cast,
    a_draft,
    a_ready_task,
    confirmed,
    countersigned,
    later,
    some_firms,
    some_inspectors,
)
from tests.sampling.ceremonies import BEACON, ROUND

pytestmark = pytest.mark.django_db
DUE = "2026-03-02T03:00:00Z"
NUMBER = {"kind": "announced", "what": "某公布号码", "at": DUE, "pattern": "[0-9]{6}"}
DRAND = {"kind": "drand", "chain": QUICKNET, "round": ROUND}
PLACE = 2


def waiting(cast: Cast, source: dict[str, Any], *, reveal_by: datetime | None = None) -> Ceremony:
    """Frozen with two shares and a public source."""
    ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
    hand_in(ceremony, cast)
    services.freeze_objects(
        ceremony=ceremony,
        reveal_by=reveal_by or later(60),
        extra_sources=[source],
        actor=cast.clerk,
        at=later(3),
    )
    return ceremony


def witness_of(ceremony: Ceremony) -> Actor:
    person = Person.objects.get(pk=ceremony.witness_id)
    return Actor(
        person.pk, person.name, person.department_id, person.department.name, frozenset({Role.LIBRARIAN})
    )


def due(ceremony: Ceremony, minutes: int = 1) -> datetime:
    return later_sources(ceremony)[0].due + timedelta(minutes=minutes)


@pytest.mark.article(15)
class TestSightNumber:
    def test_stands_once_two_persons_read_the_same_and_enters_the_seed(self) -> None:
        cast = a_cast()
        ceremony = waiting(cast, NUMBER)
        reveal(ceremony, cast)
        at, other = due(ceremony), cast.of(cast.others[0], Role.CLERK)

        services.sight_number(
            ceremony=ceremony, place=PLACE, text="123456", actor=witness_of(ceremony), at=at
        )
        with pytest.raises(Refused) as alone:
            services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=at)
        services.sight_number(ceremony=ceremony, place=PLACE, text="123456", actor=other, at=at)
        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=at)

        assert "两名见证人" in (alone.value.advice or "")
        assert ceremony.state == CeremonyState.RESULTED
        sources = json.loads(queries.bundle(ceremony, audit=False)["reveal.json"])["sources"]
        assert sources[PLACE] == {"kind": "announced", "text": "123456"}

    def test_what_two_persons_read_differently_does_not_stand(self) -> None:
        cast = a_cast()
        ceremony = waiting(cast, NUMBER)
        at, other = due(ceremony), cast.of(cast.others[0], Role.CLERK)
        services.sight_number(
            ceremony=ceremony, place=PLACE, text="123456", actor=witness_of(ceremony), at=at
        )
        services.sight_number(ceremony=ceremony, place=PLACE, text="123457", actor=other, at=at)
        assert later_sources(ceremony)[0].value == ""

        services.sight_number(ceremony=ceremony, place=PLACE, text="123456", actor=other, at=at)

        assert later_sources(ceremony)[0].value == "123456"

    def test_is_refused_before_its_time_to_the_operator_to_strangers_and_in_another_form(self) -> None:
        cast = a_cast()
        ceremony = waiting(cast, NUMBER)
        other, at = cast.of(cast.others[0], Role.CLERK), due(ceremony)
        stranger = a_cast("公安").clerk

        with pytest.raises(Refused):
            services.sight_number(
                ceremony=ceremony, place=PLACE, text="123456", actor=other, at=due(ceremony, -1)
            )
        for wrong in (cast.clerk, stranger):
            with pytest.raises(NotYours):
                services.sight_number(ceremony=ceremony, place=PLACE, text="123456", actor=wrong, at=at)
        with pytest.raises(Unusable):
            services.sight_number(ceremony=ceremony, place=PLACE, text="12345６", actor=other, at=at)
        with pytest.raises(Stale):
            services.sight_number(ceremony=ceremony, place=7, text="123456", actor=other, at=at)
        services.sight_number(ceremony=ceremony, place=PLACE, text="123456", actor=other, at=at)
        with pytest.raises(Stale):
            services.sight_number(ceremony=ceremony, place=PLACE, text="123456", actor=other, at=at)

    def test_a_party_that_defaults_counts_as_empty_when_two_others_revealed(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        ceremony = waiting(cast, NUMBER)
        reveal(ceremony, cast, *cast.departments[:2])
        for actor in (witness_of(ceremony), cast.of(cast.others[0], Role.CLERK)):
            services.sight_number(
                ceremony=ceremony, place=PLACE + 1, text="123456", actor=actor, at=due(ceremony)
            )

        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=due(ceremony))

        assert cast.others[1].name in history(ceremony).get(act="draw.revealed").sentence


class TestANumberThatNeverComes:
    def test_makes_the_draw_void_a_day_after_its_time(self) -> None:
        cast = a_cast()
        ceremony = waiting(cast, NUMBER)
        reveal(ceremony, cast)
        head = cast.of(cast.initiator, Role.PRINCIPAL_HEAD)
        with pytest.raises(Refused):
            services.void_ceremony(ceremony=ceremony, because="等不及", actor=head, at=due(ceremony))
        assert services.void_defaulted(at=due(ceremony, 24 * 60 - 2)) == []

        assert services.void_defaulted(at=due(ceremony, 24 * 60 + 1)) == [ceremony]

        ceremony.refresh_from_db()
        assert ceremony.state == CeremonyState.VOID
        assert "某公布号码" in ceremony.void_reason
        assert services.void_defaulted(at=due(ceremony, 24 * 60 + 1)) == []

    def test_but_one_that_a_single_person_saw_did_come(self) -> None:
        cast = a_cast()
        ceremony = waiting(cast, NUMBER)
        reveal(ceremony, cast)
        services.sight_number(
            ceremony=ceremony, place=PLACE, text="123456", actor=witness_of(ceremony), at=due(ceremony)
        )
        head = cast.of(cast.initiator, Role.PRINCIPAL_HEAD)

        assert services.void_defaulted(at=due(ceremony, 48 * 60)) == []
        with pytest.raises(Refused):
            services.void_ceremony(
                ceremony=ceremony, because="没有公布", actor=head, at=due(ceremony, 48 * 60)
            )


FROZEN_AT = datetime(2023, 8, 23, 15, 5, tzinfo=UTC)
REVEAL_BY = datetime(2023, 8, 23, 15, 9, tzinfo=UTC)
"""Before the published vector's round, which came out at 15:15:33."""


def with_beacon(cast: Cast) -> Ceremony:
    """Frozen in August 2023, where the vector's round was still to come."""
    early = FROZEN_AT - timedelta(minutes=4)
    some_firms(cast, number=8)
    for department in cast.departments:
        some_inspectors(department)
    task = a_draft(cast)
    task.item_versions.update(effective_from=date(2023, 1, 1))
    confirmed(countersigned(task, cast, at=early), cast, at=early)
    ceremony = a_ceremony(task, cast, at=early)
    hand_in(ceremony, cast, at=early)
    services.freeze_objects(
        ceremony=ceremony, reveal_by=REVEAL_BY, extra_sources=[DRAND], actor=cast.clerk, at=FROZEN_AT
    )
    reveal(ceremony, cast, at=FROZEN_AT)
    return ceremony


RELAY = json.dumps({name: BEACON[name] for name in ("round", "randomness", "signature")}).encode()


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


class TestPages:
    def test_freeze_names_a_lottery_and_witnesses_enter_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        moment = [later(3)]
        monkeypatch.setattr("suiji.config.clock.now", lambda: moment[0])
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        url = reverse("draws:freeze", args=[ceremony.pk])
        given = {"minutes": "30", "kind": "ssq", "issue": "", "announced_at": "2026-03-01T11:00"}

        refused = browser(cast.clerk).post(url, given).content.decode()
        assert "请填写期号" in refused
        assert "公布时间须在揭示截止以后" in refused
        local = (later(63) + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
        browser(cast.clerk).post(url, given | {"issue": "2026023", "announced_at": local})
        ceremony.refresh_from_db()
        reveal(ceremony, cast)
        page = browser(cast.clerk).get(reverse("draws:ceremony", args=[ceremony.pk])).content.decode()
        assert "双色球第 2026023 期" in page
        assert "其中 24 位在揭示以后才产生" in page

        moment[0] = later(70)
        seen = reverse("draws:sight", args=[ceremony.pk, PLACE])
        other = browser(cast.of(cast.others[0], Role.CLERK))
        assert "录入公布的号码" in other.get(reverse("draws:ceremony", args=[ceremony.pk])).content.decode()
        wrong = other.post(seen, {"text": "02 01 03 04 05 06+07"}).content.decode()
        assert "格式不符" in wrong
        other.post(seen, {"text": "01 02 03 04 05 06+07"})
        services.sight_number(
            ceremony=ceremony,
            place=PLACE,
            text="01 02 03 04 05 06+07",
            actor=witness_of(ceremony),
            at=later(71),
        )

        assert (
            "等待抽取"
            in browser(cast.clerk).get(reverse("draws:ceremony", args=[ceremony.pk])).content.decode()
        )

    def test_other_numbers_need_a_name_and_a_pattern(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(3))
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        url = reverse("draws:freeze", args=[ceremony.pk])

        page = browser(cast.clerk).post(url, {"minutes": "30", "kind": "other", "pattern": ".*"})

        words = page.content.decode()
        assert "请写明是什么号码" in words
        assert "例如 [0-9]{6}" in words
        assert "请填写公布时间" in words

    def test_a_beacon_is_named_for_a_moment_after_the_reveals(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(3))
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)

        browser(cast.clerk).post(
            reverse("draws:freeze", args=[ceremony.pk]), {"minutes": "10", "kind": "drand"}
        )

        ceremony.refresh_from_db()
        (named,) = later_sources(ceremony)
        assert ceremony.reveal_by is not None
        assert timedelta(0) < named.due - ceremony.reveal_by < timedelta(minutes=1)


@pytest.mark.article(15)
class TestBringBeacon:
    def test_proves_itself_whoever_brings_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        cast = a_cast()
        ceremony = with_beacon(cast)
        at = due(ceremony)
        client = browser(cast.of(cast.others[0], Role.CLERK))
        monkeypatch.setattr("suiji.config.clock.now", lambda: at)
        url = reverse("draws:bring", args=[ceremony.pk, PLACE])
        bent = RELAY.replace(BEACON["signature"][:4].encode(), b"0000")

        assert "api.drand.sh" in client.get(url).content.decode()
        refused = client.post(url, {"file": SimpleUploadedFile("b.json", bent)}).content.decode()
        assert "签名核验不符" in refused
        client.post(url, {"file": SimpleUploadedFile("b.json", RELAY)})
        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=at)

        assert ceremony.state == CeremonyState.RESULTED
        assert "drand" in queries.bundle(ceremony, audit=False)["reveal.json"].decode()

    def test_is_never_too_late_so_that_nobody_lets_it_lapse(self) -> None:
        cast = a_cast()
        ceremony = with_beacon(cast)
        much_later = due(ceremony, 72 * 60)
        house = system_actor(cast.initiator)

        assert services.void_defaulted(at=much_later) == []
        services.bring_beacon(ceremony=ceremony, place=PLACE, content=RELAY, actor=house, at=much_later)

        with pytest.raises(Stale):
            services.bring_beacon(
                ceremony=ceremony, place=PLACE, content=RELAY, actor=cast.clerk, at=much_later
            )

    def test_is_taken_from_the_tasks_departments_only_and_only_for_a_beacon(self) -> None:
        cast = a_cast()
        ceremony = waiting(cast, NUMBER)
        given = {"ceremony": ceremony, "place": PLACE, "content": RELAY, "at": due(ceremony)}

        with pytest.raises(NotYours):
            services.bring_beacon(**given, actor=a_cast("公安").clerk)
        with pytest.raises(Stale):
            services.bring_beacon(**given, actor=cast.clerk)
