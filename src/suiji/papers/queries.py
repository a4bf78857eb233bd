"""What may be asked of papers: whether one is genuine, and which Word forms an office has."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from suiji.organs.models import Department, Kind
from suiji.papers.models import IssuedPaper, PaperWithdrawal, WordTemplate


@dataclass(frozen=True, slots=True)
class Authenticity:
    """真伪 — everything the public learns of a paper: that it was issued, never what it says."""

    kind: str
    number: str
    department: str
    issued_on: date
    valid_until: date | None
    sha256: str
    withdrawn: str
    """Why it no longer holds; empty while it does."""
    sealed: bool
    today: date

    @property
    def has_lapsed(self) -> bool:
        """Whether its last day has passed."""
        return self.valid_until is not None and self.valid_until < self.today

    @property
    def holds(self) -> bool:
        """Neither withdrawn nor lapsed."""
        return not self.withdrawn and not self.has_lapsed


def authenticity(token: str, *, today: date) -> Authenticity | None:
    """The public facts of the paper with this code; None where no paper bears it."""
    paper = IssuedPaper.objects.filter(token=token).select_related("department").defer("content").first()
    if paper is None:
        return None
    withdrawal = PaperWithdrawal.objects.filter(paper=paper).first()
    return Authenticity(
        kind=paper.title,
        number=paper.number,
        department=paper.department.name,
        issued_on=paper.issued_on,
        valid_until=paper.valid_until,
        sha256=paper.sha256,
        withdrawn=withdrawal.reason if withdrawal else "",
        sealed=paper.sealed,
        today=today,
    )


def templates_of(office_id: int) -> dict[str, WordTemplate]:
    """The newest version of every form that an office has uploaded, by the paper's name."""
    rows = WordTemplate.objects.filter(office_id=office_id).order_by("version")
    return {row.paper: row for row in rows}


def template_for(paper: str, department: Department) -> WordTemplate | None:
    """The form that the office of a department's region wants for a paper; None where the shipped one is used."""
    rows = WordTemplate.objects.filter(
        office__kind=Kind.OFFICE, office__region_id=department.region_id, paper=paper
    )
    newest = rows.order_by("-version").first()
    return newest if newest is not None and newest.content else None


def versions_of(office_id: int, paper: str) -> QuerySet[WordTemplate]:
    """Every version an office has uploaded of one form, the newest first."""
    return WordTemplate.objects.filter(office_id=office_id, paper=paper).order_by("-version")
