"""How both libraries stand, and how files fill them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.libraries import queries, services
from suiji.libraries.forms import CodesForm, ImportForm
from suiji.libraries.views.uploads import WORKBOOK
from suiji.organs.requests import Official


def home(request: Official) -> HttpResponse:
    """How the department's part of both libraries stands, and what was imported last."""
    department = request.actor.department_id
    shown = {
        "state": queries.overview(department=department, today=request.today),
        "runs": queries.runs(department=department)[:10],
        "may_rate": queries.may_rate(department),
    }
    return render(request, "libraries/home.html", shown)


def template(request: Official, library: str) -> HttpResponse:
    """An empty workbook with the headings of the data standard and a sheet of what may be filled in."""
    if library not in ("OBJECTS", "INSPECTORS"):
        raise Http404
    content = queries.blank_table(library, department=queries.own_department(request.actor))
    headers = {"Content-Disposition": f'attachment; filename="{library.lower()}-template.xlsx"'}
    return HttpResponse(content, content_type=WORKBOOK, headers=headers)


def import_inspectors(request: Official) -> HttpResponse:
    """A file for the inspector library; tried first where that is asked for."""
    if request.method != "POST" or "try" not in request.POST:
        return _import(request)
    form = ImportForm(request.POST, request.FILES)
    trial = None
    if form.is_valid():
        said, department = form.said(), queries.own_department(request.actor)
        trial = services.try_inspectors(
            content=said["content"], department=department, actor=request.actor, at=request.at
        )
    return render(request, "libraries/import.html", {"form": form, "trial": trial})


def _import(request: Official) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        department = queries.own_department(request.actor)
        run = services.import_inspectors(
            **form.said(), department=department, actor=request.actor, at=request.at
        )
        messages.success(request, f"《{run.file_name}》已经导入。下面是逐行校验的结果。")
        return redirect("libraries:run", run.pk)
    return render(request, "libraries/import.html", {"form": form})


def run(request: Official, pk: int) -> HttpResponse:
    """What became of a file, row by row."""
    found = get_object_or_404(queries.runs(department=request.actor.department_id), pk=pk)
    return render(request, "libraries/run.html", {"run": found})


def download(content: bytes, name: str) -> HttpResponse:
    """A CSV or a workbook to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    kind = WORKBOOK if name.endswith(".xlsx") else "text/csv; charset=utf-8"
    return HttpResponse(content, content_type=kind, headers=headers)


def codes(request: Official) -> HttpResponse:
    """The table of codes in force, its editions, and a new one."""
    form = CodesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        table = services.load_codes(**form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"已载入 {table}。以后上传的文件按这一版对照。")
        return redirect("libraries:codes")
    return render(request, "libraries/codes.html", {"form": form, "tables": queries.code_tables()})
