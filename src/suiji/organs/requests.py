"""A request as the edge leaves it."""

from datetime import date, datetime

from django.http import HttpRequest

from suiji.ledger import Actor


class Request(HttpRequest):
    """What every view receives. ``actor`` is None for the public."""

    at: datetime
    """The instant of the request, read once at the edge."""
    today: date
    """Its day in Asia/Shanghai."""
    actor: Actor | None


class Official(Request):
    """A request behind a door that the public may not pass."""

    actor: Actor
