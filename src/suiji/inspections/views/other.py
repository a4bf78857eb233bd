"""Checks that nobody drew: begun at the object's page, filled in and signed as a visit's record is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.inspections import queries, services
from suiji.inspections.documents import other_document
from suiji.inspections.forms.other import BeginForm, DropForm, OtherFindingForm
from suiji.inspections.forms.visits import FirmSignForm, RefusalForm
from suiji.inspections.views.answers import inline
from suiji.ledger import NotYours
from suiji.libraries import queries as library
from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.papers.services import render as print_paper


def _page(request: Official, name: str, **context: Any) -> HttpResponse:
    frame = {"layout": "inspections", "base": "base/desk.html"}
    return render(request, f"inspections/other_{name}.html", {**frame, **context})


def _done(request: Official, pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("inspections:other", pk)


def other_checks(request: Official) -> HttpResponse:
    """All that the actor may read, the newest first."""
    rows = queries.other_checks_visible_to(request.actor)
    return _page(request, "checks", page=Paginator(rows, 50).get_page(request.GET.get("page")))


def begin(request: Official, pk: int) -> HttpResponse:
    """A check of this object begins."""
    thing = get_object_or_404(library.search(""), pk=pk)
    officer = library.inspector_of(request.actor)
    if officer is None:
        raise NotYours("只有执法检查人员名录库里的人员可以登记检查记录。")
    parts = queries.own_parts(officer.department, on=request.today)
    colleagues = queries.colleagues_in_post(officer, on=request.today)
    form = BeginForm(request.POST or None, parts=parts, colleagues=list(colleagues))
    if request.method == "POST" and form.is_valid():
        made = services.begin_other_check(object=thing, actor=request.actor, at=request.at, **form.said())
        return _done(request, made.pk, "已登记检查开始。请出示执法证件，再按检查要点逐项检查。")
    frequency = library.frequency(thing, today=request.today)
    return _page(request, "begin", object=thing, form=form, frequency=frequency)


def detail(request: Official, pk: int) -> HttpResponse:
    """The working page of a check."""
    made = get_object_or_404(queries.other_checks_visible_to(request.actor), pk=pk)
    record = queries.other_record(made)
    mine = next((one for one in record.officers if one.person_id == request.actor.id), None)
    return _page(request, "check", made=made, record=record, mine=mine, entries=queries.other_history(made))


def finding(request: Official, pk: int) -> HttpResponse:
    """Fill in one item; “全部无” answers all points without handing in."""
    found = get_object_or_404(queries.other_findings_open_to(request.actor), pk=pk)
    if request.method == "POST" and "all_none" not in request.POST:
        form = OtherFindingForm(request.POST, finding=found)
        if form.is_valid():
            services.fill_other_finding(finding=found, actor=request.actor, at=request.at, **form.facts())
            return _done(request, found.check_made_id, f"“{found.item_version.title}”的检查情况已填写。")
    else:
        form = OtherFindingForm(initial=OtherFindingForm.starting(found, request.POST), finding=found)
    guides = queries.guides_for(found)
    return _page(request, "finding", made=found.check_made, finding=found, form=form, guides=guides)


def sign(request: Official, pk: int) -> HttpResponse:
    """An officer signs the record as it stands."""
    made = get_object_or_404(queries.open_other_checks(request.actor), pk=pk)
    if request.method == "POST":
        services.sign_other_officer(made=made, actor=request.actor, at=request.at)
        return _done(request, pk, "您已在记录表上签字。")
    return _page(request, "sign", made=made, record=queries.other_record(made))


def firm_signs(request: Official, pk: int) -> HttpResponse:
    """The object's person signs on the officer's device."""
    made = get_object_or_404(queries.open_other_checks(request.actor), pk=pk)
    form = FirmSignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("signer", "drawing", "opinion")}
        services.sign_other_firm(made=made, actor=request.actor, at=request.at, **said)
        return _done(request, pk, "被检查对象已签字。")
    return _page(request, "firm_signs", made=made, form=form, record=queries.other_record(made))


def refusal(request: Official, pk: int) -> HttpResponse:
    """An officer explains why the object did not sign."""
    made = get_object_or_404(queries.open_other_checks(request.actor), pk=pk)
    record = queries.other_record(made)
    form = RefusalForm(
        request.POST or None, initial={"note": record.refusals[0].note} if record.refusals else {}
    )
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        services.note_other_refusal(made=made, note=note, actor=request.actor, at=request.at)
        return _done(request, pk, "已签字说明。须有至少两名检查人员签字说明，才能代替被检查对象签字。")
    return _page(request, "refusal", made=made, form=form, record=record)


def close(request: Official, pk: int) -> HttpResponse:
    """End the check: the record can no longer change, and the check counts."""
    made = get_object_or_404(queries.open_other_checks(request.actor), pk=pk)
    if request.method == "POST":
        services.close_other_check(made=made, actor=request.actor, at=request.at)
        return _done(request, pk, "检查已结束，记录表不能再改。这次检查已计入该对象的检查次数。")
    return _page(request, "close", made=made, record=queries.other_record(made))


def drop(request: Official, pk: int) -> HttpResponse:
    """The check did not take place."""
    made = get_object_or_404(queries.open_other_checks(request.actor), pk=pk)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.drop_other_check(made=made, actor=request.actor, at=request.at, **form.cleaned_data)
        return _done(request, pk, "已登记为没有实施，不计入检查次数。")
    return _page(request, "drop", made=made, form=form)


def record_pdf(request: Official, pk: int) -> HttpResponse:
    """The record as it is printed."""
    made = get_object_or_404(queries.other_checks_visible_to(request.actor), pk=pk)
    document = other_document(queries.other_record(made))
    return inline(print_paper(document, demonstration=is_demonstration()), f"检查记录表-{pk}.pdf")


def drawing(request: Official, pk: int) -> HttpResponse:
    """A signature drawn by hand, to those who may read its record."""
    signature = get_object_or_404(queries.other_drawings_open_to(request.actor), pk=pk)
    return HttpResponse(bytes(signature.drawing), content_type="image/png")
