"""The results of a department on their way to the national publicity system."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.disclosure import queries, services
from suiji.exchange.queries import RowState
from suiji.organs.requests import Official


@require_safe
def sharing(request: Official) -> HttpResponse:
    """How the department's published results stand in the publicity system."""
    only = request.GET.get("only", "")
    board = queries.results_board(request.actor, only=only, page=request.GET.get("page"))
    shown = {"results": board, "board": board.board, "only": only, "states": RowState.choices}
    return render(request, "disclosure/sharing.html", shown)


@require_POST
def share(request: Official) -> HttpResponse:
    """What waits goes out as one batch."""
    batch = services.share_results(actor=request.actor, at=request.at)
    messages.success(request, f"{batch}已经生成。请下载文件，报送公示系统；收到答复以后在这里导入回执。")
    return redirect("exchange:batch", batch.pk)
