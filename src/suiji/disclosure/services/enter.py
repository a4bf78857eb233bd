"""录入、改正后重新送审 — the department submits its own signed result for review (Art. 20(4))."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.disclosure.models import Publication, Submission
from suiji.disclosure.queries import current_rows, first_rows, rows_of
from suiji.disclosure.services.hands import require_owner
from suiji.disclosure.services.rows import changed_rows
from suiji.disclosure.states import PUBLICATION, PublicationState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Visit
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, move, record
from suiji.organs.doors import require_role
from suiji.organs.queries import calendar
from suiji.organs.roles import Role

NOBODY = 0
"""Owner of a result that a department without findings would enter."""


@transaction.atomic
def enter_result(*, visit: Visit, actor: Actor, at: datetime) -> Publication:
    """A department enters its own signed results of a visit; its clock was set by the end of the visit."""
    visit = lock(visit)
    require_role(actor, Role.CLERK, Role.INSPECTOR)
    law.require(law.results.result_is_signed, signed=visit.state == VisitState.SIGNED)
    own = inspections.results_of(visit, actor.department_id)
    require_owner(actor, actor.department_id if own else NOBODY)
    if visit.publications.filter(department_id=actor.department_id).exists():
        raise Stale("本部门的结果已经录入。")
    awaited = sum(finding.awaits_report and not finding.results for finding in own)
    law.require(law.results.reports_are_in, awaited=awaited)
    tested = any(finding.awaits_report for finding in own)
    ended_on = inspections.formed_on(visit, actor.department_id, tested=tested)
    due = law.results.publication_due(
        ended_on=ended_on, calendar=calendar(), days=parameter("publish_within", ended_on)
    )
    publication = Publication.objects.create(
        state=PUBLICATION.initial,
        visit=visit,
        department=own[0].department,
        due_on=due.on,
        due_provisional=due.provisional,
        entered_by_id=actor.id,
        entered_at=at,
    )
    _submit(publication, rows_of(own), actor, at, number=1)
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
def resubmit(
    *,
    publication: Publication,
    rows: Sequence[Mapping[str, Any]],
    answer: str,
    evidence: str = "",
    actor: Actor,
    at: datetime,
) -> Submission:
    """A result that was sent back is corrected and submitted again. Its last day stays what it was.

    The signed record stands beside it unchanged: whatever differs from it needs its reason and its proof.
    """
    publication = lock(publication)
    require_role(actor, Role.CLERK, Role.INSPECTOR)
    require_owner(actor, publication.department_id)
    law.require(law.general.steps_in_order, allowed=publication.state == PublicationState.RETURNED)
    before, after = current_rows(publication), changed_rows(publication, rows)
    proof = evidence.strip()
    law.require(
        law.results.departure_from_record_is_proved,
        differs=after != first_rows(publication),
        reason=answer,
        evidence=1 if proof else 0,
    )
    number = publication.submissions.count() + 1
    submission = _submit(publication, after, actor, at, number=number, answer=answer.strip(), evidence=proof)
    move(
        publication,
        PublicationState.ENTERED,
        actor=actor,
        at=at,
        because=submission.answer,
        facts={"before": before, "after": after, "evidence": proof, "submission": submission.number},
    )
    return submission


def _submit(
    publication: Publication,
    rows: list[dict[str, Any]],
    actor: Actor,
    at: datetime,
    *,
    number: int,
    answer: str = "",
    evidence: str = "",
) -> Submission:
    return Submission.objects.create(
        publication=publication,
        number=number,
        rows=rows,
        answer=answer,
        evidence=evidence,
        submitted_by_id=actor.id,
        submitted_at=at,
    )
