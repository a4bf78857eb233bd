"""The data standard, cell by cell and row by row."""

import csv
from datetime import date
from pathlib import Path

import pytest

from suiji.libraries.names import clean, grams_of, initials_of
from suiji.libraries.standard import Fault, Places, read_object
from suiji.libraries.standard.cells import (
    credit_code,
    day,
    object_kind,
    organisation_code_agrees,
    reg_state,
    words,
)
from suiji.libraries.standard.inspectors import status
from suiji.papers.sheets import Row
from tests.factories.libraries import a_uscc

CASES = Path(__file__).resolve().parents[4] / "shared/data/uscc/uscc_cases.csv"
PLACES = Places("410500", frozenset({"410500", "410502"}), {"安阳市": "410500", "文峰区": "410502"})
TODAY = date(2026, 3, 2)


def an_object(**cells: str) -> Row:
    return Row(7, {"name": "甲加油站", "uscc": a_uscc(1), **cells})


class TestCreditCode:
    @pytest.mark.article(11)
    def test_takes_a_right_code_and_names_a_wrong_check_character(self) -> None:
        code = a_uscc(1)

        assert credit_code(code) == code
        with pytest.raises(Fault, match="校验码不符"):
            credit_code(code[:-1] + ("0" if code[-1] != "0" else "1"))
        with pytest.raises(Fault, match="18 位"):
            credit_code(code[:-1])

    @pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not here")
    def test_agrees_with_every_known_case(self) -> None:
        with CASES.open(encoding="utf-8") as file:
            for case in csv.DictReader(file):
                try:
                    accepted = bool(credit_code(case["code"]))
                except Fault:
                    accepted = False
                assert accepted == case["expect"].startswith("valid"), case

    def test_knows_the_organisations_own_check_character(self) -> None:
        assert organisation_code_agrees("914100007191734203")
        assert organisation_code_agrees("91410000745755942K")
        assert not organisation_code_agrees("914100007191734213")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2004-01-02", date(2004, 1, 2)),
        ("2004/1/2", date(2004, 1, 2)),
        ("2004年1月2日", date(2004, 1, 2)),
        ("20040102", date(2004, 1, 2)),
        ("2004-01-02 00:00:00", date(2004, 1, 2)),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, found: date) -> None:
    assert day(text) == found


@pytest.mark.parametrize("text", ["2004-13-01", "二〇〇四年", "2004", "200412"])
def test_what_is_no_date_is_a_fault(text: str) -> None:
    with pytest.raises(Fault):
        day(text)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("1", "1"),
        ("存续（在营、开业、在册）", "1"),
        ("吊销未注销", "2"),
        ("注销", "3"),
        ("撤销登记", "4"),
        ("迁出", "5"),
        ("歇业", "6"),
    ],
)
def test_a_registration_state_is_known_by_digit_or_word(text: str, state: str) -> None:
    assert reg_state(text) == state


def test_unknown_words_are_faults() -> None:
    for convert in (reg_state, object_kind, status):
        with pytest.raises(Fault):
            convert("不知道")
    assert (object_kind("产品"), status("退休")) == ("PRODUCT", "RETIRED")


def test_a_list_of_words_is_sorted_and_without_repetition() -> None:
    assert words("加油站、危化品；加油站 餐饮") == ["加油站", "危化品", "餐饮"]


class TestReadObject:
    def test_takes_code_kind_and_region_from_the_credit_code(self) -> None:
        reading = read_object(an_object(), PLACES, TODAY)

        assert (reading.faults, reading.warnings) == ([], [])
        assert reading.key == reading.values["uscc"] == reading.values["code"]
        assert reading.defaults == {"kind": "ENTERPRISE", "region_id": "410502"}

    @pytest.mark.parametrize(
        ("prefix", "kind"),
        [("91", "ENTERPRISE"), ("92", "HOUSEHOLD"), ("93", "COOPERATIVE"), ("52", "ORGANISATION")],
    )
    def test_knows_the_kind_of_a_code(self, prefix: str, kind: str) -> None:
        assert read_object(an_object(uscc=a_uscc(prefix=prefix)), PLACES, TODAY).defaults["kind"] == kind

    def test_lets_an_absent_cell_say_nothing_and_an_empty_one_empty(self) -> None:
        reading = read_object(an_object(entity_type="N/A", address=""), PLACES, TODAY)

        assert "entity_type" not in reading.values
        assert reading.values["address"] == ""

    def test_puts_a_code_from_elsewhere_in_its_city_and_says_so(self) -> None:
        reading = read_object(an_object(region="410105", city="安阳"), PLACES, TODAY)

        assert reading.values["region_id"] == "410500"
        assert [warning["field"] for warning in reading.warnings] == ["区划代码"]

    def test_only_warns_of_a_wrong_organisation_code(self) -> None:
        from stdnum.cn.uscc import calc_check_digit

        code = a_uscc(1)
        wrong = code[:16] + ("1" if code[16] != "1" else "2")
        reading = read_object(an_object(uscc=wrong + calc_check_digit(wrong)), PLACES, TODAY)

        assert reading.faults == []
        assert "GB 11714" in reading.warnings[0]["reason"]

    @pytest.mark.article(11)
    @pytest.mark.parametrize(
        ("cells", "field"),
        [
            ({"name": ""}, "名称"),
            ({"name": "N/A"}, "名称"),
            ({"name": "长" * 201}, "名称"),
            ({"uscc": ""}, "统一社会信用代码"),
            ({"uscc": "914105020000000000"}, "统一社会信用代码"),
            ({"established_on": "2026-03-03"}, "成立日期"),
            ({"established_on": "去年"}, "成立日期"),
            ({"reg_state": "不详"}, "登记状态"),
            ({"kind": "公司"}, "对象类别"),
            ({"kind": "产品", "code": "带 空格"}, "对象代码"),
        ],
    )
    def test_names_row_field_and_reason_of_a_fault(self, cells: dict[str, str], field: str) -> None:
        reading = read_object(an_object(**cells), PLACES, TODAY)

        assert [(fault["row"], fault["field"]) for fault in reading.faults] == [(7, field)]
        assert reading.faults[0]["reason"]

    def test_knows_a_product_by_its_own_code(self) -> None:
        reading = read_object(an_object(kind="产品", code="CP-2026-1", region="410502"), PLACES, TODAY)

        assert reading.key == "CP-2026-1"
        assert "uscc" not in reading.values
        assert [warning["field"] for warning in reading.warnings] == ["统一社会信用代码", "责任主体代码"]


class TestNames:
    def test_are_found_by_every_pair_of_characters(self) -> None:
        assert grams_of("䶮𠮷店") == sorted(["䶮𠮷", "𠮷店"])

    def test_have_initials_with_the_region_read_apart(self) -> None:
        assert initials_of("长寿区商行", region="长寿区") == "csqsh"
        assert initials_of("安阳ABC（集团）") == "ayabcjt"

    def test_have_one_spelling(self) -> None:
        assert clean(" Cafe\u0301\n 甲\u3000乙 ") == "Caf\u00e9 甲 乙"
