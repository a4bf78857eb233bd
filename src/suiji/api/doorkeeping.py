"""门卫 — what every address of the interface has in common: size, token, pace, ETag; sessions are never looked at."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from ninja.security import HttpBearer

from suiji.api import problems, queries, services
from suiji.api.queries import Bearer
from suiji.api.scopes import Scope
from suiji.ledger import NotYours
from suiji.organs.doors import MACHINE, PUBLIC, View, opens_to
from suiji.portal.freshness import SECONDS
from suiji.portal.pace import WAIT_SECONDS, pace
from suiji.portal.window import through

LARGEST = 2 * 1024 * 1024
"""Bytes of a request: a thousand objects."""


JSON = "application/json"
_WAY_ON = re.compile(rb'"next": "[cs0-9-]*s[0-9-]+"')
"""The place of the log in a page's cursor; in a text, its quotation marks would be escaped."""


class Token(HttpBearer):
    """Lets in who shows a token that counts and holds the scope, at the token's own pace."""

    openapi_bearerFormat = "suiji_…"  # noqa: N815 — OpenAPI's name
    openapi_description = "安全管理员签发的令牌，放在 Authorization: Bearer 里。不接受登录会话。"

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """The machine, or None. Raises ``TooFast``, ``NotYours`` and ``WrongType``."""
        at = request.at  # type: ignore[attr-defined]
        found = queries.bearer_of(token, at=at)
        if found is None:
            _guessed(request)
            return None
        request.allowance = services.spend(token=found.token, at=at)  # type: ignore[attr-defined]
        if self.scope is not None and not found.may(self.scope):
            raise NotYours(f"令牌没有“{self.scope.label}”（{self.scope.value}）的权限。请向安全管理员申请。")
        if request.method == "POST" and request.content_type != JSON:
            raise problems.WrongType
        return found


def _guessed(request: HttpRequest) -> None:
    """Whoever tries words that are no token does so at a stranger's pace. Raises ``TooFast``."""
    address = request.META.get("REMOTE_ADDR", "")
    if pace.turn(address, a_second=settings.ENVIRONMENT.portal_pace) is None:
        raise services.TooFast(WAIT_SECONDS)


def for_machines(view: Callable[..., HttpResponseBase]) -> View:
    """A door that asks for a token; the operation itself names the scope."""
    return opens_to(MACHINE)(_kept(view, private=True))


def for_all(view: Callable[..., HttpResponseBase]) -> View:
    """A door for anybody's machine: through the public's window, at a stranger's pace."""

    @wraps(view)
    def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = request.META.get("REMOTE_ADDR", "")
        with pace.admits(address, a_second=settings.ENVIRONMENT.portal_pace) as admitted:
            if admitted:
                return through(lambda: view(request, *args, **kwargs), newest=False)[0]
        answer = problems.problem(429, "too-fast", f"请求太快，请等 {WAIT_SECONDS} 秒。")
        answer["Retry-After"] = str(WAIT_SECONDS)
        return answer

    door = opens_to(PUBLIC)(_kept(public, private=False))
    door.through_window = True  # type: ignore[attr-defined]
    return door


def _kept(view: Callable[..., HttpResponseBase], *, private: bool) -> View:
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method = request.method
        if method == "HEAD":
            request.method = "GET"  # ninja knows no other; the server sends the headers alone
        answer = _with_allowance(request, _unweighed(request) or entered(request, *args, **kwargs))
        request.method = method
        return answer

    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 405:
            return _not_allowed(answer)
        if private:
            patch_vary_headers(answer, ["Authorization"])
        if request.method != "GET" or answer.status_code != 200 or not isinstance(answer, HttpResponse):
            return answer
        if private:
            patch_cache_control(answer, private=True, no_cache=True)
        else:
            patch_cache_control(answer, public=True, max_age=SECONDS)
        return conditional(request, answer)

    kept.csrf_exempt = True  # type: ignore[attr-defined]
    return kept


def _unweighed(request: HttpRequest) -> HttpResponse | None:
    """The refusal of what is too large, or does not say how large it is; None for the rest."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if announced.isdigit() and int(announced) > LARGEST:
        return problems.too_large(LARGEST)
    if "HTTP_TRANSFER_ENCODING" in request.META and not announced:
        return problems.unmeasured()  # Django would read nothing of it
    return None


def _with_allowance(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Told with every answer to a token, a 304 as well: its pace, and what is left of it."""
    allowance = getattr(request, "allowance", None)
    if allowance is not None:
        answer["RateLimit-Policy"] = f'"token";q={allowance.a_minute};w=60'
        answer["RateLimit"] = f'"token";r={allowance.left};t={allowance.whole_in}'
    return answer


def conditional(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """The answer under its ETag, or 304 for whoever has it already.

    Of a page the rows count, and not how far the log has gone on since: who keeps an earlier ``next`` misses nothing.
    """
    content = answer.content
    rows = _WAY_ON.sub(b"", content)
    tag = f'{"" if rows == content else "W/"}"{hashlib.sha256(rows).hexdigest()[:32]}"'
    answer["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=answer) or answer


def _not_allowed(answer: HttpResponseBase) -> HttpResponse:
    told = problems.problem(405, "method", "这个地址不接受这种方法，见接口说明。")
    told["Allow"] = answer["Allow"].replace("GET", "GET, HEAD")
    return told
