"""An inspected object at its own door."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from suiji import vault
from suiji.inspections.models import Notice
from suiji.inspections.passcodes import digits_of
from suiji.libraries.models import InspectedObject
from suiji.voices import services
from suiji.voices.queries import COOKIE
from tests.factories.disclosure import PUBLISHED_AT, Desk, published
from tests.factories.inspections import TOLD_AT, Crew, a_crew, told

PHONE = "13800138000"
AT_THE_DOOR = PUBLISHED_AT + timedelta(days=1)
HERE = "192.0.2.7"


def a_told_crew() -> Crew:
    """A visit whose object has its notice, and a telephone in the library."""
    crew = told(a_crew())
    thing = crew.visit.drawn.object
    vault.put(thing, "phone", PHONE)
    thing.save(update_fields=["phone"])
    return crew


def the_notice(crew: Crew) -> Notice:
    """The notice of the crew's visit."""
    return Notice.objects.select_related("visit__drawn__object").get(visit=crew.visit)


def enter_by_notice(notice: Notice, *, at: datetime = TOLD_AT + timedelta(hours=1)) -> str | None:
    """The key that the notice's digits open, or None."""
    code = notice.visit.drawn.object.code
    return services.begin_session(code=code, digits=digits_of(notice), place=HERE, at=at)


def a_firm_in(thing: InspectedObject, *, at: datetime, monkeypatch: Any) -> Client:
    """A browser in which the object has shown who it is, on a day of its own."""
    monkeypatch.setattr("suiji.config.clock.now", lambda: at)
    key = services.access._open(thing, at)
    client = Client()
    client.cookies[COOKIE] = key
    return client


def a_published_firm() -> tuple[Desk, InspectedObject]:
    """A desk with a public result, and its object."""
    desk = published()
    return desk, desk.crew.visit.drawn.object
