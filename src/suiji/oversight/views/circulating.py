"""Figures sent round: one page for the office and the departments, and each act."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from suiji.organs.requests import Official
from suiji.oversight import queries, services
from suiji.oversight.forms import WordsForm
from suiji.oversight.views.acting import Act, ask

FIGURES = "要以“省级平台”和国家企业信用信息公示系统(河南)的数据情况为基准"


@require_safe
def circulation(request: Official, pk: int) -> HttpResponse:
    """The figures, what departments said, what the office answered."""
    found = queries.find_circulation(pk)
    context = {
        "circulation": found,
        "shown": queries.shown(found.snapshot),
        "comments": queries.comments_on(found),
        "speaks": queries.may_comment(found, request.actor, today=request.today),
        "issues": queries.may_issue(found, request.actor, today=request.today),
        "office": found.office_id == request.actor.department_id,
        "entries": queries.circulation_history(found),
        "openable": queries.openable(request.actor),
        "period": f"circulation={pk}",
    }
    return render(request, "oversight/circulation.html", context)


def _act(title: str, lead: str, button: str, pk: int, done: str) -> Act:
    back = reverse("oversight:circulation", args=[pk])
    return Act(title, lead, button, back, done, 29, FIGURES, "通报征求意见稿")


def comment(request: Official, pk: int) -> HttpResponse:
    """A department's word."""
    found = queries.find_circulation(pk)
    form = WordsForm(
        request.POST or None,
        label="意见",
        help_text="数据有误的写明哪一项、哪一户、实际情况；没有意见就写“无意见”。",
    )
    act = _act(
        "反馈意见",
        "意见不改动数据。确有错误的，先在平台上更正记录，由办公室重新统计。",
        "反馈给联席会议办公室",
        pk,
        "已反馈。",
    )
    return ask(
        request,
        act,
        form,
        lambda: services.comment(circulation=found, text=form.chosen, actor=request.actor, at=request.at),
    )


def answer(request: Official, pk: int) -> HttpResponse:
    """The office answers a comment."""
    said = queries.find_comment(pk)
    form = WordsForm(request.POST or None, label="答复")
    act = _act("答复意见", f"{said.department}：{said.text}", "答复", said.circulation_id, "已答复。")
    return ask(
        request,
        act,
        form,
        lambda: services.answer_comment(comment=said, text=form.chosen, actor=request.actor, at=request.at),
    )


def withdraw(request: Official, pk: int) -> HttpResponse:
    """Taken back, to be counted anew."""
    found = queries.find_circulation(pk)
    form = WordsForm(request.POST or None, label="收回的理由")
    act = _act("收回征求意见稿", "收回以后重新统计、重新征求意见。", "收回", pk, "已收回。")
    return ask(
        request,
        act,
        form,
        lambda: services.withdraw_circulation(
            circulation=found, because=form.chosen, actor=request.actor, at=request.at
        ),
    )


@require_POST
def issue(request: Official, pk: int) -> HttpResponse:
    """The report over exactly these figures."""
    issued = services.issue_circulated(
        circulation=queries.find_circulation(pk), actor=request.actor, at=request.at
    )
    messages.success(request, f"通报 {issued.number} 已印发，数据与征求意见稿一致。")
    return redirect("oversight:report", pk=issued.pk)
