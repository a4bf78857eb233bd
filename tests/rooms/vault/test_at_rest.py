"""Evidence and uploaded lists at rest: whoever holds the disk reads nothing, and exchanges no file for another."""

import errno
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from suiji.vault import Unopenable
from suiji.vault.pieces import MAGIC, PIECE, opened_pieces, sealed_pieces

PHOTO = b"\xff\xd8\xff\xe0 a storefront" * 50


@pytest.fixture(autouse=True)
def disk(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def read(name: str) -> bytes:
    with default_storage.open(name) as kept:
        return bytes(kept.read())


class TestStoredFiles:
    def test_lie_sealed_and_are_read_as_they_came(self, disk: Path) -> None:
        name = default_storage.save("evidence/a.jpg", ContentFile(PHOTO))

        lying = (disk / name).read_bytes()

        assert lying.startswith(MAGIC)
        assert b"storefront" not in lying
        assert read(name) == PHOTO

    def test_do_not_open_under_another_name_or_when_altered(self, disk: Path) -> None:
        first, second = (default_storage.save(f"evidence/{n}.jpg", ContentFile(PHOTO)) for n in "ab")
        lying = (disk / first).read_bytes()

        (disk / second).write_bytes(lying)
        (disk / first).write_bytes(lying[:-1] + bytes([lying[-1] ^ 1]))

        for name in (first, second):
            with pytest.raises(Unopenable):
                read(name)

    def test_that_lay_there_before_files_were_sealed_are_read_as_they_lie(self, disk: Path) -> None:
        (disk / "old.jpg").write_bytes(PHOTO)

        assert read("old.jpg") == PHOTO

    def test_leave_nothing_half_on_a_full_disk(self, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(self: FileSystemStorage, name: str, content: Any) -> str:
            (disk / name).write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises(OSError, match="No space"):
            default_storage.save("a.jpg", ContentFile(PHOTO))

        assert list(disk.iterdir()) == []

    def test_whose_name_was_taken_meanwhile_open_under_the_one_they_got(
        self, disk: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        whole = FileSystemStorage._save

        def overtaken(self: FileSystemStorage, name: str, content: Any) -> str:
            asked.append(name)
            return whole(self, "other.jpg" if len(asked) == 1 else name, content)

        monkeypatch.setattr(FileSystemStorage, "_save", overtaken)
        name = default_storage.save("a.jpg", ContentFile(PHOTO))

        assert read(name) == PHOTO
        assert [path.name for path in disk.iterdir()] == [name]


class TestPieces:
    @pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 2 * PIECE], ids=str)
    def test_are_whole_or_do_not_open(self, size: int) -> None:
        content = b"x" * size
        sealed = b"".join(sealed_pieces(io.BytesIO(content), name="a"))

        assert b"".join(opened_pieces(io.BytesIO(sealed), name="a")) == content
        for cut in (len(MAGIC), len(sealed) - 1):
            with pytest.raises(Unopenable):
                list(opened_pieces(io.BytesIO(sealed[:cut]), name="a"))
