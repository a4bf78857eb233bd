"""提交份额 — a party hands in the hash of a secret number made in its own browser (protocol §3)."""

import re
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, Share
from suiji.draws.queries.log import SHARED
from suiji.draws.queries.parties import is_party
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, record
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role

HASH = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def hand_in_share(*, ceremony: Ceremony, sha256: str, actor: Actor, at: datetime) -> Share:
    """The department's share is fixed by its hash, logged in the department's own name.

    Refused: after the freeze. A hash that was ever handed in before is not taken again.
    """
    hold(ceremony)
    require_role(actor, Role.CLERK)
    if not is_party(ceremony, actor.department_id):
        raise NotYours("您所在部门不参加本次抽取，不能提交份额。")
    law.require(law.sampling_duties.list_never_changes, frozen=ceremony.state != CeremonyState.OPEN)
    if not HASH.fullmatch(sha256):
        raise ValueError("a share's hash is 64 digits of lower-case hex")
    if ceremony.shares.filter(party_id=actor.department_id).exists():
        raise Stale("本部门已经提交份额，提交后不能更换。")
    if Share.objects.filter(sha256=sha256).exists():
        raise Stale("这个份额曾经提交过，不能再用。请重新生成一个份额。")
    party = Department.objects.get(pk=actor.department_id)
    share = Share.objects.create(
        ceremony=ceremony,
        party=party,
        party_name=party.name,
        sha256=sha256,
        handed_in_by_id=actor.id,
        handed_in_at=at,
    )
    record(
        ceremony,
        SHARED,
        actor=actor,
        at=at,
        sentence=f"{party.name}{actor.name}向{ceremony}提交份额的校验值。",
        body={"ceremony": ceremony.ceremony, "party": party.name, "sha256": sha256},
    )
    return share
