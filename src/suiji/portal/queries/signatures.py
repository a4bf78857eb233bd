"""监督确认 — what the public reads of the auditor's signature under a draw, and whose keys sign (R55)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from suiji.draws.models import AuditorKey, Confirmation, Verdict
from suiji.portal.queries.draws import Draw, Event


@dataclass(frozen=True, slots=True)
class Word:
    """What an auditor signed."""

    confirms: bool
    because: str
    auditor: str
    key_id: str
    signed_at: datetime
    index: int | None
    """Its number in the log."""


def signed_words(found: Draw, events: Sequence[Event]) -> list[Word]:
    """Everything that was signed under a result, the newest first; ``events`` are the draw's."""
    if found.confirm_by is None:
        return []
    places = {event.fingerprint: event.index for event in events}
    rows = Confirmation.objects.filter(ceremony_id=found.id).select_related("key").order_by("-pk")
    return [
        Word(
            confirms=row.verdict == Verdict.CONFIRMED,
            because=row.because,
            auditor=row.key.auditor,
            key_id=row.key.key_id,
            signed_at=row.signed_at,
            index=places.get(row.sha256),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Key:
    """A registered public key, without the person."""

    auditor: str
    key_id: str
    public_key: str
    registered_at: datetime
    withdrawn_at: datetime | None


def auditor_keys() -> list[Key]:
    """Every key there ever was, the newest first."""
    rows = AuditorKey.objects.order_by("-pk").values_list(
        "auditor", "key_id", "public_key", "registered_at", "withdrawal__withdrawn_at"
    )
    return [Key(*row) for row in rows]
