"""C2SP ``tlog-proof``: one text that proves, off line, that a log holds an entry (docs/decisions/0002).

In a bundle the ``extra`` line carries the leaf's exact bytes, so that a proof says what it proves.
"""

import base64
import re
from dataclasses import dataclass

from suiji.sampling.canonical import Invalid
from suiji.sampling.merkle import leaf_hash, verify_inclusion
from suiji.sampling.note import Checkpoint, VerifierKey, from_base64, open_checkpoint

HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's leaf bytes, its place in the log, its Merkle path, and the signed checkpoint it leads to."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    """The signed note, verbatim."""

    def text(self) -> str:
        """The proof as it is stored and handed on."""
        lines = [HEADER, f"extra {_encode(self.leaf)}", f"index {self.index}", *map(_encode, self.path)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    def opened(self, key: VerifierKey) -> Checkpoint:
        """The checkpoint, where this key signed it and the leaf leads to its root; else `Invalid`."""
        checkpoint = open_checkpoint(self.checkpoint, key)
        leaf = leaf_hash(self.leaf)
        if not verify_inclusion(leaf, self.index, checkpoint.size, self.path, checkpoint.root):
            raise Invalid(f"the path does not lead from entry {self.index} to the checkpoint's root")
        return checkpoint


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def parse_proof(text: str) -> Proof:
    """The proof in a text that `Proof.text` could have written, byte for byte; else `Invalid`."""
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != HEADER or not lines[1].startswith("extra "):
        raise Invalid("not a log proof with its leaf: header, extra, index, path, empty line, checkpoint")
    leaf = from_base64(lines[1].removeprefix("extra "))
    index = _INDEX.fullmatch(lines[2])
    path = [from_base64(line) for line in lines[3:]]
    hashes = tuple(step for step in path if step is not None and len(step) == 32)
    if leaf is None or index is None or len(hashes) != len(path):
        raise Invalid("not a log proof: a line is not in its form")
    return Proof(leaf, int(index[1]), hashes, checkpoint)
