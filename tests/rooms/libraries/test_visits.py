"""How often an object was inspected of late, and what is known of it (Art. 10, 24)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from suiji.law.results import ResultCode
from suiji.ledger import NotYours
from suiji.libraries import queries, services
from suiji.libraries.models import InspectedObject, KnownResult, PastVisit, VisitKind
from suiji.organs.roles import Role
from tests.factories.catalogue import a_published_item
from tests.factories.libraries import some_objects as objects
from tests.factories.organs import AT, TODAY, a_department, an_actor, the_person

pytestmark = pytest.mark.django_db


def visited(row: InspectedObject, *days_ago: int, line: str = "消防") -> None:
    clerk = an_actor(Role.CLERK, department=a_department(line))
    for number, days in enumerate(days_ago):
        services.register_visit(
            object=row,
            kind=VisitKind.DAILY,
            on=TODAY - timedelta(days=days),
            reference=f"检〔2026〕{number}号",
            actor=clerk,
            at=AT,
        )


@pytest.mark.article(10)
class TestFrequency:
    def test_counts_all_kinds_of_all_departments_in_a_day_a_week_and_a_month(self) -> None:
        (row,) = objects(1)
        visited(row, 0, 6, 29, 30)
        visited(row, 3, line="公安")

        found = queries.frequency(row, today=TODAY)

        assert [(span.label, span.visits, span.limit) for span in found.spans] == [
            ("一日", 1, 1),
            ("七日", 3, 2),
            ("三十日", 4, 3),
        ]
        assert [span.label for span in found.warnings] == ["七日", "三十日"]

    def test_does_not_warn_while_visits_are_few(self) -> None:
        (row,) = objects(1)
        visited(row, 10)

        assert not queries.frequency(row, today=TODAY).warnings

    def test_names_the_objects_that_one_visit_more_would_burden(self) -> None:
        often, seldom = objects(2)
        visited(often, 1, 5)
        visited(seldom, 20)

        (found,) = queries.pressed(InspectedObject.objects.all(), today=TODAY)

        assert found.object == often
        assert [(span.label, span.visits) for span in found.spans] == [("七日", 2)]


class TestRegisterVisit:
    def test_is_written_once_and_recorded(self) -> None:
        (row,) = objects(1)
        visited(row, 1)
        visited(row, 1)

        assert PastVisit.objects.count() == 1

    def test_takes_no_joint_check_and_no_day_to_come(self) -> None:
        (row,) = objects(1)
        clerk = an_actor(Role.CLERK)
        for kind, on in ((VisitKind.JOINT, TODAY), (VisitKind.DAILY, TODAY + timedelta(days=2))):
            with pytest.raises(ValueError, match="joint check"):
                services.register_visit(object=row, kind=kind, on=on, reference="x", actor=clerk, at=AT)

    def test_is_not_for_everybody(self) -> None:
        (row,) = objects(1)
        with pytest.raises(NotYours):
            services.register_visit(
                object=row,
                kind=VisitKind.DAILY,
                on=TODAY,
                reference="x",
                actor=an_actor(Role.AUDITOR),
                at=AT,
            )


@pytest.mark.article(24)
class TestKnownResults:
    def note(self, row: InspectedObject, code: str, *results: ResultCode, on: date = TODAY) -> None:
        services.note_results(
            object=row,
            department=a_department("商务").pk,
            results={code: [one.value for one in results]},
            on=on,
            reference="AY-1",
            at=AT,
        )

    def test_are_the_newest_of_each_item_and_department(self) -> None:
        (row,) = objects(1)
        item = a_published_item("AY-LH-01").item
        self.note(row, "AY-LH-01", ResultCode.NO_PROBLEM)
        self.note(row, "AY-LH-01", ResultCode.CORRECTION_ORDERED)
        self.note(row, "不在清单", ResultCode.NO_PROBLEM)

        (found,) = queries.known_results(InspectedObject.objects.all(), items=[item.pk], since=TODAY)

        assert found.words == "发现问题已责令改正"
        assert not queries.is_clean(found)
        assert KnownResult.objects.count() == 2

    def test_older_than_the_window_are_not_shown(self) -> None:
        (row,) = objects(1)
        item = a_published_item("AY-LH-01").item
        self.note(row, "AY-LH-01", ResultCode.NO_PROBLEM, on=date(2025, 3, 1))
        since = queries.months_before(TODAY, 12)

        assert since == date(2025, 3, 2)
        assert not queries.known_results(InspectedObject.objects.all(), items=[item.pk], since=since)

    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2026, 3, 31), 1, date(2026, 2, 28)),
            (date(2024, 3, 31), 1, date(2024, 2, 29)),
            (date(2026, 1, 15), 12, date(2025, 1, 15)),
            (date(2026, 1, 1), 1, date(2025, 12, 1)),
        ],
    )
    def test_reach_back_by_months(self, day: date, months: int, expected: date) -> None:
        assert queries.months_before(day, months) == expected


class TestPages:
    def client(self) -> Client:
        client = Client()
        client.force_login(the_person(an_actor(Role.CLERK)))
        return client

    def test_warn_on_the_objects_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        (row,) = objects(1)
        visited(row, 0, 1, 2)

        html = self.client().get(reverse("libraries:object", args=[row.pk])).content.decode()

        assert "七日内 3 次，超过提醒次数 2 次" in html
        assert "检〔2026〕0号" in html

    def test_register_an_inspection_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        (row,) = objects(1)
        client, url = self.client(), reverse("libraries:register_visit", args=[row.pk])
        said = {"kind": "DAILY", "on": "2026-03-01", "reference": "检〔2026〕9号"}

        assert "已经登记。" in client.post(url, said, follow=True).content.decode()
        assert "没有重复登记" in client.post(url, said, follow=True).content.decode()
        assert "还没有实施的检查不登记" in client.post(url, said | {"on": "2026-04-01"}).content.decode()
        assert "登记对" in client.get(url).content.decode()
