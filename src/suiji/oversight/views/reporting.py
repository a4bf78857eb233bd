"""How oversight is shown: the year's figures, the reports, and the one act of the office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.oversight import papers, queries, services
from suiji.oversight.forms import IssueForm, YearForm


@require_safe
def home(request: Official) -> HttpResponse:
    """The year so far, per department."""
    form = YearForm(request.GET or None, today=request.today)
    shown = queries.overview(request.actor, year=form.chosen, at=request.at)
    return render(
        request, "oversight/home.html", {"form": form, "shown": shown, "reports": queries.reports()[:5]}
    )


def issue(request: Official) -> HttpResponse:
    """First the figures of the chosen instant, then the report over exactly these."""
    form = IssueForm(request.POST or None, at=request.at)
    if request.method != "POST" or not form.is_valid():
        return render(request, "oversight/issue.html", {"form": form, "preview": None})
    year, seen_at = form.cleaned_data["year"], form.seen()
    if "issue" not in request.POST or seen_at is None:
        preview = queries.preview(request.actor, year=year, cut_off_at=form.cut_off_at())
        return render(request, "oversight/issue.html", {"form": form, "preview": preview})
    given = {name: form.cleaned_data[name] for name in ("year", "notes", "seen_sha256")}
    issued = services.issue_report(cut_off_at=seen_at, actor=request.actor, at=request.at, **given)
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
            "entries": queries.history(found),
        },
    )


@require_safe
def report_pdf(request: Official, pk: int) -> HttpResponse:  # noqa: ARG001 — the door has looked at it
    """通报 on paper."""
    content = papers.report_pdf(queries.find(pk), demonstration=is_demonstration())
    headers = {"Content-Disposition": f'inline; filename="report-{pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
def report_csv(request: Official, pk: int) -> HttpResponse:  # noqa: ARG001 — the door has looked at it
    """The appendix as a table."""
    content = papers.report_csv(queries.find(pk))
    headers = {"Content-Disposition": f'attachment; filename="report-{pk}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
