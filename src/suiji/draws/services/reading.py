"""查阅全部证据 — opening the confidential part of a bundle is an act of its own, on record (Art. 25)."""

from datetime import datetime

from django.db import transaction

from suiji.draws.models import Ceremony
from suiji.draws.queries.bundle import bundle_zip
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def open_audit(*, ceremony: Ceremony, actor: Actor, at: datetime) -> bytes:
    """The whole bundle as a ZIP, key and classes included, for an auditor; the ledger says who opened it."""
    require_role(actor, Role.AUDITOR)
    record(
        ceremony,
        "draw.audit_opened",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}调取{ceremony}的全部证据（含密钥和分层名单）。",
    )
    return bundle_zip(ceremony, audit=True)
