"""What may be done with the ledger: move a state, record an act, number what waits. Nothing else writes it."""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from suiji.law import Refused, entry
from suiji.ledger.actor import Actor, NotYours, Stale
from suiji.ledger.leaf import leaf_bytes
from suiji.ledger.models import Checkpoint, Cosignature, Entry, Leaf, Node, Pending, Stateful
from suiji.ledger.queries import last_checkpoint, stored_hashes, subject_key
from suiji.ledger.signing import sign_checkpoint
from suiji.ledger.tree import Frontier, frontier_places
from suiji.ledger.witnesses import read_cosignature, witnesses
from suiji.sampling.merkle import leaf_hash

Subject = TypeVar("Subject", bound=Stateful)

SEQUENCER_LOCK = 0x5A17_5EC0
"""The advisory lock under which leaves are numbered: one sequencer at a time, everybody else writes freely."""
BATCH = 2000


def lock(subject: Subject) -> Subject:
    """The subject, read again under a row lock. First line of every service that moves it.

    Raises ``Stale`` when the state has changed since the caller looked.
    """
    rows = type(subject)._base_manager.select_for_update(of=("self",))
    fresh = (rows.select_related(*subject.beside) if subject.beside else rows).get(pk=subject.pk)
    _require_current(subject, fresh.state)
    return fresh


def _require_current(subject: Stateful, state: str) -> None:
    if state != subject.state:
        label = subject.machine.labels[state]
        raise Stale(f"{subject} 已由他人办理，当前为“{label}”。请刷新页面后再办理。")


def hold(subject: Subject) -> Subject:
    """As ``lock``, but the caller's own object is read again, so that after the act it shows what the act made."""
    lock(subject)
    subject.refresh_from_db()
    return subject


@contextmanager
def joined() -> Iterator[None]:
    """In the caller's transaction, or in one of its own where none is open. For acts that services do for services.

    Whatever is raised there ends the caller's act as a whole: a savepoint more would only cost two round trips.
    """
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        yield


def move(
    subject: Stateful,
    to: str,
    *,
    actor: Actor,
    at: datetime,
    because: str = "",
    facts: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    saving: Collection[str] = (),
) -> Entry:
    """Move a subject along an edge of its table and write the ledger, in one transaction.

    The only place in the house that assigns a state. Raises ``law.Refused`` for a move the table does not hold,
    ``NotYours`` for a hand the edge does not name, ``Stale`` when somebody acted first: the row is moved from the
    state the caller saw or not at all. ``saving`` names other fields of the subject written by the same statement.
    """
    with joined():
        rows, source = type(subject)._base_manager.filter(pk=subject.pk), subject.state
        edge = subject.machine.edge(source, to)
        if edge is None or not actor.holds(*edge.by):
            _require_current(subject, rows.values_list("state", flat=True).get())
            if edge is None:
                raise Refused(entry(subject.machine.refusal), {"state": source, "to": to})
            raise NotYours(f"“{subject.machine.labels[to]}”不由您的岗位办理。")
        beside = {name: getattr(subject, name) for name in saving}
        while not rows.filter(state=source).update(state=to, **beside):
            _require_current(subject, rows.values_list("state", flat=True).get())
        subject.state = to
        return _write(
            subject,
            edge.act,
            actor=actor,
            at=at,
            states=(source, to),
            sentence=edge.sentence.format(
                department=actor.department_name, actor=actor.name, subject=subject, because=because
            ),
            because=because,
            facts=facts,
            body=body if edge.public or body is not None else None,
        )


def record(
    subject: Model,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    sentence: str,
    because: str = "",
    facts: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Entry:
    """Write an act that moves no state (a share handed in, a page opened). ``sentence`` is Chinese, complete."""
    return _write(
        subject,
        act,
        actor=actor,
        at=at,
        states=("", ""),
        sentence=sentence,
        because=because,
        facts=facts,
        body=body,
    )


def _write(
    subject: Model,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    states: tuple[str, str],
    sentence: str,
    because: str,
    facts: Mapping[str, Any] | None,
    body: Mapping[str, Any] | None,
) -> Entry:
    label, key = subject_key(subject)
    row = Entry(
        act=act,
        subject_type=label,
        subject_id=key,
        subject_name=str(subject)[:300],
        from_state=states[0],
        to_state=states[1],
        actor_id=actor.id,
        actor_name=actor.name,
        department_id=actor.department_id,
        department_name=actor.department_name,
        at=at.astimezone(UTC),
        sentence=sentence[:1000],
        because=because,
        facts=dict(facts or {}),
        body=None if body is None else dict(body),
        salt=secrets.token_bytes(16),
    )
    leaf_bytes(row)  # what cannot be written canonically must fail here, not in the sequencer
    row.save(force_insert=True)
    return row


def sequence(*, at: datetime) -> Checkpoint | None:
    """Number and hash every entry that waits, and sign the new tree head; None when nothing waited.

    Safe to call from anywhere at any time: an advisory lock lets one caller in, the others then find nothing to do.
    An act that needs a checkpoint calls this after its own transaction and so waits for it.
    """
    newest: Checkpoint | None = None
    while (checkpoint := _sequence_batch(at)) is not None:
        newest = checkpoint
    return newest


def _sequence_batch(at: datetime) -> Checkpoint | None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        waiting = list(Pending.objects.order_by("entry_id").values_list("entry_id", flat=True)[:BATCH])
        if not waiting:
            return None
        frontier = _stored_frontier()
        leaves: list[Leaf] = []
        nodes: list[Node] = []
        for row in Entry.objects.filter(pk__in=waiting).order_by("pk"):
            digest = leaf_hash(leaf_bytes(row))
            leaves.append(Leaf(index=frontier.size, entry=row, hash=digest))
            nodes.extend(
                Node(level=level, index=index, hash=h) for level, index, h in frontier.append(digest)
            )
        Leaf.objects.bulk_create(leaves)
        Node.objects.bulk_create(nodes)
        Pending.objects.filter(pk__in=waiting).delete()
        root = frontier.root()
        return Checkpoint.objects.create(
            size=frontier.size, root=root, note=sign_checkpoint(frontier.size, root), at=at
        )


def _stored_frontier() -> Frontier:
    checkpoint = last_checkpoint()
    if checkpoint is None:
        return Frontier()
    places = frontier_places(checkpoint.size)
    found = stored_hashes(set(places))
    return Frontier(checkpoint.size, [found[place] for place in places])


def keep_own_signature(*, checkpoint: Checkpoint, name: str, line: str, at: datetime) -> Cosignature:
    """The house's own further signature under a checkpoint, by another algorithm; one a name, the first stays."""
    return Cosignature.objects.get_or_create(
        checkpoint=checkpoint, witness=name, defaults={"line": line, "at": at}
    )[0]


@transaction.atomic
def take_cosignatures(*, size: int, lines: Iterable[str]) -> list[Cosignature]:
    """Keep the cosignatures of known witnesses under the checkpoint of this size; one a witness, the first stays.

    `ValueError` where there is no such checkpoint; `Invalid` where a known witness's signature is false, and then
    nothing is kept. Lines of strangers are passed over.
    """
    checkpoint = Checkpoint.objects.filter(size=size).first()
    if checkpoint is None:
        raise ValueError(f"no checkpoint over {size} entries was ever signed")
    body = checkpoint.note.partition("\n\n")[0] + "\n"
    known = witnesses()
    found = [signed for line in lines if (signed := read_cosignature(line, body, known)) is not None]
    have = set(checkpoint.cosignatures.values_list("witness", flat=True))
    new = {signed.witness.name: signed for signed in found if signed.witness.name not in have}
    return [
        Cosignature.objects.create(checkpoint=checkpoint, witness=name, line=signed.line, at=signed.at)
        for name, signed in new.items()
    ]
