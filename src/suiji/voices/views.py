"""Averages of evaluations, documents kept ready, complaints on the supervisor's desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.inspections import queries as inspections
from suiji.organs.requests import Official
from suiji.voices import queries, services
from suiji.voices.forms import AnswerForm


def grades(request: Official) -> HttpResponse:
    """What objects thought of visits, in groups of at least five."""
    found = queries.grades(request.actor, today=request.today)
    return render(request, "voices/grades.html", {"grades": found})


def prepared(request: Official, pk: int) -> HttpResponse:
    """The documents that the object of this visit keeps ready, for the team alone."""
    visit = get_object_or_404(inspections.visits_of(request.actor), pk=pk)
    rows = queries.prepared_for(request.actor, visit.pk)
    return render(request, "voices/prepared.html", {"documents": rows, "visit": pk})


def prepared_file(request: Official, pk: int, document: int) -> HttpResponse:
    """One of them, as a file."""
    found = get_object_or_404(queries.prepared_for(request.actor, pk), pk=document)
    response = HttpResponse(queries.content_of(found), content_type="application/octet-stream")
    response["Content-Disposition"] = (
        f'attachment; filename="document-{found.pk}.{found.name.rpartition(".")[2].lower()}"'
    )
    return response


def complaints(request: Official) -> HttpResponse:
    """All complaints."""
    return render(
        request, "voices/complaints.html", {"complaints": queries.complaints_open_to(request.actor)[:200]}
    )


def complaint(request: Official, pk: int) -> HttpResponse:
    """One complaint and its answer."""
    found = get_object_or_404(queries.complaints_open_to(request.actor), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        services.answer_complaint(complaint=found, answer=answer, actor=request.actor, at=request.at)
        messages.success(request, "已答复，企业可以在自己的页面看到。")
        return redirect("voices:complaints")
    return render(request, "voices/complaint.html", {"complaint": found, "form": form})
