"""Shared results: search, bulk, an object's record, recognitions, joint punishments, outcomes from case systems."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.followup import exports, queries, services
from suiji.followup.forms import (
    BulkForm,
    DecisionForm,
    DisciplineForm,
    OutcomesForm,
    SearchForm,
    SpareForm,
    WhyForm,
)
from suiji.organs.requests import Official
from suiji.papers.sheets import Unreadable


def _act(
    request: Official, form: Form, title: str, lead: str, button: str, back: str, do: Callable[[], str]
) -> HttpResponse:
    """The page, or the act, its sentence, and back."""
    if request.method == "POST" and form.is_valid():
        messages.success(request, do())
        return redirect(back)
    context = {"form": form, "title": title, "lead": lead, "button": button, "back": back}
    return render(request, "followup/act.html", context)


def _csv(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def results(request: Official) -> HttpResponse:
    """What other departments have found about one object."""
    form = SearchForm(request.GET or None)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    context = {
        "form": form,
        "text": text,
        "rows": queries.results_page(request.actor, text),
        "bulk": BulkForm(),
    }
    return render(request, "followup/results.html", context)


@require_POST
def bulk(request: Official) -> HttpResponse:
    """Many results at once, with the reason on record."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        context = {"form": SearchForm(), "text": "", "rows": [], "bulk": form}
        return render(request, "followup/results.html", context)
    given = form.cleaned_data
    content, number = exports.results_csv(queries.found_results(since=given["since"], until=given["until"]))
    conditions = {"since": given["since"], "until": given["until"]}
    services.log_bulk_query(
        what="检查结果",
        reason=given["reason"],
        conditions=conditions,
        rows=number,
        actor=request.actor,
        at=request.at,
    )
    return _csv(content, "results")


@require_safe
def bulk_log(request: Official) -> HttpResponse:
    """Who took many results out."""
    return render(request, "followup/bulk_log.html", {"rows": queries.bulk_queries(request.actor)[:200]})


@require_safe
def of_object(request: Official, pk: int) -> HttpResponse:
    """Everything under an object's name."""
    return render(request, "followup/object.html", {"dossier": queries.dossier(pk), "today": request.today})


def recognise(request: Official, pk: int) -> HttpResponse:
    """Ask that another department's result be recognised."""
    publication = queries.publication_to_recognise(request.actor, pk)
    form = WhyForm(request.POST or None)

    if request.method == "POST" and form.is_valid():
        made = services.apply_recognition(
            publication=publication, reason=form.cleaned_data["reason"], actor=request.actor, at=request.at
        )
        messages.success(request, "已申请互认，等待分管负责人审批。同意以后在本页用于任务。")
        return redirect("followup:recognition", pk=made.pk)
    lead = f"{publication}：{queries.result_of(publication).words}。"
    return _act(request, form, "申请结果互认", lead, "申请互认", "followup:results", str)


def recognition(request: Official, pk: int) -> HttpResponse:
    """One recognition; its deputy head decides here."""
    found = queries.find_recognition(request.actor, pk)
    decides = found.state == "APPLIED" and queries.is_deputy_of(found.department_id, request.actor)
    form = DecisionForm(request.POST or None) if decides else None
    if form is not None and request.method == "POST" and form.is_valid():
        services.decide_recognition(
            recognition=found, actor=request.actor, at=request.at, **form.cleaned_data
        )
        messages.success(request, "已登记审批意见。")
        return redirect("followup:recognition", pk=pk)
    context = {
        "recognition": found,
        "result": queries.result_of(found.publication),
        "form": form,
        "entries": queries.history_of(found),
        "spares": queries.tasks_to_spare(found, request.actor).exists(),
    }
    return render(request, "followup/recognition.html", context)


def spare(request: Official, pk: int) -> HttpResponse:
    """Leave the firm out of a task's frame, by way of an exception."""
    found = queries.find_recognition(request.actor, pk)
    form = SpareForm(request.POST or None, recognition=found, actor=request.actor)

    def do() -> str:
        services.spare(recognition=found, task=form.cleaned_data["task"], actor=request.actor, at=request.at)
        return "已提出免予本次检查的申请，经分管负责人批准、办公室备案后在冻结名单时排除。"

    lead = f"{found}。只能在名单冻结以前提出；名单一经产生不得更改。"
    return _act(request, form, "用于任务：免予本次检查", lead, "提出免予本次检查", "followup:results", do)


@require_safe
def disciplines(request: Official) -> HttpResponse:
    """Joint punishments."""
    context = {"rows": queries.disciplines(request.actor)[:200], "today": request.today}
    return render(request, "followup/disciplines.html", context)


def discipline_new(request: Official, pk: int) -> HttpResponse:
    """Propose one on a settled matter."""
    follow_up = queries.settled_follow_up(request.actor, pk)
    form = DisciplineForm(request.POST or None)

    def do() -> str:
        services.propose_discipline(
            follow_up=follow_up, actor=request.actor, at=request.at, **form.cleaned_data
        )
        return "已提出，等待分管负责人审批。"

    lead = f"{follow_up}：{follow_up.outcome}"
    return _act(request, form, "提出联合惩戒", lead, "提出", "followup:disciplines", do)


def discipline(request: Official, pk: int) -> HttpResponse:
    """One joint punishment; decided or lifted here."""
    found = queries.find_discipline(request.actor, pk)
    decides = found.state == "PROPOSED" and queries.is_deputy_of(found.department_id, request.actor)
    lifts = found.state == "IN_FORCE" and found.department_id == request.actor.department_id
    form: Form | None = None
    if decides:
        form = DecisionForm(request.POST or None)
    elif lifts and request.actor.holds("DEPUTY_HEAD"):
        form = WhyForm(request.POST or None)
    if form is not None and request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        if decides:
            services.decide_discipline(discipline=found, actor=request.actor, at=request.at, **words)
        else:
            services.lift_discipline(
                discipline=found, because=words["reason"], actor=request.actor, at=request.at
            )
        messages.success(request, "已登记。")
        return redirect("followup:discipline", pk=pk)
    context = {"discipline": found, "form": form, "decides": decides, "entries": queries.history_of(found)}
    return render(request, "followup/discipline.html", context)


def _take_away(
    request: Official,
    what: str,
    name: str,
    title: str,
    lead: str,
    back: str,
    made: Callable[[], tuple[bytes, int]],
) -> HttpResponse:
    """A table that leaves the house: what it is for is asked first, and who took how much of it is on record."""
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        content, number = made()
        services.log_bulk_query(
            what=what, reason=form.cleaned_data["reason"], conditions={}, rows=number,
            actor=request.actor, at=request.at,
        )  # fmt: skip
        return _csv(content, name)
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": "登记用途并下载（CSV）",
        "back": back,
        "repeat": True,
    }
    return render(request, "followup/act.html", context)


def credit(request: Official) -> HttpResponse:
    """Records for credit regulation, with the reason on record."""
    lead = (
        "导出已经作出的列异、立案、处罚、移送司法决定和实施中的联合惩戒，供信用监管使用。不含信用风险分类。"
    )
    return _take_away(
        request, "信用监管数据", "credit", "导出信用监管数据", lead, "followup:list",
        lambda: exports.credit_csv(today=request.today),
    )  # fmt: skip


def open_matters(request: Official) -> HttpResponse:
    """Open matters as a table for case systems, with the reason on record."""
    lead = "下载没有办结的事项，在办案系统里填好案号、日期和结果，再导入。用途和条数会登记。"
    return _take_away(
        request, "未办结事项", "open-matters", "下载未办结事项", lead, "followup:outcomes",
        lambda: exports.open_csv(queries.visible_to(request.actor).order_by("pk")),
    )  # fmt: skip


def outcomes(request: Official) -> HttpResponse:
    """Outcomes from case systems."""
    form = OutcomesForm(request.POST or None, request.FILES or None)
    told = None
    if request.method == "POST" and form.is_valid():
        try:
            told = services.bring_outcomes(content=form.content, actor=request.actor, at=request.at)
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable))
    return render(request, "followup/outcomes.html", {"form": form, "told": told})
