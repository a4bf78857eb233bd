"""公布值 — chance that came out after the freeze: a number two persons have read, a beacon that proves itself (§3)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, Sighting
from suiji.draws.queries.log import BEACON_BROUGHT, NUMBER_SEEN
from suiji.draws.queries.parties import is_party
from suiji.draws.queries.progress import Later, later_sources
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, record
from suiji.organs.roles import Role
from suiji.sampling.beacon import read_beacon
from suiji.sampling.sources import Beacon
from suiji.sampling.strength import check_announced


@transaction.atomic
def sight_number(*, ceremony: Ceremony, place: int, text: str, actor: Actor, at: datetime) -> Sighting:
    """What this witness read, on record; the number stands once a second one has read the same.

    Refused: before it is due, to the operator. ``Unusable``: in another form than the commitment fixed.
    """
    later = _due(hold(ceremony), place, at)
    _require_witness(ceremony, actor)
    if isinstance(later.source, Beacon):
        raise Stale("这个来源是随机信标，不由见证人录入。")
    check_announced(later.source, text)
    if any(row.seen_by_id == actor.id and row.text == text for row in later.seen):
        raise Stale("您已经录入过这个号码，请等待另一名见证人录入。")
    return _keep(ceremony, later, text, NUMBER_SEEN, actor, at)


@transaction.atomic
def bring_beacon(*, ceremony: Ceremony, place: int, content: bytes, actor: Actor, at: datetime) -> Sighting:
    """The round's signature, verified against the chain's pinned key; whoever brings it cannot choose it.

    ``Unusable``: not the round that the commitment names, or not genuine.
    """
    later = _due(hold(ceremony), place, at)
    if not (actor.holds(Role.SYSTEM) or is_party(ceremony, actor.department_id)):
        raise NotYours("您所在部门不是本任务的参与部门。")
    if not isinstance(later.source, Beacon):
        raise Stale("这个来源不是随机信标。")
    signature = read_beacon(content, later.source)["signature"]
    return _keep(ceremony, later, signature, BEACON_BROUGHT, actor, at)


def _due(ceremony: Ceremony, place: int, at: datetime) -> Later:
    law.require(law.general.steps_in_order, allowed=ceremony.state == CeremonyState.COMMITTED)
    found = next((later for later in later_sources(ceremony) if later.place == place), None)
    if found is None:
        raise Stale("这次抽取没有约定这个来源。")
    law.require(law.general.steps_in_order, allowed=at > found.due)
    if found.value:
        raise Stale("这个来源的公布值已经确定，不需要再录入。")
    return found


def _require_witness(ceremony: Ceremony, actor: Actor) -> None:
    party = actor.holds(Role.CLERK) and is_party(ceremony, actor.department_id)
    if actor.id == ceremony.operator_id or not (party or actor.id == ceremony.witness_id):
        raise NotYours("公布的号码由见证人和各参与部门经办人录入，操作人不能录入。")


def _keep(ceremony: Ceremony, later: Later, text: str, act: str, actor: Actor, at: datetime) -> Sighting:
    row = Sighting.objects.create(
        ceremony=ceremony, place=later.place, text=text, seen_by_id=actor.id or None, seen_at=at
    )
    record(
        ceremony,
        act,
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}录入{ceremony}约定的{later.what}。",
        body={
            "ceremony": ceremony.ceremony,
            "source": later.what,
            "value": text,
            "party": actor.department_name,
        },
    )
    return row
