"""监督确认 — what the public reads of the auditor's signature under a draw, and whose keys sign (R55)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from suiji.draws.models import Attestation, AuditorKey, Verdict
from suiji.organs.questions import question
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
    return [
        Word(verdict == Verdict.CONFIRMED, because, auditor, key_id, at, places.get(sha256))
        for verdict, because, auditor, key_id, at, sha256 in _signed(found.id)
    ]


@question
def _signed(ceremony: int) -> QuerySet[Attestation, tuple[str, str, str, str, datetime, str]]:
    rows = Attestation.objects.filter(ceremony_id=ceremony).order_by("-pk")
    return rows.values_list("verdict", "because", "key__auditor", "key__key_id", "signed_at", "sha256")


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
