"""What is printed: every field, every rare character, and 演示 on every page of a demonstration."""

import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime

import pytest
from pypdf import PdfReader

from suiji.papers.services import Paper, render
from suiji.papers.typesetting import plain
from tests.rooms.papers.samples import APPROVAL, DRAW_RECORD, NOTICE, PAPERS, RECORD, REPORT, SCHEME, TRANSFER
from tests.rooms.papers.visit_samples import VISIT_PAPERS

MILLIMETRE = 72 / 25.4
ALL_PAPERS = (*PAPERS, *VISIT_PAPERS)
every_paper = pytest.mark.parametrize("paper", ALL_PAPERS, ids=lambda paper: paper.template)


def squeezed(text: str) -> str:
    return "".join(text.split())


def pages(pdf: bytes) -> list[str]:
    """The text of each page without white space: where a line breaks is not the content's business."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def words_of(value: object, name: str = "") -> Iterator[str]:
    """Every word the dataclass holds that must be on the paper."""
    match value:
        case str() if name != "verify_url":
            yield squeezed(value)
        case date() | datetime():
            yield squeezed(str(plain(value)))
        case tuple():
            for part in value:
                yield from words_of(part)
        case _ if is_dataclass(value):
            for part in fields(value):
                yield from words_of(getattr(value, part.name), part.name)


class TestRender:
    @every_paper
    def test_prints_every_field_of_the_document(self, paper: Paper) -> None:
        text = "".join(pages(render(paper, demonstration=False)))

        missing = [word for word in words_of(paper) if word not in text]

        assert missing == []

    @every_paper
    def test_prints_the_title(self, paper: Paper) -> None:
        assert squeezed(paper.title) in "".join(pages(render(paper, demonstration=False)))

    @every_paper
    def test_marks_every_page_of_a_demonstration(self, paper: Paper) -> None:
        marked = pages(render(paper, demonstration=True))

        assert all(
            "演示文书，单位、人员和结果均为虚构" in page and page.count("演示") >= 2 for page in marked
        )

    @every_paper
    def test_leaves_a_real_paper_unmarked(self, paper: Paper) -> None:
        assert "演示文书" not in "".join(pages(render(paper, demonstration=False)))

    @every_paper
    def test_is_the_same_bytes_for_the_same_content(self, paper: Paper) -> None:
        assert render(paper, demonstration=True) == render(paper, demonstration=True)

    @every_paper
    def test_is_a4_and_archival(self, paper: Paper) -> None:
        pdf = render(paper, demonstration=True)
        box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox

        assert round(float(box.width) / MILLIMETRE) == 210
        assert round(float(box.height) / MILLIMETRE) == 297
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf

    @every_paper
    def test_numbers_the_pages_unless_a_letter_opens(self, paper: Paper) -> None:
        numbered = ["—" in page for page in pages(render(paper, demonstration=False))]

        assert numbered == [paper.template not in {"transfer", "listing", "supervision"}] + [True] * (
            len(numbered) - 1
        )

    def test_prints_rare_characters(self) -> None:
        text = "".join(pages(render(NOTICE, demonstration=True)))

        assert "𠮷祥" in text
        assert "王䶮" in text
        assert "赵昇" in text

    def test_prints_a_character_no_font_holds_by_its_code_point(self) -> None:
        text = "".join(pages(render(replace(NOTICE, recipient="𪚥记商行"), demonstration=False)))

        assert "〔U+2A6A5〕记商行" in text

    def test_shows_content_that_looks_like_source_as_plain_text(self) -> None:
        hostile = '#panic("x") *粗* $x^2$ \\ "'

        text = "".join(pages(render(replace(NOTICE, contact=hostile), demonstration=False)))

        assert squeezed(hostile) in text

    def test_carries_a_check_code_only_with_an_address(self) -> None:
        with_code = render(APPROVAL, demonstration=False)
        without = render(replace(APPROVAL, verify_url=""), demonstration=False)

        assert "扫码核验" in "".join(pages(with_code))
        assert "扫码核验" not in "".join(pages(without))


class TestPapersOfTheLaw:
    @pytest.mark.article(25)
    def test_calls_a_scheme_with_the_ratio_table_internal(self) -> None:
        with_table = pages(render(SCHEME, demonstration=False))
        without = pages(render(replace(SCHEME, shares=()), demonstration=False))

        assert "内部资料不得公开" in with_table[0]
        assert "信用风险类别" in with_table[0]
        assert "内部资料不得公开" not in without[0]
        assert "信用风险类别" not in "".join(without)

    @pytest.mark.article(25)
    def test_names_no_class_in_the_record_of_a_draw(self) -> None:
        assert "风险" not in "".join(pages(render(DRAW_RECORD, demonstration=False)))

    @pytest.mark.article(20)
    def test_goes_out_with_a_receipt_of_service(self) -> None:
        assert "送达回证" in pages(render(NOTICE, demonstration=False))[-1]

    @pytest.mark.article(20)
    def test_says_how_inspectors_show_themselves_when_none_is_named(self) -> None:
        text = "".join(pages(render(replace(NOTICE, officers=()), demonstration=False)))

        assert "主动出示执法证件" in text
        assert "豫E0001-2026" not in text

    @pytest.mark.article(20)
    def test_leaves_out_the_refusal_when_the_inspected_signed(self) -> None:
        assert "拒绝签字" in "".join(pages(render(RECORD, demonstration=False)))
        assert "拒绝签字" not in "".join(pages(render(replace(RECORD, refusal=""), demonstration=False)))

    @pytest.mark.article(29)
    def test_writes_rates_without_floats_and_a_dash_where_nothing_fell_due(self) -> None:
        text = "".join(pages(render(REPORT, demonstration=False)))

        assert "99.37%" in text
        assert "97.2%" in text
        assert "80.05%" in text
        assert "90%—" in text

    def test_names_a_suspected_crime(self) -> None:
        text = pages(render(replace(TRANSFER, is_crime=True), demonstration=False))[0]

        assert "涉嫌犯罪案件移送书" in text
        assert "涉嫌违法" not in text
