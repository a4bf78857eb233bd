"""Before anything was published every page still says what to do."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("home", "今年要查些什么"),
        ("items", "没有符合条件的事项"),
        ("plans", "计划还没有公布"),
        ("draws", "没有符合条件的抽取"),
        ("results", "没有符合条件的检查结果"),
        ("search", "查一家单位"),
        ("proof", "日志里还没有记录"),
    ],
)
def test_an_empty_page_teaches(name: str, words: str) -> None:
    assert words in Client().get(reverse(f"portal:{name}")).content.decode()


def test_there_is_no_checkpoint_before_the_first() -> None:
    assert Client().get(reverse("portal:checkpoint")).status_code == 404


@pytest.mark.parametrize("name", ["items", "plans", "results"])
def test_an_empty_table_is_its_heading(name: str) -> None:
    answer = Client().get(reverse("portal:table", args=[name]))

    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 1  # type: ignore[attr-defined]
