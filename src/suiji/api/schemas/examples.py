"""示例 — what may stand in each parameter; the description shows it, and a test holds every one to its format.

Written where OpenAPI 3.1 wants it, beside the parameter's format: ninja would write a list, where a map is asked for.
"""

from collections.abc import Mapping
from typing import Any

PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "cursor": {"从头开始": "c0", "接着下一页": "c120s4711", "留用的": "s4760"},
    "events.cursor": {"从头开始": "c0", "留用的": "c4712"},
    "batch_rows.cursor": {"从头开始": "c0", "接着下一页": "c120"},
    "public_departments.cursor": {"从头开始": "c0", "接着下一页": "c12"},
    "limit": {"": 100},
    "year": {"": 2026},
    "item": {"": 31},
    "line": {"": 8},
    "task": {"": 12},
    "draw": {"": 5},
    "result": {"": 12},
    "transfer": {"": 3},
    "batch": {"": 7},
    "code": {"有统一社会信用代码的": "91410500MA40ABCD1X", "其他": "XK-000123"},
    "number": {"": "410500-SX-2026-0001"},
    "ceremony": {"": "0f3c9a5be1d24c7796a8b25d10c3e4f7"},
    "Idempotency-Key": {"": "xuke-2026-000123"},
    "If-None-Match": {"": '"0123456789abcdef0123456789abcdef"'},
}
"""Parameter, or operation and parameter where one differs → for what → an example; a single one needs no words."""


def examples_of(operation: str, parameter: str) -> dict[str, Any]:
    """What the description says of a parameter. `KeyError` where the table has forgotten it."""
    said = PARAMETERS.get(f"{operation}.{parameter}") or PARAMETERS[parameter]
    if list(said) == [""]:
        return {"example": said[""]}
    return {"examples": {what: {"value": value} for what, value in said.items()}}
