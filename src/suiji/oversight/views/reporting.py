"""How figures and reports are shown: the year so far, what lies behind a figure, a report and its papers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.oversight import papers, queries, services
from suiji.oversight.forms import BehindForm, IssueForm, YearForm


@require_safe
def home(request: Official) -> HttpResponse:
    """The year so far, per department."""
    form = YearForm(request.GET or None, today=request.today)
    shown = queries.overview(request.actor, year=form.chosen, at=request.at)
    context = {
        "form": form,
        "shown": shown,
        "reports": queries.reports()[:5],
        "circulations": queries.circulations()[:5],
        "openable": queries.openable(request.actor),
        "period": f"year={form.chosen}&until={shown.content['cut_off_at']}",
    }
    return render(request, "oversight/home.html", context)


@require_safe
def behind(request: Official, key: str) -> HttpResponse:
    """Every row that a figure counted."""
    form = BehindForm(request.GET)
    if not form.is_valid():
        raise Http404("no such figure")
    year, cut_off, report = queries.period_of(form.cleaned_data, at=request.at)
    opened = queries.opened(request.actor, form.cleaned_data["department"], key, year=year, cut_off=cut_off)
    context = {"opened": opened, "year": year, "cut_off": cut_off, "report": report}
    return render(request, "oversight/behind.html", context)


def issue(request: Official) -> HttpResponse:
    """First the figures of the chosen instant, then the report over exactly these, or their round for comments."""
    form = IssueForm(request.POST or None, at=request.at)
    if request.method != "POST" or not form.is_valid():
        return render(request, "oversight/issue.html", {"form": form, "preview": None})
    year, seen_at = form.cleaned_data["year"], form.seen()
    if seen_at is None or not {"issue", "circulate"} & request.POST.keys():
        preview = queries.preview(request.actor, year=year, cut_off_at=form.cut_off_at())
        return render(request, "oversight/issue.html", {"form": form, "preview": preview})
    given = {name: form.cleaned_data[name] for name in ("year", "notes", "seen_sha256")}
    given |= {"cut_off_at": seen_at, "actor": request.actor, "at": request.at}
    if "circulate" in request.POST:
        sent = services.circulate(comment_until=form.cleaned_data["comment_until"], **given)
        messages.success(request, "数据已冻结并发给各部门核对。")
        return redirect("oversight:circulation", pk=sent.pk)
    issued = services.issue_report(**given)
    messages.success(request, f"通报 {issued.number} 已印发，数据已冻结。")
    return redirect("oversight:report", pk=issued.pk)


@require_safe
def report(request: Official, pk: int) -> HttpResponse:
    """One report, as it was frozen."""
    found = queries.find(pk)
    return render(
        request,
        "oversight/report.html",
        {
            "report": found,
            "shown": queries.shown(found.snapshot),
            "untouched": queries.is_untouched(found),
            "comments": queries.comments_on(found.circulation) if found.circulation else [],
            "entries": queries.history(found),
            "openable": queries.openable(request.actor),
            "period": f"report={pk}",
        },
    )


@require_safe
def report_paper(request: Official, pk: int, form: str) -> HttpResponse:  # noqa: ARG001 — the door has looked at it
    """通报 as PDF or Word, its appendix as a workbook or a table."""
    paper = papers.paper(queries.find(pk), form, demonstration=is_demonstration())
    headers = {"Content-Disposition": f'{paper.placed}; filename="report-{pk}.{form}"'}
    return HttpResponse(paper.content, content_type=paper.kind, headers=headers)
