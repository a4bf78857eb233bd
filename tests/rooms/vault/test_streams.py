"""Long files sealed to a key that is elsewhere."""

import io
from collections.abc import Callable

import pytest

from suiji.vault import Unopenable
from suiji.vault.streams import CHUNK, MAGIC, TAG, Sealing, new_pair, opened

SECRET, PUBLIC = new_pair()
HEAD = len(MAGIC) + 32


def sealed(content: bytes, *, name: str = "database") -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, public=PUBLIC, name=name)
    for start in range(0, len(content), 70_000):
        sealing.write(content[start : start + 70_000])
    sealing.close()
    return file.getvalue()


def read(data: bytes, *, name: str = "database", secret: str = SECRET) -> bytes:
    return b"".join(opened(io.BytesIO(data), name=name, secret=secret))


class TestSealing:
    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 17])
    def test_is_opened_by_the_secret_whole(self, size: int) -> None:
        content = (b"\xe9\x9a\x8f" * (size // 3 + 1))[:size]

        assert read(sealed(content)) == content

    def test_is_checked_by_its_writer_with_the_files_own_key(self) -> None:
        file = io.BytesIO()
        sealing = Sealing(file, public=PUBLIC, name="database")
        sealing.write(b"x")
        sealing.close()
        file.seek(0)

        assert b"".join(opened(file, name="database", key=sealing.key)) == b"x"

    def test_shows_nothing_and_is_never_twice_the_same(self) -> None:
        first, second = sealed(b"410500198001010011" * 9), sealed(b"410500198001010011" * 9)

        assert b"4105" not in first
        assert first[HEAD:] != second[HEAD:]

    @pytest.mark.parametrize(
        "damage",
        [
            lambda data: data[:-1],
            lambda data: data[: HEAD + CHUNK + TAG],
            lambda data: data[: HEAD + CHUNK + TAG] + data[HEAD : HEAD + CHUNK + TAG],
            lambda data: data[:HEAD] + data[HEAD + CHUNK + TAG :],
            lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
            lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:],
            lambda data: data + b"more",
            lambda _: b"",
            lambda _: MAGIC + bytes(32),
        ],
    )
    def test_that_was_cut_joined_or_altered_does_not_open(self, damage: Callable[[bytes], bytes]) -> None:
        with pytest.raises(Unopenable):
            read(damage(sealed(b"a" * (CHUNK + 9))))

    def test_opens_neither_under_another_name_nor_for_another_secret(self) -> None:
        data = sealed(b"a")

        with pytest.raises(Unopenable):
            read(data, name="evidence")
        with pytest.raises(Unopenable):
            read(data, secret=new_pair()[0])

    @pytest.mark.parametrize(
        "text",
        ["", "suiji-backup-secret-", PUBLIC, SECRET[:-3], SECRET[:-1] + "*"],
        ids=[
            "nothing",
            "a beginning",
            "the public half",
            "cut",
            "a foreign letter",
        ],  # keys are new each time
    )
    def test_says_when_something_is_no_key(self, text: str) -> None:
        with pytest.raises(Unopenable, match="不是备份密钥"):
            read(sealed(b"a"), secret=text)
