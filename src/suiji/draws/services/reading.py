"""查阅全部证据 — opening the confidential part of a bundle is an act of its own, on record (Art. 25)."""

from datetime import datetime

from django.db import transaction

from suiji.draws.models import Ceremony
from suiji.draws.queries.bundle import bundle_zip, stored, unsigned_bundle
from suiji.draws.queries.leading import RANKS_FILE, ranks_stand
from suiji.draws.queries.sealed import Sealed, sealed_side
from suiji.draws.services.auditing import Check, checked
from suiji.draws.services.keeping import require_key
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def open_audit(*, ceremony: Ceremony, actor: Actor, at: datetime) -> bytes:
    """The whole bundle as a ZIP, key and classes included, for an auditor; the ledger says who opened it."""
    require_role(actor, Role.AUDITOR)
    require_key(ceremony)
    record(
        ceremony,
        "draw.audit_opened",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}调取{ceremony}的全部证据（含密钥和分层名单）。",
    )
    return bundle_zip(ceremony, audit=True)


@transaction.atomic
def open_sealed(*, ceremony: Ceremony, because: str, code: str = "", actor: Actor, at: datetime) -> Sealed:
    """Classes, quotas, exclusions, and one object's lot where its code is given; the ledger says who and why."""
    require_role(actor, Role.AUDITOR)
    require_key(ceremony)
    found = sealed_side(ceremony, code=code)
    record(
        ceremony,
        "draw.sealed_opened",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}查阅{ceremony}的密封卷。",
        because=because,
        facts={"looked_up": bool(code)},
    )
    return found


@transaction.atomic
def replay(*, ceremony: Ceremony, actor: Actor, at: datetime) -> Check:
    """The whole draw once more, from the sealed input to the names, by a separate process; its verdict on record."""
    require_role(actor, Role.AUDITOR)
    require_key(ceremony)
    check = _with_ranks(ceremony, checked(unsigned_bundle(ceremony), require_log=True))
    verdict = "一致" if check.holds else "不一致"
    record(
        ceremony,
        "draw.replayed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}重放{ceremony}，结论：{verdict}。",
        facts={"holds": check.holds, "words": check.words},
    )
    return check


def _with_ranks(ceremony: Ceremony, check: Check) -> Check:
    """The posts by which leaders were chosen belong to no protocol file; they are compared with the log here."""
    files = stored(ceremony, audit=True)
    if RANKS_FILE not in files:
        return check
    stand = ranks_stand(ceremony, files)
    words = "组长依据的职务职级与冻结时公开的校验值" + ("一致。" if stand else "不一致。")
    return Check(check.holds and stand, f"{check.words}\n{words}")
