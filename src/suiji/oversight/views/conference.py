"""The conference's ledger: its list, an issue, its minutes, and each act on a page of its own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from suiji.organs.requests import Official
from suiji.oversight import queries, services
from suiji.oversight.forms import AcceptForm, DecideForm, MeetingForm, RaiseForm, WordsForm
from suiji.oversight.views.acting import Act, ask

MAJOR = "负责研究解决全市部门联合抽查工作中的重大问题"
MEMBERS = "联席会议各成员单位要及时向联席会议办公室反映工作推进过程中存在的问题，及时提交建议。"
OFFICE = "协调解决工作推进过程中遇到的具体问题"


@require_safe
def issues(request: Official) -> HttpResponse:
    """Problems and suggestions the reader may see."""
    state = request.GET.get("state", "")
    return render(
        request,
        "oversight/issues.html",
        {
            "rows": queries.issues_listed(request.actor, state=state, today=request.today),
            "state": state,
            "states": queries.STATES,
            "member": queries.is_member(request.actor),
            "meetings": queries.meetings(request.actor)[:5],
        },
    )


def raise_issue(request: Official) -> HttpResponse:
    """A member brings something up."""
    act = Act(
        "提交问题或建议", "提交后由联席会议办公室受理，可以在台账中看到办理情况。", "提交给联席会议办公室",
        reverse("oversight:issues"), "已提交。联席会议办公室受理后会在台账中显示。", 3, MEMBERS,
    )  # fmt: skip
    form = RaiseForm(request.POST or None)
    return ask(
        request,
        act,
        form,
        lambda: services.raise_issue(actor=request.actor, at=request.at, **form.cleaned_data),
    )


@require_safe
def issue_detail(request: Official, pk: int) -> HttpResponse:
    """One issue: what was said, what was decided, what is to be done now."""
    issue = queries.find_issue(request.actor, pk)
    return render(
        request,
        "oversight/issue_detail.html",
        {
            "issue": issue,
            "row": queries.watch(issue, today=request.today),
            "steps": queries.steps_open(issue, request.actor),
            "major": queries.is_major(issue),
            "entries": queries.issue_history(issue),
        },
    )


def _act(title: str, lead: str, button: str, pk: int, done: str, says: str = OFFICE) -> Act:
    return Act(title, lead, button, reverse("oversight:issue_detail", args=[pk]), done, 3, says)


def accept(request: Official, pk: int) -> HttpResponse:
    """The office takes it up."""
    issue = queries.find_issue(request.actor, pk)
    form = AcceptForm(request.POST or None)
    act = _act("受理", f"{issue}，{issue.department}提出。", "受理", pk, "已受理。")
    return ask(
        request,
        act,
        form,
        lambda: services.accept_issue(
            issue=issue, level=form.cleaned_data["level"], actor=request.actor, at=request.at
        ),
    )


def decline(request: Official, pk: int) -> HttpResponse:
    """Not a matter of the conference."""
    issue = queries.find_issue(request.actor, pk)
    form = WordsForm(request.POST or None, label="不予受理的理由", help_text="提出单位会看到。")
    act = _act("不予受理", f"{issue}，{issue.department}提出。", "不予受理并告知理由", pk, "已告知提出单位。")
    return ask(
        request,
        act,
        form,
        lambda: services.decline_issue(issue=issue, because=form.chosen, actor=request.actor, at=request.at),
    )


def withdraw(request: Official, pk: int) -> HttpResponse:
    """Who raised it takes it back."""
    issue = queries.find_issue(request.actor, pk)
    form = WordsForm(request.POST or None, label="撤回的理由")
    act = _act(
        "撤回", f"{issue}。还没有受理的可以撤回；撤回的仍留在台账中。", "撤回", pk, "已撤回。", MEMBERS
    )
    return ask(
        request,
        act,
        form,
        lambda: services.withdraw_issue(issue=issue, because=form.chosen, actor=request.actor, at=request.at),
    )


def settle(request: Official, pk: int) -> HttpResponse:
    """An ordinary issue, settled by the office."""
    issue = queries.find_issue(request.actor, pk)
    form = WordsForm(request.POST or None, label="协调办理结果", help_text="办结后不能再改。")
    act = _act("协调办结", f"{issue}。一般问题由办公室协调办结。", "登记结果并办结", pk, "已办结。")
    return ask(
        request,
        act,
        form,
        lambda: services.settle_issue(issue=issue, result=form.chosen, actor=request.actor, at=request.at),
    )


def escalate(request: Official, pk: int) -> HttpResponse:
    """Put before the conference."""
    issue = queries.find_issue(request.actor, pk)
    form = WordsForm(request.POST or None, label="办公室的意见", help_text="提请研究什么、建议怎样决定。")
    act = _act(
        "提请联席会议研究", f"{issue}。提请后按重大问题办理，有决议才能办结。", "提请联席会议", pk,
        "已提请联席会议。会议以后请登记纪要和决议。", MAJOR,
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.escalate_issue(issue=issue, because=form.chosen, actor=request.actor, at=request.at),
    )


def meeting_new(request: Official) -> HttpResponse:
    """Minutes of a meeting."""
    form = MeetingForm(request.POST or None, today=request.today)
    act = Act(
        "登记会议纪要", "登记以后不能修改；再到问题页面登记这次会议的决议。", "登记会议纪要",
        reverse("oversight:issues"), "会议纪要已登记。", 3, MAJOR,
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.record_meeting(actor=request.actor, at=request.at, **form.cleaned_data),
    )


@require_safe
def meeting(request: Official, pk: int) -> HttpResponse:
    """One meeting's minutes and what it decided."""
    found = queries.find_meeting(request.actor, pk)
    decided = queries.decided_at_meeting(found, request.actor)
    return render(request, "oversight/meeting.html", {"meeting": found, "issues": decided})


def decide(request: Official, pk: int) -> HttpResponse:
    """The conference's decision, and who carries it out."""
    issue = queries.find_issue(request.actor, pk)
    form = DecideForm(request.POST or None, issue=issue, actor=request.actor, today=request.today)
    act = _act(
        "登记联席会议决议", f"{issue}。登记后由承办部门办理，办公室督办。", "登记决议并督办", pk,
        "决议已登记，承办部门会收到待办。", MAJOR,
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.decide_issue(issue=issue, actor=request.actor, at=request.at, **form.cleaned_data),
    )


def report(request: Official, pk: int) -> HttpResponse:
    """The carrier reports."""
    issue = queries.find_issue(request.actor, pk)
    form = WordsForm(request.POST or None, label="办理结果", help_text="写明做了什么、效果如何。")
    act = _act("报送办理结果", f"{issue}。", "报送联席会议办公室", pk, "已报送，等待办公室办结。")
    return ask(
        request,
        act,
        form,
        lambda: services.report_issue(issue=issue, result=form.chosen, actor=request.actor, at=request.at),
    )


def send_back(request: Official, pk: int) -> HttpResponse:
    """Not done yet."""
    issue = queries.find_issue(request.actor, pk)
    form = WordsForm(request.POST or None, label="还要办什么", help_text="承办部门会看到。期限不变。")
    act = _act("退回继续办理", f"{issue}。", "退回承办部门", pk, "已退回，继续督办。")
    return ask(
        request,
        act,
        form,
        lambda: services.send_issue_back(
            issue=issue, because=form.chosen, actor=request.actor, at=request.at
        ),
    )


@require_POST
def close(request: Official, pk: int) -> HttpResponse:
    """Done."""
    issue = queries.find_issue(request.actor, pk)
    services.close_issue(issue=issue, actor=request.actor, at=request.at)
    messages.success(request, "已办结。")
    return redirect("oversight:issue_detail", pk=pk)
