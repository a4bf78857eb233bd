"""人员调整 — a drawn inspector is replaced only for a named reason, the deputy head consenting (Art. 16)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Replacement, SignedMember, TeamMember
from suiji.draws.queries.log import public_label
from suiji.draws.queries.teams import (
    fits_the_place,
    has_signed,
    is_certified,
    is_recused,
    members_now,
    serves_in,
    time_away,
)
from suiji.draws.states import ReplacementState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import hold, joined, move, record
from suiji.libraries.models import Inspector
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.tasks.models import Task

UNDECIDED = (ReplacementState.APPLIED, ReplacementState.APPROVED)


@transaction.atomic
def apply_replacement(
    *,
    member: TeamMember,
    substitute: Inspector,
    reason: str,
    explanation: str = "",
    actor: Actor,
    at: datetime,
) -> Replacement:
    """An application that waits for the deputy head of the inspector's own department.

    Refused: another reason than the article's, a member who has signed, a substitute who is not qualified.
    """
    _take_turn(member)
    require_role(actor, Role.CLERK, Role.INSPECTOR, department_id=member.inspector.department_id)
    if member.replacements.filter(state__in=UNDECIDED).exists():
        raise Stale("这名检查人员的调整已经申请或办结。")
    law.require(law.sampling_duties.replacement_has_reason, reason=reason, explanation=explanation)
    law.require(law.sampling_duties.replaced_before_signing, signed=has_signed(member))
    _require_qualified(member, substitute)
    replacement = Replacement.objects.create(
        state=ReplacementState.APPLIED,
        member=member,
        substitute=substitute,
        reason=reason,
        explanation=explanation,
        applicant_id=actor.id,
        applied_at=at,
    )
    record(
        replacement,
        "draw.replacement_applied",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{replacement}，事由：{replacement.get_reason_display()}。",
        because=explanation,
        facts={"team": member.team.code, "reason": reason},
    )
    return replacement


def _take_turn(member: TeamMember) -> None:
    """The drawn row itself cannot be locked, since the web role has no right to change it: its task is."""
    Task.objects.select_for_update().get(pk=member.team.task_id)


def _require_qualified(member: TeamMember, substitute: Inspector) -> None:
    away, days = time_away(substitute, member.team.task)
    law.require(law.libraries.inspector_is_present, days_away=away, days=days)
    law.require(
        law.sampling_duties.substitute_is_qualified,
        certified=is_certified(substitute, member.team.task.period_until)
        and fits_the_place(member, substitute),
        in_team=serves_in(substitute, member.team) or substitute.pk == member.inspector_id,
        recused=is_recused(substitute, member.team),
        same_department=substitute.department_id == member.inspector.department_id,
    )


@transaction.atomic
def approve_replacement(*, replacement: Replacement, actor: Actor, at: datetime) -> Replacement:
    """The substitute serves in the drawn member's place; the drawn row stays as it was drawn.

    Decided one after the other within a task, so that nobody comes to stand in two places of a team.
    """
    member = replacement.member
    _take_turn(member)
    _require_consent(hold(replacement), actor)
    law.require(law.sampling_duties.replaced_before_signing, signed=has_signed(member))
    _require_qualified(member, replacement.substitute)
    move(replacement, ReplacementState.APPROVED, actor=actor, at=at, body=_body(member))
    replacement.decided_at = at
    replacement.save(update_fields=["decided_at"])
    return replacement


def _body(member: TeamMember) -> dict[str, str]:
    """For the public log, without a name; of an unannounced task only its draw's number (Art. 20(2))."""
    team = member.team
    if team.task.unannounced:
        return {"ceremony": public_label(team.ceremony)}
    return {"task": team.task.number, "team": team.code, "department": member.inspector.department.name}


@transaction.atomic
def reject_replacement(
    *, replacement: Replacement, because: str = "", actor: Actor, at: datetime
) -> Replacement:
    """The drawn member stays in the team."""
    _require_consent(hold(replacement), actor)
    move(replacement, ReplacementState.REJECTED, actor=actor, at=at, because=because)
    replacement.decided_at = at
    replacement.save(update_fields=["decided_at"])
    return replacement


def _require_consent(replacement: Replacement, actor: Actor) -> None:
    law.require(
        law.sampling_duties.deputy_head_consents,
        is_deputy_head=actor.holds(Role.DEPUTY_HEAD),
        same_department=actor.department_id == replacement.member.inspector.department_id,
        is_applicant=actor.id == replacement.applicant_id,
    )


@joined()
def note_signed(*, member: TeamMember, at: datetime) -> None:
    """From here on nobody replaces this member (reading R16). Called by the room where records are signed."""
    SignedMember.objects.bulk_create([SignedMember(member=member, signed_at=at)], ignore_conflicts=True)


def place_of(inspector: Inspector, team_members: list[TeamMember]) -> TeamMember | None:
    """The drawn place in which an inspector serves today."""
    for row in team_members:
        for now in members_now(row.team):
            if now.inspector.pk == inspector.pk:
                return now.drawn
    return None
