"""更正 — a published result changes only by a new version that the principal head signs (Art. 22)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.disclosure.models import Correction, Publication, PublicationVersion
from suiji.disclosure.services.answering import settle
from suiji.disclosure.services.hands import require_owner
from suiji.disclosure.services.proofs import Attached, count_proof, keep_proofs
from suiji.disclosure.services.rows import changed_rows
from suiji.disclosure.services.unreachable import settle_unreachable
from suiji.disclosure.services.versions import add_version, public_body
from suiji.disclosure.states import CORRECTION, MADE_PUBLIC, CorrectionState, PublicationState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, move, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def apply_correction(
    *,
    publication: Publication,
    rows: Sequence[Mapping[str, Any]],
    reason: str,
    evidence: str,
    proofs: Sequence[Attached] = (),
    actor: Actor,
    at: datetime,
) -> Correction:
    """Ask for a published result to be corrected, with reason and proof; nothing changes yet.

    Raises UnfitEvidence for a file that cannot be taken.
    """
    publication = lock(publication)
    require_role(actor, Role.CLERK)
    require_owner(actor, publication.department_id)
    law.require(law.general.steps_in_order, allowed=publication.state in MADE_PUBLIC)
    proof = evidence.strip()
    law.require(law.results.correction_has_evidence, reason=reason, evidence=count_proof(proof, proofs))
    if publication.corrections.filter(state=CorrectionState.APPLIED).exists():
        raise Stale("已有一份更正申请在等待主要负责人签字。")
    correction = Correction.objects.create(
        state=CORRECTION.initial,
        publication=publication,
        rows=changed_rows(publication, rows),
        reason=reason.strip(),
        evidence=proof,
        applicant_id=actor.id,
        applied_at=at,
    )
    kept = keep_proofs(correction, proofs, at)
    record(
        correction,
        "disclosure.correction_applied",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{correction}。",
        because=correction.reason,
        facts={"rows": correction.rows, "evidence": correction.evidence, "files": kept},
    )
    return correction


@transaction.atomic
def sign_correction(
    *, correction: Correction, because: str = "", actor: Actor, at: datetime
) -> PublicationVersion:
    """The principal head signs in person; the next version is public, the earlier ones are kept.

    Whoever objected reads that it was put right.
    """
    correction = lock(correction)
    publication = lock(correction.publication)
    _require_principal(correction, actor)
    correction.decided_at = at
    correction.save(update_fields=["decided_at"])
    move(correction, CorrectionState.SIGNED, actor=actor, at=at, because=because)
    version = add_version(publication, correction.rows, actor, at, correction=correction)
    move(
        publication,
        PublicationState.CORRECTED,
        actor=actor,
        at=at,
        because=correction.reason,
        body=public_body(version),
    )
    settle_unreachable(publication, because=correction.reason, actor=actor, at=at)
    settle(correction, agreed=True, because=because, actor=actor, at=at)
    return version


@transaction.atomic
def reject_correction(*, correction: Correction, because: str = "", actor: Actor, at: datetime) -> Correction:
    """The principal head does not agree; the published result stands, and whoever objected reads why."""
    correction = lock(correction)
    _require_principal(correction, actor)
    correction.decided_at = at
    correction.save(update_fields=["decided_at"])
    move(correction, CorrectionState.REJECTED, actor=actor, at=at, because=because)
    settle(correction, agreed=False, because=because, actor=actor, at=at)
    return correction


def _require_principal(correction: Correction, actor: Actor) -> None:
    law.require(
        law.results.principal_head_signs,
        is_principal_head=actor.holds(Role.PRINCIPAL_HEAD),
        same_department=actor.department_id == correction.publication.department_id,
        is_applicant=actor.id == correction.applicant_id,
    )
