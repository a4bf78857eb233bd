"""结束检查 — with every signature the visit ends and its results are formed (Art. 17, 19, 20)."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.inspections.models import ApprovalKind, Order, Visit
from suiji.inspections.queries import RecordForm, open_divergences, record_of
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.laboratory import form_results
from suiji.inspections.states import ApprovalState, VisitState
from suiji.law.results import FOR_THE_WHOLE_VISIT, ResultCode
from suiji.ledger import Actor
from suiji.ledger.services import lock, move
from suiji.libraries.services import clear_unreachable, flag_unreachable, note_visit
from suiji.organs.days import day_of
from suiji.tasks.queries import least_officers


@transaction.atomic
def close_record(*, visit: Visit, actor: Actor, at: datetime) -> Visit:
    """End the visit: every officer has signed, at least two of each department, and the object or two for it.

    From here on the record cannot change; an object that could not be found is marked in its library.
    """
    visit = lock(visit)
    require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE)
    form = record_of(visit)
    _require_content(form)
    _require_signatures(form, at)
    visit.ended_at = at
    facts = {"record_sha256": form.sha256}
    move(visit, VisitState.SIGNED, actor=actor, at=at, facts=facts, saving=["ended_at"])
    thing = note_visit(
        object=visit.drawn.object,
        codes=form.codes,
        on=day_of(at),
        reference=visit.task.number,
        actor=actor,
        at=at,
    )
    if ResultCode.UNREACHABLE in form.codes:
        flag_unreachable(object=visit.drawn.object, actor=actor, at=at)
    elif thing.unreachable and _was_found(form):
        found = "本次检查在登记的住所（经营场所）找到了该对象。"
        clear_unreachable(object=visit.drawn.object, because=found, actor=actor, at=at)
    if any(finding.awaits_report for finding in form.findings):
        form_results(visit, actor=actor, at=at)
    return visit


def _was_found(form: RecordForm) -> bool:
    """Whether somebody of the object was met at its address."""
    on_site = form.visit.on_site and form.visit.arrived_at is not None
    return on_site and ResultCode.UNCOOPERATIVE not in form.codes


def _require_content(form: RecordForm) -> None:
    law.require(law.field_duties.check_points_answered, unanswered=len(form.unfilled))
    law.require(law.field_duties.one_wording_stands, undecided=open_divergences(form.visit).count())
    if form.closes_all:
        law.require(law.results.results_may_combine, codes=form.codes)
    law.require(
        law.field_duties.checked_on_site,
        on_site=form.visit.on_site and form.visit.arrived_at is not None,
        excused=(bool(form.codes) and form.codes <= FOR_THE_WHOLE_VISIT) or _from_the_desk(form.visit),
    )
    _require_orders(form)


def _from_the_desk(visit: Visit) -> bool:
    """Whether the deputy head allowed the visit to be made from the desk: the recorded exception of Art. 19."""
    return visit.approvals.filter(kind=ApprovalKind.OFF_SITE, state=ApprovalState.APPROVED).exists()


def _require_orders(form: RecordForm) -> None:
    """Whoever reports an ordered correction has the order on record (reading R64)."""
    corrected = {f.pk for f in form.findings if ResultCode.CORRECTION_ORDERED in f.results}
    orders = Order.objects.filter(finding__in=corrected).values_list("finding", flat=True)
    recorded = set(orders) if corrected else set()
    law.require(law.field_duties.correction_has_its_order, ordered=len(corrected), recorded=len(recorded))


def _require_signatures(form: RecordForm, at: datetime) -> None:
    law.require(law.field_duties.every_officer_signed, missing=len(form.missing))
    present = Counter(officer.department_id for officer in form.signed_officers)
    owing = {finding.department_id for finding in form.findings}
    for department_id, minimum in least_officers(form.visit.task, owing, day_of(at)).items():
        law.require(law.sampling_duties.enough_officers, officers=present[department_id], minimum=minimum)
    law.require(
        law.field_duties.record_signed_or_refusal_noted,
        signed=form.firm is not None,
        refusal_noted=bool(form.refusals),
        officers_signing=len(form.refusals),
    )
