"""问题报告 — every refusal as ``application/problem+json`` (RFC 9457); a rule's in the article's own words."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from suiji.api.services import Misused, TooFast
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.papers.sheets import Unreadable

MEDIA = "application/problem+json"
TITLES = {
    400: "请求读不懂",
    401: "需要有效的令牌",
    403: "令牌没有这项权限",
    404: "没有找到",
    405: "不接受这种方法",
    409: "不能办理",
    411: "没有写明长度",
    413: "请求太大",
    415: "内容类型不对",
    422: "内容有误",
    429: "请求太快",
    500: "系统出错",
    503: "系统暂时不能用",
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "问题种类，例如 urn:suiji:refused"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "发生了什么，怎么办"},
        "article": {"type": "integer", "description": "拒绝所依据的条款（安双随机办〔2022〕8号）"},
        "says": {"type": "string", "description": "条款原文"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "kind"],
                "properties": {"where": {"type": "string"}, "kind": {"type": "string"}},
            },
        },
    },
    "examples": [
        {
            "type": "urn:suiji:invalid",
            "title": "内容有误",
            "status": 422,
            "detail": "请求的参数或内容不符合接口说明，位置见 errors。",
            "errors": [{"where": "query.limit", "kind": "less_than_equal"}],
        }
    ],
}


class WrongType(Exception):  # noqa: N818 — the word the machine's keeper reads
    """415: what was handed in does not say that it is JSON."""


def problem(status: int, kind: str, detail: str, **more: Any) -> HttpResponse:
    """One problem; ``kind`` names it for programs, ``detail`` tells people what happened and what to do."""
    said = {"type": f"urn:suiji:{kind}", "title": TITLES[status], "status": status, "detail": detail} | more
    response = HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=MEDIA)
    response["Cache-Control"] = "no-store"
    return response


_UNMADE = {
    400: ("unreadable", "请求读不懂：地址、主机名或者编码不对。"),
    404: ("not-found", "没有这个地址。"),
    413: ("too-large", "请求太大，请分几次报送。"),
    429: ("too-fast", "请求太快，请按 Retry-After 的秒数等待。"),
    500: ("breakdown", "系统出错，已经记入日志。报送的，用原来的 Idempotency-Key 重发。"),
    503: ("away", "系统暂时不能用，请按 Retry-After 的秒数等待，再重发同一个请求。"),
}
"""Status → kind and words, for what was refused before or behind the interface's own doors."""


def as_problem(answer: HttpResponse) -> HttpResponse:
    """The same answer, its page for people replaced by a problem; what is one already, or no refusal, stays."""
    if answer.status_code < 400 or answer.get("Content-Type", "").startswith(MEDIA):
        return answer
    status = answer.status_code if answer.status_code in _UNMADE else 500 if answer.status_code > 499 else 400
    told = problem(status, *_UNMADE[status])
    answer.status_code, answer.content = status, told.content
    answer["Content-Type"], answer["Cache-Control"] = MEDIA, "no-store"
    if answer.has_header("Content-Length"):
        answer["Content-Length"] = str(len(answer.content))
    return answer


def unauthorised() -> HttpResponse:
    """401, which never says whether the token is unknown, over or taken back."""
    answer = problem(401, "unauthorised", "令牌不对、已经到期或者已被吊销。请向安全管理员申请签发。")
    answer["WWW-Authenticate"] = 'Bearer realm="suiji"'
    return answer


def nowhere() -> HttpResponse:
    """404, also for what belongs to somebody else."""
    return problem(404, "not-found", "没有这一项，或者不属于本部门。")


def unmeasured() -> HttpResponse:
    """411: a body in pieces, of which nobody said beforehand how long it is."""
    return problem(411, "unmeasured", "请写明 Content-Length，不要分块传送（Transfer-Encoding: chunked）。")


def too_large(limit: int) -> HttpResponse:
    """413."""
    return problem(413, "too-large", f"一次请求不超过 {limit // 1024} KB，请分几次报送。")


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    detail = f"{error.headline}{error.advice or ''}"
    return problem(409, "refused", detail, article=error.article, says=error.says)


def _stale(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(409, "stale", str(error))


def _not_yours(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(403, "not-yours", str(error))


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    # What was sent is not repeated: it may be something that no answer should hold.
    errors = [{"where": ".".join(map(str, one["loc"])), "kind": str(one["type"])} for one in error.errors]
    return problem(422, "invalid", "请求的参数或内容不符合接口说明，位置见 errors。", errors=errors)


def _unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, "unreadable", str(error))


def _misused(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(422, "key-reused", "这个 Idempotency-Key 已经用于另一个请求。请换一个新的键。")


def _too_fast(_request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(429, "too-fast", f"请求太快，请等 {error.wait} 秒。")
    answer["Retry-After"] = str(error.wait)
    answer["RateLimit"] = f'"token";r=0;t={error.wait}'
    return answer


def _wrong_type(_request: HttpRequest, _error: Any) -> HttpResponse:
    answer = problem(415, "wrong-type", "报送的内容应是 JSON，请写明 Content-Type: application/json。")
    answer["Accept"] = "application/json"
    return answer


def _unauthorised(_request: HttpRequest, _error: Any) -> HttpResponse:
    return unauthorised()


def _http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    """What the frame itself refuses: a body that is no JSON."""
    status = error.status_code if error.status_code in TITLES else HTTPStatus.BAD_REQUEST.value
    return problem(status, "unreadable", "请求内容不是 JSON，或者编码不是 UTF-8。")


_HANDLERS = {
    Refused: _refused,
    Stale: _stale,
    NotYours: _not_yours,
    ValidationError: _invalid,
    Unreadable: _unreadable,
    Misused: _misused,
    TooFast: _too_fast,
    WrongType: _wrong_type,
    AuthenticationError: _unauthorised,
    HttpError: _http_error,
}


def speak_problems(api: NinjaAPI) -> None:
    """From now on the interface refuses in this form. Anything else is a bug and crashes as everywhere."""
    api._exception_handlers.clear()
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)
