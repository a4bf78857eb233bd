"""How the lists of items are shown and worked on."""

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.catalogue import queries, services
from suiji.catalogue.forms import Because, Drafting, Filter, FirstDay, GuideForm, OwnPart
from suiji.ledger import NotYours
from suiji.organs.queries import regulators, to_choose
from suiji.organs.requests import Official


def items(request: Official) -> HttpResponse:
    """Both lists, narrowed by list, department and state."""
    form = Filter(request.GET, departments=to_choose(regulators()))
    page = Paginator(queries.listing(**form.said()), 50).get_page(request.GET.get("page"))
    return render(request, "catalogue/list.html", {"form": form, "page": page})


def detail(request: Official, pk: int) -> HttpResponse:
    """One version, all of it."""
    version = get_object_or_404(queries.versions(), pk=pk)
    shown = {
        "sheet": queries.sheet(version, request.actor),
        "publicity": queries.publicity_of([version])[version.pk],
        "guides": queries.guides_of(version),
        "unfounded": queries.without_basis(version.parts.all()),
    }
    return render(request, "catalogue/detail.html", shown)


def add_guide(request: Official, pk: int) -> HttpResponse:
    """A department adds the file its officers work by."""
    version = get_object_or_404(queries.versions(), pk=pk)
    form = GuideForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        services.add_guide(version=version, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "工作指引已经加入，随这一版本固定。")
        return redirect("catalogue:detail", pk)
    return render(request, "catalogue/guide.html", {"form": form, "version": version})


@require_safe
def guide(_request: Official, pk: int) -> HttpResponseBase:
    """A guide as it was added."""
    found = queries.guide(pk)
    if found is None:
        raise Http404
    return FileResponse(BytesIO(bytes(found.content)), as_attachment=True, filename=found.name)


@require_POST
def remove_guide(request: Official, pk: int) -> HttpResponse:
    """A guide is taken off a version that is not public yet."""
    found = get_object_or_404(queries.own_guides(request.actor), pk=pk)
    services.remove_guide(guide=found, actor=request.actor, at=request.at)
    messages.success(request, "工作指引已经撤下。")
    return redirect("catalogue:detail", found.version_id)


def draft(request: Official) -> HttpResponse:
    """A new item."""
    form = Drafting(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = services.draft_item(**form.begun(), actor=request.actor, at=request.at)
        messages.success(request, f"{version}的草稿已经保存。接下来由参与部门会签、本部门分管负责人审核。")
        return redirect("catalogue:detail", version.pk)
    return render(request, "catalogue/draft.html", {"form": form})


def edit(request: Official, pk: int) -> HttpResponse:
    """A draft, rewritten."""
    version = get_object_or_404(queries.versions(), pk=pk)
    form = Drafting(request.actor, request.POST or None, version)
    if request.method == "POST" and form.is_valid():
        services.rewrite(version=version, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "草稿已经改好。原有的会签不再有效，请参与部门重新会签。")
        return redirect("catalogue:detail", pk)
    return render(request, "catalogue/draft.html", {"form": form})


def write_part(request: Official, pk: int) -> HttpResponse:
    """A participant writes what it checks itself."""
    version = get_object_or_404(queries.versions(), pk=pk)
    part = queries.own_part(version, request.actor)
    if part is None:
        raise NotYours("您所在部门不参与此事项，没有需要填写的分工。")
    form = OwnPart(request.POST or None, part=part)
    if request.method == "POST" and form.is_valid():
        services.write_part(version=version, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "本部门的检查内容和要点已经写好。没有别的要改，就可以会签。")
        return redirect("catalogue:detail", pk)
    return render(request, "catalogue/part.html", {"form": form, "version": version, "part": part})


def revise(request: Official, pk: int) -> HttpResponse:
    """The next version, begun from this one."""
    version = get_object_or_404(queries.versions(), pk=pk)
    form = Drafting(request.actor, request.POST or None, version)
    if request.method == "POST" and form.is_valid():
        new = services.new_version(item=version.item, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{new}的草稿已经保存。公布以前，原版本继续有效。")
        return redirect("catalogue:detail", new.pk)
    return render(request, "catalogue/draft.html", {"form": form, "revising": True})


@require_POST
def countersign(request: Official, pk: int) -> HttpResponse:
    """The actor's department signs."""
    version = get_object_or_404(queries.versions(), pk=pk)
    services.countersign(version=version, actor=request.actor, at=request.at)
    messages.success(request, f"{request.actor.department_name}已经会签此事项。")
    return redirect("catalogue:detail", pk)


@require_POST
def review(request: Official, pk: int) -> HttpResponse:
    """The deputy head passes the draft."""
    version = get_object_or_404(queries.versions(), pk=pk)
    services.review(version=version, actor=request.actor, at=request.at)
    messages.success(request, "审核通过。会签齐全后即可公布。")
    return redirect("catalogue:detail", pk)


def publish(request: Official, pk: int) -> HttpResponse:
    """Asked once: from when the item holds."""
    version = get_object_or_404(queries.versions(), pk=pk)
    form = FirstDay(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        services.publish(version=version, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"{version}已经公布。")
        return redirect("catalogue:detail", pk)
    return render(request, "catalogue/publish.html", {"form": form, "version": version})


def _with_reason(act: Callable[..., object], words: str) -> Callable[[Official, int], HttpResponse]:
    """A page that asks for the reason of an act, then does it."""

    def page(request: Official, pk: int) -> HttpResponse:
        version = get_object_or_404(queries.versions(), pk=pk)
        form = Because(request.POST or None)
        if request.method == "POST" and form.is_valid():
            act(version=version, because=form.cleaned_data["because"], actor=request.actor, at=request.at)
            messages.success(request, f"已{words}{version}，理由已经记入办理记录。")
            return redirect("catalogue:detail", pk)
        return render(request, "catalogue/reason.html", {"form": form, "version": version, "words": words})

    return page


send_back = _with_reason(services.send_back, "退回")
suspend = _with_reason(services.suspend, "暂停")
resume = _with_reason(services.resume, "恢复")
abolish = _with_reason(services.abolish, "废止")
