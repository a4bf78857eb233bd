"""The app's modules by themselves, in Node.js: keys, digests, merging, the clock and the queue's order."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from suiji.config.environment import PROJECT
from suiji.field.queries import rules
from suiji.inspections.services.wording import Wording, fault_in
from suiji.running.frontend import node_of_machine, node_of_wheel

MODULES = PROJECT / "src" / "suiji" / "field" / "browser"
POINTS = ["证照齐全", "台账完整"]


def ask(question: str, said: Any = None) -> Any:
    """What a module answers."""
    node = node_of_machine() or node_of_wheel(PROJECT, lambda _: None)
    done = subprocess.run(
        [node.folder / "node", Path(__file__).with_name("modules.mjs"), MODULES],
        input=json.dumps({"ask": question, "said": said}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def a_wording(**said: Any) -> dict[str, Any]:
    blank: dict[str, Any] = {"answers": {}, "results": [], "problem": "", "disposal": "", "measures": []}
    return blank | said


WORDINGS = [
    a_wording(),
    a_wording(answers=dict.fromkeys(POINTS, "无"), results=["NO_PROBLEM"]),
    a_wording(
        answers={"台账完整": "有", "证照齐全": "不涉及", "𠮷": "无", "䶮": "无", "\uffee": "无"},
        results=["TO_BE_HANDLED", "CORRECTION_ORDERED"],
        problem='  缺“三月”台账\n第 2 行\t"引号" \\ / é ',
        disposal="责令改正 \x7f",
        measures=[{"kind": "督促整改", "form": "口头"}, {"kind": "制作现场笔录", "form": ""}],
    ),
]


class TestDigests:
    def test_are_the_same_on_the_phone_and_in_the_house(self) -> None:
        """A signature on glass is bound to them: two ways to write one wording would undo it."""
        assert ask("digests", WORDINGS) == [Wording.read(said).digest for said in WORDINGS]


class TestFaults:
    CASES = [
        a_wording(answers=dict.fromkeys(POINTS, "无"), results=["NO_PROBLEM"]),
        a_wording(answers=dict.fromkeys(POINTS, "有"), results=["NO_PROBLEM"]),
        a_wording(answers=dict.fromkeys(POINTS, "有"), results=["TO_BE_HANDLED"]),
        a_wording(answers=dict.fromkeys(POINTS, "有"), results=["TO_BE_HANDLED"], problem="缺页"),
    ]

    def test_are_found_on_the_phone_as_in_the_house(self) -> None:
        found = ask("faults", {"wordings": self.CASES, "points": POINTS, "rules": rules()})

        for case, faults in zip(self.CASES, found, strict=True):
            expected = fault_in(answers=case["answers"], results=case["results"], problem=case["problem"])
            assert [tuple(fault) for fault in faults] == ([expected] if expected else [])

    def test_results_that_stand_alone_are_known_from_the_law(self) -> None:
        two = a_wording(answers=dict.fromkeys(POINTS, "无"), results=["NO_PROBLEM", "CONFORMING"])

        (faults,) = ask("faults", {"wordings": [two], "points": POINTS, "rules": rules()})

        assert faults[0][0] == "results"
        assert "只能单独填写" in faults[0][1]

    def test_no_point_needs_an_answer_where_nothing_could_be_checked(self) -> None:
        whole = a_wording(results=["UNREACHABLE"], problem="大门紧锁")

        assert ask("faults", {"wordings": [whole], "points": POINTS, "rules": rules()}) == [[]]


class TestTwoWordings:
    FOUND = {
        "standing": a_wording(problem="台账缺三月份", results=["TO_BE_HANDLED"], answers={"证照齐全": "无"}),
        "incoming": a_wording(problem="台账不全", results=["TO_BE_HANDLED"], answers={"证照齐全": "有"}),
    }

    @pytest.mark.parametrize(
        ("picked", "problem", "answer"),
        [
            ({}, "台账缺三月份", "无"),
            ({"problem": "incoming"}, "台账不全", "无"),
            ({"problem": "both", "证照齐全": "incoming"}, "台账缺三月份\n台账不全", "有"),
        ],
    )
    def test_become_one_as_a_person_picks(self, picked: dict[str, str], problem: str, answer: str) -> None:
        made = ask("compose", {"found": self.FOUND, "picked": picked})

        assert (made["problem"], made["answers"]) == (problem, {"证照齐全": answer})


class TestKeys:
    def test_open_for_the_officer_and_nobody_else(self) -> None:
        assert ask("keys") == {
            "passphrase": "台账缺页",
            "share": "台账缺页",
            "wrong_passphrase": None,
            "another_share": None,
            "another_person": None,
            "another_place": None,
            "after_change": "台账缺页",
            "old_after_change": None,
            "stored_bare": False,
        }


class TestSaver:
    def test_never_keeps_a_typist_waiting_and_writes_the_last_word(self) -> None:
        written = ask("saver")

        assert written[-1] == "台账缺页"
        assert len(written) < 4


class TestClock:
    def test_is_measured_against_ours_and_told_in_words(self) -> None:
        assert ask("clock") == {
            "unknown": None,
            "off": -86400,
            "wrong": True,
            "words": "本机时间比服务器快 1 天",
        }


class TestOrder:
    @pytest.mark.parametrize(
        ("rows", "first"),
        [
            ([], None),
            ([(1, 7, "ARRIVE", "done"), (2, 7, "FILL", "waiting")], 2),
            ([(1, 7, "ARRIVE", "refused"), (2, 7, "FILL", "waiting"), (3, 8, "FILL", "waiting")], 3),
            ([(1, 7, "FILL", "refused"), (2, 7, "SHEET", "waiting")], 2),
        ],
    )
    def test_keeps_to_what_was_done_first_and_stops_behind_a_refused_arrival(
        self, rows: list[tuple[int, int, str, str]], first: int | None
    ) -> None:
        queue = [dict(zip(("seq", "visit", "kind", "state"), row, strict=True)) for row in rows]

        assert ask("next", queue) == first
