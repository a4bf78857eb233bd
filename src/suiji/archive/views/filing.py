"""How files are shown, opened and sealed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.archive import courses, properties, queries, services
from suiji.archive.forms import FilterForm, SealForm, SupplementForm
from suiji.inspections.queries import lead_of
from suiji.organs.forms import PurposeForm
from suiji.organs.requests import Official
from suiji.organs.roles import Role

PER_PAGE, WAITING_PER_PAGE = 30, 10


@require_safe
def index(request: Official) -> HttpResponse:
    """Files, and finished visits that have none yet."""
    form = FilterForm(request.GET or None)
    files = Paginator(queries.listed(request.actor, **form.chosen), PER_PAGE).get_page(
        request.GET.get("page")
    )
    waiting = queries.to_be_filed(request.actor) if request.actor.holds(Role.CLERK) else None
    page = (
        Paginator(waiting, WAITING_PER_PAGE).get_page(request.GET.get("visits"))
        if waiting is not None
        else None
    )
    return render(request, "archive/list.html", {"form": form, "files": files, "waiting": page})


@require_POST
def open_file(request: Official, pk: int) -> HttpResponse:
    """Open the file of a finished visit."""
    visit = queries.visit_to_file(request.actor, pk)
    case_file = services.open_file(visit=visit, actor=request.actor, at=request.at)
    messages.success(request, f"已立卷，卷号 {case_file.number}。材料由系统自动归入，请核对缺项。")
    return redirect("archive:detail", pk=case_file.pk)


@require_POST
def open_files(request: Official) -> HttpResponse:
    """Open the files of every finished visit of the department."""
    waiting = queries.to_be_filed(request.actor)
    opened = services.open_files(visits=waiting, actor=request.actor, at=request.at)
    messages.success(request, f"已立卷 {len(opened)} 户。材料由系统自动归入，请逐卷核对缺项。")
    return redirect("archive:list")


@require_safe
def detail(request: Official, pk: int) -> HttpResponse:
    """One file: what is in it, or what it still lacks."""
    case_file = queries.find(request.actor, pk)
    package = queries.package_of(case_file)
    lead = lead_of(case_file.visit)
    sealed = queries.afterlife(case_file) if package else {}
    return render(
        request,
        "archive/detail.html",
        {
            **sealed,
            "case_file": case_file,
            "package": package,
            "readiness": None if package else queries.readiness(case_file),
            "mine": queries.may_archive(case_file, request.actor),
            "lead": lead,
            "supplementing": queries.may_supplement(case_file, request.actor),
            "supplements": queries.supplements_of(case_file),
            "holding": package and queries.may_hold(case_file, lead, request.actor),
            "entries": queries.history(case_file),
        },
    )


def seal(request: Official, pk: int) -> HttpResponse:
    """Archive; asked once, for nothing changes it afterwards."""
    case_file = queries.find(request.actor, pk)
    form = SealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        package = services.archive(
            case_file=case_file, retention=form.chosen, actor=request.actor, at=request.at
        )
        messages.success(request, f"已归档，共 {len(package.manifest)} 件。案卷不能再改动。")
        return redirect("archive:detail", pk=pk)
    context = {"case_file": case_file, "form": form, "readiness": queries.readiness(case_file)}
    return render(request, "archive/seal.html", context)


def download(request: Official, pk: int) -> HttpResponse:
    """The sealed package, for a purpose that is on record."""
    return _lent(request, queries.sealed(request.actor, pk), f"case-file-{pk}.zip")


def _lent(request: Official, volume: services.Volume, name: str) -> HttpResponse:
    content = queries.contents_of(volume)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.lend(volume=volume, purpose=form.cleaned_data["purpose"], actor=request.actor, at=request.at)
        return _zip(content, name)
    context = {"form": form, "case_file": volume.case_file, "size": len(content)}
    return render(request, "archive/lend.html", context)


def supplement(request: Official, pk: int) -> HttpResponse:
    """What came in after sealing goes into a further volume."""
    case_file = queries.find(request.actor, pk)
    form = SupplementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        added = services.add_supplement(
            case_file=case_file, actor=request.actor, at=request.at, **form.facts()
        )
        messages.success(request, f"已另立补充卷 {added.number}。原案卷没有改动。")
        return redirect("archive:detail", pk=pk)
    return render(request, "archive/supplement.html", {"case_file": case_file, "form": form})


def download_supplement(request: Official, pk: int, number: int) -> HttpResponse:
    """A further volume, likewise."""
    volume = queries.supplement(request.actor, pk, number)
    return _lent(request, volume, f"case-file-{pk}-supplement-{number}.zip")


def _zip(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_safe
def tasks(request: Official) -> HttpResponse:
    """Where every task stands."""
    page = Paginator(courses.visible_courses(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = courses.courses(page.object_list)
    return render(request, "archive/tasks.html", {"page": page, "rows": rows})


@require_safe
def task(request: Official, pk: int) -> HttpResponse:
    """Where one task stands."""
    course = courses.course_of(request.actor, pk)
    return render(request, "archive/task.html", {"course": course, "steps": courses.stages(course)})


@require_safe
def examine(request: Official, pk: int) -> HttpResponse:
    """四性检测 of a sealed file."""
    package = queries.sealed(request.actor, pk)
    context = {"package": package, "case_file": package.case_file, "checks": properties.examine(package)}
    return render(request, "archive/examine.html", context)
