"""生成批次 — what waits goes out together under one number (Art. 6, 7, 8, 20)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from suiji import law
from suiji.exchange.kinds import KINDS, Kind
from suiji.exchange.models import ExchangeBatch, ExchangeRow
from suiji.exchange.offers import Offer, digest_of
from suiji.exchange.queries.mappings import mapping_in_use
from suiji.exchange.queries.standings import board
from suiji.exchange.states import BATCH, SENDERS
from suiji.exchange.writing import json_bytes
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department

EXCHANGE_LOCK = 0xEC44
"""The advisory lock under which batches are made: no row goes out twice, no number is given twice."""


@transaction.atomic
def prepare_batch(*, kind: str, offers: Sequence[Offer], actor: Actor, at: datetime) -> ExchangeBatch:
    """Hand out, under the next number, those offers that are not under way and not accepted as they read now.

    Whether the actor may send rows of this kind is asked by the room that calls. Refused when nothing waits.
    """
    require_role(actor, *SENDERS)
    hold_numbers()
    waiting = [row.offer for row in board(kind, offers).to_send]
    law.require(law.general.steps_in_order, allowed=bool(waiting))
    department = Department.objects.get(pk=actor.department_id)
    facts = {"keys": [offer.key for offer in waiting]}
    return batch_of(KINDS[kind], waiting, department, facts=facts, actor=actor, at=at)


def hold_numbers() -> None:
    """Nobody else makes a batch until this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EXCHANGE_LOCK])


def batch_of(
    about: Kind,
    offers: Sequence[Offer],
    department: Department,
    *,
    facts: Mapping[str, object],
    actor: Actor,
    at: datetime,
) -> ExchangeBatch:
    """These offers as the next batch, on record; the caller's transaction is the batch's."""
    hold_numbers()
    batch = _batch(about, offers, department, actor=actor, at=at)
    record(
        batch,
        "exchange.handed_out",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}导出{batch}（{about.label} {len(offers)} {about.unit}），"
        f"供报送{about.receiver}。",
        facts=dict(facts),
        body=None if about.inner else _told(batch, len(offers)),
    )
    return batch


def _told(batch: ExchangeBatch, rows: int) -> dict[str, str | int]:
    """What the public log says. Of an inner kind nothing: a short list could be guessed and tried by its hash."""
    return {
        "batch": batch.number,
        "kind": batch.about.label,
        "rows": rows,
        "mapping": batch.mapping_number,
        "sha256": batch.digest,
    }


def _batch(
    about: Kind, offers: Sequence[Offer], department: Department, *, actor: Actor, at: datetime
) -> ExchangeBatch:
    number, mapping = mapping_in_use(about.name)
    batch = ExchangeBatch(
        state=BATCH.initial,
        number=_next_number(about, department, at),
        kind=about.name,
        department=department,
        mapping_number=number,
        mapping_document=mapping.document(),
        prepared_by=actor.name,
        prepared_at=at,
    )
    rows = [_row(batch, place, offer) for place, offer in enumerate(offers, start=1)]
    batch.digest = hashlib.sha256(json_bytes(batch, rows)).hexdigest()
    batch.save(force_insert=True)
    _write(batch, rows)
    return batch


_COLUMNS = ("batch_id", "place", "kind", "key", "owner_id", "values", "digest", "platform_at")


def _write(batch: ExchangeBatch, rows: Sequence[ExchangeRow]) -> None:
    """By COPY: ten thousand rows of a library at once."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {ExchangeRow._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            values = json.dumps(row.values, ensure_ascii=False)
            copy.write_row(
                (batch.pk, row.place, row.kind, row.key, row.owner_id, values, row.digest, row.platform_at)
            )


def _row(batch: ExchangeBatch, place: int, offer: Offer) -> ExchangeRow:
    written = offer.written(batch.about)
    return ExchangeRow(
        place=place,
        kind=batch.kind,
        key=offer.key,
        owner_id=offer.owner,
        values=written,
        digest=digest_of(written),
        platform_at=offer.platform_at,
    )


def _next_number(about: Kind, department: Department, at: datetime) -> str:
    """Region, kind, year and serial: 410500-SX-2026-0001."""
    series = f"{department.region_id}-{about.sign}-{day_of(at).year}-"
    given = ExchangeBatch.objects.filter(number__startswith=series).count()
    return f"{series}{given + 1:04d}"
