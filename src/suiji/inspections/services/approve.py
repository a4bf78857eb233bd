"""行政检查审批 — leave for the visits, for silence, for the desk, for another's result; a deputy head decides."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.catalogue.models import ItemVersion
from suiji.inspections.documents.approvals import approval_document
from suiji.inspections.models import (
    CLEAN,
    ApprovalKind,
    Finding,
    Notice,
    PreparedNotice,
    Visit,
    VisitApproval,
    VisitMode,
)
from suiji.inspections.queries.approvals import BEFORE, items_barred, quiet_items
from suiji.inspections.queries.before import recognised_until
from suiji.inspections.services.hands import require_member
from suiji.inspections.states import APPROVAL, ApprovalState, VisitState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers.numbering import next_number
from suiji.papers.services import issue
from suiji.tasks.models import Task

INITIATORS = (Role.CLERK, Role.INSPECTOR)


@transaction.atomic
def apply_for_visits(*, task: Task, reason: str, actor: Actor, at: datetime) -> VisitApproval:
    """Ask the initiator's deputy head for leave to carry out the visits of a countersigned task."""
    task = lock(task)
    require_role(actor, *INITIATORS, department_id=task.initiator_id)
    _require_signed_scheme(task)
    rows = VisitApproval.objects.filter(task=task, kind=ApprovalKind.VISITS)
    if rows.exclude(state=ApprovalState.REJECTED).exists():
        raise Stale("本任务已经提交行政检查审批，不必再提交。")
    return _apply(ApprovalKind.VISITS, task, task.initiator, reason, actor, at)


@transaction.atomic
def apply_for_silence(
    *, task: Task, items: Collection[ItemVersion], reason: str, actor: Actor, at: datetime
) -> VisitApproval:
    """Ask for silence about single items. Refused once a notice exists, or when nothing would be left to announce."""
    task = lock(task)
    require_role(actor, *INITIATORS, department_id=task.initiator_id)
    _require_signed_scheme(task)
    law.require(law.field_duties.unannounced_gets_no_notice, unannounced=task.unannounced)
    listed = set(task.item_versions.values_list("pk", flat=True))
    chosen = {item.pk for item in items}
    law.require(law.general.checks_only_listed_items, unlisted=len(chosen - listed))
    left = listed - chosen - quiet_items(task)
    law.require(law.field_duties.something_is_left_to_announce, announced=len(left) if chosen else 0)
    _require_no_notice(task)
    approval = _apply(ApprovalKind.QUIET, task, task.initiator, reason, actor, at)
    approval.items.set(chosen)
    return approval


@transaction.atomic
def apply_for_desk(
    *, visits: Sequence[Visit], mode: VisitMode | str, reason: str, actor: Actor, at: datetime
) -> VisitApproval:
    """Ask that visits be made from the desk. Refused where one item of one of them has to be checked on the spot."""
    task = lock(visits[0].task)
    require_role(actor, *INITIATORS, department_id=task.initiator_id)
    _require_signed_scheme(task)
    own = all(visit.task_id == task.pk for visit in visits)
    law.require(
        law.general.steps_in_order,
        allowed=own and VisitMode(mode) != VisitMode.ON_SITE and _not_begun(visits),
    )
    barred = sum(items_barred(visit) for visit in visits)
    law.require(law.field_duties.every_item_allows_the_desk, barred=barred)
    approval = _apply(ApprovalKind.OFF_SITE, task, task.initiator, reason, actor, at, mode=str(mode))
    approval.visits.set(visits)
    return approval


@transaction.atomic
def propose_recognition(
    *, finding: Finding, source: Finding, reason: str, actor: Actor, at: datetime
) -> VisitApproval:
    """Propose that a recent clean result stand for a check; the deputy head of the item's own department decides."""
    visit = lock(finding.visit)
    officer = require_member(visit, actor)
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=officer.department_id,
        owner_department=finding.department_id,
    )
    law.require(
        law.general.steps_in_order, allowed=visit.state != VisitState.SIGNED and finding.filled_at is None
    )
    require_recognisable(finding, source, at)
    return _apply(
        ApprovalKind.RECOGNITION,
        visit.task,
        finding.department,
        reason,
        actor,
        at,
        finding=finding,
        source=source,
    )


def require_recognisable(finding: Finding, source: Finding, at: datetime) -> None:
    """Raise ``Refused`` (Art. 24) unless the source is a recent, signed, clean result of the same item and object."""
    law.require(
        law.aftercare.result_may_stand_for_another,
        same_object=source.visit.drawn.object_id == finding.visit.drawn.object_id,
        same_item=source.item_version.item_id == finding.item_version.item_id,
        clean=bool(source.results) and CLEAN.issuperset(source.results),
        today=day_of(at),
        until=recognised_until(source),
    )


@transaction.atomic
def approve(*, approval: VisitApproval, opinion: str = "", actor: Actor, at: datetime) -> VisitApproval:
    """The deputy head allows it, under a number; what follows from it follows at once."""
    hold(approval)
    _require_deputy(approval, actor)
    if approval.kind == ApprovalKind.QUIET:
        _require_no_notice(approval.task)
    approval.approver_id, approval.decided_at, approval.opinion = actor.id, at, opinion.strip() or "同意。"
    approval.number = next_number("APPROVAL", approval.department.sign, day_of(at).year)
    approval.paper = issue(
        document=approval_document(approval),
        kind="APPROVAL",
        department=approval.department,
        actor=actor,
        at=at,
    )
    approval.save(update_fields=["approver", "decided_at", "opinion", "number", "paper"])
    move(approval, ApprovalState.APPROVED, actor=actor, at=at, facts={"number": approval.number})
    if approval.kind == ApprovalKind.OFF_SITE:
        _take_from_the_street(approval)
    elif approval.kind == ApprovalKind.RECOGNITION:
        write_recognition(approval, at)
    return approval


@transaction.atomic
def refuse(*, approval: VisitApproval, because: str, actor: Actor, at: datetime) -> VisitApproval:
    """The deputy head does not allow it; another application may follow."""
    hold(approval)
    _require_deputy(approval, actor)
    approval.approver_id, approval.decided_at, approval.opinion = actor.id, at, because
    approval.save(update_fields=["approver", "decided_at", "opinion"])
    move(approval, ApprovalState.REJECTED, actor=actor, at=at, because=because)
    return approval


def write_recognition(approval: VisitApproval, at: datetime) -> None:
    """Put the recognised result into the record as soon as the visit has begun."""
    finding, source = approval.finding, approval.source
    assert finding is not None
    assert source is not None
    if finding.visit.state != VisitState.ON_SITE or finding.filled_at is not None:
        return
    officer = finding.visit.team.members.filter(inspector__person_id=approval.applicant_id).first()
    finding.answers, finding.results, finding.problem, finding.measures = {}, list(source.results), "", []
    day = source.visit.ended_at
    finding.disposal = (
        f"互认{source.department.short_name}{day_of(day):%Y年%m月%d日}的检查结果（{approval.number}）"
        if day
        else ""
    )
    finding.filled_by = officer.inspector if officer else source.filled_by
    finding.filled_at = at
    finding.save()


def _take_from_the_street(approval: VisitApproval) -> None:
    for visit in approval.visits.select_for_update():
        law.require(law.general.steps_in_order, allowed=_not_begun([visit]))
        visit.mode, visit.on_site = approval.mode, False
        visit.save(update_fields=["mode", "on_site"])


def _apply(
    kind: ApprovalKind,
    task: Task,
    department: Department,
    reason: str,
    actor: Actor,
    at: datetime,
    *,
    mode: str = "",
    finding: Finding | None = None,
    source: Finding | None = None,
) -> VisitApproval:
    approval = VisitApproval.objects.create(
        state=APPROVAL.initial,
        kind=kind,
        task=task,
        department=department,
        mode=mode,
        finding=finding,
        source=source,
        reason=reason.strip(),
        applicant_id=actor.id,
        applied_at=at,
    )
    record(
        approval,
        "inspections.approval_applied",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}提交{approval}。",
        because=approval.reason,
        facts={"kind": kind.value, "task": task.number},
    )
    return approval


def _require_signed_scheme(task: Task) -> None:
    law.require(law.general.steps_in_order, allowed=task.state not in BEFORE)


def _require_no_notice(task: Task) -> None:
    told = Notice.objects.filter(visit__task=task).exists()
    printed = PreparedNotice.objects.filter(visit__task=task, paper__withdrawal__isnull=True).exists()
    law.require(law.general.steps_in_order, allowed=not told and not printed)


def _not_begun(visits: Collection[Visit]) -> bool:
    return all(visit.state in (VisitState.ASSIGNED, VisitState.NOTIFIED) for visit in visits)


def _require_deputy(approval: VisitApproval, actor: Actor) -> None:
    require_role(actor, Role.DEPUTY_HEAD, department_id=approval.department_id)
    if actor.id == approval.applicant_id:
        raise NotYours("申请人不能审批自己的申请。")
