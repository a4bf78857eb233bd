"""How often objects were inspected in a year, and what the cap did (Art. 10)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from suiji.organs.requests import Official
from suiji.oversight import queries
from suiji.oversight.forms import YearForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def caps(request: Official) -> HttpResponse:
    """The year of the cap, department by department, with the objects inspected most often."""
    form = YearForm(request.GET or None, today=request.today)
    found = queries.caps_of(request.actor, form.chosen, today=request.today)
    rows = queries.often_visited(request.actor, form.chosen, least=found.cap)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    numbers = queries.numbers_of(request.actor, form.chosen, page.object_list)
    pairs = [(row, numbers.get(row.pk, [])) for row in page.object_list]
    context = {"form": form, "year": form.chosen, "caps": found, "page": page, "objects": pairs}
    return render(request, "oversight/caps.html", context)


@require_safe
def caps_file(request: Official, year: int) -> HttpResponse:
    """The same as a workbook, with everybody the cap kept out."""
    if not YearForm({"year": year}, today=request.today).is_valid():
        raise Http404("no year of this platform")
    response = HttpResponse(
        queries.caps_workbook(request.actor, year, today=request.today), content_type=XLSX
    )
    response["Content-Disposition"] = f'attachment; filename="caps-{year}.xlsx"'
    return response
