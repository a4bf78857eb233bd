"""How exceptions are asked for, approved and filed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.organs.requests import Official
from suiji.tasks import queries, services
from suiji.tasks.forms import Because, Bringing, Filing, Waiving


def apply(request: Official, pk: int) -> HttpResponse:
    """The initiator's clerk asks for an exception."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    # A page that knows the objects says which; what was typed goes before it.
    proposed = {name: request.GET[name] for name in ("kind", "codes", "reason") if name in request.GET}
    form = Waiving(request.POST or None, initial=proposed, task=task)
    if request.method == "POST" and form.is_valid():
        waiver = services.apply_waiver(task=task, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "申请已经提交，等待本部门分管负责人审批。")
        return redirect("tasks:waiver", waiver.pk)
    return render(request, "tasks/waive.html", {"form": form, "task": task})


def waiver(request: Official, pk: int) -> HttpResponse:
    """One exception, and what is still to be done about it."""
    found = get_object_or_404(queries.waivers_visible_to(request.actor), pk=pk)
    page = queries.waiver_page(found, request.actor)
    return render(request, "tasks/waiver.html", {"page": page, "form": Filing()})


@require_POST
def approve(request: Official, pk: int) -> HttpResponse:
    """The deputy head approves."""
    found = get_object_or_404(queries.waivers_visible_to(request.actor), pk=pk)
    services.approve_waiver(waiver=found, actor=request.actor, at=request.at)
    messages.success(request, "已经批准，转联席会议办公室备案；备案以后方可使用。")
    return redirect("tasks:waiver", pk)


def reject(request: Official, pk: int) -> HttpResponse:
    """The deputy head does not approve, and says why."""
    found = get_object_or_404(queries.waivers_visible_to(request.actor), pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.reject_waiver(waiver=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "已经退回申请。")
        return redirect("tasks:waiver", pk)
    return render(request, "tasks/reject.html", {"form": form, "waiver": found})


@require_POST
def file(request: Official, pk: int) -> HttpResponse:
    """The office puts it on file."""
    found = get_object_or_404(queries.waivers_visible_to(request.actor), pk=pk)
    form = Filing(request.POST)
    if form.is_valid():
        services.file_waiver(waiver=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "已经备案。")
        return redirect("tasks:waiver", pk)
    page = queries.waiver_page(found, request.actor)
    return render(request, "tasks/waiver.html", {"page": page, "form": form})


def bring(request: Official, pk: int) -> HttpResponse:
    """A list from outside narrows the draw of a draft."""
    task = get_object_or_404(queries.drafts_of(request.actor), pk=pk)
    form = Bringing(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        services.bring_list(task=task, **form.said(), actor=request.actor, at=request.at)
        above = form.cleaned_data["source"] == "DISPATCHED"
        words = "核对后送会签；两库确认以后接收。" if above else "等待本部门分管负责人审批。"
        messages.success(request, f"名单已经导入，{words}")
        return redirect("tasks:detail", pk)
    return render(request, "tasks/bring.html", {"form": form, "task": task})
