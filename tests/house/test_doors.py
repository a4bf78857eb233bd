"""Every door says who may enter, and lets in nobody else."""

import ast
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import NoReverseMatch, reverse

from suiji.organs.doors import FIRM, MACHINE, PUBLIC, Door, doors
from suiji.organs.models import Person
from suiji.organs.roles import OFFICIALS, Role
from tests.factories.organs import a_department, a_person, an_office

SOURCE = Path(__file__).resolve().parents[2] / "src" / "suiji"
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
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
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

        assert len(names_in_templates()) > 40
        assert not names_in_templates() - known

    def test_every_name_in_the_code_leads_somewhere(self) -> None:
        known = {door.name for door in every_door()}

        assert names_in_code()
        assert not names_in_code() - known

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

    @pytest.mark.parametrize("role", OFFICIALS)
    def test_an_official_enters_only_where_the_role_is_named(self, role: Role) -> None:
        client, wrong = official(role), []
        for door in for_people():
            if door.name == "account_logout":
                continue
            status = client.get(address(door)).status_code
            admitted = bool({PUBLIC, role} & (door.audience or frozenset()))
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

    def test_a_change_needs_more_than_a_link(self) -> None:
        """Without the form's token nothing that a stranger's page sends is taken."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(a_person("李华", *OFFICIALS))

        taken = [
            (door.route, status)
            for door in for_people()
            if PUBLIC not in (door.audience or ())
            for status in [client.post(address(door)).status_code]
            if status != 403
        ]

        assert not taken
