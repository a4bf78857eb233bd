"""Tables that can be taken away."""

import csv
import io
import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from suiji.portal.dictionary import SHEETS
from suiji.portal.open_data import safe
from tests.factories.catalogue import a_published_item
from tests.factories.portal import UNTOLD_LINE, UNTOLD_TITLE, Town

ATOM = "{http://www.w3.org/2005/Atom}"


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
        a_published_item("AA-0", content="=HYPERLINK(1)")

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

    def test_of_draws_has_every_ceremony_and_keeps_an_unannounced_task_unnamed(self, town: Town) -> None:
        heading, *rows = table("draws")

        numbered = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
        assert numbered[town.public.ceremony]["状态"] == "已抽取"
        assert numbered[town.void.ceremony]["状态"] == "已作废"
        assert numbered[town.untold.ceremony]["任务名称"] == "不宜告知的联合抽查"
        assert numbered[town.untold.ceremony]["任务编号"] == ""

    def test_of_departments_says_of_each_what_it_did_this_year(self, town: Town) -> None:
        heading, *rows = table("departments")

        done = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
        assert done[town.publication.department.name]["公示结果"] != "0"


def records(name: str, **query: str) -> list[dict[str, object]]:
    answer = Client().get(reverse("portal:records", args=[name]), query)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    found: list[dict[str, object]] = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("town")
class TestForPrograms:
    @pytest.mark.parametrize("name", SHEETS)
    def test_json_holds_what_csv_holds_under_the_dictionarys_keys(self, name: str) -> None:
        given = json.loads(Client().get("/open-data/dictionary.json").content)[name]["columns"]

        rows = records(name)

        assert rows
        assert list(rows[0]) == [column["key"] for column in given]
        assert table(name)[0] == [column["title"] for column in given]
        assert len(rows) == len(table(name)) - 1

    def test_json_keeps_a_formula_as_it_is(self) -> None:
        a_published_item("AA-0", content="=HYPERLINK(1)")

        assert records("items")[0]["content"] == "=HYPERLINK(1)"

    def test_results_since_an_instant_are_those_published_or_corrected_later(self) -> None:
        every = records("results")
        newest = max(str(row["published_at"]) for row in every)

        assert records("results", since="2020-01-01") == every
        assert records("results", since=newest) == []

    def test_a_wrong_instant_is_answered_in_words(self) -> None:
        answer = Client().get("/open-data/results.json", {"since": "yesterday"})

        assert answer.status_code == 400
        assert "请写成" in answer.content.decode()

    @pytest.mark.parametrize(
        "address", ["/open-data/people.json", "/open-data/items.xml", "/feeds/people.atom"]
    )
    def test_nothing_else_is_there(self, address: str) -> None:
        assert Client().get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("town")
class TestFeeds:
    def feed(self, name: str) -> ElementTree.Element:
        answer = Client().get(f"/feeds/{name}.atom")
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        return ElementTree.fromstring(answer.content)  # noqa: S314 — our own answer

    def test_of_results_names_the_corrected_one_as_such(self, town: Town) -> None:
        titles = [entry.findtext(f"{ATOM}title", "") for entry in self.feed("results").iter(f"{ATOM}entry")]

        assert any("（已更正）" in title for title in titles)

    def test_of_draws_keeps_an_unannounced_task_unnamed(self, town: Town) -> None:
        text = ElementTree.tostring(self.feed("draws"), encoding="unicode")

        assert town.public.ceremony in text
        assert UNTOLD_TITLE not in text

    def test_of_plans_keeps_an_unannounced_line_unnamed(self) -> None:
        text = ElementTree.tostring(self.feed("plans"), encoding="unicode")

        assert "不宜告知的联合抽查" in text
        assert UNTOLD_LINE not in text

    @pytest.mark.parametrize("name", ["results", "draws", "items", "plans"])
    def test_addresses_are_whole_and_no_entry_stands_twice(self, name: str) -> None:
        ids = [entry.findtext(f"{ATOM}id", "") for entry in self.feed(name).iter(f"{ATOM}entry")]

        assert ids
        assert len(set(ids)) == len(ids)
        assert all(one.startswith("http://testserver/") for one in ids)
