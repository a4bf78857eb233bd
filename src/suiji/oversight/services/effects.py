"""效果汇总 is refreshed by a job; what it suggests for the next year is adopted or set aside by the office (Art. 5)."""

from datetime import date, datetime

from django.db import transaction

from suiji.law import require
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.organs.doors import require_role
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.oversight.effects import proposed, summed
from suiji.oversight.models import EffectSummary, RatioProposal, WorkSummary
from suiji.oversight.queries import counted_work, office_of_actor, whole_second
from suiji.oversight.states import ProposalState


@transaction.atomic
def refresh_effects(*, year: int, today: date, at: datetime) -> EffectSummary:
    """The year counted anew; safe to repeat."""
    content = summed(year, calendar=calendar(), today=today)
    return EffectSummary.objects.update_or_create(
        year=year, defaults={"content": content, "refreshed_at": at}
    )[0]


@transaction.atomic
def refresh_work(*, year: int, at: datetime) -> WorkSummary:
    """Every department's figures of the year counted anew; safe to repeat."""
    content = counted_work(year, at)
    return WorkSummary.objects.update_or_create(
        year=year, defaults={"content": content, "cut_off_at": whole_second(at)}
    )[0]


@transaction.atomic
def propose_ratios(*, summary: EffectSummary, actor: Actor, at: datetime) -> RatioProposal:
    """A proposal for the year after the one summed up; it changes no parameter by itself."""
    require_role(actor, Role.OFFICE)
    office = office_of_actor(actor)
    if office is None:
        raise NotYours("比例建议由联席会议办公室形成。")
    rows = proposed(summary.content)
    require(steps_in_order, allowed=bool(rows))
    proposal = RatioProposal.objects.create(
        state=RatioProposal.machine.initial,
        office=office,
        year=summary.year + 1,
        content=rows,
        made_by_id=actor.id,
        made_at=at,
    )
    record(
        proposal,
        "oversight.proposed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}根据{summary.year}年抽查效果形成{proposal}。",
    )
    return proposal


@transaction.atomic
def decide_proposal(
    *, proposal: RatioProposal, adopted: bool, because: str, actor: Actor, at: datetime
) -> RatioProposal:
    """Adopted as advice to the departments, or set aside; with a reason either way."""
    hold(proposal)
    require_role(actor, Role.OFFICE, department_id=proposal.office_id)
    require(steps_in_order, allowed=bool(because.strip()))
    target = ProposalState.ADOPTED if adopted else ProposalState.SET_ASIDE
    move(proposal, target, actor=actor, at=at, because=because.strip())
    return proposal
