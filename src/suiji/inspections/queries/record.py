"""What the record says, who signed for it, and what proof the visit holds."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from django.db.models import Prefetch, QuerySet

from suiji.inspections.models import (
    Evidence,
    EvidenceKind,
    Finding,
    OtherFinding,
    OtherSignature,
    Review,
    Signature,
    SignatureKind,
    Visit,
)
from suiji.inspections.queries.whose import RECORDINGS, crew_of
from suiji.inspections.states import VisitState
from suiji.law.results import FOR_THE_WHOLE_VISIT, ResultCode, most_severe
from suiji.libraries.models import Inspector
from suiji.organs.models import Department

F = TypeVar("F", Finding, OtherFinding)
S = TypeVar("S", Signature, OtherSignature)


class SignedForm(ABC, Generic[F, S]):
    """What was found, and who has signed for exactly that; of a visit, or of a check that nobody drew."""

    findings: Sequence[F]
    officers: Sequence[Inspector]
    """As they stand now, the leader first."""
    every_signature: Sequence[S]

    @property
    @abstractmethod
    def canonical(self) -> bytes:
        """The bytes that signatures bind to."""

    @cached_property
    def sha256(self) -> str:
        """The hash that signatures bind to; it changes with every word of the record."""
        return hashlib.sha256(self.canonical).hexdigest()

    @cached_property
    def signatures(self) -> list[S]:
        """The signatures that hold: those given for the record as it now stands."""
        return [s for s in self.every_signature if s.record_sha256 == self.sha256]

    @property
    def lapsed(self) -> int:
        """Signatures that fell away because the record was changed after them."""
        return len(self.every_signature) - len(self.signatures)

    @property
    def unfilled(self) -> list[F]:
        """Findings that nobody has filled in yet."""
        return [finding for finding in self.findings if finding.filled_at is None]

    @property
    def is_filled(self) -> bool:
        """True when every finding is filled in."""
        return not self.unfilled

    @property
    def signed_officers(self) -> list[Inspector]:
        """Officers of the team who have signed this record."""
        signed = {s.inspector_id for s in self.signatures if s.kind == SignatureKind.OFFICER}
        return [officer for officer in self.officers if officer.pk in signed]

    @property
    def missing(self) -> list[Inspector]:
        """Officers of the team who have still to sign."""
        signed = self.signed_officers
        return [officer for officer in self.officers if officer not in signed]

    @property
    def firm(self) -> S | None:
        """The object's own signature."""
        return next((s for s in self.signatures if s.kind == SignatureKind.FIRM), None)

    @property
    def refusals(self) -> list[S]:
        """The officers' signed notes that the object would not or could not sign."""
        return [s for s in self.signatures if s.kind == SignatureKind.REFUSAL]

    @property
    def codes(self) -> set[str]:
        """Every result of the visit."""
        return {code for finding in self.findings for code in finding.results}

    @property
    def closes_all(self) -> bool:
        """True when one of the results says that nothing could be checked at all (Art. 21)."""
        return not self.codes.isdisjoint(FOR_THE_WHOLE_VISIT)


@dataclass(frozen=True)
class RecordForm(SignedForm[Finding, Signature]):
    """记录表 — what the visit found and who has signed for exactly that."""

    visit: Visit
    findings: Sequence[Finding]
    officers: Sequence[Inspector]
    leader: Inspector | None
    every_signature: Sequence[Signature]

    @property
    def canonical(self) -> bytes:
        """The record in one order and one spelling."""
        return _canonical(self.visit, self.findings)


def _canonical(visit: Visit, findings: Sequence[Finding]) -> bytes:
    content = {
        "visit": visit.pk,
        "arrived_at": visit.arrived_at.isoformat() if visit.arrived_at else None,
        "findings": [
            {
                "department": f.department_id,
                "item_version": f.item_version_id,
                "answers": f.answers,
                # What a laboratory says later is not what was signed: the signatures stand when it comes.
                "results": [] if f.awaits_report else sorted(f.results),
                **({"awaits_report": True} if f.awaits_report else {}),
                "problem": f.problem,
                "measures": f.measures,
                "disposal": f.disposal,
                # Only where there is one: records signed before remarks existed keep their hash.
                **({"object_status": f.object_status} if f.object_status else {}),
            }
            for f in sorted(findings, key=lambda f: (f.department_id, f.item_version_id))
        ],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def record_of(visit: Visit) -> RecordForm:
    """The visit's record as it stands, with its signatures."""
    members = crew_of(visit)
    return RecordForm(
        visit,
        list(findings_of(visit)),
        [m.inspector for m in sorted(members, key=lambda m: not m.leads)],
        next((m.inspector for m in members if m.leads), None),
        list(visit.signatures.select_related("inspector", "department").order_by("pk")),
    )


def findings_of(visit: Visit) -> QuerySet[Finding]:
    """The visit's findings, the initiator's first."""
    return visit.findings.select_related(
        "department", "item_version__item", "part", "filled_by__department"
    ).order_by("-part__leads", "department__code", "item_version_id")


def results_of(visit: Visit, department_id: int) -> list[Finding]:
    """One department's signed findings of a visit: what it has to publish (Art. 20(4))."""
    if visit.state != VisitState.SIGNED:
        return []
    return list(findings_of(visit).filter(department_id=department_id))


@dataclass(frozen=True, slots=True)
class DepartmentSummary:
    """A department's outcome of a visit, summed up by its gravest result (reading R23)."""

    department: Department
    results: tuple[ResultCode, ...]
    gravest: ResultCode


def summaries(visit: Visit) -> list[DepartmentSummary]:
    """Each department's outcome of a signed visit."""
    by_department: dict[Department, set[str]] = {}
    for finding in findings_of(visit) if visit.state == VisitState.SIGNED else ():
        by_department.setdefault(finding.department, set()).update(finding.results)
    return [
        DepartmentSummary(department, tuple(code for code in ResultCode if code in codes), most_severe(codes))
        for department, codes in by_department.items()
        if codes  # a laboratory has still to say
    ]


@dataclass(frozen=True, slots=True)
class Proof:
    """What Article 21 asks before ④ or ⑥ may be a result."""

    photos: int
    """With their place."""
    contacts: int
    recordings: int
    witnesses: int
    reviewed: frozenset[int]
    """Departments whose deputy head has looked at it."""


def proof_of(visit: Visit) -> Proof:
    """The proof that the visit holds so far."""
    kinds = list(visit.evidence.values_list("kind", "place"))
    return Proof(
        photos=sum(1 for kind, place in kinds if kind == EvidenceKind.PHOTO and place.strip()),
        contacts=sum(1 for kind, _ in kinds if kind == EvidenceKind.CONTACT),
        recordings=sum(1 for kind, _ in kinds if kind in RECORDINGS),
        witnesses=sum(1 for kind, _ in kinds if kind == EvidenceKind.WITNESS),
        reviewed=frozenset(visit.reviews.values_list("department_id", flat=True)),
    )


def evidence_of(visit: Visit) -> QuerySet[Evidence]:
    """The visit's evidence, the first received first."""
    return visit.evidence.select_related("department").order_by("pk")


def reviews_of(visit: Visit) -> QuerySet[Review]:
    """What deputy heads have written about the proof."""
    return visit.reviews.select_related("department", "reviewed_by").order_by("pk")


def earlier_visits(visit: Visit) -> QuerySet[Visit]:
    """Earlier signed visits to the same object, the newest first: part of the pre-check (Art. 20(1))."""
    return (
        Visit.objects.filter(drawn__object_id=visit.drawn.object_id, state=VisitState.SIGNED)
        .exclude(pk=visit.pk)
        .select_related("task")
        .prefetch_related(Prefetch("findings", Finding.objects.select_related("department", "item_version")))
        .order_by("-ended_at")
    )
