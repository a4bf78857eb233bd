"""在岗状态与离岗 — who is in post, and who is away on which days (Art. 11 动态管理)."""

from datetime import date, datetime

from django.db import transaction

from suiji.ledger import Actor, Stale
from suiji.ledger.services import hold, move, record
from suiji.libraries.models import Absence, AbsenceKind, Inspector, InspectorStatus
from suiji.libraries.states import ABSENCE, AbsenceState
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def change_status(
    *, inspector: Inspector, status: InspectorStatus, because: str, actor: Actor, at: datetime
) -> Inspector:
    """Put an inspector into another state in post; draws already frozen are not touched by it."""
    require_role(actor, Role.LIBRARIAN, department_id=inspector.department_id)
    row = _locked(inspector)
    if row.status == status:
        raise Stale(f"{row.name}的状态已经是“{status.label}”。")
    before, row.status, row.updated_at = InspectorStatus(row.status), status, at
    row.save(update_fields=["status", "updated_at"])
    record(
        row,
        "libraries.status_changed",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}把{row.name}的状态由“{before.label}”改为“{status.label}”。"
        ),
        because=because,
        facts={"from": before.value, "to": status.value},
    )
    return row


@transaction.atomic
def record_absence(
    *,
    inspector: Inspector,
    kind: AbsenceKind,
    from_on: date,
    until_on: date | None,
    actor: Actor,
    at: datetime,
) -> Absence:
    """Days on which an inspector will be away: ``until_on`` is the first day back, or nothing yet."""
    require_role(actor, Role.LIBRARIAN, department_id=inspector.department_id)
    row = _locked(inspector)
    if row.absences.filter(state=AbsenceState.RECORDED, from_on=from_on, until_on=until_on).exists():
        raise Stale("这一段离岗已经登记过。")
    absence = Absence.objects.create(
        inspector=row, kind=kind, from_on=from_on, until_on=until_on, recorded_at=at, state=ABSENCE.initial
    )
    until = f"{until_on:%F} 返岗" if until_on else "返岗日期未定"
    record(
        row,
        "libraries.absence_recorded",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}登记{row.name}{kind.label}，{from_on:%F} 起，{until}。"
        ),
        facts={
            "kind": kind.value,
            "from_on": f"{from_on:%F}",
            "until_on": f"{until_on:%F}" if until_on else None,
        },
    )
    return absence


@transaction.atomic
def cancel_absence(*, absence: Absence, because: str, actor: Actor, at: datetime) -> Absence:
    """Take back days away that do not come about; they stay on record as cancelled."""
    hold(absence)
    require_role(actor, Role.LIBRARIAN, department_id=absence.inspector.department_id)
    move(absence, AbsenceState.CANCELLED, actor=actor, at=at, because=because)
    return absence


def _locked(inspector: Inspector) -> Inspector:
    rows = Inspector.objects.select_for_update(of=("self",)).select_related("department")
    return rows.get(pk=inspector.pk)
