"""How a file enters the object library, page by page; conflicts between departments; quality."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.libraries import queries, services
from suiji.libraries.forms.uploads import BecauseForm, ColumnsForm, UploadForm
from suiji.organs.requests import Official
from suiji.papers.sheets import Page, xlsx_bytes

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 50


def import_objects(request: Official) -> HttpResponse:
    """A file for the object library."""
    form = UploadForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        return redirect("libraries:upload", form.upload.pk)
    recent = queries.uploads(department=request.actor.department_id)[:5]
    return render(request, "libraries/import_objects.html", {"form": form, "recent": recent})


def upload(request: Official, pk: int) -> HttpResponse:
    """A file on its way: its columns, its progress, what became of its rows."""
    found = get_object_or_404(queries.uploads(department=request.actor.department_id), pk=pk)
    form = ColumnsForm(request.POST or None, upload=found)
    if request.method == "POST" and form.is_valid():
        services.settle_columns(upload=found, columns=form.said(), actor=request.actor, at=request.at)
        return redirect("libraries:upload", pk)
    shown = {"sheet": queries.upload_sheet(found), "form": form, "undo": BecauseForm()}
    return render(request, "libraries/upload.html", shown)


@require_POST
def accept(request: Official, pk: int) -> HttpResponse:
    """The checked rows are to enter."""
    found = get_object_or_404(queries.uploads(department=request.actor.department_id), pk=pk)
    services.accept_upload(upload=found, actor=request.actor, at=request.at)
    return redirect("libraries:upload", pk)


@require_POST
def discard(request: Official, pk: int) -> HttpResponse:
    """The file is given up."""
    found = get_object_or_404(queries.uploads(department=request.actor.department_id), pk=pk)
    services.discard_upload(upload=found, actor=request.actor, at=request.at)
    messages.success(request, f"已放弃{found}，名录库没有改动。")
    return redirect("libraries:import_objects")


@require_POST
def again(request: Official, pk: int) -> HttpResponse:
    """What the worker has given up is tried once more."""
    found = get_object_or_404(queries.uploads(department=request.actor.department_id), pk=pk)
    services.order_again(upload=found, actor=request.actor, at=request.at)
    messages.success(request, "已经重新交给后台办理，从上次停下的地方接着来。")
    return redirect("libraries:upload", pk)


@require_POST
def undo(request: Official, pk: int) -> HttpResponse:
    """Everything the file did is taken back."""
    found = get_object_or_404(queries.uploads(department=request.actor.department_id), pk=pk)
    form = BecauseForm(request.POST)
    if form.is_valid():
        because = form.cleaned_data["because"]
        services.undo_upload(upload=found, because=because, actor=request.actor, at=request.at)
        messages.success(request, f"{found}的导入已整体撤销。")
    else:
        messages.error(request, "没有撤销：请写明撤销的原因。")
    return redirect("libraries:upload", pk)


def refused(request: Official, pk: int) -> HttpResponse:
    """The refused rows as the same table, with a column of reasons."""
    found = get_object_or_404(queries.uploads(department=request.actor.department_id), pk=pk)
    if not found.path:
        messages.info(request, "这个文件没有保存，或者保存期满已经删除，不能再下载。")
        return redirect("libraries:upload", pk)
    page = Page("未通过的行", [*found.headings, "未通过原因"], queries.refused_lines(found))
    headers = {"Content-Disposition": f'attachment; filename="refused-{pk}.xlsx"'}
    return HttpResponse(xlsx_bytes([page]), content_type=WORKBOOK, headers=headers)


def conflicts(request: Official) -> HttpResponse:
    """Where two departments say different things."""
    rows = queries.conflicts(department=request.actor.department_id)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "disputes": queries.disputes(page.object_list)}
    return render(request, "libraries/conflicts.html", shown)


@require_POST
def decide(request: Official, pk: int) -> HttpResponse:
    """Which of two statements stands."""
    found = get_object_or_404(queries.conflicts(department=request.actor.department_id), pk=pk)
    take = request.POST.get("take") == "1"
    services.decide_conflict(conflict=found, take=take, actor=request.actor, at=request.at)
    messages.success(request, "已采用新内容。" if take else "已保留原内容。")
    return redirect("libraries:conflicts")


def quality(request: Official) -> HttpResponse:
    """What should be put right before the library is confirmed."""
    state = queries.quality(department=request.actor.department_id, today=request.today)
    return render(request, "libraries/quality.html", {"state": state})


@require_POST
def export_quality(request: Official) -> HttpResponse:
    """What should be put right, as a workbook; on record."""
    content = services.export_quality(
        department=queries.own_department(request.actor),
        today=request.today,
        actor=request.actor,
        at=request.at,
    )
    headers = {"Content-Disposition": f'attachment; filename="quality-{request.today:%Y%m%d}.xlsx"'}
    return HttpResponse(content, content_type=WORKBOOK, headers=headers)
