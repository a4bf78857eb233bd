"""What anybody and what an auditor can check (protocol §5), and that every change is found."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from suiji.sampling import Verdict, draw, verify_bundle
from suiji.sampling.canonical import Unusable, canonical_json
from suiji.sampling.draw import unnamed
from suiji.sampling.freeze import Frozen, read_key
from suiji.sampling.naming import names_file
from suiji.sampling.strength import DOUBLE_BALL
from tests.sampling import by_hand
from tests.sampling.ceremonies import (
    DRAND,
    EXCLUDED,
    KEY,
    LOTTERY,
    SEALED_SIZES,
    finished,
    finished_staffing,
    frozen,
    public,
    reveal,
    shares,
    with_log,
)


def many_sources() -> dict[str, Any]:
    later = LOTTERY | {"at": "2023-08-23T16:00:00Z"}
    return {"seed_sources": [*shares(3), DRAND, later]}


BUNDLES: dict[str, Callable[[], dict[str, bytes]]] = {
    "public": lambda: finished(frozen()),
    "count": lambda: finished(frozen(count=50)),
    "sealed": lambda: finished(frozen(SEALED_SIZES, EXCLUDED)),
    "sealed count": lambda: finished(frozen(SEALED_SIZES, EXCLUDED, count=50)),
    "unannounced": lambda: finished(frozen(), unannounced=True),
    "sealed unannounced": lambda: finished(frozen(SEALED_SIZES), unannounced=True),
    "unstratified": lambda: finished(frozen({"ALL": 9}, rates_bp={"ALL": 5000})),
    "all sources": lambda: finished(frozen(**many_sources()), withheld=("第三方",)),
    "inspectors": finished_staffing,
}


def opened(files: dict[str, bytes]) -> dict[str, bytes]:
    """The bundle after the visits: the names are opened."""
    names = names_file(json.loads(files["audit/result.json"]), read_key(files["audit/key.hex"]))
    return files | {"names.json": names}


class TestVerify:
    @pytest.mark.parametrize("name", BUNDLES)
    def test_accepts_every_honest_bundle(self, name: str) -> None:
        files = BUNDLES[name]()

        for audit in (False, True):
            verdict = verify_bundle(files, audit=audit)
            assert verdict.ok, verdict.lines
            assert verify_bundle(with_log(files), audit=audit, require_log=True).ok

    def test_without_audit_never_looks_into_audit(self) -> None:
        files = finished(frozen())

        assert verify_bundle(public(files)) == verify_bundle(files)
        ruined = {name: b"" if name.startswith("audit/") else content for name, content in files.items()}
        assert verify_bundle(ruined).ok

    def test_says_what_remains_unproven(self) -> None:
        assert verify_bundle(finished(frozen())).level == "order unproven; shares alone"
        sealed = verify_bundle(BUNDLES["sealed"]())
        assert sealed.level == "sealed; order unproven; shares alone"
        assert any("order of events is unproven" in line for line in sealed.lines)
        assert any("Weaker level" in line for line in sealed.lines)
        assert verify_bundle(with_log(BUNDLES["all sources"]())).level == "complete"

    def test_shows_the_entropy_and_who_defaulted(self) -> None:
        lines = verify_bundle(BUNDLES["all sources"]()).lines

        assert "Source: the share of 市场监管局, 256 bits." in lines
        assert "Source: 第三方 DEFAULTED and counts as nothing." in lines
        assert "Source: drand round 123, 256 bits." in lines
        assert "Source: 双色球第2026135期, by its pattern at most 19 bits." in lines

    def test_without_a_log_where_one_is_required_does_not_verify(self) -> None:
        verdict = verify_bundle(finished(frozen()), require_log=True)

        assert verdict == Verdict(
            False, ("the order of events is unproven: the bundle has no log/",), "does not verify"
        )

    def test_says_how_many_bits_a_known_lottery_brings(self) -> None:
        sources = [*shares(), LOTTERY | {"pattern": DOUBLE_BALL.pattern}]
        made = frozen(seed_sources=sources)
        answers = reveal(sources)
        answers["sources"][-1]["text"] = "01 02 03 04 05 06+07"

        drawn = draw(files=made.files, reveal=canonical_json(answers))

        lines = verify_bundle(made.files | drawn.files).lines
        assert "Source: 双色球第2026135期, 24 bits." in lines

    def test_a_beacon_nobody_here_can_check_is_not_fully_verified(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        files = BUNDLES["all sources"]()
        monkeypatch.setitem(sys.modules, "drand_verify", None)

        verdict = verify_bundle(files)

        assert not verdict.ok
        assert "not fully verified" in verdict.lines[0]
        assert "drand-verify" in verdict.lines[0]

    @pytest.mark.parametrize(
        "name", ["commitment.json", "reveal.json", "result.json", "lots.csv", "drawn_lots.csv"]
    )
    def test_a_missing_public_file_is_unusable(self, name: str) -> None:
        files = {file: content for file, content in finished(frozen()).items() if file != name}
        with pytest.raises(Unusable, match=f"{name}: is missing"):
            verify_bundle(files)

    @pytest.mark.parametrize("name", ["commitment.json", "reveal.json", "result.json"])
    def test_an_unparsable_public_file_is_unusable(self, name: str) -> None:
        with pytest.raises(Unusable, match=f"{name}:1: not JSON"):
            verify_bundle(finished(frozen()) | {name: b"{"})

    @pytest.mark.parametrize("name", sorted(n for n in finished(frozen()) if n.startswith("audit/")))
    def test_whatever_is_missing_or_wrong_in_audit_does_not_verify(self, name: str) -> None:
        files = finished(frozen())
        without = {file: content for file, content in files.items() if file != name}
        for wrong in (
            without,
            files | {name: b""},
            files | {name: files[name] + b"\n"},
            files | {name: b"\xff"},
        ):
            assert wrong == files or not verify_bundle(wrong, audit=True).ok

    @pytest.mark.parametrize("name", ["audit/key.hex", "audit/staffing.json", "audit/assignment.json"])
    def test_of_inspectors_too(self, name: str) -> None:
        files = finished_staffing()
        without = {file: content for file, content in files.items() if file != name}

        assert not verify_bundle(without, audit=True).ok
        assert not verify_bundle(files | {name: b"{}"}, audit=True).ok
        assert verify_bundle(without).ok


def edited(files: dict[str, bytes], name: str, **members: Any) -> dict[str, bytes]:
    """The bundle with members of one document changed (None takes one away), canonical again."""
    document = json.loads(files[name]) | members
    kept = {member: value for member, value in document.items() if value is not None}
    return files | {name: canonical_json(kept)}


class TestResult:
    @pytest.mark.parametrize(
        ("members", "words"),
        [
            ({"protocol": "suiji-draw/0"}, "protocol"),
            ({"commitment_sha256": "0" * 64}, "commitment_sha256"),
            ({"seed": "0" * 64}, "seed"),
            ({"sources": ["11" * 32]}, "sources"),
            ({"drawn_lots_sha256": "0" * 64}, "drawn_lots_sha256"),
            ({"drawn_lots_sha256": "x"}, "drawn_lots_sha256"),
            ({"drawn": None}, "drawn_sha256 is missing"),
            ({"drawn": []}, "0 names for"),
            ({"drawn": {}}, "drawn"),
            ({"drawn": ["b", "a"]}, "in order"),
            ({"drawn": ["a", "a"]}, "in order"),
            ({"drawn": ["ä"]}, "in order"),
            ({"drawn": [1]}, "in order"),
            ({"drawn_sha256": "0" * 64}, "drawn_sha256"),
        ],
    )
    def test_that_does_not_follow_is_found(self, members: dict[str, Any], words: str) -> None:
        verdict = verify_bundle(edited(finished(frozen()), "result.json", **members))

        assert not verdict.ok
        assert "result.json" in verdict.lines[0]
        assert words in verdict.lines[0]

    def test_that_is_not_canonical_is_found(self) -> None:
        files = finished(frozen())
        assert not verify_bundle(files | {"result.json": files["result.json"] + b" "}).ok

    def test_of_another_form_is_found(self) -> None:
        assert not verify_bundle(finished(frozen()) | {"result.json": b"[]"}).ok

    def test_of_a_sealed_draw_names_no_more_than_can_be_drawn(self) -> None:
        for name, most in (("sealed", 93), ("sealed count", 50)):
            names = [f"N{n:03d}" for n in range(most + 1)]
            verdict = verify_bundle(edited(BUNDLES[name](), "result.json", drawn=names))
            assert verdict.lines == (f"result.json: {most + 1} names, although at most {most} can be drawn",)

    def test_the_auditor_finds_other_names_and_other_forms(self) -> None:
        files = BUNDLES["sealed"]()
        names = json.loads(files["result.json"])["drawn"]
        assert not verify_bundle(edited(files, "result.json", drawn=names[1:]), audit=True).ok
        hidden = BUNDLES["unannounced"]()
        assert not verify_bundle(edited(hidden, "result.json", drawn_sha256="0" * 64), audit=True).ok


class TestNames:
    @pytest.mark.parametrize("kind", ["unannounced", "sealed unannounced"])
    def test_of_an_unannounced_draw_open_what_was_logged(self, kind: str) -> None:
        verdict = verify_bundle(with_log(opened(BUNDLES[kind]())), audit=True, require_log=True)

        assert verdict.ok, verdict.lines
        assert any("names are those whose hash was logged" in line for line in verdict.lines)

    def test_that_were_not_drawn_do_not_verify(self) -> None:
        files = opened(BUNDLES["unannounced"]())
        names = json.loads(files["names.json"])["drawn"]

        for forged in (names[1:], [*names[1:], "ZZZ"]):
            verdict = verify_bundle(edited(files, "names.json", drawn=forged))
            assert verdict.lines == ("names.json: not the names whose hash is in the result",)

    def test_are_refused_beside_a_result_that_hides_none(self) -> None:
        files = opened(BUNDLES["unannounced"]())

        verdict = verify_bundle(BUNDLES["public"]() | {"names.json": files["names.json"]})

        assert verdict.lines == ("names.json: the result hides no names",)

    def test_must_be_a_list_in_order_even_when_the_hash_agrees(self) -> None:
        files = BUNDLES["unannounced"]()
        full, key = json.loads(files["audit/result.json"]), read_key(files["audit/key.hex"])
        turned = full | {"drawn": full["drawn"][::-1]}
        files |= {
            "names.json": names_file(turned, key),
            "result.json": canonical_json(unnamed(turned, key)),
        }

        assert "not a list of ids in order" in verify_bundle(files).lines[0]


class TestReveal:
    def test_need_not_be_canonical(self) -> None:
        files = finished(frozen())
        assert verify_bundle(files | {"reveal.json": files["reveal.json"] + b"\n"}, audit=True).ok

    def test_that_does_not_open_a_share_does_not_verify(self) -> None:
        files = finished(frozen())
        wrong = files["reveal.json"].replace(b"11" * 32, b"12" * 32)
        assert "does not open" in verify_bundle(files | {"reveal.json": wrong}).lines[0]


class TestLists:
    def test_a_leaked_list_of_a_sealed_draw_is_reported(self) -> None:
        for name in ("lots.csv", "drawn_lots.csv"):
            files = BUNDLES["sealed"]()
            verdict = verify_bundle(files | {name: files[f"audit/{name}"]})
            assert verdict.lines == (f"{name}: is public although the lots are sealed",)

    def test_other_lots_or_other_drawn_lots_are_found(self) -> None:
        files = finished(frozen())
        for name in ("lots.csv", "drawn_lots.csv"):
            lines = files[name].splitlines(keepends=True)
            verdict = verify_bundle(files | {name: b"".join(lines[1:])})
            assert verdict.lines[0].startswith(f"{name}: ")


def forged(change: Callable[[dict[str, Any]], None]) -> dict[str, bytes]:
    """A bundle whose operator committed to something unlawful, and then did everything consistently."""
    honest = frozen()
    document = json.loads(honest.files["commitment.json"])
    change(document)
    files = honest.files | {"commitment.json": canonical_json(document)}
    made = Frozen(document, "", files, honest.strata, "public")
    return finished(made)


class TestCommitment:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda c: c["strata"][0].update(want=0, take=0), "wants fewer than its rate demands"),
            (lambda c: c["strata"][0].update(take=5), "takes otherwise"),
            (lambda c: c["strata"].reverse(), "not in order"),
            (lambda c: c["strata"][0].update(label="ALL"), "not in order"),
            (lambda c: c["members"].update(count=124), "do not add up to the members"),
            (lambda c: c.update(count=9), "do not add up to the count"),
            (lambda c: (c["strata"][0].update(size=59), c["strata"][1].update(size=31)), "other sizes"),
        ],
    )
    def test_public_numbers_must_agree(self, change: Callable[[dict[str, Any]], None], words: str) -> None:
        verdict = verify_bundle(forged(change))

        assert not verdict.ok
        assert words in verdict.lines[0]

    def test_the_auditor_repeats_the_freeze(self) -> None:
        files = forged(lambda c: c["exclusions"].update(count=1))

        assert verify_bundle(files).ok
        assert verify_bundle(files, audit=True).lines == (
            "commitment.json: freezing the audit files again gives other bytes",
        )

    def test_another_key_is_not_the_sealed_one(self) -> None:
        files = finished(frozen()) | {"audit/key.hex": b"00" * 32 + b"\n"}
        assert "key_sha256" in verify_bundle(files, audit=True).lines[0]


class TestEveryByte:
    """A change of any one byte of any file of a logged bundle is found."""

    FLIPS = (1, 32, 128)

    @pytest.mark.parametrize("kind", ["public", "sealed unannounced", "inspectors"])
    def test_of_the_public_files(self, kind: str) -> None:
        self.check(public(with_log(BUNDLES[kind]())), audit=False)

    @pytest.mark.parametrize("kind", ["sealed", "inspectors"])
    def test_of_the_auditors_files(self, kind: str) -> None:
        files = BUNDLES[kind]()
        self.check(files, audit=True, only="audit/")

    def check(self, files: dict[str, bytes], *, audit: bool, only: str = "") -> None:
        for name, content in sorted(files.items()):
            if not name.startswith(only):
                continue
            for position in self.positions(name, len(content)):
                flip = self.FLIPS[position % len(self.FLIPS)]
                changed = bytearray(content)
                changed[position] ^= flip
                wrong = files | {name: bytes(changed)}
                assert not self.accepted(wrong, audit=audit), (name, position, flip)

    def positions(self, name: str, size: int) -> list[int]:
        """Both ends of a file, and a fixed sample spread over it; of a small file every byte."""
        most = 16 if name.startswith(("audit/", "log/")) else 60
        if size <= most:
            return list(range(size))
        spread = {int.from_bytes(by_hand.h(f"{name}{n}".encode())[:4], "big") % size for n in range(most)}
        return sorted(spread | {0, 1, size - 2, size - 1})

    def accepted(self, files: dict[str, bytes], *, audit: bool) -> bool:
        try:
            return verify_bundle(files, audit=audit).ok
        except Unusable:
            return False


def test_the_key_of_the_tests_is_not_in_any_public_file() -> None:
    for name, content in public(with_log(finished(frozen()))).items():
        assert KEY not in content, name
        assert KEY.hex().encode() not in content, name
