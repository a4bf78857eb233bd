"""The exported folder is what `python -m suiji.sampling verify` accepts, and refuses after any change."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from suiji.draws import queries
from suiji.draws.models import BundleFile, Ceremony, DrawKind, Freeze
from suiji.draws.sealing import unseal
from suiji.sampling.canonical import Unusable
from suiji.sampling.verify import verify_bundle
from tests.factories.draws import a_ceremony, drawn_inspectors, drawn_objects, hand_in
from tests.factories.tasks import a_cast, a_ready_task

pytestmark = pytest.mark.django_db


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


def verify(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "suiji.sampling", "verify", str(folder), *words],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "src", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def accepts(files: dict[str, bytes]) -> bool:
    try:
        return verify_bundle(files, audit=True, require_log=True).ok
    except Unusable:
        return False


@pytest.fixture
def public_draw() -> Ceremony:
    cast = a_cast()
    return drawn_objects(a_ready_task(cast, firms=400), cast)


@pytest.fixture
def sealed_draw() -> Ceremony:
    cast = a_cast()
    return drawn_objects(a_ready_task(cast, firms=9), cast)


class TestBundle:
    def test_of_a_public_draw_verifies_with_its_log(self, public_draw: Ceremony, tmp_path: Path) -> None:
        files = queries.bundle(public_draw, audit=False)

        done = verify(write(tmp_path, files), "--require-log")

        assert done.returncode == 0, done.stdout + done.stderr
        assert {
            "commitment.json",
            "reveal.json",
            "result.json",
            "lots.csv",
            "drawn_lots.csv",
            "log/vkey",
        } < set(files)
        assert not any(path.startswith("audit/") for path in files)

    def test_of_a_sealed_draw_verifies_and_shows_no_lots(self, sealed_draw: Ceremony, tmp_path: Path) -> None:
        files = queries.bundle(sealed_draw, audit=False)

        done = verify(write(tmp_path, files), "--require-log")

        assert done.returncode == 0, done.stdout + done.stderr
        assert sealed_draw.freeze.visibility == "sealed"
        assert not {"lots.csv", "drawn_lots.csv"} & set(files)
        assert b'strata"' not in files["commitment.json"].replace(b"strata_sha256", b"")

    def test_for_the_auditor_verifies_with_names_and_classes(
        self, sealed_draw: Ceremony, tmp_path: Path
    ) -> None:
        files = queries.bundle(sealed_draw, audit=True)

        done = verify(write(tmp_path, files), "--audit", "--require-log")

        assert done.returncode == 0, done.stdout + done.stderr
        assert b"F00000,A" in files["audit/frame.csv"]

    def test_of_inspectors_verifies_for_public_and_auditor(self, tmp_path: Path) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        ceremony = drawn_inspectors(task, cast)

        public = verify(write(tmp_path / "p", queries.bundle(ceremony, audit=False)), "--require-log")
        audit = verify(
            write(tmp_path / "a", queries.bundle(ceremony, audit=True)), "--audit", "--require-log"
        )

        assert public.returncode == 0, public.stdout + public.stderr
        assert audit.returncode == 0, audit.stdout + audit.stderr

    def test_is_refused_after_any_byte_is_changed(self, public_draw: Ceremony) -> None:
        files = queries.bundle(public_draw, audit=True)
        assert accepts(files)
        spared = []

        for path, content in files.items():
            step = max(1, len(content) // 7)
            for place in sorted({*range(0, len(content), step), max(0, len(content) - 1)}):
                changed = bytearray(content or b"\x01")
                changed[place] ^= 1
                if accepts({**files, path: bytes(changed)}):
                    spared.append((path, place, content[max(0, place - 20) : place + 20]))

        assert spared == []

    def test_is_the_same_zip_every_time(self, public_draw: Ceremony) -> None:
        first, second = queries.bundle_zip(public_draw), queries.bundle_zip(public_draw)

        names = zipfile.ZipFile(io.BytesIO(first)).namelist()
        assert first == second
        assert f"{public_draw.ceremony}/log/result.proof" in names
        assert not any("/audit/" in name for name in names)

    def test_before_the_draw_holds_what_is_there(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=9), cast)
        hand_in(ceremony, cast)

        assert set(queries.bundle(ceremony, audit=False)) == {"log/vkey", "log/opening.proof"}


class TestSealing:
    def test_key_and_audit_files_are_stored_encrypted(self, sealed_draw: Ceremony) -> None:
        key = queries.bundle(sealed_draw, audit=True)["audit/key.hex"]
        stored = BundleFile.objects.get(ceremony=sealed_draw, path="audit/key.hex")
        freeze = Freeze.objects.get(ceremony=sealed_draw)

        assert key not in bytes(stored.content)
        assert bytes.fromhex(key.decode().strip()) not in bytes(freeze.sealed_key)
        assert (
            unseal(bytes(freeze.sealed_key), bound_to=f"{sealed_draw.ceremony}/sealed_key").hex()
            == key.decode()[:-1]
        )

    def test_every_ceremony_has_a_key_of_its_own(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        objects = drawn_objects(task, cast)
        inspectors = drawn_inspectors(task, cast)

        keys = {queries.bundle(one, audit=True)["audit/key.hex"] for one in (objects, inspectors)}

        assert len(keys) == 2
        assert inspectors.kind == DrawKind.INSPECTORS
