"""How tasks are shown and worked on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.organs.requests import Official
from suiji.plans.queries import ready_for_task
from suiji.tasks import queries, services
from suiji.tasks.forms import Because, Confirming
from suiji.tasks.states import TaskState


def tasks(request: Official) -> HttpResponse:
    """The tasks this official may read, newest first."""
    page = Paginator(queries.visible_to(request.actor), 50).get_page(request.GET.get("page"))
    return render(request, "tasks/list.html", {"page": page})


def detail(request: Official, pk: int) -> HttpResponse:
    """One task, its course, and the one thing to do next."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    return render(
        request, "tasks/detail.html", {"sheet": queries.sheet(task, request.actor, today=request.today)}
    )


def choose(request: Official) -> HttpResponse:
    """From which published line of the plan a task is drafted."""
    lines = ready_for_task(department=request.actor.department_id)
    return render(request, "tasks/choose.html", {"lines": lines})


@require_POST
def send(request: Official, pk: int) -> HttpResponse:
    """The scheme goes to the participants."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    services.send(task=task, actor=request.actor, at=request.at)
    messages.success(request, "方案已经送各参与部门会签。")
    return redirect("tasks:detail", pk)


@require_POST
def countersign(request: Official, pk: int) -> HttpResponse:
    """The actor's department signs."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    services.countersign(task=task, actor=request.actor, at=request.at)
    messages.success(request, f"{request.actor.department_name}已经会签方案。")
    return redirect("tasks:detail", pk)


@require_POST
def confirm(request: Official, pk: int) -> HttpResponse:
    """The librarian answers for the department's rows."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = Confirming(request.POST)
    if form.is_valid():
        found = services.confirm_library(task=task, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"已确认 {found.rows} 行，有效期至{found.valid_until:%Y年%m月%d日}。")
    return redirect("draws:detail" if task.state == TaskState.DISPATCHED else "tasks:detail", pk)


def reopen(request: Official, pk: int) -> HttpResponse:
    """The scheme is taken back to be changed."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.reopen(task=task, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "方案已经收回，原有会签不再有效。")
        return redirect("tasks:detail", pk)
    return render(request, "tasks/reason.html", {"form": form, "task": task, "reopening": True})


def withdraw(request: Official, pk: int) -> HttpResponse:
    """The task is given up before anything was drawn."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw(task=task, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "任务已经撤回。")
        return redirect("tasks:detail", pk)
    return render(request, "tasks/reason.html", {"form": form, "task": task})
