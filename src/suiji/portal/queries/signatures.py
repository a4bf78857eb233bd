"""监督确认 — what the public reads of the auditor's signature under a draw, and whose keys sign (R55)."""

from dataclasses import dataclass
from datetime import date, datetime

from suiji.draws.models import AuditorKey, Ceremony, Confirmation
from suiji.draws.queries.confirming import standing_of
from suiji.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Word:
    """What an auditor signed."""

    confirms: bool
    because: str
    auditor: str
    key_id: str
    signed_at: datetime
    sha256: str
    index: int | None
    """Its number in the log."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How the names of a draw stand with the auditor."""

    demanded: bool
    due: date | None
    late: bool
    words: tuple[Word, ...]
    """Everything that was signed, the newest first."""

    @property
    def newest(self) -> Word | None:
        """The word that counts."""
        return self.words[0] if self.words else None


def signature_of(ceremony: int, *, today: date) -> Signature:
    """The standing of a ceremony, and every word that was signed."""
    found = Ceremony.objects.select_related("freeze", "result").get(pk=ceremony)
    standing = standing_of(found)
    due = standing.due.on if standing.due else None
    return Signature(standing.demanded, due, standing.is_late(today), _words(found))


def _words(ceremony: Ceremony) -> tuple[Word, ...]:
    rows = Confirmation.objects.filter(ceremony=ceremony).select_related("key").order_by("-pk")
    logged = Entry.objects.filter(
        subject_type="draws.ceremony", subject_id=str(ceremony.pk), body__has_key="confirmation_sha256"
    )
    places = dict(logged.values_list("body__confirmation_sha256", "leaf__index"))
    return tuple(
        Word(
            confirms=row.verdict == "confirmed",
            because=row.because,
            auditor=row.key.auditor,
            key_id=row.key.key_id,
            signed_at=row.signed_at,
            sha256=row.sha256,
            index=places.get(row.sha256),
        )
        for row in rows
    )


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
