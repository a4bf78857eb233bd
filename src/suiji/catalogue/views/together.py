"""Several items handled on one page: read side by side, ticked, and each judged by itself."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from suiji.catalogue import queries, services
from suiji.catalogue.forms import FirstDay
from suiji.organs.requests import Official

ACTS: dict[str, Callable[..., services.Together]] = {
    "countersign": services.countersign_together,
    "review": services.review_together,
    "publish": services.publish_together,
}
WORDS = {"countersign": "会签", "review": "审核通过", "publish": "公布"}


def together(request: Official, act: str) -> HttpResponse:
    """What waits for this actor's countersignature, review or publication."""
    if act not in WORDS:
        raise Http404
    rows = queries.waiting_for(request.actor, act)
    day = FirstDay(request.POST or None, today=request.today) if act == "publish" else None
    if request.method == "POST" and (day is None or day.is_valid()):
        chosen = [row for row in rows if str(row.pk) in request.POST.getlist("item")]
        more = day.cleaned_data if day is not None else {}
        _say(request, act, ACTS[act](versions=chosen, actor=request.actor, at=request.at, **more))
        return redirect("catalogue:together", act)
    shown = {"rows": queries.beside(rows), "act": act, "words": WORDS[act], "form": day}
    return render(request, "catalogue/together.html", shown)


def _say(request: Official, act: str, found: services.Together) -> None:
    if found.done:
        messages.success(request, f"{found.done} 项已经{WORDS[act]}。")
    elif not found.refused:
        messages.warning(request, "没有勾选事项。请在表里勾选看过的事项。")
    for what, why in found.refused:
        messages.warning(request, f"{what}没有{WORDS[act]}：{why}")
