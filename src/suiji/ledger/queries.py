"""What may be asked of the ledger: histories, proofs, checkpoints."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet

from suiji.ledger.leaf import leaf_bytes
from suiji.ledger.models import Checkpoint, Cosignature, Entry, Leaf, Node
from suiji.ledger.tree import Place, consistency_places, fold_path, inclusion_places
from suiji.sampling.proof import Proof


def subject_key(subject: Model) -> tuple[str, str]:
    """How the ledger names a subject: its label and primary key, as text."""
    return subject._meta.label_lower, str(subject.pk)


def history(subject: Model) -> QuerySet[Entry]:
    """Everything that happened to a subject, in the order it was recorded."""
    label, key = subject_key(subject)
    return Entry.objects.filter(subject_type=label, subject_id=key).order_by("id")


def last_checkpoint() -> Checkpoint | None:
    """The newest signed tree head, or None before the first."""
    return Checkpoint.objects.order_by("-size").first()


def signed_note(checkpoint: Checkpoint) -> str:
    """The checkpoint as it is handed out: our signature, then those of its witnesses."""
    lines = checkpoint.cosignatures.order_by("pk").values_list("line", flat=True)
    return checkpoint.note + "".join(f"{line}\n" for line in lines)


def cosigned() -> list[tuple[str, Checkpoint]]:
    """The newest checkpoint that each witness signed."""
    rows = Cosignature.objects.select_related("checkpoint").order_by("witness", "-checkpoint")
    return [(row.witness, row.checkpoint) for row in rows.distinct("witness")]


def checkpoint_over(entry: Entry) -> Checkpoint | None:
    """The first signed checkpoint that holds the entry, or None while it waits for the sequencer."""
    leaf = Leaf.objects.filter(entry=entry).first()
    if leaf is None:
        return None
    return Checkpoint.objects.filter(size__gt=leaf.index).order_by("size").first()


def is_checkpointed(entry: Entry) -> bool:
    """True once a signed checkpoint holds the entry: from then on it can no longer be denied."""
    return checkpoint_over(entry) is not None


def stored_hashes(places: set[Place]) -> dict[Place, bytes]:
    """The hashes of stored subtrees; a place that is not stored is absent."""
    leaves = [index for level, index in places if level == 0]
    found: dict[Place, bytes] = {
        (0, leaf.index): bytes(leaf.hash) for leaf in Leaf.objects.filter(index__in=leaves)
    }
    by_level: dict[int, list[int]] = {}
    for level, index in places:
        if level:
            by_level.setdefault(level, []).append(index)
    for level, indexes in by_level.items():
        for node in Node.objects.filter(level=level, index__in=indexes):
            found[level, node.index] = bytes(node.hash)
    return found


def inclusion_path(index: int, size: int) -> list[bytes]:
    """RFC 6962 §2.1.1: the path of leaf ``index`` in the tree of ``size`` leaves."""
    steps = inclusion_places(index, size)
    return fold_path(steps, stored_hashes({place for step in steps for place in step}).__getitem__)


def consistency_path(old: int, size: int) -> list[bytes]:
    """RFC 6962 §2.1.2: that the tree of ``size`` leaves continues the tree of ``old`` leaves."""
    steps = consistency_places(old, size)
    return fold_path(steps, stored_hashes({place for step in steps for place in step}).__getitem__)


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry in the log, with everything a stranger needs to check it off-line."""

    act: str
    at: datetime
    index: int
    checkpoint: str
    proof: str
    """C2SP tlog-proof; its extra data are the leaf's exact bytes."""


def proof_of(entry: Entry) -> Logged | None:
    """The entry's C2SP tlog-proof under the first checkpoint that held it, or None while it waits."""
    checkpoint = checkpoint_over(entry)
    if checkpoint is None:
        return None
    index = entry.leaf.index
    proof = Proof(
        index=index,
        path=tuple(inclusion_path(index, checkpoint.size)),
        checkpoint=checkpoint.note,
        leaf=leaf_bytes(entry),
    )
    return Logged(entry.act, entry.at, index, checkpoint.note, proof.text())
