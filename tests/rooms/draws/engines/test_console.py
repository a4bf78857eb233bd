"""``suiji sampling --engine``: whoever computes, the same files, the same words, the same status (protocol §10)."""

import json
from pathlib import Path

import pytest

from suiji.draws.engines import console
from suiji.sampling.canonical import canonical_json
from suiji.sampling.frame import excluded_file, frame_file
from tests.sampling.ceremonies import (
    DRAND,
    EXCLUDED,
    KEY,
    SEALED_SIZES,
    frame,
    plan,
    reveal,
    shares,
    staffing,
)

ENGINES = ("reference", "duckdb")


def run(folder: Path, *words: str) -> int:
    return console.main([word.replace("@", f"{folder}/") for word in words])


def prepare(folder: Path, *, sizes: dict[str, int] | None = None, people: bool = False) -> None:
    sources = [*shares(), DRAND]
    changes = {"rates_bp": {}} if people else {}
    (folder / "frame.csv").write_bytes(frame_file(frame(sizes)))
    (folder / "excluded.csv").write_bytes(excluded_file(EXCLUDED))
    (folder / "staffing.json").write_bytes(canonical_json(staffing()))
    (folder / "plan.json").write_text(json.dumps(plan(seed_sources=sources, **changes)))
    (folder / "reveal.json").write_text(json.dumps(reveal(sources)))


def ceremony(folder: Path, engine: str, *, people: bool = False) -> Path:
    """A bundle, frozen and drawn by one engine."""
    bundle = folder / engine
    listed = ["--staffing", "@staffing.json"] if people else ["@frame.csv", "--excluded", "@excluded.csv"]
    freeze = ["freeze", *listed, "--plan", "@plan.json", "--bundle", str(bundle), "--key-hex", KEY.hex()]
    assert run(folder, *freeze, "--engine", engine) == 0
    assert run(folder, "draw", str(bundle), "--reveal", "@reveal.json", "--engine", engine) == 0
    return bundle


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestBundles:
    @pytest.mark.parametrize("sizes", [None, SEALED_SIZES])
    def test_of_objects_are_the_same_whoever_computes(
        self, sizes: dict[str, int] | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        prepare(tmp_path, sizes=sizes)

        slow, quick = (content(ceremony(tmp_path, engine)) for engine in ENGINES)

        assert quick == slow
        frozen, drawn, *again = capsys.readouterr().out.splitlines()
        assert again == [frozen, drawn]
        assert (tmp_path / "duckdb" / "audit").stat().st_mode & 0o77 == 0
        assert not list(tmp_path.glob(".suiji-*"))

    def test_of_inspectors_are_the_same_whoever_computes(self, tmp_path: Path) -> None:
        prepare(tmp_path, people=True)

        slow, quick = (content(ceremony(tmp_path, engine, people=True)) for engine in ENGINES)

        assert quick == slow

    def test_are_left_alone_when_the_input_is_refused(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        prepare(tmp_path)
        (tmp_path / "frame.csv").write_bytes(b"id,stratum\nA,A\nA,A\n")
        words = ["freeze", "@frame.csv", "--plan", "@plan.json", "--bundle", "@b", "--engine"]

        assert [run(tmp_path, *words, engine) for engine in ENGINES] == [2, 2]

        slow, quick = capsys.readouterr().err.splitlines()
        assert quick == slow
        assert not (tmp_path / "b").exists()
        assert not list(tmp_path.glob(".suiji-*"))

    def test_are_not_made_from_a_frame_that_is_not_there(self, tmp_path: Path) -> None:
        prepare(tmp_path)
        words = ["freeze", "@none.csv", "--plan", "@plan.json", "--bundle", "@b", "--engine"]

        assert [run(tmp_path, *words, engine) for engine in (*ENGINES, "auto")] == [2, 2, 2]

    def test_hold_one_result_only(self, tmp_path: Path) -> None:
        prepare(tmp_path)
        bundle = ceremony(tmp_path, "duckdb")

        for engine in ENGINES:
            assert run(tmp_path, "draw", str(bundle), "--reveal", "@reveal.json", "--engine", engine) == 2


class TestVerify:
    @pytest.mark.parametrize("people", [False, True])
    @pytest.mark.parametrize("words", [(), ("--audit",), ("--require-log",)])
    def test_finds_the_same_whoever_computes(
        self, people: bool, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        prepare(tmp_path, people=people)
        bundle = ceremony(tmp_path, "reference", people=people)
        capsys.readouterr()

        found = []
        for engine in ENGINES:
            status = run(tmp_path, "verify", str(bundle), *words, "--engine", engine)
            found.append((status, *capsys.readouterr()))

        assert found[0] == found[1]
        assert found[0][0] == (1 if words == ("--require-log",) else 0)

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("lots.csv", b",A\n", b",B\n"),
            ("drawn_lots.csv", b"a", b"b"),
            ("result.json", b"91410000", b"91410001"),
            ("audit/frame.csv", b"A00000,A", b"A00000,B"),
            ("audit/frame.csv", b"A00000,A", b"A00000,a"),
            ("audit/members.csv", b"A00000", b"AX0000"),
            ("audit/lots.csv", b",A\n", b",B\n"),
            ("audit/excluded.csv", b"CAP_OPEN", b"CAP_SHUT"),
            ("audit/drawn_lots.csv", b"a", b"b"),
        ],
    )
    def test_finds_what_was_changed_in_the_same_words(
        self, name: str, old: bytes, new: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        prepare(tmp_path)
        bundle = ceremony(tmp_path, "duckdb")
        before = (bundle / name).read_bytes()
        (bundle / name).write_bytes(before.replace(old, new, 1))
        capsys.readouterr()

        found = []
        for engine in ENGINES:
            status = run(tmp_path, "verify", str(bundle), "--audit", "--engine", engine)
            found.append((status, *capsys.readouterr()))

        assert before != (bundle / name).read_bytes()
        assert found[0][0] == 1
        assert found[0] == found[1]

    @pytest.mark.parametrize("name", ["lots.csv", "audit/frame.csv", "audit/members.csv"])
    def test_misses_what_is_missing_in_the_same_words(
        self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        prepare(tmp_path)
        bundle = ceremony(tmp_path, "duckdb")
        (bundle / name).unlink()
        capsys.readouterr()

        found = []
        for engine in ENGINES:
            status = run(tmp_path, "verify", str(bundle), "--audit", "--engine", engine)
            found.append((status, *capsys.readouterr()))

        assert found[0] == found[1]
        assert found[0][0] in (1, 2)

    def test_refuses_a_folder_that_is_no_bundle(self, tmp_path: Path) -> None:
        for engine in ENGINES:
            assert run(tmp_path, "verify", str(tmp_path), "--engine", engine) == 2


def test_an_engine_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        run(tmp_path, "verify", str(tmp_path), "--engine", "oracle")

    assert refused.value.code == 2
