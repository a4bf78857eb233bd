"""A scope is computed from its rule: by the database, and once more row by row without it."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suiji.libraries.models import InspectedObject, Licence, RiskRating
from suiji.libraries.queries import counting
from suiji.tasks import queries
from suiji.tasks.queries.rows import LAST, OBJECT_COLUMNS, lines_of, row_of, snapshots, take
from suiji.tasks.queries.scope import Scope, eligible, meets, population, scope_of_document, words_of
from tests.factories.organs import AT, TODAY, a_department
from tests.factories.tasks import WORD, a_cast, a_draft, an_item, some_firms

pytestmark = pytest.mark.django_db


def an_object(code: str, **fields: Any) -> InspectedObject:
    given = {"name": f"对象{code}", "region_id": "410502", "updated_at": AT} | fields
    given.setdefault("source", a_department())
    return InspectedObject.objects.create(code=code, **given)


def codes(scope: Scope) -> list[str]:
    return list(population(scope).values_list("code", flat=True))


class TestPopulation:
    @pytest.mark.parametrize(
        ("rule", "found"),
        [
            ({"kinds": ["PRODUCT"]}, ["P1"]),
            ({"regions": ["410503"]}, ["N1"]),
            ({"regions": ["410500"]}, ["H1", "H2", "N1", "P1"]),
            ({"tags": ["住宿", "特种设备"]}, ["H1", "P1"]),
            ({"words": ["旅馆", "酒店"]}, ["H1", "H2"]),
            ({"words": ["酒店"], "without": ["管理"]}, ["H1"]),
            ({"words": ["没有"]}, []),
            ({"pools": ["重点库"]}, ["N1"]),
            ({"industries": ["H61"]}, ["H1"]),
            ({"industries": ["62", "612"]}, ["H2"]),
            ({"licences": ["特种行业许可证"]}, ["H1"]),
            ({}, ["H1", "H2", "N1", "P1"]),
        ],
    )
    def test_is_what_every_condition_means_and_rows_agree(self, rule: Any, found: list[str]) -> None:
        hotel = an_object("H1", name="安阳大酒店", tags=["住宿"], industry="H6110")
        Licence.objects.create(object=hotel, department=hotel.source, name="特种行业许可证", number="1")
        an_object("H2", name="安阳某公司", business_scope="旅馆、酒店管理", industry="H6210")
        an_object("N1", region_id="410503", pools=["重点库"])
        an_object("P1", kind="PRODUCT", tags=["特种设备"])

        scope = Scope(rule)

        assert codes(scope) == found
        rows = [
            {name: getattr(row, name) for name in (*OBJECT_COLUMNS, "business_scope")}
            | {"licences": list(row.licences.values_list("name", flat=True))}
            for row in InspectedObject.objects.order_by("code")
        ]
        assert [row["code"] for row in rows if meets(row, scope)] == found

    def test_holds_the_deregistered_whom_only_the_frame_leaves_out(self) -> None:
        for state in "1234569":
            an_object(f"S{state}", reg_state=state)

        assert codes(Scope({})) == [f"S{state}" for state in "1234569"]
        assert list(eligible(Scope({})).values_list("code", flat=True)) == ["S1", "S6"]
        assert codes(Scope({"states": ["1"]})) == ["S1", "S2", "S3", "S4", "S5", "S9"]

    def test_stays_within_the_items_own_scope(self) -> None:
        an_object("A1", name="甲酒店")
        an_object("A2", name="乙饭店")
        an_object("A3", name="丙书店")

        scope = queries.within({"words": ["店"]}, [{"words": ["酒店"]}, {"words": ["饭店"]}])

        assert codes(scope) == ["A1", "A2"]
        assert codes(queries.within({"words": ["店"]}, [{"words": ["酒店"]}, {}])) == ["A1", "A2", "A3"]
        assert scope_of_document(scope.document()) == scope

    def test_of_a_list_from_outside_is_what_of_it_meets_the_rule(self) -> None:
        an_object("A1", name="甲酒店")
        an_object("A2", name="乙酒店")
        an_object("A3", name="丙书店")

        scope = queries.within({"words": ["酒店"]}, (), codes=frozenset({"A2", "A3"}))

        assert codes(scope) == ["A2"]

    def test_refuses_a_key_nobody_knows(self) -> None:
        with pytest.raises(ValueError, match="colour"):
            population(Scope({"colour": ["red"]}))

    def test_reads_in_words(self) -> None:
        assert words_of({"words": ["酒店"], "kinds": ["ENTERPRISE"], "tags": []}) == (
            "对象类别：企业；名称或经营范围含有：酒店"
        )


class TestSnapshots:
    def test_the_database_and_the_kept_lines_have_the_same_hash(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        odd = ['䶮𠮷"酒店\\', "换\n行\t餐饮", "<b>餐饮</b>\u2028"]
        for place, name in enumerate(odd):
            an_object(f"X{place}", name=name, business_scope=WORD, tags=["甲,乙", '"'], source=cast.initiator)

        taken = take(task, cast.initiator, "OBJECTS")

        assert snapshots(task)[cast.initiator.pk, "OBJECTS"] == taken.snapshot
        columns = (*OBJECT_COLUMNS, "business_scope", *LAST)
        assert [row_of(line, columns)["name"] for line in lines_of(taken.content)] == odd

    def test_rows_of_a_department_without_a_part_are_the_initiators_to_answer_for(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        an_object("X1", name=WORD, source=a_department("税务"))
        an_object("X2", name=WORD, source=cast.others[0])

        found = snapshots(task)

        assert found[cast.initiator.pk, "OBJECTS"].rows == 1
        assert found[cast.others[0].pk, "OBJECTS"].rows == 1

    def test_are_hashed_in_two_queries_however_many_departments(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安", "税务")
        task = a_draft(cast)
        some_firms(cast, number=20)

        with CaptureQueriesContext(connection) as seen:
            snapshots(task)

        assert sum("sha256" in query["sql"] for query in seen) == 2

    def test_say_which_licences_a_firm_has_where_the_rule_asks(self) -> None:
        cast = a_cast()
        firm = an_object("X1", source=cast.initiator)
        for name in ("食品经营许可证", "特种行业许可证"):
            Licence.objects.create(object=firm, department=cast.initiator, name=name, number="1")
        task = a_draft(cast)
        task.scope_rule = {"licences": ["食品经营许可证"]}
        task.save()

        taken = take(task, cast.initiator, "OBJECTS")

        (line,) = lines_of(taken.content)
        assert row_of(line, (*OBJECT_COLUMNS, "licences", *LAST))["licences"] == [
            "特种行业许可证",
            "食品经营许可证",
        ]
        assert snapshots(task)[cast.initiator.pk, "OBJECTS"] == taken.snapshot


class TestTotals:
    def test_counts_each_class_in_one_query_after_the_planners_word_beside_floor_and_quota(self) -> None:
        cast = a_cast()
        some_firms(cast, number=60, classes="AABBBCD-CD")
        InspectedObject.objects.filter(code="F00000").update(reg_state="3")
        newer = InspectedObject.objects.get(code="F00001")
        RiskRating.objects.create(
            object=newer, value="D", rated_on=date(2026, 2, 1), source="省局", received_at=AT
        )

        with CaptureQueriesContext(connection) as seen:
            found = queries.totals(Scope({"words": [WORD]}), today=TODAY, rates_bp={"A": 500, "D": 100})

        assert len(seen) == 2
        assert found.exact
        assert found.eligible == 59
        assert {row.label: row.base for row in found.classes} == {"A": 10, "B": 24, "C": 12, "D": 13}
        assert [(row.floor_bp, row.rate_bp, row.quota, row.under_floor) for row in found.classes] == [
            (100, 500, 1, False),
            (300, 300, 1, False),
            (1000, 1000, 2, False),
            (2000, 100, 1, True),
        ]
        assert found.gone == (("已注销", 1),)
        assert found.quota == 5

    def test_tells_no_class_of_a_scope_so_small_that_it_would_name_firms(self) -> None:
        some_firms(a_cast(), number=19)

        found = queries.totals(Scope({"words": [WORD]}), today=TODAY, rates_bp={})

        assert (found.eligible, found.classes) == (19, ())

    def test_marks_a_class_of_a_few_firms(self) -> None:
        some_firms(a_cast(), number=24, classes="AAAAAAAAAAAD")

        found = queries.totals(Scope({"words": [WORD]}), today=TODAY, rates_bp={})

        assert {row.label: row.small for row in found.classes} == {
            "A": False,
            "B": False,
            "C": False,
            "D": True,
        }


class TestEstimatedTotals:
    """What would take long while somebody types is estimated, and says so; see ``counting.CHEAP``."""

    @pytest.fixture(autouse=True)
    def large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        totals = import_module("suiji.tasks.queries.totals")  # its function has the same name
        monkeypatch.setattr(counting, "CHEAP", 0.0)
        monkeypatch.setattr(totals, "ENOUGH", 10)
        monkeypatch.setattr(totals, "TOLD", 5)
        monkeypatch.setattr(totals, "PERCENT", 99.0)

    def test_stand_for_the_whole_in_three_figures(self) -> None:
        some_firms(a_cast(), number=60, classes="AABBBCCCCD")

        found = queries.totals(Scope({"words": [WORD]}), today=TODAY, rates_bp={})

        assert not found.exact
        assert found.eligible == 60
        assert {row.label: (row.base, row.rare) for row in found.classes} == {
            "A": (12, False), "B": (18, False), "C": (24, False), "D": (6, False),
        }  # fmt: skip

    def test_call_rare_what_the_sample_hardly_holds(self) -> None:
        some_firms(a_cast(), number=30, classes="AAAAAAAAAAAAAAAAAAAAAAAAAAACCD")

        found = queries.totals(Scope({"words": [WORD]}), today=TODAY, rates_bp={})

        assert {row.label: row.rare for row in found.classes if row.base} == {
            "A": False,
            "C": True,
            "D": True,
        }
        assert found.quota == 1

    def test_give_way_to_the_count_where_the_sample_says_too_little(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_module("suiji.tasks.queries.totals"), "ENOUGH", 1_000)
        some_firms(a_cast(), number=24)

        assert queries.totals(Scope({"words": [WORD]}), today=TODAY, rates_bp={}).exact

    def test_are_not_needed_where_the_library_counts_by_itself(self) -> None:
        some_firms(a_cast(), number=24)

        assert queries.totals(Scope({"kinds": ["ENTERPRISE"]}), today=TODAY, rates_bp={}).exact


class TestScopeOfATask:
    def test_counts_what_the_rule_finds(self) -> None:
        cast = a_cast()
        some_firms(cast, number=5)
        an_object("X1", name="建材店")

        assert queries.scope_of(a_draft(cast)).count() == 5

    def test_leaves_out_what_its_items_do_not_mean(self) -> None:
        cast = a_cast()
        some_firms(cast, number=5)
        version = an_item(cast, scope_rule={"words": ["F1店", "F3店"]})

        task = a_draft(cast, versions=[version])

        assert [row.code for row in queries.scope_of(task)] == ["F00001", "F00003"]
