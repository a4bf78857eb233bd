"""Somebody in office elsewhere: forms sent to other people's rows, by number and with forged fields, change none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, resolve

from suiji.organs.doors import FIRM, Door
from suiji.organs.roles import Role
from suiji.voices.queries import COOKIE
from suiji.voices.services import access
from tests.factories.organs import a_department, a_person
from tests.factories.portal import MUCH_LATER, Town, a_town, standing
from tests.house.test_doors import address, every_door

pytestmark = pytest.mark.django_db
ROLES = (
    Role.CLERK, Role.REVIEWER, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.INSPECTOR, Role.LIBRARIAN, Role.NOTARY,
)  # fmt: skip
"""Whoever acts for a department of their own. The office, the level above and auditors look at everybody's rows."""
UNWATCHED = {
    "organs_sendingcount",
    "django_session",
    "accounts_cache",
    "axes_accesslog",
    "usersessions_usersession",
}
"""Tables of the visit itself."""
NUMBERED = re.compile(r"<int:\w+>")


@dataclass(frozen=True)
class Scene:
    """A town in the middle of its year, and somebody of a department that has no part in any of it."""

    town: Town
    outsider: Client
    firm: Client
    stranger: Client


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), standing(), pytest.MonkeyPatch.context() as patch:
        town = a_town()
        patch.setattr("suiji.config.clock.now", lambda: MUCH_LATER)
        patch.setattr("suiji.organs.doors.sends_too_much", lambda _: False)
        # What a refusal looks like is tested elsewhere; here there are some thousands of them.
        patch.setattr("suiji.config.edge.render", lambda *_, status, **__: HttpResponse(status=status))
        patch.setattr(
            URLResolver, "resolve_error_handler", lambda *_: lambda *_, **__: HttpResponse(status=404)
        )
        outsider, firm = Client(), Client()
        outsider.force_login(a_person("外人", *ROLES, department=a_department("气象"), username="outsider"))
        other = town.corrected.visit.drawn.object
        firm.cookies[COOKIE] = access._open(other, MUCH_LATER)
        yield Scene(town, outsider, firm, Client())


def numbers(room: str) -> list[int]:
    """Of each model of a room, and of tasks, the number of the latest row: what a forger would try."""
    models = [
        model
        for model in apps.get_models()
        if model.__module__.startswith((f"suiji.{room}.", "suiji.tasks."))
    ]
    latest = (model._default_manager.order_by("-pk").values_list("pk", flat=True).first() for model in models)
    return sorted({number for number in latest if isinstance(number, int)})


def addresses(door: Door) -> list[str]:
    """The door's address with numbers that do belong to something."""
    plain = address(door)
    if not NUMBERED.search(door.route):
        return [plain]
    room = resolve(plain).func.__module__.split(".")[1]
    return [address(Door(NUMBERED.sub(str(n), door.route), door.name, door.audience)) for n in numbers(room)]


def forged(foreign: int) -> dict[str, Any]:
    """What forms of this house are called, filled with other people's numbers and with what one would like."""
    numbers_of = (
        "department",
        "initiator",
        "owner",
        "person",
        "actor",
        "operator",
        "witness",
        "object",
        "inspector",
    )
    said: dict[str, Any] = dict.fromkeys(numbers_of, foreign)
    return said | {"because": "伪造", "reason": "伪造", "words": "伪造", "note": "伪造", "state": "PUBLISHED",
                   "decision": "approve", "approved": "on", "agreed": "on", "confirm": "on", "sure": "on",
                   "file": SimpleUploadedFile("x.csv", b"x")}  # fmt: skip


def written() -> dict[str, int]:
    """Table → how many rows were written in it since this transaction began, kept or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {table: rows for table, rows in cursor.fetchall() if table not in UNWATCHED}


def changed_by(client: Client, doors: list[Door], foreign: int) -> dict[str, list[str]]:
    """Name of a door → the tables in which a forged form changed something there."""
    found, before = {}, written()
    for door in doors:
        for place in addresses(door):
            client.post(place, forged(foreign))
        if (after := written()) != before:
            found[door.name] = sorted(table for table in after if after[table] != before.get(table, 0))
            before = after
    return found


def doors_for(*audience: str) -> list[Door]:
    """Doors of the trade; what anybody does with the own account is no foreign row."""
    return [
        door
        for door in every_door()
        if not (door.audience or frozenset()).isdisjoint(audience) and not door.route.startswith("account/")
    ]


OWN = {
    "followup:credit": "one's own question to the credit system, on record",
    "followup:open_matters": "one's own open matters for the case system, on record",
    "followup:bulk": "one's own question about many firms, on record",
    "followup:recognise": "one's own department takes over what another has published (Art. 24)",
    "catalogue:yearly": "one's own department's word about its own list",
    "libraries:browse": "one's own word for what one reads the library, on record",
    "libraries:export_quality": "what a library lacks, exported by whoever reads it; on record",
}
"""Doors at which everybody in office acts for themselves, whatever the form names."""


class TestForgedNumbers:
    def test_change_nothing_from_another_department(self, scene: Scene) -> None:
        doors = [door for door in doors_for(*ROLES) if door.name not in OWN]

        assert len(doors) > 200
        assert changed_by(scene.outsider, doors, scene.town.cast.initiator.pk) == {}

    def test_change_nothing_of_another_firm(self, scene: Scene) -> None:
        theirs = scene.town.publication
        foreign = {"visits/": theirs.visit.pk, "results/": theirs.pk}
        doors = [
            (door, address(Door(NUMBERED.sub(str(pk), door.route), door.name, door.audience)))
            for door in doors_for(FIRM)
            for room, pk in foreign.items()
            if door.route.startswith(f"firm/{room}")
        ]
        before = written()

        assert len(doors) > 4
        assert {scene.firm.post(place, forged(theirs.pk)).status_code for _, place in doors} <= {404, 405}
        assert written() == before

    def test_would_change_something_where_they_are_ones_own(self, scene: Scene) -> None:
        """Planted: the same forms at the doors left out above."""
        mine = [door for door in every_door() if door.name in OWN]

        assert {door.name for door in mine} == {*OWN}
        assert "followup:credit" in changed_by(scene.outsider, mine, scene.town.cast.initiator.pk)
