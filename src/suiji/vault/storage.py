"""对象存储 — stored files in somebody's S3-compatible store, sealed before they leave this machine (decision 0092).

Sealed as those of the data folder are (``pieces``): the store can neither read, cut, reorder nor exchange them.
"""

import secrets
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from suiji.vault.at_rest import IN_MEMORY
from suiji.vault.pieces import opened_pieces, sealed_pieces


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
