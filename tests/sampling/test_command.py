"""The command and its exit statuses (protocol §10): every refusal, and that nothing is written then."""

import contextlib
import gc
import io
import json
import runpy
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import suiji
from suiji.sampling import bundle
from suiji.sampling.__main__ import main, parser, say
from suiji.sampling.canonical import Unusable
from tests.sampling import by_hand
from tests.sampling.ceremonies import (
    BEACON,
    DRAND,
    EXCLUDED,
    KEY,
    LOTTERY,
    SEALED_SIZES,
    finished,
    finished_staffing,
    frame,
    frozen,
    plan,
    reveal,
    shares,
    staffing,
    with_log,
)

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a list, exclusions, a plan, a staffing and what opens the shares."""
    monkeypatch.chdir(tmp_path)
    Path("frame.csv").write_bytes(frozen().files["audit/frame.csv"])
    Path("excluded.csv").write_bytes(frozen(None, EXCLUDED).files["audit/excluded.csv"])
    Path("staffing.json").write_text(json.dumps(staffing()), encoding="utf-8")
    write_plan()
    Path("reveal.json").write_text(json.dumps(reveal(shares()), indent=1), encoding="utf-8")


def write_plan(**changes: Any) -> None:
    Path("plan.json").write_text(json.dumps(plan(**changes), ensure_ascii=False, indent=1), encoding="utf-8")


def freeze(*words: str, source: str = "frame.csv") -> int:
    return main(["freeze", source, "--plan", "plan.json", "--bundle", "b", "--key-hex", KEY.hex(), *words])


def write(files: dict[str, bytes], folder: str = "b") -> None:
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def become_folder(name: str) -> None:
    Path(name).unlink()
    Path(name).mkdir()


def everything(folder: str = "b") -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


class TestFreeze:
    def test_writes_exactly_the_bundle(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert freeze("--excluded", "excluded.csv") == 0

        made = frozen(None, EXCLUDED)
        assert everything() == made.files
        assert capsys.readouterr().out == f"Frozen (public). commitment_sha256 {made.commitment_sha256}\n"

    def test_keeps_the_confidential_part_to_its_owner(self) -> None:
        freeze()

        assert stat.S_IMODE(Path("b/audit").stat().st_mode) == 0o700

    def test_of_inspectors(self) -> None:
        write_plan(rates_bp={})
        words = ["--plan", "plan.json", "--bundle", "b", "--key-hex", KEY.hex()]

        assert main(["freeze", "--staffing", "staffing.json", *words]) == 0
        assert everything()["audit/staffing.json"] == by_hand.jcs(staffing())
        assert main(["draw", "b", "--reveal", "reveal.json"]) == 0
        assert everything() == finished_staffing() | {"reveal.json": Path("reveal.json").read_bytes()}
        assert main(["verify", "b", "--audit"]) == 0

    def test_takes_a_fresh_key_from_the_operating_system(self) -> None:
        for folder in ("b", "c"):
            assert main(["freeze", "frame.csv", "--plan", "plan.json", "--bundle", folder]) == 0

        assert everything("b")["audit/key.hex"] != everything("c")["audit/key.hex"]

    def test_may_use_a_folder_that_is_there(self) -> None:
        Path("b/log").mkdir(parents=True)
        assert freeze() == 0
        assert sorted(path.name for path in Path("b").iterdir()) == [
            "audit",
            "commitment.json",
            "log",
            "lots.csv",
        ]

    @pytest.mark.parametrize(
        ("prepare", "words", "reason"),
        [
            (lambda: Path("frame.csv").unlink(), [], "frame.csv: is missing"),
            (lambda: Path("plan.json").unlink(), [], "plan.json: is missing"),
            (
                lambda: Path("excluded.csv").unlink(),
                ["--excluded", "excluded.csv"],
                "excluded.csv: is missing",
            ),
            (lambda: become_folder("frame.csv"), [], "frame.csv: "),
            (
                lambda: Path("frame.csv").write_text("id,stratum\nA,A\nA,B\n"),
                [],
                "frame.csv:3: id 'A' occurs twice",
            ),
            (lambda: Path("frame.csv").write_text("id,stratum\nä,A\n"), [], "frame.csv:2: id 'ä' is outside"),
            (
                lambda: Path("frame.csv").write_text("id,stratum\nA,a\n"),
                [],
                "frame.csv:2: stratum 'a' is outside",
            ),
            (
                lambda: Path("frame.csv").write_text("id,stratum\nA,X\n"),
                [],
                "plan.json: stratum X has no rate",
            ),
            (
                lambda: Path("frame.csv").write_text("id,stratum\nA,ALL\nB,B\n"),
                [],
                "frame.csv: ALL stands beside",
            ),
            (
                lambda: Path("frame.csv").write_bytes(b"id,stratum\r\nA,A\r\n"),
                [],
                "frame.csv:1: the first line",
            ),
            (
                lambda: Path("excluded.csv").write_text("id,stratum,reason_code\n91410000A00000,A,R\n"),
                ["--excluded", "excluded.csv"],
                "excluded.csv:2: id '91410000A00000' occurs twice",
            ),
            (
                lambda: Path("excluded.csv").write_text("id,stratum,reason_code\nX,A,r\n"),
                ["--excluded", "excluded.csv"],
                "excluded.csv:2: reason code 'r'",
            ),
            (lambda: Path("plan.json").write_text("{"), [], "plan.json:1: not JSON"),
            (lambda: write_plan(count=6), [], "plan.json: count 6 is under the floors"),
            (lambda: write_plan(count=126), [], "plan.json: count 126 is beyond all objects"),
            (lambda: write_plan(reveal_by="2026-11-23T09:00:00Z"), [], "plan.json: reveal_by"),
            (
                lambda: write_plan(seed_sources=[*shares(), DRAND], reveal_by="2023-08-23T15:15:33Z"),
                [],
                "plan.json: seed_sources[2] is not due after reveal_by",
            ),
            (
                lambda: write_plan(seed_sources=[*shares(), LOTTERY | {"at": "2026-11-23T10:00:00Z"}]),
                [],
                "plan.json: seed_sources[2] is not due after reveal_by",
            ),
            (lambda: write_plan(seed_sources=shares(1)), [], "plan.json: fewer than 2 parties"),
            (lambda: None, ["--key-hex", "00"], "--key-hex"),
            (lambda: None, ["--key-hex", KEY.hex().upper()], "--key-hex"),
            (lambda: None, ["--staffing", "staffing.json"], "freeze takes"),
            (lambda: Path("b").write_text(""), [], "b: "),
            (lambda: write({"commitment.json": b""}), [], "b: the bundle already holds a commitment"),
            (lambda: write({"audit/lots.csv": b""}), [], "lots.csv: exists already"),
        ],
    )
    def test_refuses_and_writes_nothing(
        self,
        capsys: pytest.CaptureFixture[str],
        prepare: Callable[[], object],
        words: list[str],
        reason: str,
    ) -> None:
        prepare()
        before = everything(".")

        assert freeze(*words) == 2

        assert everything(".") == before
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.count("\n") == 1
        assert reason in printed.err

    def test_refuses_staffing_with_exclusions_and_nothing_at_all(self) -> None:
        words = ["--plan", "plan.json", "--bundle", "b"]
        assert main(["freeze", *words]) == 2
        assert main(["freeze", "--staffing", "staffing.json", "--excluded", "excluded.csv", *words]) == 2
        assert not Path("b").exists()

    def test_refuses_a_staffing_that_cannot_be(self, capsys: pytest.CaptureFixture[str]) -> None:
        document = staffing()
        document["eligible"]["market"]["t2"] = ["i1"]
        Path("staffing.json").write_text(json.dumps(document))
        write_plan(rates_bp={})

        assert main(["freeze", "--staffing", "staffing.json", "--plan", "plan.json", "--bundle", "b"]) == 2
        assert "no staffing exists for team t2: department market needs 2" in capsys.readouterr().err
        assert not Path("b").exists()

    @pytest.mark.parametrize("words", [[], ["freeze"], ["dance"], ["verify"], ["freeze", "a", "--plan", "p"]])
    def test_unknown_words_are_unusable_input(self, words: list[str]) -> None:
        with pytest.raises(SystemExit) as ended, contextlib.redirect_stderr(io.StringIO()):
            main(words)
        assert ended.value.code == 2


class TestDraw:
    def test_adds_the_result_and_keeps_the_reveal(self) -> None:
        freeze()

        assert main(["draw", "b", "--reveal", "reveal.json"]) == 0

        assert everything() == finished(frozen()) | {"reveal.json": Path("reveal.json").read_bytes()}

    def test_unannounced(self) -> None:
        freeze()
        assert main(["draw", "b", "--reveal", "reveal.json", "--unannounced"]) == 0
        assert everything()["result.json"] == finished(frozen(), unannounced=True)["result.json"]
        assert main(["verify", "b", "--audit"]) == 0

    def test_takes_a_reveal_that_lies_in_the_bundle(self) -> None:
        freeze()
        Path("reveal.json").rename("b/reveal.json")

        assert main(["draw", "b", "--reveal", "b/reveal.json"]) == 0
        assert main(["verify", "b", "--audit"]) == 0

    def test_names_who_defaulted(self, capsys: pytest.CaptureFixture[str]) -> None:
        sources = [*shares(3), LOTTERY]
        write_plan(seed_sources=sources)
        freeze()
        Path("reveal.json").write_text(json.dumps(reveal(sources, withheld=("第三方",))))

        assert main(["draw", "b", "--reveal", "reveal.json"]) == 0
        assert "第三方 defaulted." in capsys.readouterr().out
        assert json.loads(everything()["result.json"])["sources"][2] == ""

    def test_says_that_a_beacon_is_not_verified(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sources = [*shares(), DRAND]
        write_plan(seed_sources=sources)
        freeze()
        Path("reveal.json").write_text(json.dumps(reveal(sources)))
        with monkeypatch.context() as without:
            without.setitem(sys.modules, "drand_verify", None)
            assert main(["draw", "b", "--reveal", "reveal.json"]) == 0
            assert "drand round 123 is not verified" in capsys.readouterr().out
            assert main(["verify", "b"]) == 1
            assert "not fully verified" in capsys.readouterr().err
        assert main(["verify", "b"]) == 0

    @pytest.mark.parametrize(
        ("answers", "reason"),
        [
            ([], "0 sources instead of the 4"),
            ([None], "sources[0]"),
            ([{"value": "00" * 32}], "does not open the share"),
            ([{"value": None}, {"value": None}], "the draw is void"),
            ([{}, {}, {"signature": "00" * 48}], "is not the hash of the signature"),
            ([{}, {}, {}, {"text": "7 19+03"}], "outside its pattern"),
        ],
    )
    def test_refuses_a_reveal_and_writes_nothing(
        self, capsys: pytest.CaptureFixture[str], answers: list[Any], reason: str
    ) -> None:
        sources = [*shares(), DRAND, LOTTERY]
        write_plan(seed_sources=sources)
        freeze()
        given = reveal(sources)["sources"]
        for place, change in enumerate(answers):
            given[place] = None if change is None else given[place] | change
        Path("reveal.json").write_text(json.dumps({"sources": given if answers else []}))
        before = everything()

        assert main(["draw", "b", "--reveal", "reveal.json"]) == 2

        assert everything() == before
        printed = capsys.readouterr().err
        assert printed.startswith("unusable: reveal.json: ")
        assert reason in printed

    def test_refuses_a_second_draw(self, capsys: pytest.CaptureFixture[str]) -> None:
        freeze()
        main(["draw", "b", "--reveal", "reveal.json"])
        before = everything()

        assert main(["draw", "b", "--reveal", "reveal.json"]) == 2
        assert everything() == before
        assert "already holds a result" in capsys.readouterr().err

    def test_refuses_a_reveal_beside_another(self) -> None:
        freeze()
        Path("b/reveal.json").write_text("{}")

        assert main(["draw", "b", "--reveal", "reveal.json"]) == 2
        assert not Path("b/result.json").exists()

    @pytest.mark.parametrize("words", [["nowhere", "--reveal", "reveal.json"], ["b", "--reveal", "nothing"]])
    def test_refuses_what_is_not_there(self, words: list[str]) -> None:
        freeze()
        assert main(["draw", *words]) == 2

    def test_does_not_verify_where_audit_files_do_not_agree(self) -> None:
        freeze()
        Path("b/audit/key.hex").write_text("00" * 32 + "\n")

        assert main(["draw", "b", "--reveal", "reveal.json"]) == 1
        assert not Path("b/result.json").exists()


class TestVerify:
    def test_ends_with_0_and_says_that_the_order_is_unproven(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(finished(frozen()))

        assert main(["verify", "b"]) == 0
        assert "The order of events is unproven" in capsys.readouterr().out
        assert main(["verify", "b", "--require-log"]) == 1
        assert "order of events is unproven" in capsys.readouterr().err

    def test_with_a_log(self) -> None:
        write(with_log(finished(frozen())))
        assert main(["verify", "b", "--audit", "--require-log"]) == 0
        Path("b/log/result.proof").write_text("")
        assert main(["verify", "b", "--require-log"]) == 1
        assert main(["verify", "b"]) == 1

    def test_never_opens_audit_without_audit(self) -> None:
        files = finished(frozen())
        write({name: content for name, content in files.items() if not name.startswith("audit/")})
        Path("b/audit/key.hex").mkdir(parents=True)

        assert main(["verify", "b"]) == 0
        assert main(["verify", "b", "--audit"]) == 2

    def test_whatever_is_wrong_in_audit_is_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(finished(frozen()))
        Path("b/audit/frame.csv").write_text("nothing")

        assert main(["verify", "b"]) == 0
        assert main(["verify", "b", "--audit"]) == 1
        assert capsys.readouterr().err.startswith("does not verify: audit/frame.csv:1: ")
        Path("b/audit/members.csv").unlink()
        assert main(["verify", "b", "--audit"]) == 1

    def test_a_wrong_list_is_1_a_missing_or_unparsable_file_2(self) -> None:
        write(finished(frozen()))
        Path("b/drawn_lots.csv").write_text("")
        assert main(["verify", "b"]) == 1
        Path("b/drawn_lots.csv").unlink()
        assert main(["verify", "b"]) == 2
        Path("b/result.json").write_text("}")
        assert main(["verify", "b"]) == 2
        assert main(["verify", "nowhere"]) == 2

    def test_of_a_sealed_bundle(self) -> None:
        write(finished(frozen(SEALED_SIZES)))
        assert main(["verify", "b", "--audit"]) == 0
        assert not Path("b/lots.csv").exists()


class TestOpenAndCheck:
    def test_an_opening_proves_inclusion(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(finished(frozen()))
        name = frame()[3][0]

        assert main(["open", "b", name]) == 0
        printed = capsys.readouterr().out
        assert sorted(json.loads(printed)) == ["count", "id", "index", "line", "path"]
        Path("o.json").write_text(printed)
        assert main(["check", "o.json", "b"]) == 0
        assert main(["open", "b", name, "--lot"]) == 0
        assert {"lot", "blind"} < set(json.loads(capsys.readouterr().out.splitlines()[-1]))

    def test_a_false_one_is_1_and_no_one_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        write(finished(frozen()))
        assert main(["open", "b", "nobody"]) == 2
        capsys.readouterr()
        main(["open", "b", frame()[3][0]])
        opening = json.loads(capsys.readouterr().out)
        Path("o.json").write_text(json.dumps(opening | {"path": [*opening["path"], "00" * 32]}))
        assert main(["check", "o.json", "b"]) == 1
        Path("o.json").write_text("[]")
        assert main(["check", "o.json", "b"]) == 2
        assert main(["check", "nothing.json", "b"]) == 2


class TestWriting:
    def test_what_cannot_be_written_whole_is_not_written_at_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rename, calls = Path.rename, iter(range(100))

        def fails_at_the_third(self: Path, target: Path) -> Path:
            if next(calls) == 3:
                raise OSError(28, "No space left on device")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fails_at_the_third)
        with pytest.raises(Unusable, match="No space left"):
            bundle.write_files(tmp_path / "new" / "b", frozen().files, last="commitment.json")
        assert not (tmp_path / "new").exists()

    def test_an_error_without_words_is_reported_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(self: Path, *_: object) -> None:
            raise OSError

        monkeypatch.setattr(Path, "write_bytes", fails)
        with pytest.raises(Unusable, match="cannot be written"):
            bundle.write_files(tmp_path / "b", {"x": b""}, last="x")
        monkeypatch.setattr(Path, "read_bytes", fails)
        with pytest.raises(Unusable, match="cannot be read"):
            bundle.read_input(tmp_path)

    def test_takes_what_is_too_long_to_be_held_from_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "work").write_bytes(b"long")

        bundle.write_files(tmp_path / "b", {"audit/x": tmp_path / "work", "y": b"short"}, last="y")

        assert (tmp_path / "b" / "audit" / "x").read_bytes() == b"long"
        assert (tmp_path / "b" / "y").read_bytes() == b"short"
        assert not (tmp_path / "work").exists()


class TestEngines:
    """Another program may bring its own hands for the long commands; the words stay the same."""

    def test_are_asked_for_with_one_more_word(self) -> None:
        asked: list[str] = []
        words_of = parser("another", {"verify": lambda words: asked.append(words.engine)}, ("auto", "fast"))

        assert [main(["verify", "b", *more], words_of) for more in ([], ["--engine", "fast"])] == [0, 0]
        assert asked == ["auto", "fast"]

    def test_are_unknown_to_the_reference(self) -> None:
        with pytest.raises(SystemExit):
            main(["verify", "b", "--engine", "fast"])


class TestSaying:
    def test_spells_out_what_a_terminal_would_obey_or_cannot_show(self) -> None:
        stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")

        say("a\x1b[2J\n名", stream)

        stream.seek(0)
        assert stream.read() == "a\\x1b[2J\\n\\u540d\n"

    def test_takes_any_stream(self) -> None:
        stream = io.StringIO()
        say("plain", stream)
        assert stream.getvalue() == "plain\n"


@pytest.mark.parametrize(("folder", "status"), [("b", 0), ("nowhere", 2)])
def test_the_module_ends_with_the_commands_status(
    monkeypatch: pytest.MonkeyPatch, folder: str, status: int
) -> None:
    write(finished(frozen()))
    monkeypatch.setattr(sys, "argv", ["sampling", "verify", folder])
    monkeypatch.delitem(sys.modules, "suiji.sampling.__main__")
    monkeypatch.setattr(gc, "disable", lambda: None)

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("suiji.sampling", run_name="__main__")

    assert ended.value.code == status


def test_runs_as_a_module_with_nothing_but_the_standard_library() -> None:
    """Isolated from site-packages, a stranger's Python verifies a bundle."""
    write(with_log(finished(frozen())))
    write(finished(frozen(seed_sources=[*shares(), DRAND])), "beacon")
    source = str(Path(suiji.__file__).parents[1])
    code = f"import sys; sys.path.insert(0, {source!r}); from suiji.sampling.__main__ import main; sys.exit(main())"

    def run(folder: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-I", "-S", "-c", code, "verify", folder, "--audit"]
        return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)

    assert run("b").returncode == 0, run("b").stderr
    assert "Verified" in run("b").stdout
    assert run("beacon").returncode == 1
    assert BEACON["round"] == 123
    assert "drand round 123 cannot be checked here" in run("beacon").stderr
