"""How inspectors are shown: the list, the board of certificates, and one person's page with its acts."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from suiji.ledger import NotYours
from suiji.libraries import queries, services
from suiji.libraries.forms import AbsenceForm, AmendForm, InspectorFilter, ReasonForm, StatusForm
from suiji.libraries.views.files import download
from suiji.libraries.views.opening import show_once
from suiji.organs.export_views import use_permit
from suiji.organs.requests import Official
from suiji.organs.roles import Role

PAGE = 50
NUMBERS = {"identity": ("identity_number", "身份证号"), "phone": ("phone", "手机")}
KEEPERS = (Role.LIBRARIAN, Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)


def inspectors(request: Official) -> HttpResponse:
    """The department's inspectors, those whose certificate needs care first."""
    department = request.actor.department_id
    form = InspectorFilter(request.GET, department=department)
    rows = queries.inspectors(department=department, today=request.today, **form.said())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "libraries/inspectors.html", {"form": form, "page": page})


@require_POST
def export_inspectors(request: Official) -> HttpResponse:
    """What the search shows, numbers masked, as a file; on record."""
    use_permit(request, "libraries:export_inspectors")
    department = queries.own_department(request.actor)
    form = InspectorFilter(request.GET, department=department.pk)
    found = queries.inspectors(department=department.pk, today=request.today, **form.said())
    rows = [row.inspector for row in found]
    workbook = request.POST.get("form") == "xlsx"
    content = services.export_inspectors(
        department=department, rows=rows, actor=request.actor, at=request.at, workbook=workbook
    )
    return download(content, f"inspectors-{request.today:%Y%m%d}.{'xlsx' if workbook else 'csv'}")


def certificates(request: Official) -> HttpResponse:
    """Whose certificates end when."""
    board = queries.expiry_board(department=request.actor.department_id, today=request.today)
    return render(request, "libraries/certificates.html", {"board": board})


def inspector(request: Official, pk: int) -> HttpResponse:
    """One inspector, to the department's keepers and to the person."""
    row = get_object_or_404(queries.inspectors_of(request.actor), pk=pk)
    if row.person_id != request.actor.id and not request.actor.holds(*KEEPERS):
        raise NotYours("执法检查人员的资料由本人和本部门的两库管理员、经办人、负责人查看。")
    card = queries.card(row, request.actor, today=request.today)
    return render(request, "libraries/inspector.html", {"card": card})


def amend(request: Official, pk: int) -> HttpResponse:
    """New data for an inspector."""
    row = get_object_or_404(queries.inspectors_of(request.actor), pk=pk)
    form = AmendForm(request.POST or None, inspector=row, today=request.today)
    if request.method == "POST" and form.is_valid():
        services.amend_inspector(inspector=row, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{row.name}的资料已经更新。")
        return redirect("libraries:inspector", row.pk)
    return render(request, "libraries/amend.html", {"form": form, "inspector": row})


def status(request: Official, pk: int) -> HttpResponse:
    """Another state in post."""
    row = get_object_or_404(queries.inspectors_of(request.actor), pk=pk)
    form = StatusForm(request.POST or None, initial={"status": row.status})
    if request.method == "POST" and form.is_valid():
        services.change_status(inspector=row, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{row.name}的状态已经更新，以后的抽取按新状态办理。")
        return redirect("libraries:inspector", row.pk)
    return render(request, "libraries/status.html", {"form": form, "inspector": row})


def absence(request: Official, pk: int) -> HttpResponse:
    """Days away, known beforehand."""
    row = get_object_or_404(queries.inspectors_of(request.actor), pk=pk)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.record_absence(inspector=row, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{row.name}的离岗已经登记。")
        return redirect("libraries:inspector", row.pk)
    return render(request, "libraries/absence.html", {"form": form, "inspector": row})


def cancel_absence(request: Official, pk: int) -> HttpResponse:
    """Days away that do not come about."""
    row = get_object_or_404(queries.absences_of(request.actor), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.cancel_absence(absence=row, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "这段离岗已经取消。")
        return redirect("libraries:inspector", row.inspector_id)
    return render(request, "libraries/cancel_absence.html", {"form": form, "absence": row})


@never_cache
def number(request: Official, pk: int, which: str) -> HttpResponse:
    """A full number, once, for a reason that stays on record."""
    if which not in NUMBERS:
        raise Http404
    field, words = NUMBERS[which]
    row = get_object_or_404(queries.inspectors_of(request.actor), pk=pk)
    open_it = partial(services.view_number, inspector=row, field=field)
    return show_once(request, row, door="inspector", words=words, open_it=open_it)
