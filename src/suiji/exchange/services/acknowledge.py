"""导入回执 — what the publicity system answered, row by row; the same file twice changes nothing."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.exchange.models import ExchangeBatch, ExchangeRow, Reply, ReplyLine
from suiji.exchange.queries.batches import answers_of, rows_of
from suiji.exchange.replies import Said, Trouble, read
from suiji.exchange.services.feeding import wait_again
from suiji.exchange.states import SENDERS, BatchState
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, record
from suiji.organs.doors import require_role
from suiji.papers.sheets import Unreadable


@transaction.atomic
def acknowledge(*, batch: ExchangeBatch, name: str, content: bytes, actor: Actor, at: datetime) -> Reply:
    """Keep the file and what it says of each row: accepted and public since when, or refused and why.

    Lines that cannot be taken are named, the others are kept. Raises ``Unreadable`` where nothing can be taken.
    """
    hold(batch)
    require_role(actor, *SENDERS, department_id=batch.department_id)
    digest = hashlib.sha256(content).hexdigest()
    if (before := batch.replies.filter(sha256=digest).first()) is not None:
        return before
    law.require(law.general.steps_in_order, allowed=batch.state != BatchState.TAKEN_BACK)
    said, troubles = read(content, batch=batch.number, sent=batch.prepared_at, at=at)
    rows = {row.key: row for row in rows_of(batch)}
    troubles += [
        Trouble(one.number, f"批次里没有“{one.key}”这条记录。") for one in said if one.key not in rows
    ]
    known = [one for one in said if one.key in rows]
    if not known:
        raise Unreadable(f"没有一行可以导入。第 {troubles[0].number} 行：{troubles[0].why}")
    reply = _reply(batch, name, digest, content, known, troubles, actor=actor, at=at)
    _write(reply, rows, known, answers_of(batch))
    wait_again(batch, [one.key for one in known if not one.accepted])
    _record(batch, reply, len(rows), actor=actor, at=at)
    return reply


def _reply(
    batch: ExchangeBatch,
    name: str,
    digest: str,
    content: bytes,
    said: Sequence[Said],
    troubles: Sequence[Trouble],
    *,
    actor: Actor,
    at: datetime,
) -> Reply:
    accepted = sum(one.accepted for one in said)
    return Reply.objects.create(
        batch=batch,
        name=name[:200],
        sha256=digest,
        content=content,
        accepted=accepted,
        refused=len(said) - accepted,
        troubles=[[one.number, one.why] for one in sorted(troubles, key=lambda one: one.number)],
        brought_by=actor.name,
        brought_at=at,
    )


def _write(
    reply: Reply,
    rows: Mapping[str, ExchangeRow],
    said: Sequence[Said],
    before: Mapping[int, ReplyLine],
) -> None:
    """Only what is new: an answer that was given already is not written a second time."""
    lines = [
        ReplyLine(
            reply=reply,
            row=rows[one.key],
            accepted=one.accepted,
            publicity_at=one.publicity_at,
            reason=one.reason,
            foreign_number=one.foreign,
        )
        for one in said
    ]
    ReplyLine.objects.bulk_create(line for line in lines if _words(line) != _words(before.get(line.row_id)))


def _words(line: ReplyLine | None) -> tuple[object, ...]:
    return () if line is None else (line.accepted, line.publicity_at, line.reason, line.foreign_number)


def _record(batch: ExchangeBatch, reply: Reply, rows: int, *, actor: Actor, at: datetime) -> None:
    open_rows = rows - len(answers_of(batch))
    facts = {"sha256": reply.sha256, "accepted": reply.accepted, "refused": reply.refused}
    to = BatchState.PARTLY if open_rows else BatchState.SETTLED
    if to != batch.state:
        told = to == BatchState.SETTLED and not batch.about.inner
        body = {"batch": batch.number, **facts} if told else None
        move(batch, to, actor=actor, at=at, facts=facts, body=body)
        return
    record(
        batch,
        "exchange.answered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}导入{batch}的又一份回执：接收 {reply.accepted}，"
        f"退回 {reply.refused}。",
        facts=facts,
    )
