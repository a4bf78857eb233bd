"""The auditor's door to a draw: replay it, read its sealed side, sign. Every opening is on record (Art. 25)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from suiji.draws import services
from suiji.draws.forms import Signing
from suiji.draws.forms.auditing import SealedReading
from suiji.draws.queries import auditing_page, ceremonies_visible_to, to_audit
from suiji.draws.queries.wording import in_chinese
from suiji.draws.services.reading import open_sealed
from suiji.organs.requests import Official


def audit(request: Official, pk: int) -> HttpResponse:
    """What an auditor may do with a finished draw, and who looked into it before."""
    return _page(request, pk)


@require_POST
def audit_replay(request: Official, pk: int) -> HttpResponse:
    """The whole draw once more; the verdict is shown in the answer and kept in the ledger."""
    found = get_object_or_404(to_audit(ceremonies_visible_to(request.actor)), pk=pk)
    check = services.replay(ceremony=found, actor=request.actor, at=request.at)
    return _page(request, pk, check=check, said=in_chinese(check.words))


@require_POST
def audit_sealed(request: Official, pk: int) -> HttpResponse:
    """The sealed side, shown once in the answer to a stated reason."""
    found = get_object_or_404(to_audit(ceremonies_visible_to(request.actor)), pk=pk)
    form = SealedReading(request.POST)
    if not form.is_valid():
        return _page(request, pk, form=form)
    sealed = open_sealed(ceremony=found, **form.cleaned_data, actor=request.actor, at=request.at)
    return _page(request, pk, form=form, sealed=sealed)


def _page(request: Official, pk: int, **more: Any) -> HttpResponse:
    found = get_object_or_404(to_audit(ceremonies_visible_to(request.actor)), pk=pk)
    signing = Signing(ceremony=found, actor=request.actor)
    page = auditing_page(found, request.actor, at=request.at)
    about = {"ceremony": found, "page": page, "form": SealedReading(), "signing": signing} | more
    return render(request, "draws/audit.html", about)
