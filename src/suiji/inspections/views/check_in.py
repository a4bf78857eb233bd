"""检查码 — the officers' page that shows the code, and the public page behind it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from suiji.inspections import queries, services
from suiji.inspections.forms.papers import ConfirmScanForm, ScanReasonForm
from suiji.organs.pacing import place_of, within
from suiji.organs.requests import Official, Request
from suiji.papers.typesetting import qr

BASES = {"inspections": "base/desk.html", "field": "base/field.html"}
MISSES_A_MINUTE = 20
"""Unknown codes that one address may try; a code that exists always answers, so nobody is locked out."""


def code(request: Official, pk: int, layout: str) -> HttpResponse:
    """Show the code to the firm, and see whether it was scanned."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    context = {
        "layout": layout,
        "base": BASES[layout],
        "visit": visit,
        "address": queries.check_in_address(visit),
        "scans": queries.scans_of(visit),
        "until": queries.make_up_until(visit),
        "form": ScanReasonForm(),
    }
    return render(request, "inspections/code.html", context)


def picture(request: Official, pk: int) -> HttpResponse:
    """The code as a picture; only once the team is there."""
    visit = get_object_or_404(queries.visits_of(request.actor).filter(arrived_at__isnull=False), pk=pk)
    answer = HttpResponse(qr(queries.check_in_address(visit)), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, no-store"
    return answer


def make_up(request: Official, pk: int, layout: str) -> HttpResponse:
    """Enter a scan that could not be made."""
    visit = get_object_or_404(queries.visits_of(request.actor), pk=pk)
    form = ScanReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.make_up_scan(visit=visit, actor=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, "扫码已补登，原因写入记录。")
        return redirect(f"{layout}:code", pk)
    context = {"layout": layout, "base": BASES[layout], "visit": visit, "form": form}
    return render(request, "inspections/make_up.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: Request, code: str) -> HttpResponse:
    """Who stands before the firm. Opening it is on record; the firm may say whether the people are those shown."""
    page = queries.check_in(code, at=request.at)
    if page is None:
        return _nothing(request)
    form = ConfirmScanForm(request.POST or None)
    if request.method == "POST" and page.is_going_on:
        if form.is_valid():
            services.confirm_scan(visit=page.visit, at=request.at, **form.cleaned_data)
            return redirect("check_in:page", code)
    elif request.method == "GET" and request.actor is None:
        services.note_scan(visit=page.visit, at=request.at)
    return render(request, "inspections/check_in.html", {"page": page, "form": form})


def _nothing(request: Request) -> HttpResponse:
    """The same answer for a code that is nobody's and for a visit that has not begun."""
    status = HTTPStatus.TOO_MANY_REQUESTS if _tries_too_often(request) else HTTPStatus.NOT_FOUND
    return render(request, "inspections/check_in_nothing.html", status=status)


def _tries_too_often(request: Request) -> bool:
    return not within(MISSES_A_MINUTE, what="check-in misses", who=place_of(request), at=request.at)
