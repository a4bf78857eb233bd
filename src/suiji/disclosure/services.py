"""What may be done with results: entered, published by a second person, corrected by the principal head."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.disclosure.models import Correction, Publication, PublicationVersion
from suiji.disclosure.queries import current_rows, first_rows, tested_items
from suiji.disclosure.states import CORRECTION, PUBLICATION, CorrectionState, PublicationState
from suiji.inspections.models import Visit
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.law.results import FOR_THE_WHOLE_VISIT, ResultCode
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.queries import calendar
from suiji.organs.roles import Role

Row = dict[str, Any]


@transaction.atomic
def enter_result(*, visit: Visit, actor: Actor, at: datetime) -> Publication:
    """A department enters its own signed results of a visit; its clock was set by the end of the visit."""
    visit = lock(visit)
    require_role(actor, Role.CLERK, Role.INSPECTOR)
    ended_at = visit.ended_at
    law.require(law.results.result_is_signed, signed=visit.state == VisitState.SIGNED)
    assert ended_at is not None  # a signed visit has ended
    own = visit.findings.filter(department_id=actor.department_id).exists()
    _require_owner(actor, actor.department_id if own else visit.task.initiator_id)
    if visit.publications.filter(department_id=actor.department_id).exists():
        raise Stale("本部门的结果已经录入。")
    ended_on = day_of(ended_at)
    due = law.results.publication_due(
        ended_on=ended_on, calendar=calendar(), days=parameter("publish_within", ended_on)
    )
    publication = Publication.objects.create(
        state=PUBLICATION.initial,
        visit=visit,
        department_id=actor.department_id,
        due_on=due.on,
        due_provisional=due.provisional,
        entered_by_id=actor.id,
        entered_at=at,
    )
    record(
        publication,
        "disclosure.entered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}录入{publication}。",
        facts={"due_on": f"{due.on:%F}", "provisional": due.provisional},
    )
    return publication


@transaction.atomic
def publish(*, publication: Publication, actor: Actor, at: datetime) -> PublicationVersion:
    """A reviewer of the department who did not enter the result releases it, late or not."""
    publication = lock(publication)
    require_role(actor, Role.REVIEWER)
    _require_owner(actor, publication.department_id)
    law.require(law.results.published_result_stands, published=publication.state != PublicationState.ENTERED)
    law.require(law.results.result_is_signed, signed=publication.visit.state == VisitState.SIGNED)
    law.require(
        law.results.publication_reviewed_by_another, author=publication.entered_by_id, reviewer=actor.id
    )
    version = _add_version(publication, first_rows(publication), actor, at)
    move(publication, PublicationState.PUBLISHED, actor=actor, at=at, body=_body(version))
    return version


@transaction.atomic
def apply_correction(
    *,
    publication: Publication,
    rows: Sequence[Mapping[str, Any]],
    reason: str,
    evidence: str,
    actor: Actor,
    at: datetime,
) -> Correction:
    """Ask for a published result to be corrected, with reason and proof; nothing changes yet."""
    publication = lock(publication)
    require_role(actor, Role.CLERK)
    _require_owner(actor, publication.department_id)
    law.require(law.general.steps_in_order, allowed=publication.state != PublicationState.ENTERED)
    proof = evidence.strip()
    law.require(law.results.correction_has_evidence, reason=reason, evidence=1 if proof else 0)
    if publication.corrections.filter(state=CorrectionState.APPLIED).exists():
        raise Stale("已有一份更正申请在等待主要负责人签字。")
    correction = Correction.objects.create(
        state=CORRECTION.initial,
        publication=publication,
        rows=_corrected(publication, rows),
        reason=reason.strip(),
        evidence=proof,
        applicant_id=actor.id,
        applied_at=at,
    )
    record(
        correction,
        "disclosure.correction_applied",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{correction}。",
        because=correction.reason,
        facts={"rows": correction.rows, "evidence": correction.evidence},
    )
    return correction


@transaction.atomic
def sign_correction(
    *, correction: Correction, because: str = "", actor: Actor, at: datetime
) -> PublicationVersion:
    """The principal head signs in person; the next version is public, the earlier ones are kept."""
    correction = lock(correction)
    publication = lock(correction.publication)
    _require_principal(correction, actor)
    correction.decided_at = at
    correction.save(update_fields=["decided_at"])
    move(correction, CorrectionState.SIGNED, actor=actor, at=at, because=because)
    version = _add_version(publication, correction.rows, actor, at, reason=correction.reason)
    move(
        publication,
        PublicationState.CORRECTED,
        actor=actor,
        at=at,
        because=correction.reason,
        body=_body(version),
    )
    return version


@transaction.atomic
def reject_correction(*, correction: Correction, because: str = "", actor: Actor, at: datetime) -> Correction:
    """The principal head does not agree; the published result stands."""
    correction = lock(correction)
    _require_principal(correction, actor)
    correction.decided_at = at
    correction.save(update_fields=["decided_at"])
    move(correction, CorrectionState.REJECTED, actor=actor, at=at, because=because)
    return correction


def _require_owner(actor: Actor, owner: int) -> None:
    law.require(
        law.results.publication_by_owner, actor_department=actor.department_id, owner_department=owner
    )


def _require_principal(correction: Correction, actor: Actor) -> None:
    law.require(
        law.results.principal_head_signs,
        is_principal_head=actor.holds(Role.PRINCIPAL_HEAD),
        same_department=actor.department_id == correction.publication.department_id,
        is_applicant=actor.id == correction.applicant_id,
    )


def _corrected(publication: Publication, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows as they shall stand: the same items, with results that the law allows for each."""
    given = {str(row["item"]): [str(code) for code in row["results"]] for row in rows}
    standing = current_rows(publication)
    strangers = set(given) ^ {str(row["item"]) for row in standing}
    law.require(law.general.checks_only_listed_items, unlisted=len(strangers))
    tested = tested_items(publication)
    for item, codes in given.items():
        law.require(law.results.results_may_combine, codes=codes)
        law.require(law.results.conformity_only_of_tested_items, codes=codes, tested=item in tested)
    union = _union(given.values())
    if not FOR_THE_WHOLE_VISIT.isdisjoint(union):
        law.require(law.results.results_may_combine, codes=union)
    return [{**row, "results": given[str(row["item"])]} for row in standing]


def _union(results: Iterable[Iterable[str]]) -> list[str]:
    chosen = {code for codes in results for code in codes}
    return [code.value for code in ResultCode if code in chosen]


def _add_version(
    publication: Publication, rows: Sequence[Row], actor: Actor, at: datetime, *, reason: str = ""
) -> PublicationVersion:
    return PublicationVersion.objects.create(
        publication=publication,
        number=publication.versions.count() + 1,
        results=_union(row["results"] for row in rows),
        rows=list(rows),
        responsible_id=actor.id,
        published_at=at,
        reason=reason,
    )


def _body(version: PublicationVersion) -> dict[str, Any]:
    """What anybody may read: no person, no class; no unannounced task before its visits are over."""
    visit = version.publication.visit
    task = visit.task
    hidden = task.unannounced and task.visits.filter(ended_at__isnull=True).exists()
    return {
        "object": visit.drawn.object.code,
        "department": version.publication.department.name,
        "task": "" if hidden else task.number,
        "results": [ResultCode(code).words for code in version.results],
        "version": version.number,
    }
