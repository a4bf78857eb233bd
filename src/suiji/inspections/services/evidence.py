"""证据 — files with hashes, attempts at contact, witnesses, the deputy head's look (Art. 20(2), 21)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.core.files.base import ContentFile
from django.db import transaction

from suiji import law
from suiji.inspections.files import fault_of, format_of
from suiji.inspections.models import Evidence, EvidenceKind, PhoneActKind, Review, Visit
from suiji.inspections.queries import proof_of
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import lock, record
from suiji.organs.doors import require_role
from suiji.organs.models import Person
from suiji.organs.roles import Role


class UnfitEvidence(ValueError):  # noqa: N818 — what it is
    """The file or the words cannot stand as evidence; the form says so before it comes to this."""


@transaction.atomic
def add_evidence(
    *,
    visit: Visit,
    kind: EvidenceKind | str,
    title: str,
    content: bytes | None = None,
    file_name: str = "",
    place: str = "",
    taken_at: datetime,
    note: str = "",
    claims: Mapping[str, object] = MappingProxyType({}),
    actor: Actor,
    at: datetime,
) -> Evidence:
    """Keep a piece of evidence for ever, with its file's hash. Before arrival only attempts at contact.

    ``claims`` is what a phone says of the capture (position, hash before compression): kept in the ledger as said.
    """
    visit = lock(visit)
    officer = require_member(visit, actor)
    kind = EvidenceKind(kind)
    _require_time(visit, kind, taken_at)
    fault = fault_of(kind, content, note)
    if fault or taken_at > at:
        raise UnfitEvidence(fault or "取证时间不能晚于现在。")
    kept = Evidence(
        visit=visit,
        department=officer.department,
        kind=kind,
        title=title,
        place=place,
        note=note,
        taken_at=taken_at,
        received_at=at,
    )
    if content is not None:
        kept.sha256 = hashlib.sha256(content).hexdigest()
        # The name on the phone may name people; the hash names the file.
        kept.file.save(f"{kept.sha256[:32]}.{format_of(content)}", ContentFile(content), save=False)
    kept.save()
    record(
        visit,
        "inspections.evidence_added",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{visit}提交{kind.label}一份：{title}。",
        facts={**claims, "kind": kind.value, "sha256": kept.sha256, "file_name": file_name[:200]},
    )
    return kept


def _require_time(visit: Visit, kind: EvidenceKind, taken_at: datetime) -> None:
    arrival = visit.phone_acts.filter(kind=PhoneActKind.ARRIVE).order_by("captured_at").first()
    since = arrival.captured_at if arrival else visit.arrived_at
    if visit.ended_at is not None and since is not None and since <= taken_at <= visit.ended_at:
        return  # taken on the spot, held up by the network (reading R58)
    if kind is EvidenceKind.CONTACT and visit.state != VisitState.SIGNED:
        told_too_early = visit.task.unannounced and visit.state == VisitState.ASSIGNED
        law.require(law.field_duties.unannounced_gets_no_notice, unannounced=told_too_early)
    else:
        require_state(visit, VisitState.ON_SITE)


@transaction.atomic
def review_proof(*, visit: Visit, note: str, actor: Actor, at: datetime) -> Review:
    """The deputy head of a department of the visit has looked at the proof of grave lack of cooperation."""
    visit = lock(visit)
    require_role(actor, Role.DEPUTY_HEAD)
    finding = visit.findings.filter(department_id=actor.department_id).first()
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=actor.department_id,
        owner_department=finding.department_id if finding else None,
    )
    require_state(visit, VisitState.ON_SITE)
    proof = proof_of(visit)
    law.require(
        law.field_duties.uncooperative_is_proved,
        recordings=proof.recordings,
        witnesses=proof.witnesses,
        reviewed=bool(note.strip()),
    )
    review = Review.objects.create(
        visit=visit,
        department_id=actor.department_id,
        note=note.strip(),
        reviewed_by=Person.objects.get(pk=actor.id),
        reviewed_at=at,
    )
    record(
        visit,
        "inspections.proof_reviewed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}审核{visit}中不配合检查的证据。",
        because=review.note,
    )
    return review
