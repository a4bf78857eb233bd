"""对象存储 — stored files in somebody's S3-compatible store, sealed before they leave this machine (decision 0092).

A file is sealed by the vault's key, a piece of a megabyte at a time; each piece is bound to the file's name, its number
and whether it is the last, so that the store can neither read, cut, reorder nor exchange what it keeps for us.
"""

import secrets
from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from suiji.vault.safe import Unopenable, seal, unseal

MAGIC = b"SUIJI-FILE-1\n"
PIECE = 1 << 20
IN_MEMORY = 16 * PIECE
"""Bytes of an open file that are held in memory; only lists of objects are larger, and go to a temporary file."""
_LENGTH = 4


def sealed_pieces(content: IO[bytes], *, name: str) -> Iterator[bytes]:
    """The file as the store gets it."""
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
        raise Unopenable("对象存储里的这个文件不是本系统封存的。")
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


class SealedS3(S3Storage):  # type: ignore[misc]
    """A bucket that holds sealed files only. Two files never share an object: one may have to go before the other."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name with a mark of its own: nobody has to be asked whether it is free."""
        path = PurePosixPath(name)
        found = str(path.with_name(f"{path.stem}_{secrets.token_hex(8)}{path.suffix}"))
        if max_length is not None and len(found) > max_length:
            raise SuspiciousFileOperation("the name of a stored file is too long")
        return found

    def _save(self, name: str, content: Any) -> str:
        content.seek(0)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as sealed:
            for piece in sealed_pieces(content, name=name):
                sealed.write(piece)
            sealed.seek(0)
            return str(super()._save(name, File(sealed, name)))

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":  # noqa: ARG002 — Django's signature
        clear: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 — whoever opened the file closes it
        with super()._open(name, "rb") as sealed:
            for piece in opened_pieces(sealed, name=name):
                clear.write(piece)
        clear.seek(0)
        return File(clear, name)
