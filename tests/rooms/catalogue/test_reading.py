"""How the words of a list are read: ratios, frequencies, legal bases, scopes."""

import pytest

from suiji.catalogue.bases import read_bases
from suiji.catalogue.ratios import Question, Ratio, Step, read_frequency, read_ratio
from suiji.catalogue.scope import Scope


class TestRatio:
    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("不低于 0.5 %", Ratio(min_bp=50)),
            ("抽查比例不少于2‰", Ratio(min_bp=20)),
            ("市局抽查比例不少于30%", Ratio(min_bp=3000)),
            ("≥５％", Ratio(min_bp=500)),
            ("5%", Ratio(min_bp=500)),
            ("百分之5", Ratio(min_bp=500)),
            ("3%以上", Ratio(min_bp=300)),
            ("10–20 %", Ratio(min_bp=1000, max_bp=2000)),
            ("10%至20%", Ratio(min_bp=1000, max_bp=2000)),
            ("不低于5%，不超过10%", Ratio(min_bp=500, max_bp=1000)),
            ("不超过总数的2%", Ratio(max_bp=200)),
            ("100%", Ratio(min_bp=10_000)),
            ("全覆盖", Ratio(min_bp=10_000)),
            ("60–70 家", Ratio(fixed_min=60, fixed_max=70)),
            ("抽查 20 户", Ratio(fixed_min=20, fixed_max=20)),
            ("不少于 3 家", Ratio(min_n=3)),
            ("不超过 9 家", Ratio(fixed_max=9)),
            ("5%且不少于3家", Ratio(min_bp=500, min_n=3)),
            (
                "10 所及以下不少于 2 所，超过 10 所不低于 50 %",
                Ratio(steps=(Step(10, min_n=2), Step(None, min_bp=5000))),
            ),
        ],
    )
    def test_is_read_from_its_usual_words(self, words: str, rule: Ratio) -> None:
        assert read_ratio(words) == rule
        assert Ratio.of(rule.document()) == rule
        assert rule.words()

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ("", "没有填写"),
            ("根据实际情况确定", "没有写明"),
            ("结合登记事项检查一并开展", "没有写明"),
            ("不低于3%或按专项计划确定", "别的条件"),
            ("中小学 50 %，高校 30 %", "别的条件"),
            ("0.05", "单位"),
            ("120%", "超过 100"),
            ("20%-10%", "下限高于上限"),
        ],
    )
    def test_is_asked_about_where_the_words_do_not_say(self, words: str, why: str) -> None:
        answer = read_ratio(words)

        assert isinstance(answer, Question)
        assert why in answer.why

    def test_tells_what_was_understood_without_taking_it_for_the_answer(self) -> None:
        assert read_ratio("不低于3%或按专项计划确定") == Question(
            "不低于3%或按专项计划确定", "文字中还有别的条件", "不低于3%"
        )

    @pytest.mark.parametrize(
        ("rule", "frame", "least"),
        [
            (Ratio(min_bp=100), 149, 2),
            (Ratio(min_bp=500, min_n=3), 10, 3),
            (Ratio(fixed_min=60, fixed_max=70), 50, 50),
            (Ratio(steps=(Step(10, min_n=2), Step(None, min_bp=5000))), 10, 2),
            (Ratio(steps=(Step(10, min_n=2), Step(None, min_bp=5000))), 11, 6),
            (Ratio(max_bp=200), 100, 0),
        ],
    )
    def test_gives_the_fewest_of_a_frame_in_whole_numbers(self, rule: Ratio, frame: int, least: int) -> None:
        assert rule.least(frame) == least

    def test_that_plans_decide_says_so(self) -> None:
        assert Ratio(by_plan=True).words() == "由年度抽查计划确定"
        assert not Ratio().says_something


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("每年抽查1次", (1, 1)),
        ("每年不少于 1 次", (1, None)),
        ("每年不超过2次", (None, 2)),
        ("1—2次/年", (1, 2)),
        ("每年1-2次", (1, 2)),
        ("1次/年", (1, 1)),
        ("每年一次", (1, 1)),
        ("每季度1次", (4, 4)),
        ("每半年1次", (2, 2)),
        ("每月1次", (12, 12)),
        ("市级局每年组织1次；县级局每月组织1次", (None, None)),
    ],
)
def test_a_frequency_is_read_as_far_as_its_words_say(
    words: str, times: tuple[int | None, int | None]
) -> None:
    assert read_frequency(words) == times


class TestBases:
    def test_are_the_laws_with_their_clauses(self) -> None:
        words = "《食品安全法》第一百零九条、《关于印发《某办法》的通知》（国〔2005〕25号） 《商标法》"

        assert [str(basis) for basis in read_bases(words)] == [
            "《食品安全法》第一百零九条",
            "《关于印发《某办法》的通知》（国〔2005〕25号）",
            "《商标法》",
        ]

    def test_are_none_where_no_law_is_named(self) -> None:
        assert read_bases("有关规定") == ()


class TestScope:
    def test_keeps_only_what_limits(self) -> None:
        scope = Scope.of({"words": ["加油"], "kinds": [], "licences": ["成品油零售经营批准证书"]})

        assert scope.document() == {"words": ["加油"], "licences": ["成品油零售经营批准证书"]}

    def test_refuses_what_nobody_knows(self) -> None:
        with pytest.raises(ValueError, match="colour"):
            Scope.of({"colour": ["red"]})
