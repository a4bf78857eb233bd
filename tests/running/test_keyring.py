"""Secrets: made once, for one reader, and never silently made anew."""

import stat
from pathlib import Path

import pytest

from suiji.running.keyring import keyring
from suiji.running.trouble import Trouble


class TestKeyring:
    def test_makes_them_once(self, tmp_path: Path) -> None:
        first = keyring(tmp_path / "secrets.json")

        assert keyring(tmp_path / "secrets.json") == first
        assert len(bytes.fromhex(first.ledger_key)) == 32

    def test_lets_only_the_owner_read(self, tmp_path: Path) -> None:
        keyring(tmp_path / "secrets.json")

        assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
        assert [file.name for file in tmp_path.iterdir()] == ["secrets.json"]

    @pytest.mark.parametrize("content", ["", "{", '{"postgres_password": "only one"}'])
    def test_refuses_a_damaged_file(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "secrets.json").write_text(content)

        with pytest.raises(Trouble, match="已损坏"):
            keyring(tmp_path / "secrets.json")

        assert (tmp_path / "secrets.json").read_text() == content
