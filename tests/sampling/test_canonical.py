"""Canonical bytes and strict reading (protocol §1)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suiji.sampling.canonical import (
    Invalid,
    Unusable,
    blind_of,
    canonical_json,
    decode,
    from_hex,
    judged,
    parse_canonical,
    parse_json,
    read_lines,
    require_text,
)
from tests.sampling import by_hand

SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | SAFE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


class TestCanonicalJson:
    def test_gives_the_bytes_of_rfc_8785(self) -> None:
        value = {"b": [1, True, None, "é"], "a": {"y": -3, "x": '"\\\n\t\x1f\x7f/'}}

        assert canonical_json(value) == (
            b'{"a":{"x":"\\"\\\\\\n\\t\\u001f\x7f/","y":-3},"b":[1,true,null,"\xc3\xa9"]}'
        )

    def test_orders_names_by_utf16_units_not_code_points(self) -> None:
        # RFC 8785, 3.2.3: U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB33.
        assert canonical_json({"\ufb33": 1, "\U0001f600": 2, "€": 3}) == (
            '{"€":3,"\U0001f600":2,"\ufb33":1}'.encode()
        )

    def test_takes_a_tuple_for_an_array(self) -> None:
        assert canonical_json((1, 2)) == b"[1,2]"

    @pytest.mark.parametrize("value", [1.0, {1: 2}, b"x", {"a": {2}}, 2**53, -(2**53)])
    def test_refuses_what_two_programs_could_write_differently(self, value: object) -> None:
        with pytest.raises(Unusable):
            canonical_json(value)

    def test_refuses_half_a_surrogate_pair(self) -> None:
        with pytest.raises(Unusable, match="surrogate"):
            canonical_json({"a": "\ud800"})
        with pytest.raises(Unusable, match="surrogate"):
            canonical_json({"\udc00": 1})

    @given(VALUES)
    def test_is_read_back_as_the_same_value(self, value: object) -> None:
        assert json.loads(canonical_json(value)) == value


class TestParseJson:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('{"a":1,"a":1}', "'a' occurs twice"),
            ('{"a":{"b":1,"c":2,"b":3}}', "'b' occurs twice"),
            ("[1.0]", "not an integer"),
            ("[1e3]", "not an integer"),
            ("[NaN]", "not an integer"),
            ("[Infinity]", "not an integer"),
            ("[9007199254740992]", "beyond"),
            ("[" + "9" * 5000 + "]", "beyond"),
            ("[1,]", "not JSON"),
            ("", "not JSON"),
            ("{'a':1}", "not JSON"),
            ('["e\u0301"]', "normal form"),
            ('{"e\u0301":1}', "normal form"),
            (r'["\ud800"]', "surrogate"),
            ("[" * 100_000, "nested too deeply"),
        ],
    )
    def test_refuses_with_the_file_and_the_reason(self, text: str, reason: str) -> None:
        with pytest.raises(Unusable, match=reason) as refused:
            parse_json(text.encode(), "plan.json")

        assert refused.value.file == "plan.json"
        assert str(refused.value).startswith("plan.json")

    def test_names_the_line_of_what_is_no_json(self) -> None:
        with pytest.raises(Unusable, match=r"plan\.json:3: not JSON"):
            parse_json(b'{\n"a":1,\n!}', "plan.json")

    def test_need_not_be_canonical(self) -> None:
        assert parse_json(b' { "b" : [ 2 , -1 ] ,\n "a" : null } ', "x") == {"b": [2, -1], "a": None}

    def test_refuses_a_byte_order_mark_and_other_encodings(self) -> None:
        with pytest.raises(Unusable, match="byte-order mark"):
            parse_json(b"\xef\xbb\xbf{}", "x")
        with pytest.raises(Unusable, match="x:2: not UTF-8"):
            parse_json(b"{\n\xff}", "x")


class TestParseCanonical:
    def test_takes_only_the_canonical_bytes(self) -> None:
        assert parse_canonical(b'{"a":1}', "x") == {"a": 1}
        with pytest.raises(Invalid, match="canonical"):
            parse_canonical(b'{"a": 1}', "x")


class TestLines:
    def test_every_line_ends_with_a_line_feed(self) -> None:
        assert read_lines(b"", "x") == []
        assert read_lines(b"a\nb\n", "x") == ["a", "b"]
        assert read_lines(b"a\r\n", "x") == ["a\r"]
        with pytest.raises(Unusable, match="x:2: the last line"):
            read_lines(b"a\nb", "x")

    def test_text_is_utf8(self) -> None:
        assert decode("䶮".encode(), "x") == "䶮"


class TestSmallThings:
    @pytest.mark.parametrize("text", ["AB", "a", "0g", " ab", "ab ", "é0"])
    def test_hex_is_lower_case_and_even(self, text: str) -> None:
        assert from_hex(text) is None

    def test_hex_of_another_length_is_nothing(self) -> None:
        assert from_hex("abcd", 2) == b"\xab\xcd"
        assert from_hex("abcd", 3) is None

    def test_a_blind_is_a_keyed_hash_of_the_name(self) -> None:
        assert blind_of(b"k" * 32, "strata") == by_hand.blind_of(b"k" * 32, "strata")

    def test_text_passes_unchanged(self) -> None:
        assert require_text("䶮 😀") == "䶮 😀"

    def test_what_is_unusable_inside_a_judgement_does_not_verify(self) -> None:
        with pytest.raises(Invalid, match=r"f:4: because"), judged():
            raise Unusable("because", file="f", line=4)
        with judged():
            pass

    def test_a_refusal_without_a_file_is_its_reason(self) -> None:
        assert str(Unusable("because")) == "because"
