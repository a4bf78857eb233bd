"""不予公开 — only where a law says so, and the department's deputy head approves (Art. 4)."""

from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.disclosure.models import Publication, Withholding
from suiji.disclosure.services.hands import require_owner
from suiji.disclosure.states import MADE_PUBLIC, WITHHOLDING, WithholdingState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, move, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def apply_withholding(
    *, publication: Publication, ground: str, reason: str, until_on: date | None, actor: Actor, at: datetime
) -> Withholding:
    """The clerk asks that a result stay inside, naming the provision that says so; its last day does not move."""
    publication = lock(publication)
    require_role(actor, Role.CLERK)
    require_owner(actor, publication.department_id)
    law.require(law.results.published_result_stands, published=publication.state in MADE_PUBLIC)
    law.require(law.results.withholding_names_its_law, ground=ground, reason=reason)
    if publication.withholdings.filter(state__in=("APPLIED", "APPROVED")).exists():
        raise Stale("已有一份不予公开的申请。")
    withholding = Withholding.objects.create(
        state=WITHHOLDING.initial,
        publication=publication,
        ground=ground.strip(),
        reason=reason.strip(),
        until_on=until_on,
        applicant_id=actor.id,
        applied_at=at,
    )
    record(
        withholding,
        "disclosure.withholding_applied",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{withholding}。",
        because=withholding.ground,
        facts={"ground": withholding.ground, "reason": withholding.reason},
    )
    return withholding


@transaction.atomic
def decide_withholding(
    *, withholding: Withholding, agree: bool, because: str, actor: Actor, at: datetime
) -> Withholding:
    """The deputy head of the same department decides in person."""
    withholding = lock(withholding)
    _require_head(withholding, actor, is_applicant=actor.id == withholding.applicant_id)
    withholding.approver_id, withholding.decided_at = actor.id, at
    withholding.save(update_fields=["approver", "decided_at"])
    to = WithholdingState.APPROVED if agree else WithholdingState.REJECTED
    move(withholding, to, actor=actor, at=at, because=because or withholding.ground)
    return withholding


@transaction.atomic
def end_withholding(*, withholding: Withholding, because: str, actor: Actor, at: datetime) -> Withholding:
    """The ground has fallen away: the result may be published, late or not."""
    withholding = lock(withholding)
    _require_head(withholding, actor, is_applicant=False)
    move(withholding, WithholdingState.ENDED, actor=actor, at=at, because=because)
    return withholding


def _require_head(withholding: Withholding, actor: Actor, *, is_applicant: bool) -> None:
    require_role(actor, Role.DEPUTY_HEAD)
    law.require(
        law.results.withholding_approved_by_another,
        same_department=actor.department_id == withholding.publication.department_id,
        is_applicant=is_applicant,
    )


def require_not_withheld(publication: Publication) -> None:
    """What is kept inside by decision is not published; what is asked for waits for the answer."""
    law.require(
        law.results.result_is_not_withheld,
        withheld=publication.withholdings.filter(state__in=("APPLIED", "APPROVED")).exists(),
    )
