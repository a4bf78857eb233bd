"""接口 — the routers put together under ``/api/v1/``, and the one description (OpenAPI 3.1) that all follow."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from suiji.api import problems
from suiji.api.describing import completed
from suiji.api.doorkeeping import Token, for_all, for_machines
from suiji.api.views import v1

PREFIX = "/api/v1/"
VERSION = "1.0"


class Legible(JSONRenderer):
    """Chinese as it is written, not as escapes: half the bytes."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """As ninja has it, with every operation's scope, headers and refusals written down."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name: it is what a generated client calls."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **_more: Any) -> Any:
        """The description, complete."""
        return completed(super().get_openapi_schema(path_prefix=PREFIX), self.scopes())

    def scopes(self) -> dict[str, str]:
        """Operation → the scope its door asks for; none for those that any token opens."""
        return {
            self.get_openapi_operation_id(operation): door.scope.value
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
            for door in operation.auth_callbacks
            if isinstance(door, Token) and door.scope is not None
        }


interface = Interface(
    title="随机：部门联合双随机抽查接口",
    version=VERSION,
    description="读取本部门的抽查数据，报送检查对象和回执。公开数据不用令牌。拒绝时给出条款原文。",
    urls_namespace="v1",
    renderer=Legible(),
    docs_url=None,
    openapi_url=None,
)
problems.speak_problems(interface)


def _nowhere(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problems.nowhere()


interface.add_exception_handler(Http404, _nowhere)
interface.add_router("", v1.door)
interface.add_router("", v1.mine)


@cache
def description() -> bytes:
    """The OpenAPI document."""
    return json.dumps(interface.get_openapi_schema(), ensure_ascii=False, indent=1).encode()


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for programs that write programs."""
    return HttpResponse(description(), content_type="application/json; charset=utf-8")


@require_safe
def about(_request: HttpRequest) -> HttpResponse:
    """Where to begin."""
    public = [route for route in interface.get_openapi_schema()["paths"] if "/public/" in route]
    said = {"name": interface.title, "version": VERSION, "openapi": f"{PREFIX}openapi.json", "public": public}
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json; charset=utf-8")


def nowhere(_request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 — the address is not repeated
    """An address that the interface does not have."""
    return problems.nowhere()


def addresses() -> list[URLPattern]:
    """Every address of the interface, each marked with who may enter."""
    found = [path("", for_all(about), name="about"), path("openapi.json", for_all(openapi), name="openapi")]
    for pattern in interface.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            mark = for_all if str(pattern.pattern).startswith("public/") else for_machines
            pattern.callback = mark(pattern.callback)
            found.append(pattern)
    return [*found, path("<path:rest>", for_all(nowhere), name="nowhere")]
