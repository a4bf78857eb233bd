"""What one object may ask about itself. An unannounced visit is not there before it has begun; a class never is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from suiji.disclosure.models import Objection, Publication, PublicationVersion
from suiji.disclosure.queries import in_words
from suiji.disclosure.states import MADE_PUBLIC
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.queries.inclusion import inclusion_of
from suiji.inspections.models import Finding, Notice, PaperKind, Visit, VisitPaper
from suiji.inspections.queries import hidden_items, yearly
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.law.results import ResultCode
from suiji.libraries.models import InspectedObject
from suiji.organs.models import Department
from suiji.voices.models import Complaint, Evaluated, Prepared

SHOWN = Q(task__unannounced=False) | Q(arrived_at__isnull=False)
"""Visits of which the object may know (Art. 20(2))."""


def visits(firm: InspectedObject) -> QuerySet[Visit]:
    """The object's visits, the newest first."""
    rows = Visit.objects.filter(SHOWN, drawn__object=firm).select_related("task__initiator", "notice")
    return rows.order_by("-pk")


@dataclass(frozen=True, slots=True)
class Count:
    """How often the object is inspected jointly this year, against the cap of Art. 10."""

    year: int
    visits: int
    cap: int


def count(firm: InspectedObject, *, today: date) -> Count:
    """This year's visits the object may know of; an unannounced one counts here once it has begun."""
    return Count(today.year, yearly.told(firm, today.year), parameter("joint_cap", today))


@dataclass(frozen=True, slots=True)
class Asked:
    """What one department checks on one item, and on what basis."""

    department: str
    title: str
    basis: str
    content: str
    points: Sequence[str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A department's published result as the object is told it."""

    publication: Publication
    version: PublicationVersion
    rows: list[tuple[str, list[str]]]
    older: list[PublicationVersion]
    """Earlier versions, which the public does not see any more (Art. 22)."""

    @property
    def summary(self) -> str:
        """All results in words."""
        return "；".join(ResultCode(code).words for code in self.version.results)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visit as its object sees it."""

    visit: Visit
    notice: Notice | None
    asked: list[Asked]
    letters: list[Letter]
    objections: list[Objection]
    departments: list[Department]
    may_state: bool
    may_evaluate: bool

    @property
    def materials(self) -> list[str]:
        """What the notice asks to have at hand."""
        return (
            [line.strip() for line in self.notice.materials.splitlines() if line.strip()]
            if self.notice
            else []
        )


def sheet(visit: Visit) -> Sheet:
    """Everything about one visit that its object may know."""
    findings = list(
        Finding.objects.filter(visit=visit)
        .exclude(item_version__in=hidden_items(visit))
        .select_related("department", "item_version", "part")
        .order_by("department__code", "pk")
    )
    over = visit.state == VisitState.SIGNED
    return Sheet(
        visit=visit,
        notice=Notice.objects.filter(visit=visit).first(),
        asked=[
            Asked(
                one.department.name,
                one.item_version.title,
                one.item_version.legal_basis,
                one.part.content,
                one.part.check_points,
            )
            for one in findings
        ],
        letters=letters(visit),
        objections=list(visit.objections.select_related("department").order_by("-pk")),
        departments=sorted({one.department for one in findings}, key=lambda one: one.code),
        may_state=over,
        may_evaluate=over and not is_evaluated(visit),
    )


def is_evaluated(visit: Visit) -> bool:
    """Whether the visit was evaluated: by whom and how is kept nowhere."""
    return Evaluated.objects.filter(visit=visit).exists()


def letters(visit: Visit) -> list[Letter]:
    """The published results of a visit, each with its earlier versions."""
    rows = visit.publications.filter(state__in=MADE_PUBLIC).select_related("department", "visit__task")
    return [letter(publication) for publication in rows.order_by("department__code")]


def letter(publication: Publication) -> Letter:
    """One published result."""
    versions = list(publication.versions.defer("responsible").order_by("-number"))
    return Letter(publication, versions[0], in_words(versions[0].rows), versions[1:])


def publications(firm: InspectedObject) -> QuerySet[Publication]:
    """The object's published results."""
    rows = Publication.objects.filter(visit__in=visits(firm).order_by().values("pk"), state__in=MADE_PUBLIC)
    return rows.select_related("visit__task", "visit__drawn__object", "department")


def papers(firm: InspectedObject, *, visit: Visit | None = None) -> QuerySet[VisitPaper]:
    """The papers made out to the object, the newest first; a notice once it was served, none that was withdrawn."""
    shown = visits(firm) if visit is None else visits(firm).filter(pk=visit.pk)
    rows = VisitPaper.objects.filter(visit__in=shown.order_by().values("pk"), paper__withdrawal=None)
    served = ~Q(kind=PaperKind.NOTICE) | Q(visit__notice__isnull=False)
    ours = rows.exclude(kind__in=(PaperKind.LISTING, PaperKind.RECEIPT)).filter(served)
    return ours.select_related("paper", "department").defer("paper__content").order_by("-pk")


def letters_of(visit: Visit) -> QuerySet[VisitPaper]:
    """The letter that told the object all results of the visit, as it was issued."""
    return papers(visit.drawn.object, visit=visit).filter(kind=PaperKind.LETTER)


def departments() -> QuerySet[Department]:
    """The departments that inspect, of which it may complain."""
    return Department.objects.filter(kind="REGULATOR").order_by("region_id", "code")


def frames(firm: InspectedObject) -> QuerySet[Ceremony]:
    """The announced draws in whose frozen list the object stood, drawn or not."""
    rows = Ceremony.objects.filter(
        members__object=firm, kind=DrawKind.OBJECTS, task__unannounced=False, freeze__isnull=False
    )
    return rows.select_related("task__initiator").order_by("-pk")


def proof_of_inclusion(firm: InspectedObject, ceremony: Ceremony) -> dict[str, Any] | None:
    """That the object's own code stood in the list, for ``python -m suiji.sampling check``."""
    return inclusion_of(ceremony, firm.code)


def prepared(firm: InspectedObject) -> QuerySet[Prepared]:
    """The documents it keeps ready."""
    return Prepared.objects.filter(object=firm, withdrawn_at=None).defer("sealed").order_by("title", "pk")


def complaints(firm: InspectedObject) -> QuerySet[Complaint]:
    """Its complaints and their answers."""
    return Complaint.objects.filter(object=firm).select_related("department").order_by("-pk")


def versions_in_words(letter: Letter) -> list[tuple[PublicationVersion, list[tuple[str, list[str]]]]]:
    """Each earlier version with its rows."""
    return [(version, in_words(version.rows)) for version in letter.older]
