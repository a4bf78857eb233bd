"""Files in somebody's object store are sealed by us; what the store does to them is noticed (decision 0092)."""

from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from suiji.vault import Unopenable
from suiji.vault.pieces import PIECE
from tests.factories import stores

PHOTO = b"\xff\xd8\xff photo of a shelf \xe4\xae" * 3
LONG = b"".join(f"91410500{number:010d}\n".encode() for number in range(PIECE // 9))
"""Longer than two pieces."""


@pytest.fixture(autouse=True)
def _store(settings: Any) -> None:
    settings.STORAGES = stores.a_store()


def kept(content: bytes = PHOTO, name: str = "evidence/2026/03/abc.jpg") -> str:
    return default_storage.save(name, ContentFile(content))


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


class TestAFile:
    @pytest.mark.parametrize(
        "content", [b"", PHOTO, LONG, bytes(2 * PIECE)], ids=["empty", "short", "long", "even"]
    )
    def test_comes_back_as_it_went(self, content: bytes) -> None:
        assert read(kept(content)) == content

    @pytest.mark.article(25)
    def test_is_never_seen_by_who_runs_the_store(self) -> None:
        kept(LONG)

        (seen,) = stores.contents().values()
        assert b"91410500" not in seen

    def test_shares_no_object_with_another_of_the_same_content(self) -> None:
        one, other = kept(), kept()

        default_storage.delete(one)

        assert one != other
        assert not default_storage.exists(one)
        assert read(other) == PHOTO

    def test_of_an_overlong_name_is_refused(self) -> None:
        with pytest.raises(SuspiciousFileOperation):
            default_storage.save("x" * 120, ContentFile(b""), max_length=100)


class TestTheStore:
    def test_cannot_alter_a_file(self) -> None:
        name = kept()
        sealed = bytearray(stores.contents()[name])
        sealed[-1] ^= 1
        stores.put(name, bytes(sealed))

        with pytest.raises(Unopenable):
            read(name)

    def test_cannot_cut_a_file_between_two_pieces(self) -> None:
        name = kept(LONG)
        sealed = stores.contents()[name]
        first = 13 + 4 + int.from_bytes(sealed[13:17], "big")
        stores.put(name, sealed[:first])

        with pytest.raises(Unopenable):
            read(name)

    def test_cannot_exchange_two_files(self) -> None:
        one, other = kept(), kept(b"another")
        stores.put(one, stores.contents()[other])

        with pytest.raises(Unopenable):
            read(one)

    def test_cannot_slip_in_a_file_of_its_own(self) -> None:
        name = kept()
        stores.put(name, PHOTO)

        with pytest.raises(Unopenable, match="不是本系统封存"):
            read(name)
