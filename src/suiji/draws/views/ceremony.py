"""How ceremonies are shown and carried out."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.draws import queries, records, services
from suiji.draws.forms import DrawKind, Freezing, HandingIn, Opening, Revealing, Voiding
from suiji.draws.queries.working import is_long
from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official, Request
from suiji.tasks.queries import visible_to

FREEZE = {
    "objects": services.freeze_objects,
    "inspectors": services.freeze_inspectors,
    "long": services.order_freeze,
}
DRAW = {
    "objects": services.draw_objects,
    "inspectors": services.draw_inspectors,
    "long": services.order_draw,
}
FROZEN = "名单已经冻结，承诺已经公开。请各方在时限内揭示份额。"
DRAWN = "抽取完成，独立核验通过，结果已经记入公开日志。"
LATER = "名单很长，由后台办理，本页显示进度。可以离开本页，回来再看。"


def detail(request: Official, pk: int) -> HttpResponse:
    """The task's ceremonies, drawn list, teams and replacements."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    return render(
        request, "draws/detail.html", {"page": queries.task_draws(task, request.actor, today=request.today)}
    )


def open_ceremony(request: Official, pk: int, kind: DrawKind, unit: int | None = None) -> HttpResponse:
    """A ceremony is opened, beside a witness."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    place = get_object_or_404(task.units.all(), pk=unit) if unit else None
    form = Opening(request.POST or None, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        found = services.open_ceremony(
            task=task, kind=kind, unit=place, **form.cleaned_data, actor=request.actor, at=request.at
        )
        messages.success(request, "抽取仪式已经开启，请各参与部门提交份额。")
        return redirect("draws:ceremony", found.pk)
    about = {"form": form, "task": task, "kind": kind, "unit": place}
    return render(request, "draws/open.html", about)


def ceremony(request: Official, pk: int) -> HttpResponse:
    """The ceremony, step by step, as everybody taking part follows it."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    page = queries.ceremony_page(found, request.actor, at=request.at, today=request.today)
    return render(request, "draws/ceremony.html", {"page": page})


def stage(request: Request, ceremony: str) -> HttpResponse:
    """The same on a projector, for anybody: large, calm, without personal data."""
    found = get_object_or_404(queries.ceremonies_in_public(), ceremony=ceremony)
    return render(request, "draws/stage.html", {"room": queries.room_of(found, at=request.at)})


def pulse(request: Request, ceremony: str) -> HttpResponse:
    """Whether an open page should look again."""
    found = get_object_or_404(queries.ceremonies_in_public(), ceremony=ceremony)
    return HttpResponse(status=204 if request.GET.get("seen") == queries.pulse_of(found) else 200)


@require_POST
def hand_in(request: Official, pk: int) -> HttpResponse:
    """The actor's department hands in its share's hash."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    form = HandingIn(request.POST)
    if form.is_valid():
        services.hand_in_share(ceremony=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(
            request, "本部门份额的校验值已经记入公开日志。份额仍只在您的浏览器和下载的文件里，请保管好。"
        )
    else:
        messages.error(request, f"份额没有提交：{form.errors['sha256'][0]}")
    return redirect("draws:ceremony", pk)


def freeze(request: Official, pk: int) -> HttpResponse:
    """Asked once: the frame is fixed and committed to."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    form = Freezing(request.POST or None, ceremony=found, at=request.at)
    if request.method == "POST" and form.is_valid():
        long = is_long(found)
        act = FREEZE["long" if long else found.kind]
        until, extra = form.reveal_by(), form.sources()
        act(ceremony=found, reveal_by=until, extra_sources=extra, actor=request.actor, at=request.at)
        messages.success(request, LATER if long else FROZEN)
        return redirect("draws:ceremony", pk)
    page = queries.ceremony_page(found, request.actor, at=request.at, today=request.today)
    return render(request, "draws/freeze.html", {"form": form, "page": page})


@require_POST
def reveal(request: Official, pk: int) -> HttpResponse:
    """The actor's department opens its share."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    form = Revealing(request.POST, ceremony=found, actor=request.actor)
    if form.is_valid():
        services.reveal_share(ceremony=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "本部门的份额已经公开。")
    else:
        messages.error(request, f"份额没有揭示：{form.errors['value'][0]}")
    return redirect("draws:ceremony", pk)


def draw(request: Official, pk: int) -> HttpResponse:
    """Asked once: the list comes about and can no longer be changed."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        long = is_long(found)
        act = DRAW["long" if long else found.kind]
        act(ceremony=found, actor=request.actor, at=request.at)
        messages.success(request, LATER if long else DRAWN)
        return redirect("draws:ceremony", pk)
    page = queries.ceremony_page(found, request.actor, at=request.at, today=request.today)
    return render(request, "draws/draw.html", {"page": page})


def void(request: Official, pk: int) -> HttpResponse:
    """The principal head gives a ceremony up, in public."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    form = Voiding(request.POST or None, ceremony=found)
    if request.method == "POST" and form.is_valid():
        services.void_ceremony(ceremony=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "本次抽取已经作废，并已公开说明。")
        return redirect("draws:ceremony", pk)
    return render(request, "draws/void.html", {"form": form, "ceremony": found})


def bundle(request: Official, pk: int) -> HttpResponse:
    """The public bundle, from the desk."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    return _zip(queries.bundle_zip(found), f"{found.ceremony}.zip")


@require_POST
def audit_bundle(request: Official, pk: int) -> HttpResponse:
    """The whole bundle, for auditors; that it was opened is on record."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor), pk=pk)
    content = services.open_audit(ceremony=found, actor=request.actor, at=request.at)
    return _zip(content, f"{found.ceremony}-audit.zip")


def _zip(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def record(request: Official, pk: int) -> HttpResponse:
    """The record that operator, witness and notary sign."""
    found = get_object_or_404(queries.ceremonies_visible_to(request.actor).filter(state="RESULTED"), pk=pk)
    content = records.record_pdf(found, site=settings.ENVIRONMENT.site, demonstration=is_demonstration())
    headers = {"Content-Disposition": f'inline; filename="draw-{found.pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
