"""密封卷 — what of a finished draw only an auditor may read: classes, quotas, exclusions, lots' owners (Art. 25)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from suiji.draws.models import AuditorKey, Ceremony
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.confirming import Standing, keys_of, last_check, standing_of, statement_of
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.leaf import instant
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject
from suiji.organs.days import day_of
from suiji.sampling.commitment import COMMITMENT, read_commitment
from suiji.sampling.draw import AUDIT_DRAWN_LOTS, sealed_key
from suiji.sampling.frame import lot_of
from suiji.sampling.freeze import EXCLUDED, FRAME, STRATA
from suiji.tasks.queries.excluding import REASONS


@dataclass(frozen=True, slots=True)
class Stratum:
    """One class of the frame, as quotas were computed on it."""

    label: str
    base: int
    size: int
    rate_bp: int
    want: int
    take: int

    @property
    def short(self) -> int:
        """How many the class could not supply."""
        return self.want - self.take


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An object that was not in the frame, and why."""

    code: str
    name: str
    stratum: str
    reason: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Which lot an object has, and what became of it."""

    code: str
    name: str
    stratum: str
    lot: str
    drawn: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """The confidential side of a draw of objects."""

    strata: list[Stratum]
    left_out: list[LeftOut]
    asked: str
    """The code that was looked up; empty where none was."""
    owner: Owner | None
    """None also where the object did not stand in the frame."""


OPENINGS = ("draw.audit_opened", "draw.sealed_opened", "draw.replayed")


def to_audit(ceremonies: QuerySet[Ceremony]) -> QuerySet[Ceremony]:
    """Those with a result to be audited."""
    return ceremonies.filter(state=CeremonyState.RESULTED).select_related("freeze", "result")


@dataclass(frozen=True, slots=True)
class AuditingPage:
    """What an auditor may do with a finished draw."""

    openings: list[Entry]
    """Who replayed the draw or looked into its sealed side, the newest first."""
    standing: Standing
    check: Entry | None
    """The newest replay on record."""
    keys: list[AuditorKey]
    """The auditor's own, with which they may sign."""
    statement: str
    """What is signed, as JSON, but for verdict, reason and key; empty where nothing is to be signed."""
    key_ids: str
    """Public key → how it is called, as JSON; the last one signs unless another's file is chosen."""
    signed_at: str
    late: bool

    @property
    def key_id(self) -> str:
        """The key that is taken for the auditor's today."""
        return self.keys[-1].key_id if self.keys else ""


def auditing_page(ceremony: Ceremony, actor: Actor, *, at: datetime) -> AuditingPage:
    """The auditor's page of a finished draw."""
    standing, check, keys = standing_of(ceremony), last_check(ceremony), keys_of(actor)
    statement = ""
    if check is not None and keys and standing.demanded and not standing.is_confirmed:
        said = statement_of(ceremony, keys[-1], check, verdict="", because="", at=at)
        statement = json.dumps(said, ensure_ascii=False)
    return AuditingPage(
        openings=openings_of(ceremony),
        standing=standing,
        check=check,
        keys=keys,
        statement=statement,
        key_ids=json.dumps({key.public_key: key.key_id for key in keys}),
        signed_at=instant(at),
        late=standing.is_late(day_of(at)),
    )


def openings_of(ceremony: Ceremony) -> list[Entry]:
    """Who replayed the draw or looked into its sealed side, the newest first."""
    return list(history(ceremony).filter(act__in=OPENINGS).order_by("-pk"))


def sealed_side(ceremony: Ceremony, *, code: str = "") -> Sealed:
    """The classes, quotas and exclusions of the frozen list, and one object's lot where a code is given."""
    files = stored(ceremony, audit=True)
    strata = [Stratum(**row) for row in json.loads(files[STRATA])]
    rows = [line.split(",") for line in _lines(files, EXCLUDED)[1:]]
    names = _names([row[0] for row in rows])
    left_out = [
        LeftOut(one, names.get(one, ""), label, REASONS.get(reason, reason)) for one, label, reason in rows
    ]
    return Sealed(strata, left_out, code, _owner(files, code) if code else None)


def _owner(files: Mapping[str, bytes], code: str) -> Owner | None:
    frame = dict(line.split(",") for line in _lines(files, FRAME)[1:])
    if code not in frame:
        return None
    lot = lot_of(sealed_key(files, read_commitment(files[COMMITMENT])), code).hex()
    drawn = AUDIT_DRAWN_LOTS in files and lot in _lines(files, AUDIT_DRAWN_LOTS)
    return Owner(code, _names([code]).get(code, ""), frame[code], lot, drawn)


def _lines(files: Mapping[str, bytes], path: str) -> list[str]:
    return files[path].decode().splitlines()


def _names(codes: list[str]) -> dict[str, str]:
    return dict(InspectedObject.objects.filter(code__in=codes).values_list("code", "name"))
