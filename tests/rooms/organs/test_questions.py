"""A question's SQL is written once, and it gives what its query set would have given."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from suiji.organs import questions
from suiji.organs.models import Department, Grant, Level, Person
from suiji.organs.questions import question
from suiji.organs.roles import Role
from tests.factories.organs import AT, TODAY, a_department, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in service: nothing is written anew."""
    monkeypatch.setattr(questions, "suspicious", False)


class TestAQuestion:
    def test_gives_what_its_query_set_gives_for_every_value(self) -> None:
        police, market = a_department("公安"), a_department("市场监管")
        for name in ("陈", "李"):
            a_person(name, Role.CLERK, department=police)

        @question
        def people(department: int, role: str) -> QuerySet[Person]:
            rows = Person.objects.filter(department_id=department, grants__role=role)
            return rows.select_related("department__region").order_by("-name")

        found = people(police.pk, Role.CLERK)
        assert {(one.name, one.department.region.name) for one in found} == {
            ("陈", "安阳市"),
            ("李", "安阳市"),
        }
        assert people(market.pk, Role.CLERK) == []
        assert people(police.pk, Role.AUDITOR) == []
        assert people(police.pk, Role.CLERK) == found

    def test_is_written_once(self, trusting: None, monkeypatch: pytest.MonkeyPatch) -> None:
        @question
        def named(line: str) -> QuerySet[Department]:
            return Department.objects.filter(line=line).order_by("pk")

        department = a_department("公安")
        assert named("公安") == [department]
        monkeypatch.setattr(SQLCompiler, "as_sql", _nobody)

        assert named("公安") == [department]
        assert named("消防") == []

    def test_fetches_what_is_prefetched(self) -> None:
        person = a_person("陈", Role.CLERK)

        @question
        def people(department: int) -> QuerySet[Person]:
            grants = Prefetch("grants", queryset=Grant.objects.order_by("role"))
            return Person.objects.filter(department_id=department).prefetch_related(grants)

        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                found = [[grant.role for grant in one.grants.all()] for one in people(person.department_id)]
            assert found == [[Role.CLERK]]
            assert len(asked) == 2

    def test_takes_days_instants_and_numbers_of_every_size(self) -> None:
        department = a_department()

        @question
        def since(
            day: date, at: datetime, least: int, key: int
        ) -> QuerySet[Department, tuple[int, str, int]]:
            rows = Department.objects.filter(joined_on__lte=day, pk__gte=least, pk__lt=key)
            people = rows.exclude(people__last_login__gt=at).annotate(Count("people"))
            return people.values_list("pk", "name", "people__count")

        found = [(department.pk, department.name, 0)]
        assert since(TODAY, AT, department.pk, 1 << 40) == found
        assert since(department.joined_on - timedelta(days=1), AT, department.pk, 1 << 40) == []

    def test_takes_lists_of_every_length_but_none(self, trusting: None) -> None:
        keys = [a_department(line).pk for line in ("公安", "消防", "卫健")]

        @question
        def these(keys: list[int], lines: list[str]) -> QuerySet[Department, int]:
            rows = Department.objects.filter(pk__among=keys, line__among=lines)
            return rows.order_by("pk").values_list("pk", flat=True)

        assert these(keys, ["公安", "卫健"]) == [keys[0], keys[2]]
        assert these(keys[1:], ["公安"]) == []
        assert these([keys[1], 1 << 40], ["消防", "公安", "卫健"]) == [keys[1]]
        with pytest.raises(TypeError, match="none of them is missing"):
            these([], ["公安"])

    def test_takes_the_first_rows_only_where_it_says_so(self) -> None:
        for line in ("公安", "消防", "卫健"):
            a_department(line)

        @question
        def first(level: str) -> QuerySet[Department]:
            return Department.objects.filter(level=level).order_by("pk")[:2]

        assert [one.line for one in first(Level.CITY)] == ["公安", "消防"]


class TestWhatIsNoQuestion:
    def test_a_value_worked_out_of_another_is_refused(self) -> None:
        @question
        def like(text: str) -> QuerySet[Department]:
            return Department.objects.filter(name__icontains=text)

        with pytest.raises(TypeError, match="like makes more of a value"):
            like("公安")

    def test_another_shape_for_another_value_is_found_by_the_tests(self) -> None:
        @question
        def mine(department: int) -> QuerySet[Department]:
            rows = Department.objects.filter(pk=department)
            return rows if department > 30_000 else rows.filter(line="公安")

        with pytest.raises(AssertionError, match="mine is not of one shape"):
            mine(7)

    def test_a_missing_or_named_value_is_refused(self) -> None:
        @question
        def mine(department: int) -> QuerySet[Department]:
            return Department.objects.filter(pk=department)

        with pytest.raises(TypeError, match="none of them is missing"):
            mine(None)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="by their places"):
            mine(department=1)


def _nobody(*_: Any, **__: Any) -> None:
    raise AssertionError("the SQL was written anew")
