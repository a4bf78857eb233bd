"""The public log as a stranger's client reads it: written from C2SP ``tlog-tiles`` and RFC 6962, none of our code."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from suiji.ledger.models import Checkpoint
from suiji.ledger.services import record, sequence
from tests.factories.followup import a_hand
from tests.factories.organs import AT
from tests.factories.portal import MUCH_LATER, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_log")]


@pytest.fixture
def long_log(town: Town) -> Town:
    """The town after so many acts that one tile is full and the next begun."""
    note(town, times=300)
    return town


def note(town: Town, *, times: int) -> None:
    """So many more acts in the log, under a new signature."""
    hand = a_hand(town.cast.initiator)
    for number in range(times):
        record(town.public, "test.noted", actor=hand, at=AT, sentence="记下一件事。", body={"n": number})
    sequence(at=MUCH_LATER)


def fetch(path: str, *, status: int = 200) -> bytes:
    """What a stranger gets under /log/."""
    answer = Client().get(f"/log/{path}")
    assert answer.status_code == status, path
    return answer.content


def element(index: int) -> str:
    """1234067 → x001/x234/067."""
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups)


def tiles(level: str, size: int) -> Iterator[bytes]:
    """All tiles of a level, the last perhaps partial."""
    for index in range(size // 256):
        yield fetch(f"tile/{level}/{element(index)}")
    if size % 256:
        yield fetch(f"tile/{level}/{element(size // 256)}.p/{size % 256}")


def head() -> tuple[str, int, bytes, str]:
    """Origin, size, root and the whole note of the newest checkpoint."""
    note = fetch("checkpoint").decode()
    origin, size, root, *_ = note.split("\n")
    return origin, int(size), base64.b64decode(root), note


def hashes(size: int) -> list[bytes]:
    """Every leaf's hash, from the lowest tiles."""
    whole = b"".join(tiles("0", size))
    return [whole[at : at + 32] for at in range(0, len(whole), 32)]


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, over leaf hashes."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:left]) + root(leaves[left:])).digest()


class TestAMonitor:
    def test_finds_the_checkpoint_signed_by_the_key_that_the_site_publishes(self) -> None:
        name, shown, encoded = fetch("vkey").decode().strip().split("+", 2)
        origin, _, _, note = head()
        text, _, block = note.partition("\n\n")
        signature = base64.b64decode(block.strip().split(" ")[2])

        assert origin == name
        assert signature[:4].hex() == shown
        Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:]).verify(
            signature[4:], (text + "\n").encode()
        )

    def test_reaches_the_signed_root_from_the_tiles_alone(self) -> None:
        _, size, signed, _ = head()

        assert size > 256
        assert root(hashes(size)) == signed

    def test_finds_every_leaf_behind_its_hash(self) -> None:
        _, size, _, _ = head()
        leaves = []
        for bundle in tiles("entries", size):
            at = 0
            while at < len(bundle):
                length = int.from_bytes(bundle[at : at + 2], "big")
                leaves.append(bundle[at + 2 : at + 2 + length])
                at += 2 + length

        assert [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves] == hashes(size)

    def test_finds_the_upper_tiles_made_of_the_lower(self) -> None:
        _, size, _, _ = head()
        lower = hashes(size)

        upper = b"".join(tiles("1", size // 256))

        assert upper == b"".join(root(lower[at : at + 256]) for at in range(0, size // 256 * 256, 256))

    def test_sees_that_the_log_only_grew(self, long_log: Town) -> None:
        _, before, old, _ = head()
        note(long_log, times=3)
        _, after, new, _ = head()
        leaves = hashes(after)

        assert after > before
        assert root(leaves[:before]) == old
        assert root(leaves) == new

    def test_may_keep_a_tile_for_ever_but_never_the_checkpoint(self) -> None:
        assert "immutable" in Client().get("/log/tile/0/000")["Cache-Control"]
        assert Client().get("/log/checkpoint")["Cache-Control"] == "no-cache"

    @pytest.mark.parametrize(
        "path",
        [
            "tile/0/x000/000",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/1",
            "tile/9/000",
            "tile/0/999",
            "tile/entries/999",
        ],
    )
    def test_is_refused_what_no_signed_tree_holds(self, path: str) -> None:
        fetch(path, status=404)

    def test_gets_nothing_that_is_not_signed_yet(self) -> None:
        size = Checkpoint.objects.order_by("-size").values_list("size", flat=True)[0]

        fetch(f"tile/0/{element(size // 256)}.p/{size % 256 + 1}", status=404)
        fetch(f"tile/0/{element(size // 256)}", status=404)
