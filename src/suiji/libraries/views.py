"""How the two libraries are shown, filled and searched. No page shows a class (Art. 25)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.libraries import queries, services
from suiji.libraries.forms import ImportForm, InspectorFilter, ObjectFilter, RatingsForm, RecusalForm
from suiji.libraries.headings import template_of
from suiji.organs.queries import regulators
from suiji.organs.requests import Official

PAGE = 50


def home(request: Official) -> HttpResponse:
    """How the department's part of both libraries stands, and what was imported last."""
    department = request.actor.department_id
    shown = {
        "state": queries.overview(department=department, today=request.today),
        "runs": queries.runs(department=department)[:10],
    }
    return render(request, "libraries/home.html", shown)


def objects(request: Official) -> HttpResponse:
    """The object library, searched."""
    form = ObjectFilter(request.GET, departments=regulators())
    page = Paginator(queries.objects(**form.said()), PAGE).get_page(request.GET.get("page"))
    return render(request, "libraries/objects.html", {"form": form, "page": page})


@require_POST
def export(request: Official) -> HttpResponse:
    """What the search shows, as a file; on record."""
    form = ObjectFilter(request.GET, departments=regulators())
    content = services.export_objects(rows=queries.objects(**form.said()), actor=request.actor, at=request.at)
    return _download(content, f"objects-{request.today:%Y%m%d}.csv")


def template(request: Official, library: str) -> HttpResponse:  # noqa: ARG001 — every view takes the request
    """An empty table with the headings of the data standard."""
    if library not in ("OBJECTS", "INSPECTORS"):
        raise Http404
    return _download(template_of(library), f"{library.lower()}-template.csv")


def _download(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def detail(request: Official, pk: int) -> HttpResponse:
    """One object: what the register says of it."""
    row = get_object_or_404(queries.search(""), pk=pk)
    return render(request, "libraries/object.html", {"sheet": queries.sheet(row)})


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


def import_objects(request: Official) -> HttpResponse:
    """A file for the object library."""
    return _import(request, "OBJECTS")


def import_inspectors(request: Official) -> HttpResponse:
    """A file for the inspector library."""
    return _import(request, "INSPECTORS")


def _import(request: Official, library: str) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, library=library)
    if request.method == "POST" and form.is_valid():
        department = queries.own_department(request.actor)
        run = form.act(**form.said(), department=department, actor=request.actor, at=request.at)
        messages.success(request, f"《{run.file_name}》已经导入。下面是逐行校验的结果。")
        return redirect("libraries:run", run.pk)
    return render(request, "libraries/import.html", {"form": form})


def run(request: Official, pk: int) -> HttpResponse:
    """What became of a file, row by row."""
    found = get_object_or_404(queries.runs(department=request.actor.department_id), pk=pk)
    return render(request, "libraries/run.html", {"run": found})


def ratings(request: Official) -> HttpResponse:
    """The one way in for classes."""
    form = RatingsForm(request.POST or None, request.FILES or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        received = services.receive_ratings(**form.said(), actor=request.actor, at=request.at)
        words = f"接收 {received.added} 条，未变 {received.unchanged} 条，拒绝 {len(received.refused)} 条。"
        messages.success(request, words)
        return render(request, "libraries/ratings.html", {"form": None, "received": received})
    return render(request, "libraries/ratings.html", {"form": form})
