"""How lines of the plan are shown and worked on."""

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.organs.queries import regulators, to_choose
from suiji.organs.requests import Official
from suiji.plans import queries, services
from suiji.plans.forms import AttachmentForm, Because, Filter, LineForm
from suiji.plans.forms.files import kept_file

A_PAGE = 50


def plan(request: Official) -> HttpResponse:
    """The plan of a year, with its two terms."""
    form = Filter(request.GET, today=request.today, departments=to_choose(regulators()))
    said = form.said()
    page = Paginator(queries.of_year(form.chosen_year, **said), A_PAGE).get_page(request.GET.get("page"))
    clocks = queries.clocks(form.chosen_year, today=request.today)
    shown = {"form": form, "page": page, "clocks": clocks, "year": form.chosen_year}
    return render(request, "plans/list.html", shown | {"narrowed": any(said.values())})


def detail(request: Official, pk: int) -> HttpResponse:
    """One line, all of it."""
    line = get_object_or_404(queries.lines(), pk=pk)
    shown = {
        "sheet": queries.sheet(line, request.actor, today=request.today),
        "publicity": queries.publicity_of([line]).get(line.pk),
    }
    return render(request, "plans/detail.html", shown)


def _begin(request: Official, kind: str) -> HttpResponse:
    form = LineForm(request.POST or None, actor=request.actor, today=request.today, kind=kind)
    if request.method == "POST" and form.is_valid():
        line = services.draft_line(**form.begun(), actor=request.actor, at=request.at)
        messages.success(request, f"{line}的草稿已经保存。参与部门确认后即可报送。")
        return redirect("plans:detail", line.pk)
    return render(request, "plans/draft.html", {"form": form})


def draft(request: Official) -> HttpResponse:
    """A new line of the annual plan."""
    return _begin(request, "ANNUAL")


def temporary(request: Official) -> HttpResponse:
    """A new temporary check, with its source (Art. 8)."""
    return _begin(request, "TEMPORARY")


def edit(request: Official, pk: int) -> HttpResponse:
    """A draft or a returned line, rewritten."""
    line = get_object_or_404(queries.lines(), pk=pk)
    form = LineForm(request.POST or None, actor=request.actor, today=request.today, line=line)
    if request.method == "POST" and form.is_valid():
        services.rewrite(line=line, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "计划已经改好。原有的确认不再有效，请参与部门重新确认。")
        return redirect("plans:detail", pk)
    return render(request, "plans/draft.html", {"form": form})


def _at_once(act: Callable[..., object], words: str) -> Callable[[Official, int], HttpResponse]:
    """An act that needs no further word."""

    @require_POST
    def page(request: Official, pk: int) -> HttpResponse:
        line = get_object_or_404(queries.lines(), pk=pk)
        act(line=line, actor=request.actor, at=request.at)
        messages.success(request, words.format(line=line, department=request.actor.department_name))
        return redirect("plans:detail", pk)

    return page


confirm = _at_once(services.confirm_part, "{department}已经确认参与这项计划。")
submit = _at_once(services.submit, "{line}已经报送同级联席会议办公室。")
accept = _at_once(services.accept, "{line}已经受理，可以公示。")


def publish(request: Official, pk: int) -> HttpResponse:
    """Asked once: what the public will read."""
    line = get_object_or_404(queries.lines(), pk=pk)
    if request.method == "POST":
        services.publish(line=line, actor=request.actor, at=request.at)
        messages.success(request, f"{line}已经公示。")
        return redirect("plans:detail", pk)
    return render(request, "plans/publish.html", {"line": line, "public": queries.public_line(line)})


def _with_reason(act: Callable[..., object], words: str) -> Callable[[Official, int], HttpResponse]:
    """A page that asks for the reason of an act, then does it."""

    def page(request: Official, pk: int) -> HttpResponse:
        line = get_object_or_404(queries.lines(), pk=pk)
        form = Because(request.POST or None)
        if request.method == "POST" and form.is_valid():
            act(line=line, because=form.cleaned_data["because"], actor=request.actor, at=request.at)
            messages.success(request, f"已{words}{line}，理由已经记入办理记录。")
            return redirect("plans:detail", pk)
        return render(request, "plans/reason.html", {"form": form, "line": line, "words": words})

    return page


def change(request: Official, pk: int) -> HttpResponse:
    """The next version of a published line is begun, for a reason that the public will read."""
    line = get_object_or_404(queries.lines(), pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        later = services.change_line(line=line, because=because, actor=request.actor, at=request.at)
        messages.success(request, f"{later}的草稿已经建立。改好、确认、公示以前，公众看到的仍是原来的版本。")
        return redirect("plans:edit", later.pk)
    return render(request, "plans/reason.html", {"form": form, "line": line, "words": "变更"})


def attach(request: Official, pk: int) -> HttpResponse:
    """The source document of a temporary check."""
    line = get_object_or_404(queries.lines(), pk=pk)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        services.attach(**kept_file(line, form), actor=request.actor, at=request.at)
        messages.success(request, "附件已经加入。")
        return redirect("plans:detail", pk)
    return render(request, "plans/attach.html", {"form": form, "line": line})


def attachment(request: Official, pk: int) -> HttpResponseBase:
    """An attachment as it was handed in."""
    kept = get_object_or_404(queries.attachment_open_to(request.actor), pk=pk)
    return FileResponse(BytesIO(bytes(kept.content)), as_attachment=True, filename=kept.name)


send_back = _with_reason(services.return_line, "退回")
withdraw = _with_reason(services.withdraw, "撤回")
refuse = _with_reason(services.refuse_part, "答复不参与")
