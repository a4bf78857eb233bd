"""Pages on which a department's objects are set on their way to a provincial platform."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from suiji.exchange import queries as exchange
from suiji.exchange import services as handing
from suiji.libraries import services
from suiji.libraries.forms import FeedForm
from suiji.organs.requests import Official

KIND = "OBJECT"


def feed(request: Official) -> HttpResponse:
    """How far the department's objects are on their way; here they are set on it."""
    sheet = exchange.feed_sheet(KIND, request.actor.department_id)
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.begin_feed(**form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "已经开始，系统一分钟之内生成第一批，以后每天报送有变动的。")
        return redirect("libraries:feed")
    return render(request, "libraries/feed.html", {"sheet": sheet, "form": form})


@require_POST
def hasten(request: Official) -> HttpResponse:
    """What waits leaves now."""
    handing.hasten_feed(feed=_own(request).feed, actor=request.actor, at=request.at)
    messages.success(request, "等待报送的变动一分钟之内生成批次。")
    return redirect("libraries:feed")


@require_POST
def end(request: Official) -> HttpResponse:
    """Nothing more leaves by itself."""
    handing.end_feed(feed=_own(request).feed, actor=request.actor, at=request.at)
    messages.success(request, "持续报送已经停止，已经生成的批次照常送达。")
    return redirect("libraries:feed")


def _own(request: Official) -> exchange.FeedSheet:
    sheet = exchange.feed_sheet(KIND, request.actor.department_id)
    if sheet is None:
        raise Http404
    return sheet
