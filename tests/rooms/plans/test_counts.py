"""What counts in a year: initiations, exemptions, opening balances."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.organs.models import Level
from suiji.organs.roles import Role
from suiji.plans import queries, services
from suiji.plans.models import OpeningVisit, PlanKind
from suiji.plans.services import OpeningRow
from tests.factories.organs import AT, TODAY, a_department, an_actor, an_office
from tests.factories.plans import a_published_line

pytestmark = pytest.mark.django_db
FIRM = "91410500MA0000001J"


def office() -> Actor:
    return an_actor(Role.OFFICE, department=an_office())


def standing(today: date = TODAY, line: str = "商务") -> queries.Standing:
    rows = queries.standings(2026, region="410500", today=today)
    return next(row for row in rows if row.department.line == line)


def balance(*rows: OpeningRow, document: str = "安双随机办〔2026〕2号", file: str = "0") -> object:
    return services.bring_in_balance(
        year=2026,
        source_organ="联席会议办公室",
        source_document=document,
        file_name="期初数.xlsx",
        sha256=file * 64,
        rows=rows,
        actor=office(),
        at=AT,
    )


class TestInitiations:
    @pytest.mark.article(9)
    def test_are_counted_at_the_draw_and_taken_back_when_void(self) -> None:
        line = a_published_line()
        for task in ("T-1", "T-2"):
            services.note_draw(line=line, task=task, at=AT)
        services.note_void(line=line, task="T-2", at=AT)

        assert services.note_void(line=line, task="T-2", at=AT) is None
        assert (standing().initiated, standing().planned) == (1, 1)

    @pytest.mark.article(9)
    def test_of_temporary_checks_are_counted_and_shown_apart(self) -> None:
        services.note_draw(line=a_published_line(kind=PlanKind.TEMPORARY), task="T-1", at=AT)

        assert (standing().initiated, standing().temporary) == (1, 1)


class TestLight:
    @pytest.mark.article(9)
    @pytest.mark.parametrize(
        ("initiated", "today", "light"),
        [
            (0, date(2026, 8, 31), "neutral"),
            (3, date(2026, 3, 1), "good"),
            (2, date(2026, 9, 1), "soon"),
            (1, date(2026, 9, 1), "bad"),
            (2, date(2026, 12, 1), "bad"),
            (4, date(2026, 12, 31), "good"),
        ],
    )
    def test_shines_from_september(self, initiated: int, today: date, light: str) -> None:
        assert queries.light_of(initiated, floor=3, year=2026, today=today) == light


class TestExemption:
    def test_takes_a_department_out_of_the_count_for_a_reason_until_it_ends(self) -> None:
        made = services.exempt(
            department=a_department("商务"),
            from_year=2026,
            reason="职能划出",
            document="",
            actor=office(),
            at=AT,
        )
        assert (standing().light, standing().exemption) == ("exempt", made)

        services.end_exemption(exemption=made, until_year=2026, actor=office(), at=AT)

        assert queries.exempt_departments(2026) == {made.department_id}
        assert queries.exempt_departments(2027) == set()

    def test_is_the_offices(self) -> None:
        with pytest.raises(NotYours):
            services.exempt(
                department=a_department("商务"),
                from_year=2026,
                reason="x",
                document="",
                actor=an_actor(Role.CLERK, department=a_department("商务")),
                at=AT,
            )

    def test_is_not_another_levels_offices(self) -> None:
        elsewhere = an_actor(Role.OFFICE, department=an_office("410581"))
        made = services.exempt(
            department=a_department("商务"),
            from_year=2026,
            reason="职能划出",
            document="",
            actor=office(),
            at=AT,
        )

        with pytest.raises(NotYours):
            services.exempt(
                department=a_department("商务"),
                from_year=2027,
                reason="x",
                document="",
                actor=elsewhere,
                at=AT,
            )
        with pytest.raises(NotYours):
            services.end_exemption(exemption=made, until_year=2026, actor=elsewhere, at=AT)


class TestOpeningBalance:
    def test_of_initiations_is_brought_in_by_the_office_of_that_level(self) -> None:
        below = a_department("商务", region="410581", level=Level.COUNTY)

        with pytest.raises(NotYours):
            balance(OpeningRow(2, "期初", department=below, kind=PlanKind.ANNUAL))

    @pytest.mark.article(10)
    def test_counts_visits_by_code_and_is_corrected_by_further_rows(self) -> None:
        balance(OpeningRow(2, "甲厂", object_code=FIRM), OpeningRow(1, "乙厂", object_code="X-1"))
        balance(OpeningRow(-1, "甲厂", object_code=FIRM), OpeningRow(-1, "乙厂", object_code="X-1"), file="1")

        assert queries.opening_visits(year=2026) == {FIRM: 1}
        assert queries.opening_visits(year=2025) == {}

    def test_counts_initiations_and_says_so(self) -> None:
        balance(OpeningRow(2, "期初", department=a_department("商务"), kind=PlanKind.ANNUAL))

        assert (standing().initiated, standing().brought_in) == (2, 2)
        assert [(row.visit_rows, row.initiation_rows) for row in queries.balances()] == [(0, 1)]

    @pytest.mark.article(10)
    def test_refuses_the_same_file_a_second_time_in_its_year(self) -> None:
        balance(OpeningRow(2, "甲厂", object_code=FIRM))

        with pytest.raises(Refused) as caught:
            balance(OpeningRow(2, "甲厂", object_code=FIRM), document="另一个文号")

        assert caught.value.rule.name == "opening_balance_counted_once"
        assert queries.opening_visits(year=2026) == {FIRM: 2}

    @pytest.mark.article(10)
    def test_refuses_numbers_without_a_document(self) -> None:
        with pytest.raises(Refused) as caught:
            balance(OpeningRow(2, "甲厂", object_code=FIRM), document="")

        assert caught.value.article == 10

    def test_is_never_changed(self) -> None:
        balance(OpeningRow(2, "甲厂", object_code=FIRM))

        with pytest.raises(ProgrammingError), transaction.atomic():
            OpeningVisit.objects.update(count=0)
