"""The lists as anybody may take them away, and versions of an item side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from suiji.organs.requests import Request
from suiji.portal.queries import items

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def item_compare(request: Request, one: int, other: int) -> HttpResponse:
    """Two public versions of an item, field by field."""
    found = items.comparison(one, other)
    if found is None:
        raise Http404
    return render(request, "portal/item_compare.html", {"comparison": found})


def item_file(_request: Request, kind: str) -> HttpResponse:
    """Both lists as a workbook, or as a Word table for printing."""
    if kind not in TYPES:
        raise Http404
    response = HttpResponse(items.as_file(kind), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="suiji-items.{kind}"'
    return response
