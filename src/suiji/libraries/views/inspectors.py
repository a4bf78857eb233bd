"""How inspectors and recusals are shown."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.libraries import queries, services
from suiji.libraries.forms import InspectorFilter, RecusalForm
from suiji.organs.requests import Official

PAGE = 50


def inspectors(request: Official) -> HttpResponse:
    """The department's inspectors, those whose certificate needs care first."""
    form = InspectorFilter(request.GET)
    rows = queries.inspectors(department=request.actor.department_id, today=request.today, **form.said())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "libraries/inspectors.html", {"form": form, "page": page})


def recusals(request: Official) -> HttpResponse:
    """The department's recusals; nobody else sees them."""
    page = Paginator(queries.recusals(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "libraries/recusals.html", {"page": page})


def recuse(request: Official, pk: int) -> HttpResponse:
    """A new recusal of one inspector."""
    inspector = get_object_or_404(queries.inspectors_of(request.actor), pk=pk)
    form = RecusalForm(request.POST or None, inspector=inspector, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        services.declare_recusal(inspector=inspector, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{inspector.name}的回避已经登记，抽取时自动避开。")
        return redirect("libraries:recusals")
    return render(request, "libraries/recuse.html", {"form": form, "inspector": inspector})
