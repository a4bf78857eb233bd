"""How far a ceremony has come, and what it waits for (protocol §3)."""

from datetime import datetime
from typing import Any

from suiji.draws.models import Ceremony, Share
from suiji.draws.queries.log import REVEALED, entry_of
from suiji.draws.states import CeremonyState
from suiji.sampling.canonical import from_hex
from suiji.sampling.seed import SHARE_BYTES
from suiji.sampling.sources import LEAST_PARTIES, share_commitment


def opens(share: Share, value: str) -> bool:
    """True when the value is the one behind the share's hash."""
    data = from_hex(value, SHARE_BYTES)
    if data is None:
        return False
    return share_commitment(share.ceremony.ceremony, share.party_name, data) == share.sha256


def missing_shares(ceremony: Ceremony) -> list[Share]:
    """Shares that nobody has opened."""
    return list(ceremony.shares.filter(reveal=None).order_by("party__code"))


def later_sources(ceremony: Ceremony) -> list[dict[str, Any]]:
    """The public numbers, due after ``reveal_by``, that the commitment names."""
    return [source for source in ceremony.freeze.commitment["seed_sources"] if source["kind"] != "share"]


def may_default(ceremony: Ceremony, at: datetime) -> bool:
    """True when those who did not reveal count as empty: a later number stands, and two shares are open."""
    revealed = ceremony.shares.filter(reveal__isnull=False).count()
    overdue = ceremony.reveal_by is not None and at > ceremony.reveal_by
    return overdue and bool(later_sources(ceremony)) and revealed >= LEAST_PARTIES


def has_failed(ceremony: Ceremony, at: datetime) -> bool:
    """True for a frozen ceremony that a party's default has made void."""
    return (
        ceremony.state == CeremonyState.COMMITTED
        and ceremony.reveal_by is not None
        and at > ceremony.reveal_by
        and entry_of(ceremony, REVEALED) is None
        and bool(missing_shares(ceremony))
        and not may_default(ceremony, at)
    )
