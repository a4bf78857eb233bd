"""The pages of 鉴定销毁: what has run out, the list, its opinions, its approval, its watchers, its end."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.archive import inventories, queries, services
from suiji.archive.forms import BeginForm, HoldForm, OpinionForms, ReasonForm
from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.organs.roles import Role

PER_PAGE = 30


def index(request: Official) -> HttpResponse:
    """Files whose term has run out, to be put on a list; and every list so far."""
    clerk = request.actor.holds(Role.CLERK)
    ripe = queries.run_out(request.actor, today=request.today)
    form = (
        BeginForm(request.POST or None, files=ripe, actor=request.actor, today=request.today)
        if clerk
        else None
    )
    if request.method == "POST" and form is not None and form.is_valid():
        destruction = services.begin_appraisal(**form.chosen, actor=request.actor, at=request.at)
        messages.success(request, f"已编制{destruction}。请逐卷写明鉴定意见。")
        return redirect("archive:destruction", pk=destruction.pk)
    lists = Paginator(queries.destructions_of(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "ripe": ripe if clerk else None, "lists": lists}
    return render(request, "archive/destructions.html", context)


@require_safe
def destruction(request: Official, pk: int) -> HttpResponse:
    """One list: its files, its people, where it stands, and what the reader may do."""
    found = queries.destruction_of(request.actor, pk)
    appraisal = queries.appraisal_of(found)
    may = queries.acts_open_to(appraisal, request.actor)
    context = {
        "destruction": found,
        "appraisal": appraisal,
        "may": may,
        "steps": queries.stages_of(appraisal),
        "entries": queries.history(found),
    }
    return render(request, "archive/destruction.html", context)


def opinions(request: Official, pk: int) -> HttpResponse:
    """The group's opinion of every file."""
    found = queries.destruction_of(request.actor, pk)
    forms = OpinionForms(request.POST or None, lines=queries.lines_of(found))
    if request.method == "POST" and forms.is_valid():
        services.write_opinions(
            destruction=found, opinions=forms.opinions, actor=request.actor, at=request.at
        )
        messages.success(request, "鉴定意见已保存。全部写完以后，由鉴定组成员各自签署。")
        return redirect("archive:destruction", pk=pk)
    return render(request, "archive/opinions.html", {"destruction": found, "forms": forms})


@require_POST
def sign(request: Official, pk: int) -> HttpResponse:
    """One of the group signs."""
    found = queries.destruction_of(request.actor, pk)
    services.sign_appraisal(destruction=found, actor=request.actor, at=request.at)
    messages.success(request, "已签署鉴定意见。意见如有改动，需要重新签署。")
    return redirect("archive:destruction", pk=pk)


@require_POST
def submit(request: Official, pk: int) -> HttpResponse:
    """To the principal head."""
    found = queries.destruction_of(request.actor, pk)
    services.submit(destruction=found, actor=request.actor, at=request.at)
    messages.success(request, "已送主要负责人审批。")
    return redirect("archive:destruction", pk=pk)


def approve(request: Official, pk: int) -> HttpResponse:
    """The principal head's approval, asked once."""
    found = queries.destruction_of(request.actor, pk)
    form = ReasonForm(request.POST or None, label="审批意见")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        services.approve(destruction=found, opinion=words, actor=request.actor, at=request.at)
        messages.success(request, f"已批准{found}。销毁由监销人清点核对以后进行。")
        return redirect("archive:destruction", pk=pk)
    context = {"destruction": found, "appraisal": queries.appraisal_of(found), "form": form}
    return render(request, "archive/approve.html", context)


def send_back(request: Official, pk: int) -> HttpResponse:
    """The head wants something appraised again."""
    found = queries.destruction_of(request.actor, pk)
    form = ReasonForm(request.POST or None, label="退回理由")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        services.send_back(destruction=found, because=words, actor=request.actor, at=request.at)
        messages.success(request, "已退回鉴定组。")
        return redirect("archive:destruction", pk=pk)
    words = {"title": f"退回{found}", "lead": "鉴定组改正以后重新签署、送审。", "button": "退回鉴定组"}
    return render(request, "archive/reason.html", {"destruction": found, "form": form, **words})


def withdraw(request: Official, pk: int) -> HttpResponse:
    """The list is given up."""
    found = queries.destruction_of(request.actor, pk)
    form = ReasonForm(request.POST or None, label="撤回理由")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        services.withdraw(destruction=found, because=words, actor=request.actor, at=request.at)
        messages.success(request, f"{found}已撤回。案卷没有改动，可以重新鉴定。")
        return redirect("archive:destruction", pk=pk)
    words = {"title": f"撤回{found}", "lead": "撤回以后，清册上的案卷可以重新鉴定。", "button": "撤回清册"}
    return render(request, "archive/reason.html", {"destruction": found, "form": form, **words})


@require_POST
def check_off(request: Official, pk: int) -> HttpResponse:
    """A watcher has compared the list with the files."""
    found = queries.destruction_of(request.actor, pk)
    services.check_off(destruction=found, actor=request.actor, at=request.at)
    messages.success(request, "已记录清点核对。")
    return redirect("archive:destruction", pk=pk)


def destroy(request: Official, pk: int) -> HttpResponse:
    """The destruction itself, asked once: nothing brings the volumes back."""
    found = queries.destruction_of(request.actor, pk)
    if request.method == "POST":
        services.destroy(destruction=found, actor=request.actor, at=request.at)
        messages.success(request, "案卷已销毁。销毁清册、卷内目录和校验值长期保存。")
        return redirect("archive:destruction", pk=pk)
    context = {"destruction": found, "appraisal": queries.appraisal_of(found)}
    return render(request, "archive/destroy.html", context)


@require_safe
def inventory(request: Official, pk: int) -> HttpResponse:
    """销毁清册 as a paper."""
    found = queries.destruction_of(request.actor, pk)
    content = inventories.inventory_pdf(found, demonstration=is_demonstration())
    name = {"Content-Disposition": f'inline; filename="destruction-list-{pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=name)


def hold(request: Official, pk: int) -> HttpResponse:
    """A file is needed longer than its term."""
    case_file = queries.find(request.actor, pk)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.place_hold(case_file=case_file, **form.chosen, actor=request.actor, at=request.at)
        messages.success(request, "已登记暂缓销毁。解除以前，到期也不能销毁。")
        return redirect("archive:detail", pk=pk)
    return render(request, "archive/hold.html", {"case_file": case_file, "form": form})


def lift(request: Official, pk: int, hold: int) -> HttpResponse:
    """It is needed no longer."""
    case_file = queries.find(request.actor, pk)
    placed = queries.hold_of(case_file, hold)
    form = ReasonForm(request.POST or None, label="解除理由")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        services.lift_hold(placed=placed, because=words, actor=request.actor, at=request.at)
        messages.success(request, "已解除暂缓销毁。")
        return redirect("archive:detail", pk=pk)
    context = {"case_file": case_file, "form": form, "title": "解除暂缓销毁", "button": "解除"}
    return render(request, "archive/reason.html", {**context, "lead": str(case_file)})
