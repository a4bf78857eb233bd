"""封存件 — a stored file sealed by the vault's key, a piece of a megabyte at a time.

Each piece is bound to the file's name, its number and whether it is the last, so that whoever holds the disk can
neither read, cut, reorder nor exchange what lies there.
"""

from collections.abc import Iterator
from typing import IO

from suiji.vault.safe import Unopenable, seal, unseal

MAGIC = b"SUIJI-FILE-1\n"
PIECE = 1 << 20
_LENGTH = 4


def sealed_pieces(content: IO[bytes], *, name: str) -> Iterator[bytes]:
    """The file as it is kept."""
    yield MAGIC
    number, piece = 0, content.read(PIECE)
    while True:
        following = content.read(PIECE)
        sealed = seal(piece, bound_to=_place(name, number, last=not following))
        yield len(sealed).to_bytes(_LENGTH, "big") + sealed
        if not following:
            return
        number, piece = number + 1, following


def opened_pieces(sealed: IO[bytes], *, name: str) -> Iterator[bytes]:
    """The file as it was; ``Unopenable`` where it was altered, cut or put under another name."""
    if sealed.read(len(MAGIC)) != MAGIC:
        raise Unopenable("这个文件不是本系统封存的。")
    number, length = 0, sealed.read(_LENGTH)
    while True:
        piece = sealed.read(int.from_bytes(length, "big"))
        length = sealed.read(_LENGTH)
        yield unseal(piece, bound_to=_place(name, number, last=not length))
        if not length:
            return
        number += 1


def _place(name: str, number: int, *, last: bool) -> str:
    return f"file\x00{name}\x00{number}\x00{'last' if last else 'more'}"
