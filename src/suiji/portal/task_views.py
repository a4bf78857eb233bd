"""The doors of tasks: what is being carried out, and one task from its plan to its results."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from suiji.organs.requests import Request
from suiji.portal.queries import tasks


def task_list(request: Request) -> HttpResponse:
    """Every task that anybody may know of."""
    page = tasks.pages().get_page(request.GET.get("page"))
    return render(request, "portal/tasks.html", {"page": page, "lines": tasks.as_lines(page)})


def task(request: Request, number: str) -> HttpResponse:
    """One task; a withheld one is not there, like one that does not exist."""
    found = tasks.task(number, today=request.today)
    if found is None:
        raise Http404
    page, results = tasks.results_of(found, request.GET.get("page"))
    return render(request, "portal/task.html", {"task": found, "page": page, "found": results})
