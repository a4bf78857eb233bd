"""The browser's packages: only what pages use, only once, by hash."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from suiji.config.environment import PROJECT
from suiji.running import frontend
from suiji.running.frontend import BUNDLES, COMPRESSED, FILES, Node
from suiji.running.trouble import Trouble

NPM = """
import pathlib, sys
assert sys.argv[1] == "ci"
for name in {names!r}:
    file = pathlib.Path("node_modules") / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("made by npm")
tool = pathlib.Path("node_modules/.bin/esbuild")
tool.parent.mkdir(parents=True, exist_ok=True)
tool.write_text({esbuild!r})
tool.chmod(0o755)
with open("calls", "a") as calls:
    calls.write("x")
"""

ESBUILD = """#!/bin/sh
for word; do case $word in --outfile=*) target=${word#*=};; esac; done
mkdir -p "$(dirname "$target")" && cp "$1" "$target"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "package-lock.json").write_text("{}")
    for entry in BUNDLES:
        (tmp_path / entry).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / entry).write_text("export {}")
    (tmp_path / "npm.py").write_text(NPM.format(names=[*FILES, "@tabler/core/unused.js"], esbuild=ESBUILD))
    node = Node(tmp_path, (sys.executable, str(tmp_path / "npm.py")))
    monkeypatch.setattr(frontend, "node_of_machine", lambda: node)
    return tmp_path


class TestBuild:
    def test_keeps_only_what_pages_use(self, project: Path) -> None:
        frontend.build(project)

        vendor = project / "build" / "static" / "vendor"
        kept = {str(file.relative_to(vendor)) for file in vendor.rglob("*") if file.is_file()}
        packed = {f"{name}.gz" for name in (*FILES.values(), *BUNDLES.values()) if name.endswith(COMPRESSED)}
        assert kept == {*FILES.values(), *BUNDLES.values(), *packed, ".stamp"}

    def test_packs_what_phones_fetch(self, project: Path) -> None:
        frontend.build(project)

        file = project / "build" / "static" / "vendor" / "field" / "app.js"
        assert gzip.decompress(file.with_name("app.js.gz").read_bytes()) == file.read_bytes()

    def test_does_nothing_the_second_time(self, project: Path) -> None:
        frontend.build(project)
        frontend.build(project)

        assert (project / "calls").read_text() == "x"

    def test_begins_again_when_the_lock_changes(self, project: Path) -> None:
        frontend.build(project)
        (project / "package-lock.json").write_text('{"new": 1}')
        frontend.build(project)

        assert (project / "calls").read_text() == "xx"

    def test_begins_again_when_we_want_something_else_of_a_package(self, project: Path) -> None:
        frontend.build(project)
        (project / next(iter(BUNDLES))).write_text("export { more } from 'package'")
        frontend.build(project)

        assert (project / "calls").read_text() == "xx"

    def test_begins_again_when_a_module_behind_an_entry_changes(self, project: Path) -> None:
        frontend.build(project)
        (project / "src/suiji/field/browser/queue.js").write_text("export const more = 1")
        frontend.build(project)

        assert (project / "calls").read_text() == "xx"

    def test_shows_what_npm_said_when_it_fails(self, project: Path) -> None:
        (project / "npm.py").write_text("raise SystemExit('integrity checksum failed')")

        with pytest.raises(Trouble, match="integrity checksum failed"):
            frontend.build(project)


class TestLock:
    def test_pins_every_package_by_hash_and_names_no_registry(self) -> None:
        lock = json.loads((PROJECT / "package-lock.json").read_text())
        packages = [package for name, package in lock["packages"].items() if name]

        assert packages
        assert all(package["integrity"].startswith("sha512-") for package in packages)
        assert not any("resolved" in package for package in packages)

    @pytest.mark.parametrize("name", ["run", "dev", "node"])
    def test_pins_every_python_package_by_hash(self, name: str) -> None:
        lines = (PROJECT / "requirements" / f"{name}.txt").read_text().splitlines()
        pinned = [line for line in lines if line and not line.startswith((" ", "#"))]

        assert pinned
        assert all("==" in line and line.endswith("\\") for line in pinned)
