"""Who comes through the firm's door, and how its key is carried."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.cache import patch_cache_control

from suiji.libraries.models import InspectedObject
from suiji.organs.doors import FIRM, PUBLIC, View, opens_to
from suiji.organs.requests import Request
from suiji.voices.queries import COOKIE
from suiji.voices.services.access import SESSION_LASTS

Answer = TypeVar("Answer", bound=HttpResponseBase)
PATH = "/firm/"


class FirmRequest(Request):
    """A request behind the firm's door."""

    firm: InspectedObject


def to_firm(view: Callable[..., HttpResponseBase]) -> View:
    """A door for an object that has shown who it is; nobody keeps a copy of the page."""
    return opens_to(FIRM)(_unkept(view))


def to_guest(view: Callable[..., HttpResponseBase]) -> View:
    """The door's own step, for anybody; nobody keeps a copy of the page."""
    return opens_to(PUBLIC)(_unkept(view))


def _unkept(view: Callable[..., HttpResponseBase]) -> View:
    @wraps(view)
    def unkept(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        # Referrer-Policy stays the house's same-origin: under no-referrer a browser posts with ``Origin: null``,
        # which the check of forms refuses (403).
        response["X-Robots-Tag"] = "noindex"
        return response

    return unkept


def let_in(response: Answer, key: str) -> Answer:
    """The browser is given the key; only pages of this door are sent it."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=int(SESSION_LASTS.total_seconds()),
        path=PATH,
        httponly=True,
        secure=settings.ENVIRONMENT.tls,
        samesite="Lax",
    )
    return response


def leave_cookie(response: Answer) -> Answer:
    """The browser forgets the key."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response
