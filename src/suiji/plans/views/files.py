"""The plan as a table: brought in after a look, taken away, printed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from suiji.catalogue.queries import own_department
from suiji.organs.queries import regulators, to_choose
from suiji.organs.requests import Official
from suiji.papers.sheets import Page, csv_bytes, xlsx_bytes
from suiji.plans import queries, services
from suiji.plans.forms import Filter, LinesFile, LinesSigned
from suiji.plans.importing import WRITTEN, draft_of, table_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bring_in(request: Official) -> HttpResponse:
    """A file is looked at; nothing is kept yet."""
    form = LinesFile(request.POST or None, request.FILES or None, actor=request.actor, today=request.today)
    read = request.method == "POST" and form.is_valid()
    return render(request, "plans/import.html", {"form": form, "dry": form.dry if read else None})


def keep(request: Official) -> HttpResponse:
    """What the look has shown is kept as drafts."""
    form = LinesSigned(request.POST, actor=request.actor)
    if not form.is_valid():
        messages.error(request, str(form.errors["rows"][0]))
        return redirect("plans:import")
    own = own_department(request.actor)
    drafts = (draft_of(row, initiator=own) for row in form.cleaned_data["rows"])
    lines = services.draft_lines(drafts=drafts, actor=request.actor, at=request.at)
    messages.success(request, f"{len(lines)} 项计划已经存为草稿。请逐项核对，由参与部门确认后报送。")
    return redirect("plans:list")


def export(request: Official, kind: str) -> HttpResponse:
    """What the list shows, as a table that can be read in again."""
    form = Filter(request.GET, today=request.today, departments=to_choose(regulators()))
    rows = table_of(list(queries.of_year(form.chosen_year, **form.said())))
    name = f"plan-{form.chosen_year}.{kind}"
    if kind == "csv":
        response = HttpResponse(csv_bytes(WRITTEN, rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(xlsx_bytes([Page("年度联合抽查计划", WRITTEN, rows)]), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def template(_request: Official) -> HttpResponse:
    """An empty table with the headings we read."""
    response = HttpResponse(xlsx_bytes([Page("年度联合抽查计划", WRITTEN, [])]), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="plan-template.xlsx"'
    return response


def printed(request: Official) -> HttpResponse:
    """The plan of a year on paper, in the order of its table."""
    form = Filter(request.GET, today=request.today, departments=to_choose(regulators()))
    rows = queries.of_year(form.chosen_year, **form.said())
    return render(
        request, "plans/print.html", {"rows": rows, "year": form.chosen_year, "today": request.today}
    )
