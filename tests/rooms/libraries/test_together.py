"""责任主体合并次数: a firm's visits and those to its products, projects and behaviours (Art. 2, 10)."""

from datetime import date

import pytest

from suiji.libraries import queries, services
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from tests.factories.libraries import a_csv, a_uscc, import_objects
from tests.factories.organs import AT, TODAY, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(2)]


@pytest.fixture
def family() -> tuple[InspectedObject, InspectedObject]:
    """A firm, and a product it answers for."""
    code = a_uscc()
    import_objects(a_csv(["名称", "统一社会信用代码"], ["演示食品厂", code]))
    import_objects(
        a_csv(["名称", "对象代码", "对象类别", "责任主体代码"], ["演示牌酱油 500mL", "CP-0001", "产品", code])
    )
    return InspectedObject.objects.get(code=code), InspectedObject.objects.get(code="CP-0001")


def visited(row: InspectedObject, on: date, *codes: str) -> None:
    services.note_visit(
        object=row,
        codes=codes or ("NO_PROBLEM",),
        on=on,
        reference="RW-1",
        actor=an_actor(Role.INSPECTOR),
        at=AT,
    )


class TestTogether:
    def test_counts_a_firm_with_what_it_answers_for_in_one_year(
        self, family: tuple[InspectedObject, InspectedObject]
    ) -> None:
        firm, product = family
        visited(firm, date(TODAY.year, 3, 2))
        visited(firm, date(TODAY.year, 3, 2))
        visited(product, date(TODAY.year, 5, 6))
        visited(product, date(TODAY.year - 1, 5, 6))

        for row in family:
            found = queries.together(row, year=TODAY.year)
            assert (found.subject, found.own, found.belongings, found.often) == (firm, 1, 1, True)
        assert queries.together(firm, year=TODAY.year - 1).all == 1
        assert list(queries.often_visited(year=TODAY.year)) == [firm.pk]

    def test_warns_on_the_quality_page_and_keeps_nobody_out(
        self, family: tuple[InspectedObject, InspectedObject]
    ) -> None:
        firm, product = family
        visited(firm, TODAY)
        visited(product, TODAY, "NO_SUCH_ACTIVITY")

        state = queries.quality(department=firm.source_id, today=TODAY)

        counts = {trait.name: trait.count for trait in state.traits}
        assert (counts["often"], counts["inactive"]) == (1, 1)
        assert queries.sheet(firm, today=TODAY).eligible
