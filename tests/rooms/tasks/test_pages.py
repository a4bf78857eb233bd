"""The pages of tasks, as a browser meets them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.ledger import Actor
from suiji.organs.roles import Role
from suiji.tasks import queries, services
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState
from tests.factories.organs import AT, TODAY, a_department, a_person, an_actor, the_person
from tests.factories.tasks import (
    WORD,
    a_cast,
    a_draft,
    a_plan_line,
    an_item,
    confirmed,
    countersigned,
    some_firms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_second_of_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def words(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def a_form(**changes: Any) -> dict[str, Any]:
    return {
        "number": "RW-77",
        "title": "餐饮联合抽查",
        "item_versions": changes.pop("items"),
        "period_from": "2026-03-02",
        "period_until": "2026-05-31",
        "method": "实地检查",
        "words": WORD,
        "rate_A": "1",
        "rate_B": "3",
        "rate_C": "10",
        "rate_D": "20",
        "teams": "2",
        "officers": "2",
        "central_inspectors": "on",
        **changes,
    }


class TestList:
    def test_shows_own_tasks_in_few_queries(self, django_assert_max_num_queries: Any) -> None:
        cast = a_cast()
        a_draft(cast)
        client = browser(cast.clerk)

        with django_assert_max_num_queries(12):
            page = client.get(reverse("tasks:list"))

        assert "RW-01" in page.content.decode()
        assert "拟定抽查方案" in page.content.decode()

    def test_teaches_when_it_is_empty(self) -> None:
        assert "还没有任务" in words(browser(an_actor(Role.INSPECTOR)), "tasks:list")


class TestDraft:
    def test_begins_from_a_published_line(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])
        client = browser(cast.clerk)
        assert line.title in words(client, "tasks:choose")
        assert "计算户数" in words(client, "tasks:draft", line.pk)

        answer = client.post(reverse("tasks:draft", args=[line.pk]), a_form(items=[version.pk]))

        task = Task.objects.get()
        assert answer.url == reverse("tasks:detail", args=[task.pk])  # type: ignore[attr-defined]
        assert task.rates_bp == {"A": 100, "B": 300, "C": 1000, "D": 2000}
        assert task.scope_rule == {"words": [WORD]}

    def test_names_the_field_and_keeps_what_was_typed(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])

        answer = browser(cast.clerk).post(
            reverse("tasks:draft", args=[line.pk]),
            a_form(items=[version.pk], rate_C="9", unannounced="on", number="保留的编号"),
        )

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "不低于 10 %" in page
        assert "不宜告知的，须写明理由" in page
        assert "保留的编号" in page
        assert not Task.objects.exists()

    def test_a_period_outside_the_plan_is_refused_in_the_articles_words(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])

        answer = browser(cast.clerk).post(
            reverse("tasks:draft", args=[line.pk]),
            a_form(items=[version.pk], period_until="2027-01-31"),
        )

        assert answer.status_code == 409
        assert "根据实施细则和年度计划" in answer.content.decode()

    def test_counts_the_scope_and_nothing_else(self) -> None:
        cast = a_cast()
        some_firms(cast, number=7)

        answer = browser(cast.clerk).get(reverse("tasks:count"), {"words": WORD})

        assert "<strong>7</strong>" in answer.content.decode()

    def test_is_not_for_other_departments(self) -> None:
        cast = a_cast()
        line = a_plan_line(cast, [an_item(cast)])

        answer = browser(cast.of(cast.others[0], Role.CLERK)).get(reverse("tasks:draft", args=[line.pk]))

        assert answer.status_code == 404


class TestCourse:
    def test_is_sent_countersigned_and_confirmed_by_hand(self) -> None:
        cast = a_cast()
        some_firms(cast, number=3)
        task = a_draft(cast)
        clerk, other = browser(cast.clerk), browser(cast.of(cast.others[0], Role.CLERK))

        assert "送参与部门会签" in words(clerk, "tasks:detail", task.pk)
        clerk.post(reverse("tasks:send", args=[task.pk]))
        assert "代表本部门会签方案" in words(other, "tasks:detail", task.pk)
        assert "代表本部门会签方案" not in words(clerk, "tasks:detail", task.pk)
        other.post(reverse("tasks:countersign", args=[task.pk]))
        for department in cast.departments:
            librarian = browser(cast.of(department, Role.LIBRARIAN))
            assert "确认本部门检查对象名录库" in words(librarian, "tasks:detail", task.pk)
            for library in ("OBJECTS", "INSPECTORS"):
                librarian.post(reverse("tasks:confirm", args=[task.pk]), {"library": library})

        task.refresh_from_db()
        assert task.state == TaskState.CONFIRMED
        assert "进入抽取" in words(clerk, "tasks:detail", task.pk)

    def test_shows_the_article_and_what_is_missing_instead_of_the_button(self) -> None:
        cast = a_cast()
        task = a_draft(cast, method="")

        page = words(browser(cast.clerk), "tasks:detail", task.pk)

        assert "送参与部门会签</button>" not in page
        assert "明确检查内容、检查时间、检查方式等" in page
        assert "检查方式" in page

    def test_a_wrong_role_is_turned_away_and_a_wrong_step_refused(self) -> None:
        cast = a_cast()
        task = a_draft(cast)

        assert (
            browser(cast.of(cast.initiator, Role.LIBRARIAN))
            .post(reverse("tasks:send", args=[task.pk]))
            .status_code
            == 403
        )
        assert (
            browser(cast.of(cast.others[0], Role.CLERK))
            .post(reverse("tasks:send", args=[task.pk]))
            .status_code
            == 403
        )
        answer = browser(cast.of(cast.others[0], Role.CLERK)).post(
            reverse("tasks:countersign", args=[task.pk])
        )
        assert answer.status_code == 409
        assert "流程实施" in answer.content.decode()

    def test_asks_for_a_reason_before_it_is_reopened_or_withdrawn(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        client = browser(cast.clerk)
        client.post(reverse("tasks:send", args=[task.pk]))

        assert "会签全部失效" in words(client, "tasks:reopen", task.pk)
        client.post(reverse("tasks:reopen", args=[task.pk]), {"because": "改时间"})
        client.post(reverse("tasks:withdraw", args=[task.pk]), {"because": ""})
        task.refresh_from_db()
        assert task.state == TaskState.DRAFT
        client.post(reverse("tasks:withdraw", args=[task.pk]), {"because": "计划变更"})

        task.refresh_from_db()
        assert task.state == TaskState.WITHDRAWN

    def test_of_a_stranger_is_not_there(self) -> None:
        task = a_draft()
        stranger = browser(an_actor(Role.CLERK, department=a_department("税务")))

        assert stranger.get(reverse("tasks:detail", args=[task.pk])).status_code == 404

    def test_page_needs_few_queries(self, django_assert_max_num_queries: Any) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        some_firms(cast, number=30)
        task = confirmed(countersigned(a_draft(cast), cast), cast)
        client = browser(cast.clerk)

        with django_assert_max_num_queries(30):
            client.get(reverse("tasks:detail", args=[task.pk]))

    def test_scheme_is_printed(self) -> None:
        cast = a_cast()
        task = countersigned(a_draft(cast), cast)

        answer = browser(cast.clerk).get(reverse("tasks:scheme", args=[task.pk]))

        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")


class TestToDo:
    def test_tells_each_role_what_waits(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        other, librarian = cast.of(cast.others[0], Role.CLERK), cast.of(cast.others[0], Role.LIBRARIAN)
        assert [row.action for row in queries.to_do(cast.clerk, today=TODAY)] == ["送会签"]
        assert queries.to_do(other, today=TODAY) == []
        services.send(task=task, actor=cast.clerk, at=AT)
        assert [row.action for row in queries.to_do(other, today=TODAY)] == ["会签方案"]
        assert queries.to_do(librarian, today=TODAY) == []
        services.countersign(task=task, actor=other, at=AT)
        (row,) = queries.to_do(librarian, today=TODAY)
        assert "检查对象名录库、执法检查人员名录库" in row.sentence
        confirmed(task, cast)
        assert queries.to_do(librarian, today=TODAY) == []
        (late,) = queries.to_do(librarian, today=TODAY.replace(day=9))
        assert late.due is not None

    def test_is_empty_for_people_without_a_part(self) -> None:
        a_draft()
        person = a_person("旁人", Role.INSPECTOR)

        assert (
            queries.to_do(Actor(person.pk, "旁人", person.department_id, "", frozenset()), today=TODAY) == []
        )
