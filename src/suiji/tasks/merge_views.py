"""How checks that meet the same firms are found and put together."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from suiji.organs.requests import Official
from suiji.tasks import queries, services
from suiji.tasks.forms import Merging


def merging(request: Official) -> HttpResponse:
    """The pairs of this year's plan lines that meet the same firms."""
    pairs = queries.pairs(request.actor, year=request.today.year, today=request.today)
    return render(request, "tasks/merging.html", {"pairs": pairs, "year": request.today.year})


def decide(request: Official, first: int, second: int) -> HttpResponse:
    """One pair: how many firms meet both, and the decision."""
    page = queries.pair_of(request.actor, first, second, today=request.today)
    if page is None:
        raise Http404
    form = Merging(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.decide_merge(
            first=first, second=second, **form.cleaned_data, actor=request.actor, at=request.at
        )
        messages.success(request, "决定已经记录。")
        return redirect("tasks:merging")
    return render(request, "tasks/merge.html", {"page": page, "form": form})
