"""The matrix finds every use and every proof of a rule, and tells what is wrong."""

from pathlib import Path
from textwrap import dedent

import pytest

from suiji.law import ARTICLES, Article, all_rules, entry
from suiji.law.general import steps_in_order
from suiji.law.sampling_duties import drawn_once, quota
from suiji.running import law_matrix
from suiji.running.law_search import Call, Proof, callers, calls, marks, proofs

ONCE = {"suiji.law.sampling_duties.drawn_once": "drawn_once"}


def _written(folder: Path, name: str, code: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(code), encoding="utf-8")


class TestCallers:
    @pytest.mark.parametrize(
        ("code", "where"),
        [
            (
                """
                from suiji.law.sampling_duties import drawn_once
                def draw(): require(drawn_once, previous_draws=0)
                """,
                "draws.services.draw",
            ),
            (
                """
                from suiji.law import sampling_duties as duties
                class Page:
                    def may(self): return duties.drawn_once(previous_draws=1)
                """,
                "draws.services.Page.may",
            ),
            (
                """
                from suiji import law
                def draw(): law.require(law.sampling_duties.drawn_once, previous_draws=0)
                """,
                "draws.services.draw",
            ),
            (
                """
                from suiji.law.sampling_duties import drawn_once as once
                REFUSAL = once
                """,
                "draws.services",
            ),
        ],
    )
    def test_finds_a_use_however_it_was_imported(self, tmp_path: Path, code: str, where: str) -> None:
        _written(tmp_path, "draws/services.py", code)

        assert callers(ONCE, tmp_path) == {"drawn_once": (where,)}

    @pytest.mark.parametrize(
        "code",
        [
            "from suiji.law.sampling_duties import drawn_once",
            "def drawn_once(): return drawn_once",
            "from suiji.draws import drawn_once\nprint(drawn_once)",
            "WORDS = 'drawn_once'",
        ],
    )
    def test_takes_neither_an_import_nor_a_namesake_for_a_use(self, tmp_path: Path, code: str) -> None:
        _written(tmp_path, "draws/services.py", code)

        assert callers(ONCE, tmp_path) == {}

    def test_leaves_the_law_itself_out(self, tmp_path: Path) -> None:
        _written(tmp_path, "law/x.py", "from suiji.law.sampling_duties import drawn_once\ndrawn_once()")

        assert callers(ONCE, tmp_path) == {}

    def test_finds_the_ledgers_use_in_this_house(self) -> None:
        assert "ledger.machine.Machine.__init__" in callers({"suiji.law.general.steps_in_order": "it"})["it"]


class TestCalls:
    def test_note_the_facts_given_directly_or_through_require(self, tmp_path: Path) -> None:
        _written(
            tmp_path,
            "draws/services.py",
            """
            from suiji.law import require
            from suiji.law.sampling_duties import drawn_once
            def draw(): require(drawn_once, exception=None, previous_draws=0)
            def may(facts): return drawn_once(**facts)
            """,
        )

        assert calls(ONCE, tmp_path) == [
            Call("drawn_once", "draws.services.draw", frozenset({"previous_draws"}), open=False),
            Call("drawn_once", "draws.services.may", frozenset(), open=True),
        ]

    @pytest.mark.parametrize(
        ("facts", "is_open", "wrong"),
        [
            ({"previous_draws"}, False, []),
            (set(), True, []),
            (set(), False, ["previous_draws"]),
            ({"previous_draws", "draws"}, False, ["draws"]),
        ],
    )
    def test_are_compared_with_what_the_rule_knows(
        self, facts: set[str], is_open: bool, wrong: list[str]
    ) -> None:
        made = [Call("drawn_once", "draws.services.draw", frozenset(facts), open=is_open)]

        said = [
            f"draws.services.draw asks drawn_once with other facts than it knows: {name}" for name in wrong
        ]
        assert list(law_matrix._fact_problems(made)) == said


class TestProofs:
    def test_tells_accepting_from_refusing_tests(self, tmp_path: Path) -> None:
        _written(
            tmp_path,
            "tests/law/test_x.py",
            """
            class TestDrawnOnce:
                def test_content_first(self): ...
            class TestQuota:
                def test_refuses_more(self): ...
            """,
        )

        assert proofs(tmp_path) == {
            "TestDrawnOnce": Proof(
                "tests/law/test_x.py::TestDrawnOnce", content=True, refuses=False, any=True
            ),
            "TestQuota": Proof("tests/law/test_x.py::TestQuota", content=False, refuses=True, any=True),
        }


class TestMarks:
    def test_reads_marks_of_classes_functions_and_modules(self, tmp_path: Path) -> None:
        _written(
            tmp_path,
            "tests/rooms/test_x.py",
            """
            import pytest
            pytestmark = [pytest.mark.article(5), pytest.mark.django_db]
            @pytest.mark.article(13)
            class TestDraw:
                @pytest.mark.article(15)
                def test_once(self): ...
            @pytest.mark.journey
            def test_story(): ...
            """,
        )

        assert marks(tmp_path) == {
            5: ("tests/rooms/test_x.py",),
            13: ("tests/rooms/test_x.py::TestDraw",),
            15: ("tests/rooms/test_x.py::test_once",),
        }


class TestRender:
    PAGE = law_matrix.render()

    @pytest.mark.parametrize("number", range(1, ARTICLES + 1))
    def test_gives_every_article_its_section(self, number: int) -> None:
        assert f"\n## {Article(number).heading}\n" in self.PAGE

    def test_shows_every_rule_with_its_quotation(self) -> None:
        assert all(
            f"`{rule.module}.{rule.name}`" in self.PAGE and rule.says in self.PAGE for rule in all_rules()
        )

    def test_marks_newer_law_as_unverified(self) -> None:
        assert "《中华人民共和国行政处罚法》第四十二条, *unverified*" in self.PAGE


class TestProblems:
    @pytest.mark.parametrize(
        ("proof", "problem"),
        [
            (None, "drawn_once has no test class TestDrawnOnce"),
            (Proof("x", content=True, any=True), "drawn_once has no refusing test"),
            (Proof("x", refuses=True, any=True), "drawn_once has no accepting test"),
        ],
    )
    def test_ask_of_a_predicate_both_tests(self, proof: Proof | None, problem: str) -> None:
        assert list(law_matrix._proof_problems(entry(drawn_once), proof)) == [problem]

    def test_ask_of_a_measure_any_test(self) -> None:
        assert list(law_matrix._proof_problems(entry(quota), Proof("x", any=True))) == []

    def test_find_nothing_wrong_with_a_rule_that_is_proved(self) -> None:
        proof = Proof("x", content=True, refuses=True, any=True)

        assert list(law_matrix._proof_problems(entry(steps_in_order), proof)) == []

    def test_notice_a_page_out_of_date(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(law_matrix, "PAGE", tmp_path / "law.md")

        assert "docs/law.md is out of date: run `make law`" in law_matrix.problems()

    def test_name_a_rule_without_caller(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(law_matrix, "_callers", dict)

        assert "drawn_once has no caller" in law_matrix.problems()

    def test_find_the_duties_in_order(self) -> None:
        assert list(law_matrix._duty_problems()) == []
