"""``suiji ledger check``: recompute everything from the rows, and compare it with every checkpoint ever signed."""

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db.models import Max

from suiji.ledger.leaf import leaf_bytes
from suiji.ledger.models import Checkpoint, Entry, Leaf, Node, Pending, Stateful
from suiji.ledger.signing import verifier_key
from suiji.ledger.tree import Frontier, Place
from suiji.ledger.witnesses import read_cosignature, witnesses
from suiji.sampling.merkle import leaf_hash
from suiji.sampling.note import Checkpoint as Seen
from suiji.sampling.note import open_checkpoint


def problems(*, witnessed: str = "") -> Iterator[str]:
    """Every way in which the stored ledger contradicts itself, one Chinese sentence each; nothing when all is well.

    ``witnessed`` is a checkpoint of ours from outside, as a witness keeps it: the ledger must have grown from there.
    Against whoever holds database and log key together, only such a memory outside helps.
    """
    seen = None
    if witnessed:
        try:
            seen = _witnessed(witnessed)
        except ValueError as error:
            yield str(error)
    yield from _tree_problems(seen)
    yield from _unnumbered_problems()
    yield from _state_problems()


def _witnessed(note: str) -> Seen:
    """The checkpoint in a note that our key signed, and a witness where we know any; else `ValueError` says why."""
    try:
        opened = open_checkpoint(note, verifier_key())
    except ValueError:
        raise ValueError(
            "交来的检查点不是现在的日志密钥签的：总账被另一把密钥重新签过，或者拿错了文件。"
        ) from None
    body, _, lines = note.partition("\n\n")
    known = witnesses()
    try:
        signed = [read_cosignature(line, body + "\n", known) for line in lines.splitlines()]
    except ValueError:
        raise ValueError("交来的检查点上，见证人的联署是假的。") from None
    if known and not any(signed):
        raise ValueError("交来的检查点上没有见证人的联署，不能作为依据。")
    return opened


def _tree_problems(seen: Seen | None) -> Iterator[str]:
    checkpoints = {c.size: c for c in Checkpoint.objects.iterator()}
    key = verifier_key()
    stored = {(n.level, n.index): bytes(n.hash) for n in Node.objects.iterator()}
    frontier, signed, inner = Frontier(), 0, 0
    for leaf in Leaf.objects.select_related("entry").order_by("index").iterator(chunk_size=2000):
        if leaf.index != frontier.size:
            yield f"第 {frontier.size} 号叶缺失：总账的编号不连续。"
            return
        digest = leaf_hash(leaf_bytes(leaf.entry))
        if digest != bytes(leaf.hash):
            yield f"第 {leaf.index} 号叶与记录不符：记录 {leaf.entry_id} 在入账后被改动。"
        completed, wrong = _grown(frontier, digest, stored)
        inner += completed
        yield from wrong
        if (checkpoint := checkpoints.get(frontier.size)) is not None:
            signed += 1
            yield from _checkpoint_problems(checkpoint, frontier, key)
        yield from _forked(seen, frontier)
    yield from _cut_short(seen, frontier)
    if inner != len(stored):
        yield f"树节点共 {len(stored)} 个，重算应为 {inner} 个。"
    if signed != len(checkpoints):
        yield f"签发过 {len(checkpoints)} 个检查点，只有 {signed} 个能由现有记录重现：总账被截短或改写。"


def _grown(frontier: Frontier, digest: bytes, stored: Mapping[Place, bytes]) -> tuple[int, list[str]]:
    """How many inner nodes the leaf completes, and which of them are stored otherwise.

    Looked up one by one: a difference of two views would walk through the whole tree at every leaf.
    """
    completed = list(frontier.append(digest))
    wrong = [
        f"树节点 {(level, index)} 与重算结果不符。"
        for level, index, value in completed
        if stored.get((level, index)) != value
    ]
    return len(completed), wrong


def _forked(seen: Seen | None, frontier: Frontier) -> Iterator[str]:
    if seen is not None and frontier.size == seen.size and frontier.root() != seen.root:
        yield f"前 {seen.size} 条与见证人见过的不同：总账被改写后重新签过。"


def _cut_short(seen: Seen | None, frontier: Frontier) -> Iterator[str]:
    if seen is not None and frontier.size < seen.size:
        yield f"见证人见过 {seen.size} 条，现在只有 {frontier.size} 条：总账被截短，或者恢复的是旧备份。"


def _checkpoint_problems(checkpoint: Checkpoint, frontier: Frontier, key: str) -> Iterator[str]:
    root = frontier.root()
    if root != bytes(checkpoint.root):
        yield f"检查点 {checkpoint.size} 的根与重算结果不符。"
    try:
        opened = open_checkpoint(checkpoint.note, key)
    except ValueError:
        yield f"检查点 {checkpoint.size} 的签名无效。"
        return
    if (opened.size, opened.root) != (checkpoint.size, root):
        yield f"检查点 {checkpoint.size} 的签名内容与重算结果不符。"


def _unnumbered_problems() -> Iterator[str]:
    waiting = Pending.objects.values("entry_id")
    for entry in Entry.objects.filter(leaf__isnull=True).exclude(pk__in=waiting).order_by("pk")[:100]:
        yield f"记录 {entry.pk}（{entry.act}）既未编号，也不在待编号之列。"


def _state_problems() -> Iterator[str]:
    """A state that was set past ``move`` is not the one the ledger wrote last."""
    for model in apps.get_models():
        if not issubclass(model, Stateful):
            continue
        label = model._meta.label_lower
        newest = (
            Entry.objects.filter(subject_type=label)
            .exclude(to_state="")
            .values("subject_id")
            .annotate(newest=Max("id"))
            .values("newest")
        )
        written = dict(Entry.objects.filter(pk__in=newest).values_list("subject_id", "to_state"))
        for key, state in model._base_manager.values_list("pk", "state").iterator():
            if written.get(str(key), model.machine.initial) != state:
                yield f"{model._meta.verbose_name}（{key}）的状态“{state}”不是总账所记的状态。"
