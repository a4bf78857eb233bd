"""How public chance enters: a number read by two witnesses, a beacon brought as a file (protocol §3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.draws import queries, services
from suiji.draws.forms import Beaconing, Seeing
from suiji.organs.requests import Official


def sight(request: Official, pk: int, place: int) -> HttpResponse:
    """A witness enters the announced number for themselves."""
    found = get_object_or_404(queries.frozen_visible_to(request.actor), pk=pk)
    form = Seeing(request.POST or None, ceremony=found, place=place)
    if request.method == "POST" and form.is_valid():
        services.sight_number(
            ceremony=found, place=place, **form.cleaned_data, actor=request.actor, at=request.at
        )
        messages.success(request, "号码已经录入并公开。两名见证人录入一致后生效。")
        return redirect("draws:ceremony", pk)
    return render(request, "draws/sight.html", {"form": form, "ceremony": found})


def bring(request: Official, pk: int, place: int) -> HttpResponse:
    """A beacon's file is verified here and kept."""
    found = get_object_or_404(queries.frozen_visible_to(request.actor), pk=pk)
    form = Beaconing(request.POST or None, request.FILES or None, ceremony=found, place=place)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["content"]
        services.bring_beacon(
            ceremony=found, place=place, content=content, actor=request.actor, at=request.at
        )
        messages.success(request, "信标签名核验无误，已经记入公开日志。")
        return redirect("draws:ceremony", pk)
    return render(request, "draws/beacon.html", {"form": form, "ceremony": found})
