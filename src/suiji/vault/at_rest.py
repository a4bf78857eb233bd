"""静态加密 — evidence, reports, uploaded lists: every stored file lies sealed in the data folder (decision 0089)."""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from suiji.vault.pieces import MAGIC, PIECE, opened_pieces, sealed_pieces

IN_MEMORY = 16 * PIECE
"""Bytes of an open file that are held in memory; only lists of objects are larger, and go to a temporary file."""


class SealedFiles(FileSystemStorage):
    """Files under names of our own, sealed on their way in and opened on their way out."""

    def _save(self, name: str, content: Any) -> str:
        content.seek(0)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as sealed:
            for piece in sealed_pieces(content, name=name):
                sealed.write(piece)
            sealed.seek(0)
            try:
                kept = str(super()._save(name, File(sealed, name)))  # type: ignore[misc]
            except OSError:
                self.delete(name)  # a full disk: nothing half is left, and the name is free for the next try
                raise
        if kept != name:  # somebody took the name meanwhile, and the seal is bound to it
            self.delete(kept)
            return self._save(self.get_available_name(name), content)
        return kept

    def _open(self, name: str, mode: str = "rb") -> Any:
        """The clear content; a file that was stored before files were sealed is given as it lies."""
        lying = super()._open(name, mode)  # type: ignore[misc]
        begins = lying.read(len(MAGIC))
        lying.seek(0)
        if begins != MAGIC:
            return lying
        clear: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 — whoever opened the file closes it
        with lying:
            for piece in opened_pieces(lying, name=name):
                clear.write(piece)
        clear.seek(0)
        return File(clear, name)
