"""How a frame is looked into: what changed, who was left out, and the same frame computed again."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from suiji.organs.requests import Official
from suiji.tasks import queries


def changes(request: Official, pk: int) -> HttpResponse:
    """What is not as a confirmation says any more."""
    found = get_object_or_404(queries.confirmations_visible_to(request.actor), pk=pk)
    page = queries.changed_since(found, request.actor, task=found.task)
    return render(request, "tasks/changes.html", {"page": page})


def exclusions(request: Official, pk: int) -> HttpResponse:
    """Who of the scope does not stand in the frozen list, and why."""
    frozen = get_object_or_404(queries.frozen_visible_to(request.actor), pk=pk)
    page = queries.exclusions(frozen, reason=request.GET.get("reason", ""))
    rows = Paginator(page.rows, 100).get_page(request.GET.get("page"))
    return render(request, "tasks/exclusions.html", {"page": page, "rows": rows})


def recompute(request: Official, pk: int) -> HttpResponse:
    """The auditor's own computation of the frame, beside the hashes on record."""
    frozen = get_object_or_404(queries.frozen_visible_to(request.actor), pk=pk)
    return render(request, "tasks/recompute.html", {"page": queries.recompute(frozen)})


def alerts(request: Official) -> HttpResponse:
    """What changed shortly before a freeze, newest first."""
    page = Paginator(queries.alerts_for(request.actor), 50).get_page(request.GET.get("page"))
    return render(request, "tasks/alerts.html", {"page": page})
