"""Pages on which a department hands its tasks, lists and transfers to another platform."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.api import services
from suiji.api.queries.outgoing import OUTGOING, outgoing_board
from suiji.exchange import KINDS
from suiji.organs.requests import Official


@require_safe
def outgoing(request: Official, kind: str) -> HttpResponse:
    """The department's rows of a kind and how they stand there."""
    if kind not in OUTGOING:
        raise Http404
    kinds = [KINDS[name] for name in OUTGOING]
    board = outgoing_board(kind, request.actor)
    return render(request, "api/outgoing.html", {"board": board, "kinds": kinds})


@require_POST
def send_out(request: Official, kind: str) -> HttpResponse:
    """What waits goes out as one batch."""
    if kind not in OUTGOING:
        raise Http404
    batch = services.send_out(kind=kind, actor=request.actor, at=request.at)
    messages.success(
        request, f"{batch}已经生成。登记了对接平台的由系统送去，没有的请下载文件报送，再在这里导入回执。"
    )
    return redirect("exchange:batch", batch.pk)
