"""说明 — what ninja's description does not say by itself: scopes, headers, refusals, examples."""

from typing import Any

from suiji.api import problems
from suiji.api.schemas.examples import examples_of

_REFUSALS = {
    400: False,
    401: True,
    403: True,
    404: True,
    405: True,
    409: False,
    411: False,
    413: False,
    415: False,
    422: True,
    429: True,
    500: True,
    503: True,
}
"""Status → whether reading may meet it too."""
_TEXT = {"type": "string"}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": _TEXT,
    "description": "上一次答复的 ETag，原样传回；内容没有变就答 304，没有正文",
}
HEADERS = {
    "ETag": "答复的校验值，下次放在 If-None-Match 里",
    "Retry-After": "等多少秒再来",
    "RateLimit-Policy": "令牌的速度：q 次，w 秒",
    "RateLimit": "r 是现在还可以连续请求的次数，t 是多少秒以后全部恢复",
    "Idempotent-Replayed": "true：这个幂等键以前办过，这是那一次的答复",
}
"""Header → what it says."""
_OF_A_TOKEN = ("RateLimit-Policy", "RateLimit")

Part = dict[str, Any]


def completed(schema: Any, scopes: dict[str, str]) -> Any:
    """The description with what every operation has in common; ``scopes`` by operation."""
    components = schema["components"]
    components["schemas"]["Problem"] = dict(problems.SCHEMA)
    components["headers"] = {name: {"schema": _TEXT, "description": said} for name, said in HEADERS.items()}
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            _scope(operation, scopes.get(operation["operationId"]))
            _answers(operation, reads=method == "get")
            _refusals(operation, reads=method == "get")
            _examples(operation)
    return schema


def _scope(operation: Part, scope: str | None) -> None:
    """OpenAPI 3.1 has a place for it beside the scheme; people read it in the description as well."""
    if scope is not None:
        operation["security"] = [{name: [scope] for name in one} for one in operation["security"]]
        operation["description"] += f"权限：{scope}。"


def _answers(operation: Part, *, reads: bool) -> None:
    secured = "security" in operation
    told = [*(["ETag"] if reads else ["Idempotent-Replayed"]), *(_OF_A_TOKEN if secured else ())]
    answers = operation["responses"]
    if reads:
        operation["parameters"].append(dict(_IF_NONE_MATCH))
        answers[304] = {"description": "内容没有变（If-None-Match）"}
    for status in {200, 304} & answers.keys():
        answers[status]["headers"] = _headers(told)


def _refusals(operation: Part, *, reads: bool) -> None:
    secured = "security" in operation
    content = {problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, reading in _REFUSALS.items():
        if (reading or not reads) and (secured or status not in (401, 403)):
            said = {"description": problems.TITLES[status], "content": content}
            if status in (429, 503):
                said["headers"] = _headers(["Retry-After"])
            operation["responses"][status] = said


def _examples(operation: Part) -> None:
    for one in operation["parameters"]:
        one |= examples_of(operation["operationId"], one["name"])


def _headers(names: list[str]) -> Part:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
