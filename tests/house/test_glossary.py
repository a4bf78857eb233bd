"""docs/glossary.md: one term for one identifier, and every model class in it."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
ROW = re.compile(r"^\| (?P<term>[^|]+?) \| `(?P<identifier>[^`|]+)` \| (?P<line>[^|]+?) \|$", re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(GLOSSARY.read_text(encoding="utf-8"))


def model_names() -> list[str]:
    return sorted(
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("suiji.")
        for model in config.get_models()
    )


def doubled(words: list[str]) -> list[str]:
    return sorted(word for word, times in Counter(words).items() if times > 1)


def test_every_line_of_a_table_is_read() -> None:
    text = GLOSSARY.read_text(encoding="utf-8")
    lines = [
        line
        for line in text.splitlines()
        if line.startswith("|") and "---" not in line and "术语" not in line
    ]

    assert len(rows()) == len(lines) > 100


@pytest.mark.parametrize("name", model_names())
def test_every_model_has_its_term(name: str) -> None:
    assert name in {identifier for _, identifier, _ in rows()}


def test_no_term_stands_twice() -> None:
    assert doubled([term for term, _, _ in rows()]) == []


def test_no_identifier_stands_twice() -> None:
    assert doubled([identifier.lower() for _, identifier, _ in rows()]) == []


def test_terms_are_chinese_and_identifiers_are_english() -> None:
    for term, identifier, line in rows():
        assert CHINESE.search(term), term
        assert identifier.isascii(), identifier
        assert line.strip()


def test_rooms_share_no_class_name() -> None:
    assert doubled(model_names()) == []


@pytest.mark.parametrize(
    ("name", "term"),
    [("PlanLine", "计划行"), ("InspectedObject", "检查对象"), ("CaseFile", "案卷"), ("Report", "通报")],
)
def test_a_model_is_called_by_its_own_term(name: str, term: str) -> None:
    (model,) = [model for model in apps.get_models() if model.__name__ == name]

    assert (term, name) in {(row[0], row[1]) for row in rows()}
    assert str(model._meta.verbose_name) == term
