"""The register itself: quotations, refusals, exceptions."""

import inspect
from datetime import date

import pytest

from suiji.law import Article, RecordedException, Refused, all_rules, entry, require, rules_of
from suiji.law.lists_and_plans import object_has_visits_left, plan_due
from suiji.law.register import Rule, functions, rule
from suiji.law.sampling_duties import drawn_once, quota, ratio_not_below_floor
from suiji.law.workdays import Deadline

WHOLE_REGISTER = all_rules()
APPROVED = RecordedException(
    reason="投诉集中", basis="《条例》第三条", approver="李分管", filing="备〔2026〕7号"
)


def _name(found: Rule) -> str:
    return found.name


class TestRegister:
    @pytest.mark.parametrize("found", WHOLE_REGISTER, ids=_name)
    def test_quotes_words_that_really_occur_in_the_article(self, found: Rule) -> None:
        assert Article(found.article).says(found.says)
        assert not found.says.endswith(("。", "；", "，", "……"))

    @pytest.mark.parametrize("found", WHOLE_REGISTER, ids=_name)
    def test_states_what_the_rule_guarantees(self, found: Rule) -> None:
        assert found.guarantee.endswith(".")

    @pytest.mark.parametrize("found", WHOLE_REGISTER, ids=_name)
    def test_names_the_reading_when_newer_law_stands_behind_it(self, found: Rule) -> None:
        assert found.source is None or found.reading is not None

    def test_takes_facts_by_keyword_only(self) -> None:
        kinds = {p.kind for _, f in functions() for p in inspect.signature(f).parameters.values()}

        assert kinds == {inspect.Parameter.KEYWORD_ONLY}

    def test_knows_three_families_by_their_answer(self) -> None:
        answers = {"predicate": (bool,), "measure": (int,), "term": (date, Deadline)}

        assert all(f.__annotations__["return"] in answers[found.family] for found, f in functions())
        assert entry(quota).family == "measure"
        assert entry(plan_due).family == "term"

    def test_gives_no_two_rules_one_name(self) -> None:
        assert len({found.name for found in WHOLE_REGISTER}) == len(WHOLE_REGISTER)

    def test_softens_only_what_the_text_softens(self) -> None:
        soft = [found for found in WHOLE_REGISTER if found.strength == "normally"]

        assert {found.name for found in soft} == {
            "object_has_visits_left",
            "visits_stay_few",
            "ratio_not_below_floor",
            "higher_class_not_sampled_less",
            "rectification_takes_joint_form",
        }
        words = ("一般", "原则上")
        assert all(any(Article(found.article).says(word) for word in words) for found in soft)

    def test_lists_the_rules_of_an_article(self) -> None:
        assert [found.name for found in rules_of(10)] == [
            "object_has_visits_left",
            "opening_balance_counted_once",
            "opening_balance_has_source",
            "visits_stay_few",
        ]
        assert rules_of(30) == ()

    def test_refuses_to_enter_a_rule_of_an_article_that_is_not_there(self) -> None:
        with pytest.raises(ValueError, match="no article"):
            rule(article=32, says="")(lambda: True)

    def test_knows_only_what_was_entered(self) -> None:
        def some_function() -> bool:
            return True

        with pytest.raises(LookupError, match="some_function"):
            entry(some_function)


class TestRequire:
    def test_passes_in_silence_what_the_law_allows(self) -> None:
        assert require(drawn_once, previous_draws=0) is None

    def test_refuses_in_the_words_of_the_article(self) -> None:
        with pytest.raises(Refused) as caught:
            require(object_has_visits_left, visits_this_year=2, open_frames=0, cap=2)

        refused = caught.value
        assert refused.article == 10
        assert refused.quotation == "在同一年度内对同一检查对象的联合抽查次数一般不超过两次"
        assert refused.headline == "第十条：在同一年度内对同一检查对象的联合抽查次数一般不超过两次。"
        assert refused.advice is not None
        assert "分管负责人" in refused.advice
        assert refused.rule.name == "object_has_visits_left"

    def test_keeps_facts_for_the_ledger_and_out_of_the_message(self) -> None:
        with pytest.raises(Refused) as caught:
            require(ratio_not_below_floor, rate_bp=1999, floor_bp=2345)

        assert caught.value.facts == {"rate_bp": 1999, "floor_bp": 2345}
        for shown in (str(caught.value), repr(caught.value), caught.value.headline, caught.value.advice):
            assert "1999" not in str(shown)
            assert "2345" not in str(shown)

    def test_says_what_is_missing_in_place_of_the_rules_own_advice(self) -> None:
        with pytest.raises(Refused) as caught:
            require(drawn_once, advice="请在任务页面查看抽取结果。", previous_draws=1)

        assert caught.value.advice == "请在任务页面查看抽取结果。"

    def test_passes_a_normally_with_a_recorded_exception_and_hands_it_back(self) -> None:
        assert require(ratio_not_below_floor, exception=APPROVED, rate_bp=50, floor_bp=100) is APPROVED

    def test_hands_back_nothing_when_the_exception_was_not_needed(self) -> None:
        assert require(ratio_not_below_floor, exception=APPROVED, rate_bp=100, floor_bp=100) is None

    @pytest.mark.parametrize("missing", ["reason", "basis", "approver", "filing"])
    def test_refuses_an_exception_with_a_gap(self, missing: str) -> None:
        words = {"reason": "投诉集中", "basis": "《条例》", "approver": "李分管", "filing": "备7号"} | {
            missing: " "
        }

        with pytest.raises(Refused):
            require(ratio_not_below_floor, exception=RecordedException(**words), rate_bp=50, floor_bp=100)

    def test_refuses_a_must_whatever_the_exception(self) -> None:
        with pytest.raises(Refused):
            require(drawn_once, exception=APPROVED, previous_draws=1)

    def test_asks_only_predicates(self) -> None:
        with pytest.raises(TypeError, match="quota is a measure"):
            require(quota, base=1, rate_bp=1)  # type: ignore[arg-type]
