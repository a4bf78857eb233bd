"""The edge: where the clock is read, the actor is recognised, and refusals become pages."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suiji.accounts import queries
from suiji.accounts import services as accounts
from suiji.config import clock
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.organs import queries as organs
from suiji.organs.days import day_of
from suiji.organs.doors import MARKED, rail
from suiji.organs.requests import Request
from suiji.organs.roles import BUSINESS, Role
from suiji.voices import queries as voices


class Edge:
    """Gives every request ``at``, ``today`` and ``actor``; turns the house's refusals into designed pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if "\x00" in request.path:  # no text of PostgreSQL's can be compared with it
            return render(request, "400.html", status=400)
        request.at = clock.now()
        request.today = day_of(request.at)
        if not accounts.keep_alive(request=request, at=request.at):
            messages.info(request, "您有一段时间没有操作，已自动退出。请重新登录，再继续办理。")
        request.actor = organs.actor_of(request.user, today=request.today)
        request.firm = voices.firm_of(request.COOKIES.get(voices.COOKIE, ""), at=request.at)
        return self.get_response(request)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """409 with the article's own words, 409 for a stale page, 403 for a wrong hand; else nothing."""
        match exception:
            case Refused():
                return render(request, "409.html", {"refused": exception}, status=409)
            case Stale():
                return render(request, "409.html", {"stale": exception}, status=409)
            case NotYours():
                return render(request, "403.html", self._whose(request, exception), status=403)
            case _:
                return None

    @staticmethod
    def _whose(request: Request, exception: NotYours) -> dict[str, object]:
        """What somebody at a wrong door is told: whose it is, who they are, and the way home."""
        held = request.actor.roles if request.actor else frozenset()
        labels = "、".join(role.label for role in Role if role in held)
        home = queries.home_of(request.user, today=request.today)
        return {"not_yours": exception, "labels": labels, "home": home}


def surroundings(request: HttpRequest) -> dict[str, object]:
    """What every page's shell shows: the demonstration mark, who acts, and the doors open to them."""
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    return {
        "demonstration": organs.is_demonstration(),
        "actor": actor,
        "marked": actor is not None and match is not None and match.namespace in MARKED,
        "business": actor is not None and actor.holds(*BUSINESS),
        "single_sign_on": settings.ENVIRONMENT.oidc_name if settings.ENVIRONMENT.oidc_issuer else "",
        "doors": rail(actor, current=match.namespace if match else ""),
    }
