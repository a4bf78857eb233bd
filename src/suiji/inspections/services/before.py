"""预查、排期、到达 — what happens up to the door, and who may knock (Art. 17, 20(1), (2))."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.inspections.models import ApprovalKind, Notice, PreCheck, Visit, VisitApproval, VisitSlot
from suiji.inspections.queries import membership_of
from suiji.inspections.queries.approvals import is_approved
from suiji.inspections.queries.whose import crew_of
from suiji.inspections.services.approve import write_recognition
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.states import ApprovalState, VisitState
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, move, record
from suiji.organs.days import day_of
from suiji.tasks.queries import least_officers


@transaction.atomic
def open_pre_check(*, visit: Visit, actor: Actor, at: datetime) -> PreCheck:
    """Write down that an officer of the team reads the object's file; once for each officer."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    seen = visit.pre_checks.filter(inspector=officer).first()
    if seen is not None:
        return seen
    opened = PreCheck.objects.create(visit=visit, inspector=officer, opened_at=at)
    record(
        visit,
        "inspections.pre_checked",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}查阅{visit}的预查资料。",
    )
    return opened


@transaction.atomic
def arrive(*, visit: Visit, actor: Actor, at: datetime) -> Visit:
    """The team is at the door, or at the desk where that was allowed.

    The deputy head has approved the visit, the object was told before unless the check is unannounced, the leader
    is the initiator's, and every department has its two officers. Recognised results are written into the record.
    """
    visit = lock(visit)
    require_member(visit, actor)
    require_state(visit, VisitState.ASSIGNED, VisitState.NOTIFIED)
    law.require(law.field_duties.visits_are_approved, approved=is_approved(visit.task))
    _require_team(visit, at)
    notice = Notice.objects.filter(visit=visit).first()
    law.require(
        law.field_duties.notice_precedes_visit,
        notified_at=notice.served_at if notice else None,
        arrived_at=at,
        unannounced=visit.task.unannounced,
    )
    visit.arrived_at = at
    move(visit, VisitState.ON_SITE, actor=actor, at=at, saving=["arrived_at"])
    for approval in VisitApproval.objects.filter(
        kind=ApprovalKind.RECOGNITION, state=ApprovalState.APPROVED, finding__visit=visit
    ).select_related("finding__visit", "source__department", "source__visit"):
        write_recognition(approval, at)
    return visit


def _require_team(visit: Visit, at: datetime) -> None:
    """The leader comes from the initiator, or its counterpart below after dispatch; two officers a department."""
    members = crew_of(visit)
    leader = next((m.inspector.department for m in members if m.leads), None)
    initiator = visit.task.initiator
    stands_for = leader is not None and leader.line == initiator.line
    law.require(
        law.sampling_duties.leader_from_initiator,
        leader_department=initiator.pk if stands_for else 0,
        initiator=initiator.pk,
    )
    present = Counter(member.inspector.department_id for member in members)
    owing = set(visit.findings.values_list("department_id", flat=True))
    for department_id, minimum in least_officers(visit.task, owing, day_of(at)).items():
        law.require(law.sampling_duties.enough_officers, officers=present[department_id], minimum=minimum)


@transaction.atomic
def schedule_visits(
    *, visits: Sequence[Visit], on: date | None, slot: VisitSlot | str = "", actor: Actor, at: datetime
) -> list[Visit]:
    """The leader fixes the day of visits of the own team, within the task's period; None takes a day back.

    A visit whose notice is served keeps the day that the notice names.
    """
    fixed: list[Visit] = []
    for one in sorted(visits, key=lambda visit: visit.pk):
        visit = lock(one)
        require_member(visit, actor)
        membership = membership_of(visit, actor)
        if membership is None or not membership.leads:
            raise NotYours("检查日程由组长统一安排。")
        require_state(visit, VisitState.ASSIGNED)
        within = on is None or visit.task.period_from <= on <= visit.task.period_until
        law.require(law.general.steps_in_order, allowed=within)
        visit.scheduled_on, visit.slot = on, VisitSlot(slot).value if slot else ""
        visit.save(update_fields=["scheduled_on", "slot"])
        record(
            visit,
            "inspections.scheduled",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}安排{visit}的日程。",
            facts={"on": f"{on:%F}" if on else None, "slot": visit.slot},
        )
        fixed.append(visit)
    return fixed
