"""工作情况 of a large year: read from the job's last counting, at whose instant everything behind it is asked for."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.oversight import queries, services
from suiji.oversight.queries import work
from tests.factories.organs import AT, a_department, an_actor, an_office, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(29)]
YEAR = AT.year


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Department:
    """A year of which nothing is small, counted by the job half an hour ago."""
    monkeypatch.setattr(work, "LARGE", 0)
    department = a_department()
    services.refresh_work(year=YEAR, at=AT - timedelta(minutes=30))
    return department


def untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    def counts(*_: Any, **__: Any) -> None:
        raise AssertionError("the page counted by itself")

    monkeypatch.setattr(work, "rows_of", counts)


class TestWork:
    def test_is_read_at_the_jobs_instant(self, large: Department, monkeypatch: pytest.MonkeyPatch) -> None:
        untouched(monkeypatch)
        clerk = an_actor(Role.CLERK, department=large)

        found = queries.figures_for(clerk, year=YEAR, at=AT)

        assert (found["kept"], found["cut_off_at"]) == (
            True,
            queries.whole_second(AT - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        assert [row["code"] for row in found["rows"]] == [large.code]
        own = queries.own_row(clerk, year=YEAR, at=AT)
        assert own is not None
        assert own["inspected"] == 0

    def test_says_what_counting_at_that_instant_says(self, large: Department) -> None:
        clerk, then = an_actor(Role.CLERK, department=large), AT - timedelta(minutes=30)

        kept = queries.figures_for(clerk, year=YEAR, at=AT)
        counted = queries.figures_for(clerk, year=YEAR, at=AT + timedelta(days=1))

        assert not counted["kept"]
        assert kept["rows"] == queries.counted_work(YEAR, then)["rows"] == counted["rows"]

    def test_is_counted_at_once_while_the_year_is_small(self) -> None:
        clerk = an_actor(Role.CLERK, department=a_department())
        services.refresh_work(year=YEAR, at=AT)

        assert not queries.figures_for(clerk, year=YEAR, at=AT)["kept"]

    def test_names_the_first_late_things_of_each_department(self) -> None:
        late = [{"department": name} for name in "甲乙" for _ in range(queries.NAMED + 3)]

        assert len(work._first(late)) == 2 * queries.NAMED

    def test_page_says_its_instant_and_opens_figures_there(
        self, large: Department, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: AT)
        client = Client()
        client.force_login(the_person(an_actor(Role.OFFICE, department=an_office())))

        assert "每小时更新" in client.get(reverse("oversight:home")).content.decode()
        asked = {"department": large.code, "year": YEAR, "until": "2026-01-01T00:00:00Z"}
        assert client.get(reverse("oversight:behind", args=["drawn"]), asked).status_code == 200
