"""机器的话 — a machine is refused in one form, also where that is done before or behind the interface's doors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from suiji.api.interface import PREFIX
from suiji.api.problems import as_problem


class Problems:
    """Outermost of all: under the interface's addresses no error is a page for people (RFC 9457)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if request.path.startswith(PREFIX) and isinstance(answer, HttpResponse):
            return as_problem(answer)
        return answer
