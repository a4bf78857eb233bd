"""The auditor's door to a draw: replay it, read its sealed side. Every opening is on record (Art. 25)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from suiji.draws.forms.auditing import SealedReading
from suiji.draws.queries import ceremonies_visible_to
from suiji.draws.queries.sealed import openings_of, to_audit
from suiji.draws.services.reading import open_sealed, replay
from suiji.organs.requests import Official


def audit(request: Official, pk: int) -> HttpResponse:
    """What an auditor may do with a finished draw, and who looked into it before."""
    found = get_object_or_404(to_audit(ceremonies_visible_to(request.actor)), pk=pk)
    about = {"ceremony": found, "openings": openings_of(found), "form": SealedReading()}
    return render(request, "draws/audit.html", about)


@require_POST
def audit_replay(request: Official, pk: int) -> HttpResponse:
    """The whole draw once more; the verdict is shown in the answer and kept in the ledger."""
    found = get_object_or_404(to_audit(ceremonies_visible_to(request.actor)), pk=pk)
    check = replay(ceremony=found, actor=request.actor, at=request.at)
    about = {"ceremony": found, "openings": openings_of(found), "form": SealedReading(), "check": check}
    return render(request, "draws/audit.html", about)


@require_POST
def audit_sealed(request: Official, pk: int) -> HttpResponse:
    """The sealed side, shown once in the answer to a stated reason."""
    found = get_object_or_404(to_audit(ceremonies_visible_to(request.actor)), pk=pk)
    form = SealedReading(request.POST)
    about = {"ceremony": found, "form": form}
    if form.is_valid():
        about["sealed"] = open_sealed(ceremony=found, **form.cleaned_data, actor=request.actor, at=request.at)
    return render(request, "draws/audit.html", about | {"openings": openings_of(found)})
