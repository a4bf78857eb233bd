"""The list, the working page of a visit and its acts; the phone shows the same in its own layout."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji import law
from suiji.inspections import queries, services
from suiji.inspections.documents import notice_document, record_document
from suiji.inspections.files import CONTENT_TYPES
from suiji.inspections.forms.visits import (
    ContactForm,
    EvidenceForm,
    FindingForm,
    FirmSignForm,
    NoticeForm,
    RefusalForm,
    ReviewForm,
)
from suiji.inspections.states import VisitState
from suiji.inspections.views.answers import inline
from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.papers.services import render as print_paper
from suiji.vault import Unopenable

BASES = {"inspections": "base/desk.html", "field": "base/field.html"}


def _page(request: Official, layout: str, name: str, **context: Any) -> HttpResponse:
    frame = {"layout": layout, "base": BASES[layout]}
    return render(request, f"inspections/{name}.html", {**frame, **context})


def _done(request: Official, layout: str, pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(f"{layout}:detail", pk)


def visits(request: Official) -> HttpResponse:
    """My visits, or all that I may read, by state."""
    mine = request.GET.get("scope", "") != "all" and request.actor.holds("INSPECTOR")
    state = request.GET.get("state", "")
    rows = queries.listed(request.actor, mine=mine, state=state)
    context = {
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "mine": mine,
        "state": state,
        "states": VisitState.choices,
        "waiting": queries.tasks_to_take_over(request.actor),
        "tasks": queries.tasks_open_to(request.actor)[:8] if _arranges(request) else [],
        "others": request.actor.holds(*queries.READERS, "AUDITOR", "UPPER"),
    }
    return render(request, "inspections/list.html", context)


def _arranges(request: Official) -> bool:
    return request.actor.holds("CLERK", "INSPECTOR", "DEPUTY_HEAD", "PRINCIPAL_HEAD", "AUDITOR")


@require_POST
def take_over(request: Official, pk: int) -> HttpResponse:
    """A task whose inspectors are drawn becomes visits."""
    task = get_object_or_404(queries.tasks_to_take_over(request.actor), pk=pk)
    found = services.take_over(task=task, actor=request.actor, at=request.at)
    messages.success(
        request, f"已接收 {task.number}，共 {len(found)} 户待上门检查。各小组成员现在可以预查和告知。"
    )
    return redirect("inspections:list")


def detail(request: Official, pk: int, layout: str) -> HttpResponse:
    """The working page of a visit."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    context = {"layout": layout, "visit": visit, "working": queries.working(visit, request.actor)}
    return render(request, f"{layout}/visit.html", context)


def pre_check(request: Official, pk: int, layout: str) -> HttpResponse:
    """What is known of the object; opening it is written down."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    if request.method == "POST":
        services.open_pre_check(visit=visit, actor=request.actor, at=request.at)
        return redirect(f"{layout}:pre_check", pk)
    working = queries.working(visit, request.actor)
    if not working.pre_check_done:
        return redirect(f"{layout}:detail", pk)
    page = queries.pre_check_page(visit, request.actor, today=request.today)
    return _page(request, layout, "pre_check", visit=visit, working=working, page=page)


def contact(request: Official, pk: int, layout: str) -> HttpResponse:
    """Whom to call: shown once, for a reason that stays on record."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    contacts = queries.contacts_of(visit)
    form, seen = ContactForm(request.POST or None, contacts=contacts), None
    if request.method == "POST" and form.is_valid():
        try:
            text = services.read_contact(visit=visit, actor=request.actor, at=request.at, **form.cleaned_data)
            seen = queries.opened(contacts, form.cleaned_data["field"], text)
        except Unopenable as error:
            form.add_error(None, str(error))
    return _page(request, layout, "contact", visit=visit, contacts=contacts, form=form, seen=seen)


def notice(request: Official, pk: int, layout: str) -> HttpResponse:
    """Serve the notice; an unannounced check has none."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    law.require(law.field_duties.unannounced_gets_no_notice, unannounced=visit.task.unannounced)
    law.require(law.field_duties.visits_are_approved, approved=queries.is_approved(visit.task))
    form = NoticeForm(
        request.POST or None,
        initial=queries.notice_to_serve(visit),
        today=request.today,
        until=visit.task.period_until,
        colleagues=queries.colleagues_of(visit, request.actor),
    )
    if request.method == "POST" and form.is_valid():
        served = services.serve_notice(visit=visit, actor=request.actor, at=request.at, **form.cleaned_data)
        return _done(request, layout, pk, f"已登记送达，告知书 {served.number}。到检查日期即可上门。")
    return _page(request, layout, "notice", visit=visit, form=form)


@require_POST
def arrive(request: Official, pk: int, layout: str) -> HttpResponse:
    """The team is at the door."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    services.arrive(visit=visit, actor=request.actor, at=request.at)
    return _done(request, layout, pk, "已登记到达。请出示执法证件，再按检查要点逐项检查。")


def finding(request: Official, pk: int, layout: str) -> HttpResponse:
    """Fill in one item's finding; “全部无” answers all points without handing in."""
    found = get_object_or_404(queries.findings_open_to(request.actor), pk=pk)
    if request.method == "POST" and "all_none" not in request.POST:
        form = FindingForm(request.POST, finding=found)
        if form.is_valid():
            services.fill_finding(finding=found, actor=request.actor, at=request.at, **form.facts())
            return _done(request, layout, found.visit_id, f"“{found.item_version.title}”的检查情况已填写。")
    else:
        form = FindingForm(initial=FindingForm.starting(found, request.POST), finding=found)
    return _page(
        request,
        layout,
        "finding",
        visit=found.visit,
        finding=found,
        form=form,
        guides=queries.guides_for(found),
    )


def evidence(request: Official, pk: int, layout: str) -> HttpResponse:
    """Hand in a piece of evidence."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    initial = {"kind": request.GET.get("kind", ""), "taken_at": request.at}
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=initial, at=request.at)
    if request.method == "POST" and form.is_valid():
        kept = services.add_evidence(visit=visit, actor=request.actor, at=request.at, **form.facts())
        return _done(request, layout, pk, f"证据“{kept.title}”已保存并登记校验值，不能删改。")
    return _page(request, layout, "evidence", visit=visit, form=form)


def sign(request: Official, pk: int, layout: str) -> HttpResponse:
    """An officer signs the record as it stands."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    if request.method == "POST":
        services.sign_officer(visit=visit, actor=request.actor, at=request.at)
        return _done(request, layout, pk, "您已在记录表上签字。")
    return _page(request, layout, "sign", visit=visit, record=queries.record_of(visit))


def firm_signs(request: Official, pk: int, layout: str) -> HttpResponse:
    """The object's person signs on the officer's device."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    form = FirmSignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("signer", "drawing", "opinion")}
        services.sign_firm(visit=visit, actor=request.actor, at=request.at, **said)
        return _done(request, layout, pk, "被检查对象已签字。")
    return _page(request, layout, "firm_signs", visit=visit, form=form, record=queries.record_of(visit))


def refusal(request: Official, pk: int, layout: str) -> HttpResponse:
    """An officer explains why the object did not sign."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    record = queries.record_of(visit)
    initial = {"note": record.refusals[0].note} if record.refusals else {}
    form = RefusalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        services.note_refusal(visit=visit, note=note, actor=request.actor, at=request.at)
        return _done(
            request, layout, pk, "已签字说明。须有至少两名检查人员签字说明，才能代替被检查对象签字。"
        )
    return _page(request, layout, "refusal", visit=visit, form=form, record=record)


def close(request: Official, pk: int, layout: str) -> HttpResponse:
    """End the visit: the record can no longer change."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    if request.method == "POST":
        services.close_record(visit=visit, actor=request.actor, at=request.at)
        return _done(
            request, layout, pk, "检查已结束，记录表不能再改。各部门应在 20 个工作日内录入并公示结果。"
        )
    working = queries.working(visit, request.actor)
    return _page(request, layout, "close", visit=visit, record=working.form, working=working)


def review(request: Official, pk: int) -> HttpResponse:
    """The deputy head looks at the proof of grave lack of cooperation."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.review_proof(visit=visit, actor=request.actor, at=request.at, **form.cleaned_data)
        return _done(request, "inspections", pk, "审核意见已写入。检查人员可以据此填写结果。")
    context = {"visit": visit, "form": form, "evidence": queries.evidence_of(visit)}
    return _page(request, "inspections", "review", **context)


def notice_pdf(request: Official, pk: int) -> HttpResponse:
    """告知书 as it is printed."""
    visit = get_object_or_404(queries.visible_to(request.actor).filter(notice__isnull=False), pk=pk)
    return inline(
        print_paper(notice_document(visit.notice), demonstration=is_demonstration()), f"告知书-{pk}.pdf"
    )


def record_pdf(request: Official, pk: int) -> HttpResponse:
    """记录表 as it is printed."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    return inline(print_paper(record_document(visit), demonstration=is_demonstration()), f"记录表-{pk}.pdf")


def evidence_file(request: Official, pk: int) -> HttpResponse:
    """A file of evidence, to those who may read its visit."""
    kept = get_object_or_404(queries.evidence_open_to(request.actor), pk=pk)
    if not kept.file.storage.exists(str(kept.file.name)):
        law.require(law.confidence.file_was_not_destroyed, destroyed=queries.files_discarded(kept.visit))
    suffix = str(kept.file.name).rpartition(".")[2]
    return inline(kept.file.read(), f"{kept.sha256[:16]}.{suffix}", CONTENT_TYPES[suffix])


def drawing(request: Official, pk: int) -> HttpResponse:
    """A signature drawn by hand, to those who may read its visit."""
    signature = get_object_or_404(queries.drawings_open_to(request.actor), pk=pk)
    return HttpResponse(bytes(signature.drawing), content_type="image/png")
