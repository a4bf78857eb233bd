"""Freezing (protocol §2): plans, commitments public and sealed, and every refusal."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suiji.sampling import freeze_objects, parse_plan, plan_of
from suiji.sampling.canonical import Invalid, Unusable, canonical_json
from suiji.sampling.commitment import read_commitment
from suiji.sampling.freeze import freeze_staffing, read_key
from tests.sampling import by_hand
from tests.sampling.ceremonies import (
    DRAND,
    EXCLUDED,
    KEY,
    LOTTERY,
    SEALED_SIZES,
    frame,
    frozen,
    plan,
    shares,
    staffing,
)

CASES: dict[str, tuple[dict[str, int] | None, list[tuple[str, str, str]], dict[str, Any]]] = {
    "public": (None, [], {}),
    "public with a count": (None, [], {"count": 40}),
    "public with all sources": (None, [], {"seed_sources": [*shares(3), DRAND, LOTTERY]}),
    "public, exclusions do not show": (None, [("Y", "A", "R")], {}),
    "unstratified": ({"ALL": 3}, [], {"rates_bp": {"ALL": 5000}}),
    "sealed by a small stratum": (SEALED_SIZES, [], {}),
    "sealed by the plan's cell": (None, [], {"min_cell": 16}),
    "sealed by few exclusions": ({"A": 100, "B": 50}, EXCLUDED, {}),
    "sealed by one drawn stratum": ({"A": 50, "B": 50}, [], {"rates_bp": {"A": 0, "B": 100}}),
    "sealed by one stratum drawn in part": ({"A": 50, "B": 50}, [], {"rates_bp": {"A": 10000, "B": 1}}),
    "empty": ({"A": 0}, [], {}),
    "only exclusions": ({"A": 0}, EXCLUDED, {}),
}


class TestFreezeObjects:
    @pytest.mark.parametrize("case", CASES)
    def test_commits_to_what_the_text_says(self, case: str) -> None:
        sizes, excluded, changes = CASES[case]
        made = frozen(sizes, excluded, **changes)

        expected = by_hand.commitment(frame(sizes), excluded, plan(**changes), KEY)
        assert made.commitment == expected
        assert made.files["commitment.json"] == by_hand.jcs(expected)
        assert made.commitment_sha256 == by_hand.h(by_hand.jcs(expected)).hex()
        assert made.visibility == (
            "sealed" if "sealed" in case or case[0] == "e" or "only" in case else "public"
        )

    @pytest.mark.parametrize("case", CASES)
    def test_makes_every_file_of_the_bundle(self, case: str) -> None:
        sizes, excluded, changes = CASES[case]
        made, rows = frozen(sizes, excluded, **changes), frame(sizes)
        rates = plan(**changes)["rates_bp"]
        strata = by_hand.strata(rows, excluded, rates, changes.get("count"))
        lots = by_hand.lots_file(KEY, rows)

        expected = {
            "commitment.json": by_hand.jcs(made.commitment),
            "audit/key.hex": f"{KEY.hex()}\n".encode(),
            "audit/frame.csv": "".join(["id,stratum\n", *(f"{a},{b}\n" for a, b in rows)]).encode(),
            "audit/excluded.csv": "".join(
                ["id,stratum,reason_code\n", *(f"{a},{b},{c}\n" for a, b, c in excluded)]
            ).encode(),
            "audit/members.csv": by_hand.members_file(KEY, rows),
            "audit/exclusions.csv": "".join(sorted(f"{a},{c}\n" for a, _, c in excluded)).encode(),
            "audit/lots.csv": lots,
            "audit/strata.json": by_hand.jcs(strata),
        }
        if made.visibility == "public":
            expected["lots.csv"] = lots
        assert made.files == expected
        assert [stratum.document() for stratum in made.strata] == strata

    @settings(max_examples=25, deadline=None)
    @given(st.permutations(frame()))
    def test_does_not_depend_on_the_order_of_the_list(self, rows: list[tuple[str, str]]) -> None:
        made = freeze_objects(frame=rows, plan=plan_of(plan()), key=KEY)

        assert made.commitment == frozen().commitment

    def test_another_key_hides_everybody_elsewhere(self) -> None:
        other = freeze_objects(frame=frame(), plan=plan_of(plan()), key=b"\x01" * 32)
        same = set(other.files["lots.csv"].splitlines()) & set(frozen().files["lots.csv"].splitlines())

        assert not same

    def test_names_the_file_of_what_it_refuses(self) -> None:
        with pytest.raises(Unusable, match=r"^frame\.csv:3: id 'A' occurs twice"):
            freeze_objects(frame=[("A", "A"), ("A", "A")], plan=plan_of(plan()), key=KEY)
        with pytest.raises(Unusable, match=r"^plan: stratum X has no rate"):
            freeze_objects(frame=[("A", "X")], plan=plan_of(plan()), key=KEY)
        with pytest.raises(Unusable, match=r"^plan: count 3 is under the floors"):
            frozen(count=3)

    @pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33])
    def test_a_key_has_32_bytes(self, key: bytes) -> None:
        with pytest.raises(Unusable, match="the key has"):
            freeze_objects(frame=frame(), plan=plan_of(plan()), key=key)
        with pytest.raises(Unusable, match="the key has"):
            freeze_staffing(staffing=staffing(), plan=plan_of(plan(rates_bp={})), key=key)


class TestPlan:
    def test_need_not_be_canonical(self) -> None:
        assert parse_plan(json.dumps(plan(), indent=3).encode(), "p") == plan_of(plan())

    @pytest.mark.parametrize(
        "change",
        [
            {"task": ""},
            {"task": 7},
            {"task": "e\u0301"},
            {"ceremony": "00" * 15},
            {"ceremony": "AA" * 16},
            {"ceremony": None},
            {"frozen_at": "today"},
            {"frozen_at": 0},
            {"reveal_by": "2026-11-23T09:00:00Z"},
            {"reveal_by": "2026-11-23T08:59:59Z"},
            {"reveal_by": "2026-11-23"},
            {"rates_bp": []},
            {"count": "12"},
            {"count": -1},
            {"count": True},
            {"count": 1.0},
            {"min_cell": None},
            {"min_cell": -1},
            {"seed_sources": {}},
            {"seed_sources": []},
            {"seed_sources": shares(1)},
            {"cuont": 12},
        ],
    )
    def test_is_refused_in_any_other_form(self, change: dict[str, Any]) -> None:
        with pytest.raises(Unusable, match=r"^PLAN"):
            plan_of(plan(**change), "PLAN")

    @pytest.mark.parametrize("name", sorted(plan()))
    def test_is_refused_where_a_member_is_missing(self, name: str) -> None:
        value = {member: content for member, content in plan().items() if member != name}
        with pytest.raises(Unusable, match=f"{name} is missing"):
            plan_of(value)

    def test_is_an_object(self) -> None:
        with pytest.raises(Unusable, match="not an object"):
            plan_of([])


def _changed(value: dict[str, Any], path: list[Any], content: Any) -> bytes:
    copy = json.loads(json.dumps(value))
    place = copy
    for step in path[:-1]:
        place = place[step]
    if content is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = content
    return canonical_json(copy)


class TestReadCommitment:
    def test_gives_back_what_was_frozen(self) -> None:
        made = frozen(count=40, seed_sources=[*shares(), DRAND])
        read = read_commitment(made.files["commitment.json"])

        assert (read.document, read.sha256.hex()) == (made.commitment, made.commitment_sha256)
        assert (read.kind, read.sealed, read.plan.count) == ("objects", False, 40)
        assert read.strata is not None
        assert [s.public() for s in read.strata] == [s.public() for s in made.strata]

    @pytest.mark.parametrize(
        ("path", "content"),
        [
            (["protocol"], "suiji-draw/2"),
            (["kind"], "dice"),
            (["kind"], ...),
            (["key_sha256"], "0"),
            (["members"], 5),
            (["members", "count"], -1),
            (["members", "root"], "x"),
            (["exclusions", "count"], None),
            (["exclusions", "sha256"], ...),
            (["lots", "visibility"], "secret"),
            (["lots", "visibility"], "sealed"),
            (["lots", "sha256"], 1),
            (["lots", "min_cell"], "5"),
            (["strata"], ...),
            (["strata"], {}),
            (["strata", 0, "label"], "a"),
            (["strata", 0, "rate_bp"], 10001),
            (["strata", 0, "base"], 60),
            (["strata", 0, "take"], ...),
            (["strata_sha256"], ...),
            (["count"], "x"),
            (["seed_sources", 0, "party"], ...),
            (["reveal_by"], "2026-11-23T09:00:00Z"),
            (["more"], 1),
        ],
    )
    def test_says_that_any_other_form_does_not_verify(self, path: list[Any], content: Any) -> None:
        with pytest.raises(Invalid, match=r"commitment\.json"):
            read_commitment(_changed(frozen().commitment, path, content))

    @pytest.mark.parametrize(
        ("path", "content"),
        [(["teams"], 0), (["staffing_sha256"], ""), (["strata"], []), (["lots"], {}), (["teams"], ...)],
    )
    def test_of_inspectors_too(self, path: list[Any], content: Any) -> None:
        made = freeze_staffing(staffing=staffing(), plan=plan_of(plan(rates_bp={})), key=KEY)
        assert read_commitment(made.files["commitment.json"]).sealed
        with pytest.raises(Invalid, match=r"commitment\.json"):
            read_commitment(_changed(made.commitment, path, content))

    def test_tells_no_json_from_no_commitment(self) -> None:
        with pytest.raises(Unusable, match="not JSON"):
            read_commitment(b"{")
        with pytest.raises(Invalid, match="not the canonical bytes"):
            read_commitment(b" []")
        with pytest.raises(Invalid, match="not an object"):
            read_commitment(b"[]")


@pytest.mark.parametrize("content", [b"", b"ab" * 32, b"AB" * 32 + b"\n", b"ab" * 31 + b"\n", b"\xff\n"])
def test_a_key_file_is_64_digits_and_a_line_feed(content: bytes) -> None:
    assert read_key(b"ab" * 32 + b"\n") == b"\xab" * 32
    with pytest.raises(Unusable, match=r"audit/key\.hex"):
        read_key(content)
