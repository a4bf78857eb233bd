"""公示质量抽查和责任追究 — somebody who has not made a publication compares it with the record (Art. 26)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.disclosure.models import Publication, QualityCheck
from suiji.disclosure.queries import authors_of
from suiji.disclosure.services.hands import require_owner
from suiji.disclosure.states import MADE_PUBLIC, QUALITY, QualityState
from suiji.ledger import Actor
from suiji.ledger.services import lock, move, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def check_quality(
    *,
    publication: Publication,
    lawful: bool,
    accurate: bool,
    true: bool,
    finding: str,
    actor: Actor,
    at: datetime,
) -> QualityCheck:
    """A deputy head or the supervisor judges a published result; a fault stays open until answered."""
    publication = lock(publication)
    require_role(actor, Role.DEPUTY_HEAD, Role.AUDITOR)
    if not actor.holds(Role.AUDITOR):
        require_owner(actor, publication.department_id)
    law.require(law.general.steps_in_order, allowed=publication.state in MADE_PUBLIC)
    sound = lawful and accurate and true
    version = publication.versions.order_by("-number")[0]
    law.require(
        law.results.quality_checked_by_another,
        is_author=actor.id in authors_of(publication) | {version.responsible_id},
        sound=sound,
        finding=finding,
    )
    check = QualityCheck.objects.create(
        state=QUALITY.initial,
        publication=publication,
        version=version,
        lawful=lawful,
        accurate=accurate,
        true=true,
        finding=finding.strip(),
        checked_by_id=actor.id,
        checked_at=at,
        closed_at=at if sound else None,
    )
    if sound:
        move(check, QualityState.SOUND, actor=actor, at=at)
    else:
        record(
            check,
            "disclosure.quality_fault",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}抽查{publication}，发现问题。",
            because=check.finding,
        )
    return check


@transaction.atomic
def close_quality(*, check: QualityCheck, measure: str, actor: Actor, at: datetime) -> QualityCheck:
    """The principal head of the department writes down what was put right and who answered for it."""
    check = lock(check)
    require_role(actor, Role.PRINCIPAL_HEAD)
    require_owner(actor, check.publication.department_id)
    law.require(law.results.fault_has_its_consequence, measure=measure)
    check.measure, check.closed_at = measure.strip(), at
    check.save(update_fields=["measure", "closed_at"])
    move(check, QualityState.CLOSED, actor=actor, at=at, because=check.measure)
    return check
