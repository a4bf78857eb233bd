"""Requests for vehicles and allowances."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from suiji.organs.requests import Official
from suiji.organs.roles import Role
from suiji.oversight import queries, services
from suiji.oversight.forms import AnswerForm, AskForm, WordsForm
from suiji.oversight.views.acting import Act, ask

SUPPLIED = "依照当地政府规定和程序办理，同等情况下优先保障。"


@require_safe
def resources(request: Official) -> HttpResponse:
    """The requests the reader may see."""
    rows = queries.requests_visible_to(request.actor)
    return render(
        request, "oversight/resources.html", {"rows": rows, "asks": request.actor.holds(Role.CLERK)}
    )


def resource_new(request: Official) -> HttpResponse:
    """Ask for one."""
    form = AskForm(request.POST or None, actor=request.actor, today=request.today)
    act = Act(
        "申请执法车辆或补助", "由本部门分管负责人安排。本系统只登记申请和安排，不经手款项。", "提交申请",
        reverse("oversight:resources"), "已提交，等待分管负责人安排。", 30, SUPPLIED,
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.ask_for_resource(actor=request.actor, at=request.at, **form.cleaned_data),
    )


def resource_withdraw(request: Official, pk: int) -> HttpResponse:
    """Take one back."""
    asked = queries.find_request(request.actor, pk)
    form = WordsForm(request.POST or None, label="撤回的理由")
    act = Act(
        "撤回申请",
        f"{asked}：{asked.content}。",
        "撤回申请",
        reverse("oversight:resources"),
        "已撤回。",
        30,
        SUPPLIED,
    )
    return ask(
        request,
        act,
        form,
        lambda: services.withdraw_resource(
            request=asked, because=form.chosen, actor=request.actor, at=request.at
        ),
    )


def resource(request: Official, pk: int) -> HttpResponse:
    """Answer one."""
    asked = queries.find_request(request.actor, pk)
    form = AnswerForm(request.POST or None)
    act = Act(
        "安排保障", f"{asked}：{asked.content}，{asked.needed_on:%Y年%m月%d日}使用。", "登记安排情况",
        reverse("oversight:resources"), "已登记。", 30, SUPPLIED,
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.answer_resource(
            request=asked, actor=request.actor, at=request.at, **form.cleaned_data
        ),
    )
