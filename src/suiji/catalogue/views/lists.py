"""Lists as a whole: brought in, taken away, compared, confirmed each January."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.catalogue import queries, services
from suiji.catalogue.forms import Answers, Bringing, Filter, Remark
from suiji.organs.queries import regulators, to_choose
from suiji.organs.requests import Official
from suiji.papers.sheets import Unreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def files(request: Official) -> HttpResponse:
    """A file is handed in; earlier ones are listed."""
    form = Bringing(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = services.bring_list(**form.said(), actor=request.actor, at=request.at)
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("catalogue:file", brought.pk)
    return render(request, "catalogue/files.html", {"form": form, "files": queries.files_of(request.actor)})


def _page(request: Official, pk: int, form: Answers | None = None) -> HttpResponse:
    found = queries.file_of(request.actor, pk)
    if found is None:
        raise Http404
    reading = queries.read_list(found)
    about = {"file": found, "reading": reading, "form": form or Answers(reading)}
    return render(request, "catalogue/file.html", about)


def file(request: Official, pk: int) -> HttpResponse:
    """What a file would change, and what it leaves unclear."""
    return _page(request, pk)


@require_POST
def answers(request: Official, pk: int) -> HttpResponse:
    """The unclear wordings are explained."""
    found = queries.file_of(request.actor, pk)
    if found is None:
        raise Http404
    form = Answers(queries.read_list(found), request.POST)
    if not form.is_valid():
        return _page(request, pk, form)
    said, item_class = form.said(), form.said_class
    if said or item_class:
        services.answer_questions(
            file=found, answers=said, unsaid_class=item_class, actor=request.actor, at=request.at
        )
        messages.success(request, "答复已经记下，用于所有相同的行。")
    return redirect("catalogue:file", pk)


@require_POST
def take_over(request: Official, pk: int) -> HttpResponse:
    """The clear rows become drafts."""
    found = queries.file_of(request.actor, pk)
    if found is None:
        raise Http404
    reading = services.take_over_list(file=found, actor=request.actor, at=request.at)
    messages.success(
        request, f"已经导入 {len(reading.to_take)} 项，成为草稿。接下来补齐内容，送分管负责人审核。"
    )
    return redirect("catalogue:file", pk)


def reasons(request: Official, pk: int) -> HttpResponse:
    """The rows that could not be taken over, with the reason of each."""
    found = queries.file_of(request.actor, pk)
    if found is None:
        raise Http404
    content = queries.reasons_workbook(queries.read_list(found))
    return _download(content, XLSX, f"reasons-{pk}.xlsx")


def export(request: Official, kind: str) -> HttpResponse:
    """The items that the list shows, as a file."""
    if kind not in TYPES:
        raise Http404
    form = Filter(request.GET, departments=to_choose(regulators()))
    return _download(queries.as_file(queries.listing(**form.said()), kind), TYPES[kind], f"items.{kind}")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def compare(request: Official, one: int, other: int) -> HttpResponse:
    """Two versions side by side."""
    found = queries.compare(one, other)
    if found is None:
        raise Http404
    return render(request, "catalogue/compare.html", {"comparison": found})


def yearly(request: Official) -> HttpResponse:
    """Each January: the list still holds."""
    form = Remark(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.confirm_list(remark=form.cleaned_data["remark"], actor=request.actor, at=request.at)
        messages.success(request, "本部门的抽查事项清单已经确认。")
        return redirect("catalogue:yearly")
    sheet = queries.yearly(request.actor, today=request.today)
    return render(request, "catalogue/yearly.html", {"form": form, "sheet": sheet})


@require_safe
def sharing(request: Official) -> HttpResponse:
    """What the department shares with the publicity system, and how each item stands there."""
    return render(request, "catalogue/sharing.html", {"board": queries.sharing_board(request.actor)})


@require_POST
def share(request: Official) -> HttpResponse:
    """Everything that waits goes out as one batch."""
    batch = services.share_list(actor=request.actor, at=request.at)
    messages.success(request, f"{batch}已经生成。请下载文件，报送公示系统；收到答复以后在这里导入回执。")
    return redirect("exchange:batch", batch.pk)
