"""随案证据 — what a transfer carries: its list, and the stored files that its receiver may open (Art. 20(3))."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from suiji.followup.models import FollowUp
from suiji.inspections import queries as inspections
from suiji.inspections.models import Evidence
from suiji.ledger import Actor


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the list of evidence, and where its file can be opened."""

    title: str
    pages: int | None
    sha256: str
    url: str


def papers_of(follow_up: FollowUp) -> list[Paper]:
    """The list of evidence in order."""
    files = {row.sha256 for row in _files(follow_up)} if follow_up.evidence else set()
    return [_paper(follow_up, place, line, files) for place, line in enumerate(follow_up.evidence)]


def _paper(follow_up: FollowUp, place: int, line: Mapping[str, Any], files: set[str]) -> Paper:
    sha256 = str(line.get("sha256") or "")
    url = reverse("followup:evidence", args=[follow_up.pk, place]) if sha256 in files else ""
    return Paper(str(line["title"]), line.get("pages"), sha256, url)


def visit_opens(follow_up: FollowUp, actor: Actor) -> bool:
    """Whether the reader may open the visit itself: the receiver of a transfer was often not there."""
    return inspections.visible_to(actor).filter(pk=follow_up.finding.visit_id).exists()


def stored_paper(follow_up: FollowUp, place: int) -> Evidence:
    """The stored file of one line of the list, by its hash; 404 where the line names none."""
    lines = follow_up.evidence
    sha256 = lines[place].get("sha256") if place < len(lines) else None
    kept = _files(follow_up).filter(sha256=sha256).first() if sha256 else None
    if kept is None:
        raise Http404("no such file")
    return kept


def _files(follow_up: FollowUp) -> QuerySet[Evidence]:
    return Evidence.objects.filter(visit=follow_up.finding.visit_id).exclude(file="").order_by("pk")
