"""How a whole task is given up: signed by the principal head, filed by the office (reading R14)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.draws import queries, services
from suiji.draws.forms import Because, Filing
from suiji.organs.requests import Official
from suiji.tasks.queries import visible_to


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
