"""The papers of a visit: made, read, served; reports, letters, the hand-over for the list of abnormal operation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.inspections import queries, services
from suiji.inspections.documents.word import KINDS, word_of
from suiji.inspections.files import CONTENT_TYPES
from suiji.inspections.forms.papers import (
    LabReportForm,
    LetterForm,
    LetterOutcomeForm,
    ListingForm,
    OrderForm,
    ReportForm,
    SampleForm,
    ServeForm,
    SiteNoteForm,
)
from suiji.inspections.views.answers import inline
from suiji.organs.days import day_of
from suiji.organs.requests import Official
from suiji.papers.word import DOCX


def _form(request: Official, title: str, button: str, visit: Any, form: Any) -> HttpResponse:
    context = {"title": title, "button": button, "visit": visit, "form": form}
    return render(request, "inspections/paper_form.html", context)


def _made(request: Official, visit_pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("inspections:papers", visit_pk)


def papers(request: Official, pk: int) -> HttpResponse:
    """Every paper of a visit, and what can be made now."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    return render(request, "inspections/papers.html", {"page": queries.paper_page(visit, request.actor)})


def paper_pdf(request: Official, pk: int) -> HttpResponse:
    """A paper as it was issued."""
    row = get_object_or_404(queries.visit_papers_open_to(request.actor), pk=pk)
    return inline(bytes(row.paper.content), f"{row.get_kind_display()}-{pk}.pdf")


def paper_word(request: Official, pk: int) -> HttpResponse:
    """The same paper as a Word file."""
    rows = queries.visit_papers_open_to(request.actor).filter(kind__in=KINDS)
    row = get_object_or_404(rows.select_related("department", "visit__task__initiator"), pk=pk)
    return inline(word_of(row), f"{row.get_kind_display()}-{pk}.docx", DOCX)


def note(request: Official, pk: int) -> HttpResponse:
    """Write a 现场检查笔录."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    initial = {
        "begun_at": visit.arrived_at, "ended_at": request.at, "place": visit.drawn.object.address,
    }  # fmt: skip
    form = SiteNoteForm(request.POST or None, visit=visit, at=request.at, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = services.write_note(visit=visit, actor=request.actor, at=request.at, **form.cleaned_data)
        return _made(request, pk, f"笔录 {made.number} 已制作，请打印后由对方阅看签字。")
    return _form(request, "制作现场检查笔录", "制作笔录", visit, form)


def order(request: Official, pk: int) -> HttpResponse:
    """Order a correction."""
    finding = get_object_or_404(queries.findings_open_to(request.actor), pk=pk)
    initial = {"problem": finding.problem, "basis": finding.item_version.legal_basis, "kind": "CORRECT"}
    form = OrderForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = services.give_order(finding=finding, actor=request.actor, at=request.at, **form.cleaned_data)
        return _made(request, finding.visit_id, f"{made.get_kind_display()}已登记：{made}。")
    return _form(request, f"责令改正：{finding.item_version.title}", "登记责令改正", finding.visit, form)


def sample(request: Official, pk: int) -> HttpResponse:
    """Take a sample."""
    finding = get_object_or_404(queries.findings_open_to(request.actor), pk=pk)
    form = SampleForm(request.POST or None, finding=finding)
    if request.method == "POST" and form.is_valid():
        made = services.take_sample(finding=finding, actor=request.actor, at=request.at, **form.cleaned_data)
        return _made(request, finding.visit_id, f"抽样记录 {made.number} 已制作，请打印后由双方签字。")
    return _form(request, f"抽样：{finding.item_version.title}", "制作抽样记录", finding.visit, form)


def lab_report(request: Official, pk: int) -> HttpResponse:
    """Enter what the laboratory says of a sample."""
    found = get_object_or_404(queries.samples_open_to(request.actor), pk=pk)
    form = LabReportForm(
        request.POST or None,
        request.FILES or None,
        sampled_on=day_of(found.taken_at),
        today=request.today,
        initial={
            "laboratory": str(found.mandate.body if found.mandate else found.department),
            "received_on": request.today,
        },
    )
    if request.method == "POST" and form.is_valid():
        kept = services.receive_lab_report(sample=found, actor=request.actor, at=request.at, **form.facts())
        return _made(request, found.visit_id, f"{kept}已登记。报告到齐的事项，结果已按报告形成。")
    return _form(request, f"登记检验报告：{found.name}", "登记检验报告", found.visit, form)


def lab_report_file(request: Official, pk: int) -> HttpResponse:
    """A laboratory's report, to those who may read the visit."""
    kept = get_object_or_404(queries.lab_reports_open_to(queries.visible_to(request.actor)), pk=pk)
    suffix = str(kept.file.name).rpartition(".")[2]
    return inline(kept.file.read(), f"检验报告-{pk}.{suffix}", CONTENT_TYPES[suffix])


def report(request: Official, pk: int) -> HttpResponse:
    """Take in a third party's report."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        visit=visit,
        department_id=request.actor.department_id,
    )
    if request.method == "POST" and form.is_valid():
        kept = services.take_report(visit=visit, actor=request.actor, at=request.at, **form.facts())
        return _made(request, pk, f"第三方报告 {kept.number} 已登记。检查结果仍由检查人员填写。")
    return _form(request, "登记第三方报告", "登记报告", visit, form)


def report_file(request: Official, pk: int) -> HttpResponse:
    """A third party's report, to those who may read the visit."""
    kept = get_object_or_404(queries.reports_open_to(request.actor), pk=pk)
    suffix = str(kept.file.name).rpartition(".")[2]
    return inline(kept.file.read(), f"报告-{pk}.{suffix}", CONTENT_TYPES[suffix])


ISSUES: dict[str, tuple[Any, str]] = {
    "record": (services.issue_record, "签字的记录表已制发，可以扫码核验。"),
    "evidence": (services.issue_evidence_list, "证据清单已制发，请打印后由对方确认。"),
    "letter": (services.issue_result_letter, "检查结果告知书已制发，请送达被检查对象。"),
}


@require_POST
def issue(request: Official, pk: int, what: str) -> HttpResponse:
    """Issue the signed record, the evidence list or the result letter."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    if what not in ISSUES:
        raise Http404
    act, words = ISSUES[what]
    act(visit=visit, actor=request.actor, at=request.at)
    return _made(request, pk, words)


def serve(request: Official, pk: int) -> HttpResponse:
    """Write the 送达回证 of a paper."""
    row = get_object_or_404(queries.visit_papers_open_to(request.actor), pk=pk)
    visit = get_object_or_404(queries.visits_of(request.actor), pk=row.visit_id)
    form = ServeForm(
        request.POST or None,
        issued_at=row.paper.issued_at,
        at=request.at,
        colleagues=queries.colleagues_of(visit, request.actor),
        initial={"served_at": request.at},
    )
    if request.method == "POST" and form.is_valid():
        services.serve_paper(
            visit=visit, paper=row.paper, actor=request.actor, at=request.at, **form.cleaned_data
        )
        return _made(request, visit.pk, f"{row.paper}的送达已登记，并生成送达回证。")
    return _form(request, f"送达：{row.paper.title}", "登记送达", visit, form)


def letter(request: Official, pk: int) -> HttpResponse:
    """Register a letter to the registered address."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    initial = {"address": visit.drawn.object.address, "sent_on": request.today}
    form = LetterForm(request.POST or None, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = services.send_letter(visit=visit, actor=request.actor, at=request.at, **form.cleaned_data)
        return _made(request, pk, f"第 {sent.place} 次核查信函已登记。收到退件或签收结果后再来登记。")
    return _form(request, "登记核查信函", "登记寄出", visit, form)


def letter_outcome(request: Official, pk: int) -> HttpResponse:
    """What became of a letter."""
    found = get_object_or_404(queries.letters_open_to(request.actor), pk=pk)
    form = LetterOutcomeForm(
        request.POST or None, sent_on=found.sent_on, today=request.today, initial={"on": request.today}
    )
    if request.method == "POST" and form.is_valid():
        services.note_letter(letter=found, actor=request.actor, at=request.at, **form.cleaned_data)
        return _made(request, found.visit_id, f"{found}的结果已登记。")
    return _form(request, f"登记信函结果：{found}", "登记结果", found.visit, form)


def listing(request: Official, pk: int) -> HttpResponse:
    """Hand the matter over to the registration organ."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = ListingForm(request.POST or None, initial={"receiver": visit.drawn.object.reg_organ})
    if request.method == "POST" and form.is_valid():
        services.hand_over_listing(visit=visit, actor=request.actor, at=request.at, **form.cleaned_data)
        return _made(request, pk, "列异线索移交函已制发，可以下载移交包。")
    return _form(request, "移交列入经营异常名录线索", "制发移交函", visit, form)


def listing_package(request: Official, pk: int) -> HttpResponse:
    """The hand-over as a file for the registration organ's system: letter, facts, evidence."""
    visit = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    content = queries.listing_package(visit)
    if content is None:
        return redirect("inspections:papers", pk)
    return inline(content, f"列异线索-{pk}.zip", "application/zip")
