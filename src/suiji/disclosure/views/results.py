"""The clocks, the page of one result, and its acts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.disclosure import queries, services
from suiji.disclosure.forms import CorrectionForm, DecisionForm, ResubmissionForm, ReturnForm
from suiji.inspections.queries import results_of
from suiji.ledger.queries import history
from suiji.organs.requests import Official


def results(request: Official) -> HttpResponse:
    """Every result the department owes or has published, with its clock."""
    only = request.GET.get("only", "open")
    page = Paginator(queries.owed(request.actor, only=only), 50).get_page(request.GET.get("page"))
    clocks = queries.clocks(page.object_list, today=request.today)
    may_release = queries.may_release(request.actor, clocks)
    context = {"page": page, "only": only, "clocks": clocks, "may_release": may_release}
    return render(request, "disclosure/list.html", context)


def detail(request: Official, pk: int) -> HttpResponse:
    """One result: its clock, versions and corrections."""
    publication = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    card = queries.card(publication, request.actor, today=request.today)
    return render(request, "disclosure/detail.html", {"card": card, "entries": history(publication)})


def enter(request: Official, pk: int) -> HttpResponse:
    """The department enters its signed results of a visit."""
    visit = get_object_or_404(queries.visits_to_enter(request.actor), pk=pk)
    if request.method == "POST":
        publication = services.enter_result(visit=visit, actor=request.actor, at=request.at)
        messages.success(request, "结果已录入。请本部门另一名公示审核人审核后公示。")
        return redirect("disclosure:detail", publication.pk)
    findings = results_of(visit, request.actor.department_id)
    return render(request, "disclosure/enter.html", {"visit": visit, "findings": findings, "form": None})


def publish(request: Official, pk: int) -> HttpResponse:
    """The reviewer releases a result."""
    publication = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    if request.method == "POST":
        services.publish(publication=publication, actor=request.actor, at=request.at)
        messages.success(request, "结果已公示。公众现在可以查到；确有错误的，按第二十二条更正。")
        return redirect("disclosure:detail", pk)
    card = queries.card(publication, request.actor, today=request.today)
    return render(request, "disclosure/publish.html", {"card": card, "form": None})


def send_back(request: Official, pk: int) -> HttpResponse:
    """The reviewer sends an entry back with what is wrong."""
    publication = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        services.return_result(publication=publication, because=because, actor=request.actor, at=request.at)
        messages.success(request, "已退回经办人改正。公示期限不变。")
        return redirect("disclosure:detail", pk)
    card = queries.card(publication, request.actor, today=request.today)
    return render(request, "disclosure/send_back.html", {"card": card, "form": form})


def resubmit(request: Official, pk: int) -> HttpResponse:
    """The clerk puts right what was sent back and submits it again."""
    publication = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    rows, tested = queries.current_rows(publication), queries.tested_items(publication)
    signed = queries.first_rows(publication)
    form = ResubmissionForm(request.POST or None, rows=rows, tested=tested, signed=signed)
    if request.method == "POST" and form.is_valid():
        services.resubmit(publication=publication, actor=request.actor, at=request.at, **form.facts())
        messages.success(request, "已重新送审。请本部门公示审核人审核。")
        return redirect("disclosure:detail", pk)
    card = queries.card(publication, request.actor, today=request.today)
    return render(request, "disclosure/resubmit.html", {"card": card, "form": form})


def correct(request: Official, pk: int) -> HttpResponse:
    """The clerk applies for a correction."""
    publication = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    rows, tested = queries.current_rows(publication), queries.tested_items(publication)
    form = CorrectionForm(request.POST or None, request.FILES or None, rows=rows, tested=tested)
    if request.method == "POST" and form.is_valid():
        services.apply_correction(publication=publication, actor=request.actor, at=request.at, **form.facts())
        messages.success(request, "更正申请已提交本部门主要负责人。签字以前，已公示的结果不变。")
        return redirect("disclosure:detail", pk)
    return render(request, "disclosure/correct.html", {"publication": publication, "form": form})


def decide(request: Official, pk: int) -> HttpResponse:
    """The principal head signs a correction, or does not."""
    correction = get_object_or_404(queries.corrections_visible_to(request.actor), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agreed = form.cleaned_data["agree"] == "yes"
        act = services.sign_correction if agreed else services.reject_correction
        because = form.cleaned_data["because"]
        act(correction=correction, because=because, actor=request.actor, at=request.at)
        messages.success(request, "更正已公示，原版本保留。" if agreed else "已退回，已公示的结果不变。")
        return redirect("disclosure:detail", correction.publication_id)
    before = queries.in_words(queries.current_rows(correction.publication))
    after = queries.in_words(correction.rows)
    context = {"correction": correction, "before": before, "after": after, "form": form}
    return render(request, "disclosure/decide.html", context)
