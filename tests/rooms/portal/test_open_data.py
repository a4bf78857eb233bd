"""Tables that can be taken away."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from suiji.catalogue.models import ItemVersion
from suiji.portal.open_data import safe
from tests.factories.portal import UNTOLD_LINE, UNTOLD_TITLE, Town


def table(name: str) -> list[list[str]]:
    answer = Client().get(reverse("portal:table", args=[name]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


class TestSafe:
    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_keeps_a_formula_text(self, start: str) -> None:
        assert safe(f"{start}1+1") == f"'{start}1+1"

    def test_leaves_words_numbers_and_dates_alone(self) -> None:
        assert safe("安阳 = 甲") == "安阳 = 甲"
        assert safe(None) == ""
        assert safe(12) == "12"
        assert safe(date(2026, 3, 2)) == "2026-03-02"
        assert safe(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) == "2026-03-02 09:00"


@pytest.mark.django_db
@pytest.mark.usefixtures("town")
class TestTables:
    def test_of_items_holds_both_lists(self, town: Town) -> None:
        heading, *rows = table("items")

        assert heading[:2] == ["清单", "事项编号"]
        assert rows[0][0] == "部门联合抽查事项清单"
        assert rows[0][13] == town.cast.others[0].name

    def test_of_items_keeps_a_formula_text(self) -> None:
        ItemVersion.objects.update(content="=HYPERLINK(1)")

        assert table("items")[1][5] == "'=HYPERLINK(1)"

    def test_of_plans_hides_an_unannounced_line(self) -> None:
        rows = table("plans")[1:]

        hidden = [row for row in rows if row[2] == "不宜告知的联合抽查"]
        assert [row[4] for row in hidden] == ["餐饮服务"]
        assert not any(hidden[0][place] for place in (1, 5, 6, 7, 8, 9, 10, 12))
        assert not any(UNTOLD_LINE in row for row in rows)

    def test_of_results_has_a_line_for_every_item(self, town: Town) -> None:
        heading, *rows = table("results")

        corrected = dict(zip(heading, rows[0], strict=True))
        assert len(rows) == 2
        assert corrected["检查结果"] == "发现问题已责令改正"
        assert corrected["版本"] == "2"
        assert corrected["抽取仪式编号"] == town.public.ceremony
        assert UNTOLD_TITLE not in str(rows)
