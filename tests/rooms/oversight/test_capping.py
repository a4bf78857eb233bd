"""How often objects were inspected in a year, whom the cap kept out, which exceptions were approved (Art. 10)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws.models import Exclusion, Freeze
from suiji.inspections.models import Visit
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.libraries.states import EntryState
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.oversight.queries import caps_of, often_visited
from suiji.oversight.queries.capping import Counted, excluded
from suiji.papers import sheets
from suiji.plans.models import OpeningBalance, OpeningVisit
from suiji.tasks.models import Task, Waiver
from suiji.tasks.states import TaskState
from tests.factories.followup import a_ceremony, a_drawn_object, a_drawn_task, a_visit, an_object
from tests.factories.organs import AT, a_department, an_actor, the_person
from tests.factories.oversight import the_office

pytestmark = [pytest.mark.django_db, pytest.mark.article(10)]
TODAY = date(2026, 7, 1)
LIMITS = sheets.Limits(max_rows=100, max_columns=20)
NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


def drawn(thing: InspectedObject, *, times: int = 1) -> list[Task]:
    tasks = [a_drawn_task() for _ in range(times)]
    for task in tasks:
        a_drawn_object(task, thing)
    return tasks


def kept_out(thing: InspectedObject, reason: str = "CAP", *, task: Task | None = None) -> Task:
    """The cap left the object out of a frozen list."""
    task = task or a_drawn_task()
    ceremony = a_ceremony(task)
    if not Freeze.objects.filter(ceremony=ceremony).exists():
        Freeze.objects.create(
            ceremony=ceremony, commitment={}, commitment_sha256=f"{ceremony.pk:064x}", sealed_key=b"",
            sealed_to="", visibility="public", frozen_at=AT,
        )  # fmt: skip
    Exclusion.objects.create(ceremony=ceremony, object=thing, reason=reason)
    return task


def opening(thing: InspectedObject, *counts: int) -> None:
    balance = OpeningBalance.objects.create(
        office=a_department(), year=2026, source_document="台账", source_organ="市局", file_name="台账.csv",
        sha256="0" * 64, imported_by="王", imported_at=AT,
    )  # fmt: skip
    for count in counts:
        OpeningVisit.objects.create(balance=balance, year=2026, object_code=thing.code, count=count)


def keeper(department: Department | None = None) -> Actor:
    return an_actor(Role.CLERK, department=department or a_department())


def counted(actor: Actor | None = None) -> Counted:
    (row,) = caps_of(actor or keeper(), 2026, today=TODAY).rows
    return row


class TestCounted:
    def test_tells_none_some_reached_and_over(self) -> None:
        an_object()
        drawn(an_object())
        drawn(an_object(), times=2)
        drawn(an_object(), times=3)

        row = counted()

        assert (row.none, row.below, row.reached, row.over, row.objects) == (1, 1, 1, 1, 4)

    def test_adds_what_was_done_before_the_platform(self) -> None:
        thing = an_object()
        drawn(thing)
        opening(thing, 2, -1)

        assert counted().reached == 1

    def test_leaves_void_tasks_and_other_years_out(self) -> None:
        thing = an_object()
        (task,) = drawn(thing)
        Task.objects.filter(pk=task.pk).update(state=TaskState.VOID)
        a_drawn_object(a_drawn_task(), thing, at=datetime(2025, 5, 1, tzinfo=UTC))

        assert (counted().none, counted().below) == (1, 0)

    def test_counts_no_removed_entry_that_nobody_visited(self) -> None:
        gone, seen = an_object(), an_object()
        drawn(seen)
        InspectedObject.objects.filter(pk__in=[gone.pk, seen.pk]).update(state=EntryState.REMOVED)

        assert (counted().none, counted().below) == (0, 1)

    def test_counts_whom_the_cap_kept_out(self) -> None:
        thing = an_object()
        kept_out(thing)
        kept_out(thing)
        kept_out(an_object(), "CAP_OPEN")
        kept_out(an_object(), "CANCELLED")

        assert (counted().capped, counted().capped_open) == (2, 1)

    def test_shows_each_department_its_own_and_the_office_its_region(self) -> None:
        an_object()

        assert caps_of(keeper(a_department("商务")), 2026, today=TODAY).rows == ()
        assert [row.department for row in caps_of(the_office(), 2026, today=TODAY).rows] == [a_department()]
        assert len(caps_of(an_actor(Role.AUDITOR), 2026, today=TODAY).rows) == 1


@pytest.mark.article(20)
class TestUnannounced:
    """What an unannounced check has drawn is told to those outside only once its visit has begun."""

    def _secret(self, thing: InspectedObject) -> Task:
        task = a_drawn_task(a_department("公安"), [a_department("消防救援")])
        a_drawn_object(task, thing)
        Task.objects.filter(pk=task.pk).update(unannounced=True, unannounced_reason="举报线索")
        return task

    def test_is_not_counted_for_those_who_take_no_part(self) -> None:
        self._secret(an_object())

        assert counted().below == 0
        assert list(often_visited(keeper(), 2026, least=1)) == []

    def test_is_counted_for_the_auditor(self) -> None:
        self._secret(an_object())

        assert counted(an_actor(Role.AUDITOR)).below == 1

    def test_is_counted_once_the_visit_has_begun(self) -> None:
        task = a_drawn_task(a_department("公安"), [a_department("消防救援")])
        visit = a_visit(task)
        Task.objects.filter(pk=task.pk).update(unannounced=True, unannounced_reason="举报线索")
        Visit.objects.filter(pk=visit.pk).update(arrived_at=None)
        assert counted().below == 0

        Visit.objects.filter(pk=visit.pk).update(arrived_at=NOW)

        assert counted().below == 1

    def test_tells_nobody_outside_whom_its_cap_kept_out(self) -> None:
        thing = an_object()
        kept_out(an_object(), task=self._secret(thing))

        assert counted().capped == 0
        assert list(excluded(keeper(), 2026)) == []
        assert counted(an_actor(Role.AUDITOR)).capped == 1


class TestPage:
    @pytest.fixture(autouse=True)
    def _in_july(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: NOW)

    def client(self, actor: Actor) -> Client:
        client = Client()
        client.force_login(the_person(actor))
        return client

    def story(self) -> Task:
        thing = an_object("安阳市常查餐饮有限公司")
        task = drawn(thing, times=2)[-1]
        kept_out(an_object("安阳市免查餐饮有限公司"), task=task)
        Waiver.objects.create(
            task=task, state="FILED", kind="CAP", reason="群众反映集中", basis="《细则》第十条",
            codes=[thing.code], applicant=the_person(keeper()), applied_at=AT, filing="安双备〔2026〕1号",
            filed_at=AT, approver=the_person(an_actor(Role.DEPUTY_HEAD, name="周局")), decided_at=AT,
        )  # fmt: skip
        return task

    def test_tells_the_whole_story(self) -> None:
        task = self.story()

        page = self.client(keeper(task.initiator)).get(reverse("oversight:caps")).content.decode()

        for words in ("安阳市常查餐饮有限公司", "群众反映集中", "安双备〔2026〕1号", "周局", task.number):
            assert words in page

    def test_asks_the_database_as_often_for_many_objects_as_for_one(
        self, django_assert_max_num_queries: Any
    ) -> None:
        task = self.story()
        client = self.client(keeper(task.initiator))
        for _ in range(3):
            drawn(an_object(), times=2)

        with django_assert_max_num_queries(18):
            page = client.get(reverse("oversight:caps"))

        assert page.status_code == 200

    def test_comes_as_a_workbook_with_everybody_kept_out(self) -> None:
        task = self.story()

        content = self.client(keeper(task.initiator)).get(reverse("oversight:caps_file", args=[2026])).content

        pages = {page.name: [line for _, line in page.lines] for page in sheets.sheets_of(content, LIMITS)}
        assert [line[3] for line in pages["因次数排除"][1:]] == ["安阳市免查餐饮有限公司"]
        assert pages["突破次数"][1][-1] == "安双备〔2026〕1号"
        assert pages["检查过的对象"][1][0] == "安阳市常查餐饮有限公司"

    def test_knows_no_year_before_the_platform_or_after_this_one(self) -> None:
        client = self.client(keeper())

        for year in (0, 2027):
            assert client.get(reverse("oversight:caps_file", args=[year])).status_code == 404

    def test_is_not_for_inspectors(self) -> None:
        assert self.client(an_actor(Role.INSPECTOR)).get(reverse("oversight:caps")).status_code == 403

    def test_says_when_there_is_nothing(self) -> None:
        page = self.client(keeper(a_department("商务"))).get(reverse("oversight:caps")).content.decode()

        assert "本部门没有检查对象" in page
        assert "还没有对象达到次数" in page
