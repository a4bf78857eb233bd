"""How opening balances come in: read against the library, kept by the room of plans (Art. 9, 10)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from suiji.organs.requests import Official
from suiji.plans import services as plans
from suiji.tasks.forms import OpeningForm


def bring_in(request: Official) -> HttpResponse:
    """A file of opening balances, kept whole or not at all."""
    form = OpeningForm(request.POST or None, request.FILES or None, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        said = form.said()
        balance = plans.bring_in_balance(**said, actor=request.actor, at=request.at)
        messages.success(request, f"已经导入{balance}，共 {len(said['rows'])} 行，标为期初数。")
        return redirect("plans:balances")
    return render(request, "tasks/opening.html", {"form": form})
