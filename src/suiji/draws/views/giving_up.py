"""How a scheme is taken back before the freeze (R142), and a drawn task given up as a whole (R14)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.draws import queries, services
from suiji.draws.forms import Because, Filing
from suiji.organs.requests import Official
from suiji.tasks.queries import visible_to
from suiji.tasks.states import TaskState

TAKEN_BACK = {
    TaskState.DRAFT: "方案已经收回。修改以后重新送会签、重新确认两库。",
    TaskState.WITHDRAWN: "任务已经撤回。",
}


def take_back(request: Official, pk: int, to: TaskState) -> HttpResponse:
    """Asked once, with the reason: the countersigned scheme is a draft again, or its task is withdrawn."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.take_back(task=task, to=to, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, TAKEN_BACK[to])
        return redirect("tasks:detail", pk)
    shown = {"form": form, "task": task, "reopening": to == TaskState.DRAFT}
    return render(request, "draws/take_back.html", shown)


def sign(request: Official, pk: int) -> HttpResponse:
    """Asked once: the principal head signs under the reason."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.sign_voiding(task=task, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "已经签字。联席会议办公室备案以后，任务作废并公开。")
        return redirect("draws:detail", pk)
    return render(request, "draws/give_up.html", {"form": form, "task": task})


def file(request: Official, pk: int) -> HttpResponse:
    """Asked once: with the office's filing the task is void."""
    found = get_object_or_404(queries.voidings_visible_to(request.actor), pk=pk)
    form = Filing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.file_voiding(voiding=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "已经备案，任务整体作废并公开。")
        return redirect("draws:detail", found.task_id)
    return render(request, "draws/file.html", {"form": form, "voiding": found})
