"""缓存 — what every public page has in common: it reads through the public window, and anybody may keep it a minute.

An official's copy is kept by nobody else.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from suiji.organs.doors import PUBLIC, View, opens_to
from suiji.organs.requests import Request
from suiji.portal.pace import WAIT_SECONDS, pace
from suiji.portal.window import through, through_window

SECONDS = 60
MADE_FOR_ALL = (200, 302)
"""A page, or the way to the one page that is meant."""


def to_all(view: Callable[..., HttpResponseBase]) -> View:
    """A door for everybody, for reading only, whose answer a shared cache may keep for a minute.

    A view that knows better says so itself, and is left alone.
    """

    @wraps(view)
    def kept(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor is not None:
            response = _made(request, view, *args, **kwargs)
        else:
            address = request.META.get("REMOTE_ADDR", "")
            with pace.admits(address, a_second=settings.ENVIRONMENT.portal_pace) as admitted:
                response = _made(request, view, *args, **kwargs) if admitted else _too_fast(request)
            if isinstance(response, StreamingHttpResponse):
                pieces = pace.stream(address, iter(response))
                if pieces is None:
                    return _too_fast(request)
                response.streaming_content = pieces
        patch_vary_headers(response, ["Cookie"])
        if response.has_header("Cache-Control"):
            return response
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True, no_cache=True)
        elif response.status_code in MADE_FOR_ALL and not response.cookies:
            patch_cache_control(response, public=True, max_age=SECONDS)
        return response

    door: View = opens_to(PUBLIC)(require_safe(kept))
    door.through_window = True  # type: ignore[attr-defined]
    return door


def _made(
    request: Request, view: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    # Who is logged in may have just written what the page shows, and reads it where it was written.
    newest = request.actor is not None or request.firm is not None
    response, side = through(lambda: view(request, *args, **kwargs), newest=newest)
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = through_window(iter(response), side)
    return response


def _too_fast(request: Request) -> HttpResponseBase:
    page = render(request, "429.html", status=429)
    page["Retry-After"] = str(WAIT_SECONDS)
    return page
