"""Events: what other systems are told by themselves, where, in which order, and what becomes of it."""

import hashlib
import hmac
import json
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from suiji.api import sending, services
from suiji.api.models import EventHook, HookDelivery, OutsideSystem, PushState
from suiji.api.scopes import Scope
from suiji.api.services import pushing
from suiji.api.services.pushing import AGAIN_AFTER, BOTH_SIGN
from suiji.exchange import outward
from suiji.exchange.models import ExchangeBatch
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.ledger.services import sequence
from suiji.organs.roles import Role
from tests.factories.exchange import a_batch, a_sender, an_offer
from tests.factories.machines import Machine, a_system, a_token, an_admin
from tests.factories.organs import AT, a_department, a_person

pytestmark = pytest.mark.django_db
ADDRESS = "https://province.example/events"
GUARD = Role.SECURITY_ADMIN


class Receiver:
    """The other side: keeps what it is sent, and fails when told to."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.faults: list[int | Exception] = []

    def request(self, method: str, url: str, *, data: bytes, headers: dict[str, str], **given: Any) -> Any:
        """As requests does it."""
        assert method == "POST"
        assert given["allow_redirects"] is False
        assert given["timeout"]
        fault = self.faults.pop(0) if self.faults else 200
        if isinstance(fault, Exception):
            raise fault
        if 200 <= fault < 300:
            self.taken.append((url, headers, data))
        return nullcontext(SimpleNamespace(status_code=fault, iter_content=lambda _: [b"ok"]))

    @property
    def ids(self) -> list[int]:
        return [json.loads(body)["id"] for _, _, body in self.taken]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    there = Receiver()
    monkeypatch.setattr(settings.ENVIRONMENT, "hook_hosts", ["province.example"])
    monkeypatch.setattr(outward.requests, "request", there.request)
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
    return there


def a_hook(*scopes: str, system: OutsideSystem | None = None) -> tuple[EventHook, str]:
    return services.set_hook(
        system=system or a_system(),
        url=ADDRESS,
        scopes=scopes or ["exchange:read"],
        actor=an_admin(GUARD),
        at=AT,
    )


def something_happens(how_often: int = 1) -> list[ExchangeBatch]:
    actor = a_sender()
    found = [
        a_batch(an_offer(f"AY-LH-{EventHook.objects.count()}{n}"), actor=actor) for n in range(how_often)
    ]
    sequence(at=AT)
    return found


class TestSetHook:
    @pytest.mark.parametrize(
        "address",
        [
            "http://province.example/events", "https://evil.example/", "https://127.0.0.1/", "https://[::1]/",
            "https://user:pw@province.example/", "https://province.example.evil.example/", "ftp://province.example/",
            "https://169.254.169.254/latest/", "file:///etc/passwd", "https://province.example:8443/", "x", "https://[",
            "https://province.example/#x",
        ],
    )  # fmt: skip
    def test_refuses_an_address_that_the_installation_has_not_named(
        self, receiver: Receiver, address: str
    ) -> None:
        with pytest.raises(sending.Unfit):
            services.set_hook(
                system=a_system(), url=address, scopes=["exchange:read"], actor=an_admin(GUARD), at=AT
            )

    def test_may_name_a_port_and_the_machine_itself(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "hook_hosts", ["127.0.0.1:9000"])

        assert sending.fit("http://127.0.0.1:9000/in") == "http://127.0.0.1:9000/in"
        with pytest.raises(sending.Unfit):
            sending.fit("http://127.0.0.1:9001/in")

    def test_seals_its_secret_and_shows_it_once(self, receiver: Receiver) -> None:
        hook, secret = a_hook()

        assert secret not in str(EventHook.objects.values().get())
        assert len(secret) > 40
        assert hook.since == 0

    def test_is_the_security_administrators_work(self, receiver: Receiver) -> None:
        with pytest.raises(NotYours):
            services.set_hook(
                system=a_system(), url=ADDRESS, scopes=["exchange:read"], actor=an_admin(), at=AT
            )


class TestPush:
    def test_tells_what_happened_in_order_signed_and_without_content(self, receiver: Receiver) -> None:
        _, secret = a_hook()
        first, second = something_happens(2)

        assert services.push(at=AT) == 2
        url, headers, body = receiver.taken[0]
        said = json.loads(body)
        wanted = hmac.new(secret.encode(), headers["Suiji-Timestamp"].encode() + b"." + body, hashlib.sha256)
        assert url == ADDRESS
        assert headers["Suiji-Signature"] == f"v1={wanted.hexdigest()}"
        assert headers["Suiji-Event"] == str(said["id"])
        told = (said["act"], said["resource"], said["resource_id"])
        assert told == (
            "exchange.handed_out",
            "exchange/batches",
            first.pk,
        )
        assert set(said) == {"id", "act", "label", "at", "resource", "resource_id", "href"}
        assert json.loads(receiver.taken[1][2])["resource_id"] == second.pk

    def test_signs_each_under_the_moment_in_which_it_leaves(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_hook()
        something_happens(2)
        moments = iter([0.0, 0.0, 400.0])
        monkeypatch.setattr("suiji.api.services.pushing.monotonic", lambda: next(moments))

        services.push(at=AT)

        first, second = (int(headers["Suiji-Timestamp"]) for _, headers, _ in receiver.taken)
        assert second - first == 400

    def test_tells_nothing_twice(self, receiver: Receiver) -> None:
        a_hook()
        something_happens()
        services.push(at=AT)

        assert services.push(at=AT) == 0
        assert len(receiver.taken) == 1

    def test_tells_nothing_that_concerns_another_department(self, receiver: Receiver) -> None:
        a_hook(system=a_system(department=a_department("气象")))
        something_happens()

        assert services.push(at=AT) == 0

    def test_tells_only_what_was_asked_for(self, receiver: Receiver) -> None:
        a_hook(Scope.RESULTS)
        something_happens()

        assert services.push(at=AT) == 0

    @pytest.mark.parametrize("fault", [500, 302, 404, requests.ConnectionError("x"), requests.Timeout("x")])
    def test_tries_again_later_and_keeps_the_order(self, receiver: Receiver, fault: int | Exception) -> None:
        a_hook()
        something_happens(2)
        receiver.faults = [fault]

        assert services.push(at=AT) == 0
        assert services.push(at=AT + timedelta(seconds=30)) == 0
        assert services.push(at=AT + AGAIN_AFTER[0]) == 2
        assert receiver.ids == sorted(receiver.ids)
        assert HookDelivery.objects.order_by("index")[0].attempts == 2

    def test_gives_up_after_seven_and_goes_on_with_the_next(self, receiver: Receiver) -> None:
        a_hook()
        something_happens(2)
        receiver.faults = [503] * (len(AGAIN_AFTER) + 1)
        at = AT
        for pause in (*AGAIN_AFTER, timedelta()):
            services.push(at=at)
            at += pause

        assert services.push(at=at) == 1
        states = HookDelivery.objects.order_by("index").values_list("outcome", "trouble")
        assert list(states) == [(PushState.FAILED, "对方答复 503"), (PushState.DONE, "")]

    def test_stops_when_the_installation_shuts_the_host(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_hook()
        something_happens()
        monkeypatch.setattr(settings.ENVIRONMENT, "hook_hosts", [])

        assert services.push(at=AT) == 0
        assert receiver.taken == []
        assert "不再" in HookDelivery.objects.get().trouble

    def test_of_a_closed_system_is_over(self, receiver: Receiver) -> None:
        system = a_system()
        a_hook(system=system)
        something_happens()
        services.close_system(system=system, because="项目结束", actor=an_admin(), at=AT)

        assert services.push(at=AT) == 0


class TestRenewSecret:
    def known_to(self, secret: str, receiver: Receiver) -> bool:
        """As the other side looks for its own among the signatures."""
        _, headers, body = receiver.taken[-1]
        own = sending.signature(secret, timestamp=int(headers["Suiji-Timestamp"]), body=body)
        return f"v1={own}" in headers["Suiji-Signature"].split(" ")

    def test_both_sign_for_a_day_and_nothing_waits(self, receiver: Receiver) -> None:
        hook, old = a_hook()
        something_happens()

        hook, new = services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)

        assert new != old
        assert services.push(at=AT) == 1
        assert self.known_to(old, receiver)
        assert self.known_to(new, receiver)
        a_batch(an_offer("AY-LH-99"))
        sequence(at=AT)
        assert services.push(at=AT + BOTH_SIGN - timedelta(seconds=30)) == 1
        assert self.known_to(old, receiver)
        assert self.known_to(new, receiver)

    def test_after_that_the_new_one_signs_alone_and_the_old_one_is_forgotten(
        self, receiver: Receiver
    ) -> None:
        hook, old = a_hook()
        hook, new = services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)
        something_happens()

        assert services.push(at=AT + BOTH_SIGN) == 1

        assert not self.known_to(old, receiver)
        assert self.known_to(new, receiver)
        assert receiver.taken[-1][1]["Suiji-Signature"].count("v1=") == 1
        hook.refresh_from_db()
        assert (hook.former, hook.former_until) == ("", None)

    def test_an_old_one_whose_time_is_over_signs_nothing_though_nobody_has_forgotten_it(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hook, old = a_hook()
        something_happens()
        services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)
        slow = iter([0.0, 31.0])  # the receivers before this one took half a minute
        monkeypatch.setattr(pushing, "monotonic", lambda: next(slow))

        assert services.push(at=AT + BOTH_SIGN - timedelta(seconds=30)) == 1

        assert not self.known_to(old, receiver)

    def test_a_new_one_that_got_lost_is_renewed_without_a_gap(self, receiver: Receiver) -> None:
        hook, old = a_hook()
        renewals = [services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)[1] for _ in range(3)]
        something_happens()
        services.push(at=AT)

        assert [self.known_to(secret, receiver) for secret in (old, *renewals)] == [False, True, True, True]

    def test_forgets_the_old_one_of_an_address_that_ends(self, receiver: Receiver) -> None:
        hook, _ = a_hook()
        hook, _ = services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)

        ended = services.end_hook(hook=hook, actor=an_admin(GUARD), at=AT)

        assert (ended.former, ended.former_until) == ("", None)

    def test_keeps_the_old_one_sealed_and_with_an_end(self, receiver: Receiver) -> None:
        hook, old = a_hook()
        hook, _ = services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)

        assert old not in str(EventHook.objects.values().get())
        for broken in ({"former_until": None}, {"former": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                EventHook.objects.filter(pk=hook.pk).update(**broken)

    def test_is_on_record_and_shown_once(self, receiver: Receiver) -> None:
        hook, _ = a_hook()

        _, new = services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)

        assert new not in str(EventHook.objects.values().get())
        entry = Entry.objects.get(act="api.secret_renewed")
        assert new not in str(entry.__dict__)

    def test_is_the_security_administrators_work(self, receiver: Receiver) -> None:
        hook, _ = a_hook()

        with pytest.raises(NotYours):
            services.renew_secret(hook=hook, actor=an_admin(), at=AT)

    def test_of_an_address_that_ended_is_refused(self, receiver: Receiver) -> None:
        hook, _ = a_hook()
        services.end_hook(hook=hook, actor=an_admin(GUARD), at=AT)

        with pytest.raises(Refused):
            services.renew_secret(hook=hook, actor=an_admin(GUARD), at=AT)


class TestByHand:
    def seated(self) -> Client:
        client = Client()
        client.force_login(a_person("钱安", GUARD, username="guard"))
        return client

    def test_an_address_is_entered_looked_at_sent_again_and_ended(self, receiver: Receiver) -> None:
        system, guard = a_system(), self.seated()
        form = {"url": ADDRESS, "scopes": ["exchange:read"]}
        shown = guard.post(reverse("machines:set_hook", args=[system.pk]), form)
        hook = EventHook.objects.get()
        something_happens()
        receiver.faults = [500]
        services.push(at=AT)
        page = guard.get(reverse("machines:hook", args=[hook.pk])).content.decode()

        assert "签名密钥" in shown.content.decode()
        assert "对方答复 500" in page
        guard.post(reverse("machines:push_again", args=[HookDelivery.objects.get().pk]))
        assert services.push(at=AT) == 1
        assert "对方已收" in guard.get(reverse("machines:hook", args=[hook.pk])).content.decode()
        renewed = guard.post(reverse("machines:renew_secret", args=[hook.pk]))
        assert "旧密钥用到2026年3月3日" in renewed.content.decode()
        assert "新旧密钥分别签名" in guard.get(reverse("machines:hook", args=[hook.pk])).content.decode()
        assert "no-store" in renewed["Cache-Control"]
        guard.post(reverse("machines:end_hook", args=[hook.pk]))
        assert guard.get(reverse("machines:hook", args=[hook.pk])).status_code == 404
        with pytest.raises(Refused):
            services.end_hook(hook=hook, actor=an_admin(GUARD), at=AT)

    def test_a_wrong_address_says_why_and_keeps_what_was_typed(self, receiver: Receiver) -> None:
        form = {"url": "https://evil.example/<b>", "scopes": ["exchange:read"]}

        page = self.seated().post(reverse("machines:set_hook", args=[a_system().pk]), form).content.decode()

        assert "没有开通" in page
        assert "evil.example/&lt;b&gt;" in page

    def test_the_same_address_twice_is_refused(self, receiver: Receiver) -> None:
        hook, _ = a_hook()

        form = {"url": ADDRESS, "scopes": ["exchange:read"]}
        page = self.seated().post(reverse("machines:set_hook", args=[hook.system_id]), form).content.decode()

        assert "已经登记过" in page


class TestEvents:
    def test_are_read_by_a_cursor_that_goes_on(self, receiver: Receiver) -> None:
        machine = Machine(a_token(Scope.EXCHANGE)[1])
        (first,) = something_happens()
        page = machine.get("/events").json()
        something_happens(1) if EventHook.objects.exists() else a_batch(an_offer("AY-LH-99"))
        sequence(at=AT)

        again = machine.get("/events", cursor=page["next"]).json()

        assert [row["resource_id"] for row in page["rows"]] == [first.pk]
        assert len(again["rows"]) == 1
        assert machine.get("/events", cursor=again["next"]).json()["rows"] == []

    def test_tell_a_token_only_what_it_may_read(self, receiver: Receiver) -> None:
        machine = Machine(a_token(Scope.RESULTS)[1])
        something_happens()

        assert machine.get("/events").json()["rows"] == []
