"""What may be asked of the two libraries."""

from datetime import date

import pytest

from suiji.libraries import queries, services
from suiji.libraries.models import InspectedObject, RegState
from suiji.libraries.queries import counting
from suiji.organs.roles import Role
from tests.factories.libraries import a_csv, a_uscc, import_objects, some_inspectors, some_objects
from tests.factories.organs import AT, TODAY, a_department, an_actor

pytestmark = pytest.mark.django_db

HEADING = ["名称", "统一社会信用代码", "区划代码", "经营范围", "标签", "登记状态"]


@pytest.fixture
def firms() -> dict[str, str]:
    """Six firms by name, with their codes."""
    rows = [
        ["文峰加油站", "410502", "成品油零售", "加油站", "1"],
        ["北关商行", "410503", "汽油、柴油零售", "加油站、危化品", "6"],
        ["林州农机", "410581", "农业机械", "", "1"],
        ["殷都加油站", "410505", "成品油零售", "加油站", "3"],
        ["安阳电动车充换电站", "410502", "不得经营成品油", "", "1"],
        ["滑县书店", "410526", "图书", "书店", "1"],
    ]
    codes = {row[0]: a_uscc(region=row[1]) for row in rows}
    import_objects(a_csv(HEADING, *[[row[0], codes[row[0]], *row[1:]] for row in rows]))
    return codes


def names(rows: object) -> set[str]:
    return {row.name for row in rows}


class TestSearch:
    def test_finds_by_two_characters_code_and_initials(self, firms: dict[str, str]) -> None:
        assert names(queries.search("加油")) == {"文峰加油站", "殷都加油站"}
        assert names(queries.search("油")) == {"文峰加油站", "殷都加油站"}
        assert names(queries.search("林州农")) == {"林州农机"}
        assert names(queries.search(firms["滑县书店"][:14].lower())) >= {"滑县书店"}
        assert names(queries.search("lznj")) == {"林州农机"}
        assert names(queries.search("县滑")) == set()

    def test_narrows_by_region_tag_and_source(self, firms: dict[str, str]) -> None:
        some_objects(1, department=a_department("教育"), name="教育加油站{}")

        assert names(queries.objects(text="加油", region="410505")) == {"殷都加油站"}
        assert names(queries.objects(tag="书店")) == {"滑县书店"}
        assert names(queries.objects(source=str(a_department("教育").pk))) == {"教育加油站1"}
        assert names(queries.objects(reg_state=RegState.RESTING)) == {"北关商行"}
        assert queries.words_in_use() == (["书店", "加油站", "危化品"], [])

    def test_counts_what_is_quick_to_count_and_estimates_the_rest(
        self, firms: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = queries.objects(text="加油")
        assert counting.size_of(rows) == counting.Size(2, exact=True)
        assert counting.size_of(rows.none()) == counting.Size(0, exact=True)

        monkeypatch.setattr(counting, "CHEAP", 0.0)
        assert counting.size_of(rows) == counting.Size(2, exact=True)
        monkeypatch.setattr(counting, "FEW_HITS", 1)
        monkeypatch.setattr(counting, "PERCENT", 100)
        assert counting.size_of(rows) == counting.Size(2, exact=False)
        monkeypatch.setattr(counting, "PERCENT", 0)
        monkeypatch.setattr(counting, "COUNTED", 1)
        assert counting.size_of(rows).words == "超过 1 户"

    def test_is_not_counted_to_the_end_where_the_planner_expected_a_few(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The pairs of one word come together, which the planner does not know: 加油, 油站."""
        some_objects(3)
        monkeypatch.setattr(counting, "COUNTED", 2)
        monkeypatch.setattr(counting, "_planned", lambda _: (10.0, 1.0))
        monkeypatch.setattr(counting, "_sampled", lambda _: 80)

        assert counting.size_of(queries.search("")) == counting.Size(16_000, exact=False)
        monkeypatch.setattr(counting, "_planned", lambda _: (10.0, 3.0))
        assert counting.size_of(queries.search("")) == counting.Size(3, exact=True)

    @pytest.mark.parametrize(
        ("number", "exact", "words"),
        [(24_469, True, "共 24469 户"), (23_400, False, "约 2.3 万户"), (166_680, False, "约 17 万户")],
    )
    def test_says_about_where_it_has_not_counted(self, number: int, exact: bool, words: str) -> None:
        assert counting.Size(number, exact=exact).words == words

    def test_uses_the_index_over_bigrams(self, firms: dict[str, str]) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        plan = queries.search("加油").order_by().explain()
        assert "object_name_grams" in plan


class TestInspectors:
    def test_shows_first_whose_certificate_needs_care(self) -> None:
        some_inspectors(1, until="2029-12-31")
        some_inspectors(1, until="2026-04-01")
        some_inspectors(1, until="2026-02-01")
        some_inspectors(1, until="")

        rows = queries.inspectors(department=a_department().pk, today=TODAY)

        assert [row.certificate for row in rows] == ["missing", "expired", "soon", "valid"]

    def test_counts_the_last_valid_day_as_valid(self) -> None:
        assert queries.certificate_state(TODAY, TODAY) == "soon"
        assert queries.certificate_state(date(2026, 3, 1), TODAY) == "expired"

    def test_are_their_departments_alone(self) -> None:
        inspector = some_inspectors(1)[0]
        stranger = an_actor(Role.LIBRARIAN, department=a_department("教育"))

        assert queries.inspectors(department=stranger.department_id, today=TODAY) == []
        assert inspector not in queries.inspectors_of(stranger)

    def test_keep_their_recusals_in_the_department(self) -> None:
        firm, inspector = some_objects(1)[0], some_inspectors(1)[0]
        own = an_actor(Role.LIBRARIAN)
        services.declare_recusal(inspector=inspector, object=firm, relation="持股", actor=own, at=AT)

        assert queries.recusals(own).count() == 1
        assert not queries.recusals(an_actor(Role.LIBRARIAN, department=a_department("教育"))).exists()


class TestOverview:
    def test_counts_the_departments_own_part(self, firms: dict[str, str]) -> None:
        some_objects(2, department=a_department("教育"))
        some_inspectors(2)
        some_inspectors(1, until="2026-03-10")
        InspectedObject.objects.filter(code=firms["滑县书店"]).update(unreachable=True)

        state = queries.overview(department=a_department().pk, today=TODAY)

        assert (state.objects, state.eligible, state.unreachable, state.everybody) == (6, 5, 1, 8)
        assert (state.inspectors, state.certified, state.expiring, state.expired) == (3, 3, 1, 0)

    def test_of_an_empty_department_is_nothing(self) -> None:
        state = queries.overview(department=a_department("教育").pk, today=TODAY)

        assert (state.objects, state.inspectors, state.objects_updated) == (0, 0, None)
