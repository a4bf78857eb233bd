"""量度 — how long requests take and how they end, for /api/metrics and the log; which statements are slow.

By room, never by page, person or address: nothing that is measured can be followed to anybody.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram

requests = logging.getLogger("suiji.requests")
slow = logging.getLogger("suiji.slow")

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
ANSWERS = Counter("suiji_requests", "Requests answered.", ["room", "method", "status"])
TOOK = Histogram("suiji_request_seconds", "Seconds to an answer.", ["room"], buckets=SECONDS)
METHODS = {"GET", "HEAD", "POST"}


def room_of(request: HttpRequest) -> str:
    """The room whose page was asked for; what leads nowhere is one thing, whatever was typed."""
    match = request.resolver_match
    return "nowhere" if match is None else (match.namespace or "accounts")


class Measures:
    """Counts every answer that is made (what is given from memory is not); writes it to the log where asked
    (``SUIJI_LOG_REQUESTS``), and slow statements of the officials' and of the public's connection always."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        statements = Statements()
        with ExitStack() as around:
            for alias in connections:
                around.enter_context(connections[alias].execute_wrapper(statements))
            response = self.get_response(request)
        took, room = perf_counter() - began, room_of(request)
        method = request.method if request.method in METHODS else "OTHER"
        ANSWERS.labels(room, method, f"{response.status_code // 100}xx").inc()
        TOOK.labels(room).observe(took)
        if settings.ENVIRONMENT.log_requests:
            route = request.resolver_match.route if request.resolver_match else ""
            requests.info(
                "request",
                extra={
                    "said": {
                        "method": method,
                        "route": route,
                        "status": response.status_code,
                        "ms": round(took * 1000),
                        "statements": statements.count,
                        "statements_ms": round(statements.seconds * 1000),
                    }
                },
            )
        return response


class Statements:
    """Around every statement: how many, how long; a slow one is named as it was written, without its values."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = perf_counter() - began
            self.count += 1
            self.seconds += took
            if took * 1000 >= settings.ENVIRONMENT.slow_statement_ms:
                words = str(sql)[:2000] if params is not None else "(no parameters: its text may hold values)"
                slow.warning("slow statement", extra={"said": {"ms": round(took * 1000), "sql": words}})
