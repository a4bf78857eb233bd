"""约定 — how phone and house speak: every call names its protocol, every answer our time and the newest app.

A phone keeps what it could not hand in for days, so the house goes on accepting the protocols of earlier apps; a
protocol older than ``OLDEST`` is answered 426 with words that say how to update and that nothing is lost by it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from suiji.field.forms import Unreadable
from suiji.inspections.services import WrongPlace
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.organs.requests import Request

CURRENT = 1
OLDEST = 1
SPOKEN = "X-Suiji-Protocol"
MEANT = "X-Suiji-Person"
"""Whose records the phone is sending: never taken under the log-in of somebody else on the same phone."""
TOO_OLD = "手机上的外勤应用版本太旧，服务器已不能接收。请连网后点“更新应用”：排队的内容都还在本机，更新后会接着送达。"
NOT_THEIRS = "现在登录的是另一名检查人员。这些内容须由记录的人本人登录后送达；内容仍保存在本机。"
NOT_READ = "服务器没有看懂这一项的内容。请更新应用后再试；内容仍保存在本机。"
PARTS = ("vendor/field/app.js", "vendor/field/app.css", "vendor/field/worker.js")

Api = Callable[..., Mapping[str, Any] | HttpResponse]


@lru_cache(maxsize=1)
def build_of_the_app() -> str:
    """The newest app's name: a hash over the files a phone keeps."""
    digest = hashlib.sha256()
    for name in PARTS:
        path = finders.find(name)
        if path is not None:
            with open(path, "rb") as file:  # noqa: PTH123 — the finder gives a string
                digest.update(file.read())
    return digest.hexdigest()[:12]


def answers_phones(*methods: str) -> Callable[[Api], Callable[..., HttpResponse]]:
    """Turn a view's facts, and the house's refusals, into what the app reads; other methods are not taken."""

    def mark(view: Api) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                found: HttpResponse = HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            elif request.headers.get(MEANT, "") not in ("", str(request.actor.id if request.actor else "")):
                found = _said(403, "other_person", NOT_THEIRS)
            elif spoken_by(request) < OLDEST:
                found = _said(426, "too_old", TOO_OLD)
            else:
                found = _tried(view, request, *args, **kwargs)
            return _headed(found, request.at)

        return answer

    return mark


def spoken_by(request: HttpRequest) -> int:
    """The protocol that the phone says it speaks; what only reads and says nothing is no app, and is not judged."""
    said = request.headers.get(SPOKEN, "" if request.method != "GET" else str(CURRENT))
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _tried(view: Api, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        found = view(request, *args, **kwargs)
    except Refused as refused:
        return _said(409, "refused", refused.headline, advice=refused.advice, article=refused.article)
    except (Stale, UnfitEvidence) as fault:
        return _said(409, "stale" if isinstance(fault, Stale) else "unfit", str(fault))
    except NotYours as fault:
        return _said(403, "not_yours", str(fault))
    except WrongPlace as place:
        return _said(409, "offset", "续传的位置不对。", offset=place.offset)
    except Http404:
        return _said(404, "gone", "这次检查已不在您的名下：可能换了人，或任务已作废。内容仍保存在本机。")
    except Unreadable:
        return _said(422, "unreadable", NOT_READ)
    return found if isinstance(found, HttpResponse) else _json(found)


def _said(status: int, what: str, words: str, **more: object) -> HttpResponse:
    return _json({"error": what, "words": words, **more}, status=status)


def _json(facts: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(facts, status=status, json_dumps_params={"ensure_ascii": False})


def with_etag(request: HttpRequest, facts: Mapping[str, Any]) -> HttpResponse:
    """The facts under a hash of themselves, or 304 where the phone holds just these."""
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(content, content_type="application/json", headers={"ETag": tag})


def _headed(answer: HttpResponse, at: datetime) -> HttpResponse:
    answer["X-Suiji-Time"] = str(round(at.timestamp() * 1000))
    answer["X-Suiji-Protocol"] = str(CURRENT)
    answer["X-Suiji-Build"] = build_of_the_app()
    answer["Cache-Control"] = "no-store, private"
    return answer
