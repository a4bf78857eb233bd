"""Leave for the visits of a task, silence, the desk, helpers, printing, and the leader's days."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from suiji import law
from suiji.inspections import queries, services
from suiji.inspections.documents.approvals import facts_of
from suiji.inspections.forms.arranging import (
    DecisionForm,
    DeskForm,
    LeaveForm,
    MandateForm,
    PrintNoticesForm,
    ScheduleForm,
    SilenceForm,
)
from suiji.inspections.views.answers import inline
from suiji.organs.requests import Official


def _to_task(request: Official, pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("inspections:task", pk)


def approvals(request: Official) -> HttpResponse:
    """What was asked for and decided in the own department."""
    rows = queries.approvals_visible_to(request.actor)[:200]
    context = {"rows": rows, "waiting": queries.awaiting_decision(request.actor)}
    return render(request, "inspections/approvals.html", context)


def approval(request: Official, pk: int) -> HttpResponse:
    """One application: what it asks for, and the decision."""
    found = get_object_or_404(queries.approvals_visible_to(request.actor), pk=pk)
    context = {
        "approval": found,
        "facts": facts_of(found),
        "form": DecisionForm(),
        "may_decide": queries.awaiting_decision(request.actor).filter(pk=pk).exists(),
    }
    return render(request, "inspections/approval.html", context)


@require_POST
def decide(request: Official, pk: int) -> HttpResponse:
    """The deputy head approves or refuses."""
    found = get_object_or_404(queries.approvals_visible_to(request.actor), pk=pk)
    form = DecisionForm(request.POST)
    form.is_valid()
    opinion = form.cleaned_data.get("opinion", "")
    if "refuse" in request.POST and not opinion.strip():
        form.add_error("opinion", "不批准的，请写明理由。")
        context = {"approval": found, "facts": facts_of(found), "form": form, "may_decide": True}
        return render(request, "inspections/approval.html", context)
    if "refuse" in request.POST:
        services.refuse(approval=found, because=opinion, actor=request.actor, at=request.at)
        messages.success(request, "未批准，已告诉申请人。")
    else:
        services.approve(approval=found, opinion=opinion, actor=request.actor, at=request.at)
        messages.success(request, f"已批准，文号 {found.number}。")
    return redirect("inspections:approval", pk)


def approval_pdf(request: Official, pk: int) -> HttpResponse:
    """The approved form as it was issued."""
    found = get_object_or_404(queries.approval_papers_open_to(request.actor), pk=pk)
    assert found.paper is not None
    return inline(bytes(found.paper.content), f"审批表-{pk}.pdf")


def task(request: Official, pk: int) -> HttpResponse:
    """The visits of a task: leave, notices, printing, helpers."""
    found = get_object_or_404(queries.tasks_open_to(request.actor), pk=pk)
    context = {"page": queries.arrangement(found, request.actor), "form": LeaveForm()}
    return render(request, "inspections/task.html", context)


@require_POST
def apply(request: Official, pk: int) -> HttpResponse:
    """Ask for leave to carry out the visits."""
    found = get_object_or_404(queries.tasks_open_to(request.actor), pk=pk)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        context = {"page": queries.arrangement(found, request.actor), "form": form}
        return render(request, "inspections/task.html", context)
    services.apply_for_visits(task=found, actor=request.actor, at=request.at, **form.cleaned_data)
    return _to_task(request, pk, "已提交行政检查审批，等待本部门分管负责人批准。")


def silence(request: Official, pk: int) -> HttpResponse:
    """Ask for silence about single items."""
    found = get_object_or_404(queries.tasks_open_to(request.actor), pk=pk)
    law.require(law.field_duties.unannounced_gets_no_notice, unannounced=found.unannounced)
    form = SilenceForm(request.POST or None, task=found)
    if request.method == "POST" and form.is_valid():
        services.apply_for_silence(task=found, actor=request.actor, at=request.at, **form.facts())
        return _to_task(request, pk, "已提交不宜告知审批。批准以前不能制作和送达告知书。")
    return _form(request, "申请部分事项不宜告知", "提交审批", found, form)


def desk(request: Official, pk: int) -> HttpResponse:
    """Ask that visits be made from the desk."""
    found = get_object_or_404(queries.tasks_open_to(request.actor), pk=pk)
    fit = queries.arrangement(found, request.actor).desk_fit
    form = DeskForm(request.POST or None, visits=fit)
    if request.method == "POST" and form.is_valid():
        services.apply_for_desk(actor=request.actor, at=request.at, **form.facts())
        return _to_task(request, pk, "已提交非现场检查审批。")
    return _form(request, "申请非现场检查", "提交审批", found, form)


def mandate(request: Official, pk: int) -> HttpResponse:
    """Register a third party's mandate."""
    found = get_object_or_404(queries.tasks_open_to(request.actor), pk=pk)
    form = MandateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = services.register_mandate(task=found, actor=request.actor, at=request.at, **form.facts())
        return _to_task(request, pk, f"委托书 {kept.number} 已登记。{kept.body}只协助，不签字。")
    return _form(request, "登记第三方委托书", "登记委托书", found, form)


def print_notices(request: Official, pk: int) -> HttpResponse:
    """Number and print the notices of all visits that are still to be told."""
    found = get_object_or_404(queries.tasks_open_to(request.actor), pk=pk)
    form = PrintNoticesForm(request.POST or None, today=request.today, until=found.period_until)
    if request.method == "POST" and form.is_valid():
        job = services.order_print(
            task=found, kind="NOTICES", actor=request.actor, at=request.at, **form.cleaned_data
        )
        return redirect("inspections:print", job.pk)
    return _form(request, "成批制作告知书", "编号并打印告知书", found, form)


@require_POST
def print_records(request: Official, pk: int) -> HttpResponse:
    """Print the blank record forms of all visits."""
    found = get_object_or_404(queries.tasks_open_to(request.actor), pk=pk)
    job = services.order_print(task=found, kind="RECORDS", actor=request.actor, at=request.at)
    return redirect("inspections:print", job.pk)


def print_job(request: Official, pk: int) -> HttpResponse:
    """How a print is getting on, and the file when it is there."""
    job = get_object_or_404(queries.print_jobs_open_to(request.actor), pk=pk)
    return render(request, "inspections/print.html", {"job": job})


def print_file(request: Official, pk: int) -> HttpResponse:
    """The printed PDF."""
    job = get_object_or_404(queries.print_jobs_open_to(request.actor).exclude(file=""), pk=pk)
    return inline(job.file.read(), f"{job.get_kind_display()}-{job.task.number}.pdf")


def _form(request: Official, title: str, button: str, task: Any, form: Any) -> HttpResponse:
    context = {"title": title, "button": button, "task": task, "form": form}
    return render(request, "inspections/task_form.html", context)


def days(request: Official) -> HttpResponse:
    """The day's visits by district; the leader fixes days here."""
    on: date = parse_date(request.GET.get("on", "")) or request.today
    page = queries.day_list(request.actor, on=on)
    mine = [visit for visit in page.waiting if visit.pk in page.leads]
    form = ScheduleForm(request.POST or None, visits=mine, today=request.today, initial={"on": on})
    if request.method == "POST" and form.is_valid():
        fixed = services.schedule_visits(actor=request.actor, at=request.at, **form.facts())
        day: date = form.cleaned_data["on"]
        messages.success(request, f"已安排 {len(fixed)} 户，{day:%m月%d日}。")
        return redirect(f"{request.path}?on={day:%Y-%m-%d}")
    return render(request, "inspections/days.html", {"page": page, "form": form, "mine": mine})


@require_POST
def unschedule(request: Official, pk: int) -> HttpResponse:
    """The leader takes a day back."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    services.schedule_visits(visits=[visit], on=None, actor=request.actor, at=request.at)
    messages.success(request, f"{visit.drawn.object.name}的日程已取消，可以另行安排。")
    return redirect("inspections:days")


def calendar(request: Official) -> HttpResponse:
    """The days ahead for a calendar: districts and numbers, no names."""
    text = queries.calendar_file(
        request.actor, today=request.today, at=request.at, site=settings.ENVIRONMENT.site
    )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="visits.ics"'
    return answer


@require_POST
def recognise(request: Official, pk: int, source: int) -> HttpResponse:
    """Propose that another result stand for a check."""
    finding = get_object_or_404(queries.findings_open_to(request.actor), pk=pk)
    found = get_object_or_404(queries.signed_findings_of(finding.visit), pk=source)
    reason = request.POST.get("reason", "").strip()[:300] or "同一事项近期已经检查，没有发现问题。"
    services.propose_recognition(
        finding=finding, source=found, reason=reason, actor=request.actor, at=request.at
    )
    messages.success(request, "已提请互认，等待本部门分管负责人批准。批准后本事项不再检查。")
    return redirect("inspections:pre_check", finding.visit_id)
