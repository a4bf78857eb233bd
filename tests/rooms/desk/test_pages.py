"""我的待办 and the search, as officials meet them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.desk import queries
from suiji.desk.queries import AT_ONCE, ROOMS, board, lately, own_year, search
from suiji.law.workdays import Deadline
from suiji.organs.roles import BUSINESS, Role
from suiji.organs.todo import Todo
from tests.factories.archive import a_case_file, a_complete_visit
from tests.factories.followup import a_clerk, a_signed_visit, a_transfer
from tests.factories.organs import a_department, a_person, an_actor, an_office

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 11)


@pytest.fixture(autouse=True)
def _in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def a_client(*roles: Role, department: Any = None) -> Client:
    client = Client()
    client.force_login(a_person("李华", *roles, department=department or a_department()))
    return client


class OneRoom:
    """A room that says what it is told to say."""

    def __init__(self, *todos: Todo) -> None:
        self.todos = list(todos)

    def to_do(self, actor: object, *, today: date) -> list[Todo]:
        return self.todos


def waits(words: str, due: date | None = None, rank: int = 0) -> Todo:
    deadline = Deadline(due, provisional=False) if due else None
    return Todo(words, "办理", "/desk/", due=deadline, rank=rank)


class TestBoard:
    def test_asks_every_room_of_the_flow(self) -> None:
        assert len(ROOMS) == 12
        for label, room in ROOMS:
            assert room.to_do(a_clerk(a_department(label)), today=TODAY) is not None

    def test_sorts_by_deadline_and_parts_by_urgency(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rooms = (
            (
                "甲",
                OneRoom(
                    waits("没有期限二", rank=2), waits("以后", date(2026, 6, 30)), waits("没有期限一", rank=1)
                ),
            ),
            (
                "乙",
                OneRoom(
                    waits("超期", date(2026, 5, 8)), waits("明天", date(2026, 5, 12)), waits("今天", TODAY)
                ),
            ),
        )
        monkeypatch.setattr(queries, "ROOMS", rooms)

        found = board(a_clerk(), today=TODAY)

        assert [(g.key, [row.todo.sentence for row in g.shown]) for g in found.groups] == [
            ("late", ["超期"]),
            ("soon", ["今天", "明天"]),
            ("dated", ["以后"]),
            ("open", ["没有期限一", "没有期限二"]),
        ]
        assert (found.total, found.late) == (6, 1)
        assert [row.days for row in found.groups[1].shown] == [0, 1]

    def test_folds_a_long_group_but_never_one_line_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for size, folded in ((AT_ONCE + 1, 0), (AT_ONCE + 2, 2)):
            monkeypatch.setattr(queries, "ROOMS", (("甲", OneRoom(*[waits(str(n)) for n in range(size)])),))
            (group,) = board(a_clerk(), today=TODAY).groups
            assert (len(group.folded), group.size) == (folded, size)

    def test_counts_the_things_behind_a_line_not_the_lines(self, monkeypatch: pytest.MonkeyPatch) -> None:
        late = Todo("另有 12 件。", "全部查看", "/desk/", Deadline(date(2026, 5, 8), False), stands_for=12)
        rows = [late, *(waits(str(number), date(2026, 6, 30)) for number in range(AT_ONCE + 1))]
        rows.append(
            Todo("另有 40 件。", "全部查看", "/desk/", Deadline(date(2026, 7, 1), False), stands_for=40)
        )
        monkeypatch.setattr(queries, "ROOMS", (("甲", OneRoom(*rows)),))

        found = board(a_clerk(), today=TODAY)

        assert (found.total, found.late) == (12 + AT_ONCE + 1 + 40, 12)
        assert [(group.size, group.folded_size) for group in found.groups] == [(12, 0), (AT_ONCE + 41, 41)]
        page = a_client(Role.CLERK).get(reverse("desk:home")).content.decode()
        assert f"有 <strong>{found.total}</strong> 件事等您办理" in page
        assert "12 件已超期" in page
        assert "另有 41 件</summary>" in page


class TestHome:
    def test_shows_what_waits_with_its_deadline_and_article(self, django_assert_max_num_queries: Any) -> None:
        scene = a_signed_visit()
        a_transfer(scene)
        client = a_client(Role.CLERK)

        with django_assert_max_num_queries(77):
            page = client.get(reverse("desk:home")).content.decode()

        assert "等待移送" in page
        assert "还有 2 个工作日" in page
        assert "第二十条" in page
        assert "最近办理" in page
        assert "本部门 2026 年" in page

    @pytest.mark.parametrize("role", BUSINESS)
    def test_opens_to_every_role_of_business(self, role: Role) -> None:
        department = an_office() if role is Role.OFFICE else a_department()

        assert a_client(role, department=department).get(reverse("desk:home")).status_code == 200

    def test_teaches_when_nothing_waits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "ROOMS", (("甲", OneRoom()),))

        page = a_client(Role.CLERK).get(reverse("desk:home")).content.decode()

        assert "眼下没有等您办理的事" in page
        assert "轮到您的岗位办理时" in page

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
    def test_administrators_see_no_business(self, role: Role) -> None:
        assert a_client(role).get(reverse("desk:home")).status_code == 403

    def test_the_public_is_sent_to_the_log_in(self) -> None:
        assert Client().get(reverse("desk:home")).status_code == 302


class TestLately:
    def test_tells_the_own_departments_acts_and_everybodys_to_the_auditor(self) -> None:
        follow_up = a_transfer()
        own, other = a_clerk(follow_up.department), a_clerk(follow_up.receiver)
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检监察"))

        assert {entry.department_id for entry in lately(own)} == {own.department_id}
        assert list(lately(other)) == []
        assert next(iter(lately(auditor))).act == "followup.opened"


class TestOwnYear:
    def test_is_what_the_report_would_count(self) -> None:
        scene = a_signed_visit()

        found = own_year(a_clerk(scene.lead), at=AT)

        assert found is not None
        assert (found.initiated, found.floor, found.inspected, found.to_inspect) == (1, 3, 1, 1)

    def test_is_nothing_for_an_organ_that_does_not_inspect(self) -> None:
        assert own_year(an_actor(Role.OFFICE, department=an_office()), at=AT) is None


class TestSearch:
    def test_finds_tasks_follow_ups_and_files_by_name_and_number(self) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        a_transfer(scene)
        case_file = a_case_file(scene)
        clerk = a_clerk(scene.lead)

        assert {hit.kind for hit in search(clerk, "甲餐饮")} >= {"后续处理", "案卷"}
        assert [hit.kind for hit in search(clerk, scene.task.title)] == ["抽查任务"]
        assert case_file.number in [hit.note for hit in search(clerk, case_file.number)]
        assert search(clerk, "  ") == []

    def test_finds_nothing_of_other_departments(self) -> None:
        scene = a_complete_visit()
        a_case_file(scene)

        assert search(a_clerk(a_department("教育")), scene.task.number) == []

    def test_has_a_page(self) -> None:
        scene = a_complete_visit()
        client = a_client(Role.CLERK)

        assert (
            scene.task.number in client.get(reverse("desk:search"), {"q": scene.task.number}).content.decode()
        )
        assert "没有找到" in client.get(reverse("desk:search"), {"q": "不存在的"}).content.decode()
        assert "输入任务" in client.get(reverse("desk:search")).content.decode()
