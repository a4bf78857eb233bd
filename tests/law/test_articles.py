"""The stored regulation splits cleanly into its thirty-one articles."""

from hashlib import sha256
from importlib.resources import files

import pytest

from suiji.law.articles import ARTICLES, Article, normalised, numeral, regulation

CHAPTERS = {
    1: range(1, 6),
    2: range(6, 11),
    3: range(11, 12),
    4: range(12, 21),
    5: range(21, 25),
    6: range(25, 32),
}


@pytest.mark.article(1)
class TestRegulation:
    def test_is_stored_byte_for_byte_as_issued(self) -> None:
        stored = (files("suiji.law") / "text" / "2022-08.txt").read_bytes()

        assert (
            sha256(stored).hexdigest() == "9d3f1a1440d51536827ca1750f60977e1e6b7dff2695c900c2893dd95e595665"
        )
        assert regulation().encode() == stored

    def test_keeps_the_misprints_of_the_original(self) -> None:
        assert "部部门" in Article(14).text
        assert "政府门共享" in Article(25).text
        assert "机抽查事项清单" in Article(6).text

    def test_names_its_bases_in_article_one(self) -> None:
        assert Article(1).says("国发〔2019〕5号")
        assert Article(1).says("安政〔2019〕9号")


class TestArticle:
    @pytest.mark.parametrize(("chapter", "numbers"), CHAPTERS.items())
    def test_knows_its_chapter(self, chapter: int, numbers: range) -> None:
        assert {Article(number).chapter for number in numbers} == {chapter}

    def test_knows_its_chapters_title(self) -> None:
        assert Article(1).chapter_title == "总则"
        assert Article(11).chapter_title == "建立检查对象名录库和执法检查人员名录库"
        assert Article(31).chapter_title == "其他"

    @pytest.mark.parametrize("number", range(1, ARTICLES + 1))
    def test_ends_with_a_sentence_and_holds_no_other_heading(self, number: int) -> None:
        text = Article(number).text

        assert text.endswith("。")
        assert not [n for n in range(1, ARTICLES + 1) if Article(n).heading in text]
        assert "章" not in text.replace("盖章", "").replace("规章", "")

    @pytest.mark.parametrize(
        ("number", "start"),
        [
            (2, "本细则所称"),
            (10, "在同一年度内"),
            (14, "市场监管领域部部门"),
            (30, "市场监管领域"),
            (31, "本细则自"),
        ],
    )
    def test_begins_after_its_heading(self, number: int, start: str) -> None:
        assert Article(number).text.startswith(start)

    def test_loses_nothing_between_the_first_heading_and_the_imprint(self) -> None:
        whole = normalised(regulation())
        end = whole.rindex(normalised("安阳市部门联合“双随机"))
        body = whole[whole.index("第一章总则") : end]
        rebuilt = ""
        for number in range(1, ARTICLES + 1):
            article = Article(number)
            if number == 1 or Article(number - 1).chapter != article.chapter:
                rebuilt += f"第{numeral(article.chapter)}章{article.chapter_title}"
            rebuilt += article.heading + article.text

        assert normalised(rebuilt) == body

    def test_joins_a_sentence_broken_by_the_page(self) -> None:
        assert "每年2月底前报" in Article(7).text
        assert "\n" in Article(20).text

    def test_leaves_the_imprint_out_of_the_last_article(self) -> None:
        assert Article(31).text == "本细则自发布之日起施行。"

    @pytest.mark.parametrize("number", [0, 32, -1])
    def test_refuses_a_number_outside_the_regulation(self, number: int) -> None:
        with pytest.raises(ValueError, match="no article"):
            Article(number)


class TestSays:
    def test_puts_white_space_and_width_aside(self) -> None:
        assert Article(16).says("原则上不得更换，但因岗位调整")
        assert Article(13).says("（四）对Ｄ（高风险）等级的市场主体，列为 重点监管对象，")

    def test_takes_an_ellipsis_for_words_left_out_in_order(self) -> None:
        assert Article(13).says("不低于1%……不低于3%")
        assert not Article(13).says("不低于3%……不低于1%")

    @pytest.mark.parametrize("words", ["不超过三次", "", "……", "  "])
    def test_denies_words_that_are_not_there(self, words: str) -> None:
        assert not Article(10).says(words)


class TestNumeral:
    @pytest.mark.parametrize(
        ("number", "words"),
        [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (31, "三十一"), (99, "九十九")],
    )
    def test_writes_as_the_regulation_does(self, number: int, words: str) -> None:
        assert numeral(number) == words
