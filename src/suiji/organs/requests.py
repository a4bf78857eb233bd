"""A request as the edge leaves it."""

from datetime import date, datetime

from django.db.models import Model
from django.http import HttpRequest

from suiji.ledger import Actor


class Request(HttpRequest):
    """What every view receives. ``actor`` is None for the public."""

    at: datetime
    """The instant of the request, read once at the edge."""
    today: date
    """Its day in Asia/Shanghai."""
    actor: Actor | None
    firm: Model | None
    """The inspected object that has shown who it is at its own door."""


class Official(Request):
    """A request behind a door that the public may not pass."""

    actor: Actor
