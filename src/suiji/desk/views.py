"""The officials' first page, and the search box above every page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from suiji.desk import queries
from suiji.organs.requests import Official


@require_safe
def home(request: Official) -> HttpResponse:
    """我的待办."""
    page = queries.home(request.actor, today=request.today, at=request.at)
    return render(request, "desk/home.html", {"today": request.today, "page": page})


@require_safe
def search(request: Official) -> HttpResponse:
    """Where something is."""
    text = request.GET.get("q", "").strip()
    return render(request, "desk/search.html", {"text": text, "hits": queries.search(request.actor, text)})
