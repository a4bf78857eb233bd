"""Every door says who may enter, and lets in nobody else."""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, resolve, reverse

from suiji.ledger import Actor, NotYours
from suiji.organs import doors as house
from suiji.organs.doors import FIRM, MACHINE, PUBLIC, Door, doors
from suiji.organs.models import Person
from suiji.organs.requests import Request
from suiji.organs.roles import OFFICIALS, Role
from tests.factories.organs import a_department, a_person, an_office
from tests.house.source import SOURCE, nodes

LOGIN = "/account/login/"
FIRM_LOGIN = "/firm/enter/"
ADMITTED = {200, 302, 404, 405, 422}
"""What somebody of the audience may meet: the page, the next page, nothing with that number, only a POST,
or a machine's question that says nothing."""
STEPS = {"mfa_authenticate"}
"""Public doors that lead on only in the middle of a log-in: whoever is not there is sent to its beginning."""
_CONVERTERS = {
    "int": "0",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def every_door() -> list[Door]:
    return sorted(doors(), key=lambda door: door.route)


def for_people() -> list[Door]:
    """Doors that know a session; a machine's asks for a token, whoever stands there."""
    return [door for door in every_door() if door.audience != {MACHINE}]


def address(door: Door) -> str:
    """The door's address with numbers that belong to nothing."""
    route = re.sub(r"\(\?P<\w+>\[0-9a-f\]\{(\d+)\}\)", lambda hit: "0" * int(hit[1]), door.route)
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda hit: _CONVERTERS[hit[1] or "str"], route)
    return "/" + re.sub(r"\\(.)", r"\1", route.replace("^", "").removesuffix("$"))


def names_in_templates() -> set[str]:
    """Every name that a template asks an address for."""
    found: set[str] = set()
    for path in SOURCE.rglob("templates/**/*.html"):
        found |= set(re.findall(r"""{%\s*url\s+["']([\w:-]+)["']""", path.read_text("utf-8")))
    return found


def names_in_code() -> set[str]:
    """Every name that a view or query asks an address for."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if not re.search(r"\b(reverse|redirect)\s*\(", path.read_text("utf-8")):
            continue
        for node in nodes(path):
            match node:
                case ast.Call(
                    func=ast.Name(id="reverse" | "redirect"), args=[ast.Constant(value=str(name)), *_]
                ):
                    found |= {name} if ":" in name else set()
    return found


class TestNames:
    def test_every_address_is_plain_enough_to_be_tried(self) -> None:
        assert not [door.route for door in every_door() if re.search(r"[<>()\[\]\\]", address(door))]

    def test_every_door_names_its_audience_and_itself(self) -> None:
        known = {PUBLIC, FIRM, MACHINE, *Role.values}

        for door in every_door():
            assert door.audience, door
            assert door.audience <= known, door
            assert Role.SYSTEM not in door.audience, door
            assert door.name, door

    def test_no_two_doors_bear_one_name_in_different_places(self) -> None:
        names = [door.name for door in every_door()]

        assert sorted(set(names)) == sorted(names)

    def test_every_name_in_a_template_leads_somewhere(self) -> None:
        known = {door.name for door in every_door()}

        used = names_in_templates()
        assert len(used) > 40
        assert not used - known

    def test_every_name_in_the_code_leads_somewhere(self) -> None:
        known = {door.name for door in every_door()}

        used = names_in_code()
        assert used
        assert not used - known

    def test_every_static_file_in_a_template_is_there(self) -> None:
        wanted = {
            name
            for path in SOURCE.rglob("templates/**/*.html")
            for name in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", path.read_text("utf-8"))
            if not name.startswith("vendor/")  # fetched by the front-end step
        }

        assert wanted
        assert not [name for name in wanted if finders.find(name) is None]

    def test_a_name_that_is_nowhere_would_be_noticed(self) -> None:
        with pytest.raises(NoReverseMatch):
            reverse("portal:nowhere")


def official(role: Role) -> Client:
    """Somebody in office with this one role."""
    department = an_office() if role == Role.OFFICE else a_department()
    client = Client()
    # With a password: some doors ask for it once more, and somebody without one could not answer.
    client.force_login(
        a_person(f"{role.label}甲", role, department=department, username=f"{role.value.lower()}.1")
    )
    return client


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What the check of forms answers here: cheaper than the page, and nobody else's answer."""
    return HttpResponse(reason, status=418)


def admits(door: Door, role: Role) -> bool:
    """What the door's own mark says."""
    return bool({PUBLIC, role} & (door.audience or frozenset()))


def dealt(role: Role) -> Iterator[tuple[Door, bool]]:
    """This role's share of the doors: each door is dealt to one role that it admits and to one that it does not."""
    for turn, door in enumerate(for_people()):
        for admitted in (True, False):
            hands = [one for one in OFFICIALS if admits(door, one) is admitted]
            if hands and hands[turn % len(hands)] == role and door.name != "account_logout":
                yield door, admitted


class TestEveryGate:
    """Role by role and door by door, at the gate itself: whatever stands behind it is not called."""

    @pytest.fixture
    def gates(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Door, Request], HttpResponseBase]:
        """Knock at a door's own callback; whoever is let through gets an empty answer instead of the page."""
        asked = house._turned_away

        def gate(request: Request, audience: tuple[str, ...], to_debtors: bool) -> HttpResponseBase:
            return asked(request, audience, to_debtors) or HttpResponse(status=204)

        def knock(door: Door, request: Request) -> HttpResponseBase:
            found = resolve(address(door))
            assert found.route == door.route
            return found.func(request, *found.args, **found.kwargs)  # type: ignore[no-any-return]

        monkeypatch.setattr(house, "_turned_away", gate)
        return knock

    @staticmethod
    def knocks(actor: Actor | None) -> Request:
        request: Request = RequestFactory().get("/")  # type: ignore[assignment]
        request.actor, request.firm, request.session = actor, None, {}  # type: ignore[assignment]
        return request

    @pytest.mark.parametrize("role", OFFICIALS)
    def test_opens_only_where_the_role_is_named(
        self, role: Role, gates: Callable[[Door, Request], HttpResponseBase]
    ) -> None:
        request, wrong = self.knocks(Actor(1, "甲", 1, "甲局", frozenset({role}))), []
        for door in for_people():
            try:
                opened = gates(door, request).status_code == 204
            except NotYours:
                opened = False
            if opened is not admits(door, role):
                wrong.append((door.route, opened))

        assert not wrong

    def test_opens_to_no_stranger_but_where_it_is_public(
        self, gates: Callable[[Door, Request], HttpResponseBase]
    ) -> None:
        request = self.knocks(None)

        assert not [
            door.route
            for door in for_people()
            if (gates(door, request).status_code == 204) is not (PUBLIC in (door.audience or ()))
        ]


@pytest.mark.django_db
class TestTruthTable:
    def test_a_stranger_enters_public_doors_and_is_sent_to_the_log_in_at_all_others(self) -> None:
        client, wrong = Client(), []
        for door in for_people():
            answer = client.get(address(door))
            sent_away = answer.status_code == 302 and answer["Location"].startswith((LOGIN, FIRM_LOGIN))
            is_open = PUBLIC in (door.audience or ()) and door.name not in STEPS
            if sent_away == is_open or (is_open and answer.status_code not in ADMITTED):
                wrong.append((door.route, answer.status_code))

        assert not wrong

    def test_deals_every_door_to_somebody_it_admits_and_to_somebody_it_does_not(self) -> None:
        tried = {(door.route, admitted) for role in OFFICIALS for door, admitted in dealt(role)}

        for door in for_people():
            named = {role for role in OFFICIALS if admits(door, role)}
            assert door.name == "account_logout" or not named or (door.route, True) in tried, door
            assert named == set(OFFICIALS) or (door.route, False) in tried, door

    @pytest.mark.parametrize("role", OFFICIALS)
    def test_an_official_enters_only_where_the_role_is_named(self, role: Role) -> None:
        """The whole way through the house, each door by two hands; every hand at every gate is tried above."""
        client, wrong = official(role), []
        for door, admitted in dealt(role):
            status = client.get(address(door)).status_code
            if status not in ADMITTED if admitted else status != 403:
                wrong.append((door.route, status))

        assert not wrong

    def test_somebody_out_of_office_is_a_stranger(self) -> None:
        client = official(Role.CLERK)
        Person.objects.update(is_active=False)

        answer = client.get(reverse("desk:home"))

        assert answer.status_code == 302
        assert answer["Location"].startswith(LOGIN)

    def test_a_machines_door_opens_to_no_session(self) -> None:
        """Neither a stranger nor somebody with every role enters without a token, and none changes anything."""
        everybody = Client(enforce_csrf_checks=True)
        everybody.force_login(a_person("李华", *OFFICIALS))
        machines = [door for door in every_door() if MACHINE in (door.audience or ())]

        assert len(machines) > 10
        for door in machines:
            assert door.audience == {MACHINE}
            for client in (Client(), everybody):
                met = {client.get(address(door)).status_code, client.post(address(door)).status_code}
                assert met <= {401, 405}, door
                assert 401 in met, door

    def test_a_change_needs_more_than_a_link(self, settings: Any) -> None:
        """Without the form's token nothing that a stranger's page sends is taken."""
        settings.CSRF_FAILURE_VIEW = (
            f"{__name__}.refused"  # what such a page looks like, the firm's door tests
        )
        client = Client(enforce_csrf_checks=True)
        client.force_login(a_person("李华", *OFFICIALS))

        taken = [
            (door.route, status)
            for door in for_people()
            if PUBLIC not in (door.audience or ())
            for status in [client.post(address(door)).status_code]
            if status != 418
        ]

        assert not taken
