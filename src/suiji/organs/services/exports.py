"""导出审批 — request, approve, download once; each step on record (Art. 25)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import lock, move, record
from suiji.organs.doors import require_role
from suiji.organs.exporting import EXPORTS
from suiji.organs.models import ExportPermit
from suiji.organs.roles import Role
from suiji.organs.states import EXPORT, ExportState


@transaction.atomic
def request_export(*, address: str, query: str, purpose: str, actor: Actor, at: datetime) -> ExportPermit:
    """Ask for one file, saying what for."""
    require_role(actor, Role.LIBRARIAN, Role.CLERK)
    law.require(law.confidence.export_says_what_for, purpose=purpose)
    permit = ExportPermit.objects.create(
        state=EXPORT.initial,
        address=address,
        query=query,
        what=EXPORTS[address],
        purpose=purpose.strip(),
        applicant_id=actor.id,
        department_id=actor.department_id,
        applied_at=at,
    )
    record(
        permit,
        "organs.export_requested",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{permit}，用途：{permit.purpose}",
        facts={"query": query},
    )
    return permit


@transaction.atomic
def decide_export(
    *, permit: ExportPermit, agree: bool, because: str = "", actor: Actor, at: datetime
) -> ExportPermit:
    """The deputy head of the same department, who did not ask, decides."""
    permit = lock(permit)
    require_role(actor, Role.DEPUTY_HEAD, department_id=permit.department_id)
    law.require(law.confidence.export_approved_by_another, applicant=permit.applicant_id, approver=actor.id)
    permit.decided_by_id, permit.decided_at = actor.id, at
    permit.save(update_fields=["decided_by", "decided_at"])
    move(permit, ExportState.APPROVED if agree else ExportState.REFUSED, actor=actor, at=at, because=because)
    return permit


@transaction.atomic
def use_export(*, pk: str, address: str, query: str, actor: Actor, at: datetime) -> ExportPermit:
    """The applicant takes the file that was approved, this one and once; anything else is refused."""
    found = ExportPermit.objects.filter(pk=int(pk) if pk.isdigit() else 0, applicant=actor.id).first()
    same = found is not None and (found.address, found.query) == (address, query)
    law.require(
        law.confidence.export_is_approved, approved=same and found is not None and found.state == "APPROVED"
    )
    assert found is not None  # or the law has refused
    permit = lock(found)
    permit.used_at = at
    permit.save(update_fields=["used_at"])
    move(permit, ExportState.USED, actor=actor, at=at)
    return permit
