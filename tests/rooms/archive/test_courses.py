"""任务进展 and 四性检测: derived from what is there, never stored twice (Art. 14, 27)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.archive import courses, properties
from suiji.archive.models import Package
from suiji.archive.services import archive
from suiji.followup.models import FollowUpKind
from suiji.followup.services import close, open_follow_up
from suiji.ledger.services import sequence
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from tests.factories.archive import ARCHIVED_AT, a_case_file, a_complete_visit, publish
from tests.factories.followup import (
    Scene,
    a_clerk,
    a_drawn_object,
    a_drawn_task,
    a_signed_visit,
    finding_of,
)
from tests.factories.organs import a_person

pytestmark = pytest.mark.django_db


def label(task: Task) -> str:
    return courses.courses([task])[0].label


def follow(scene: Scene, *, done: bool) -> None:
    for department in (scene.lead, scene.other):
        clerk = a_clerk(department)
        row = open_follow_up(
            finding=finding_of(scene, department), kind=FollowUpKind.OTHER, actor=clerk, at=ARCHIVED_AT
        )
        if done:
            close(follow_up=row, outcome="已处理", actor=clerk, at=ARCHIVED_AT)


@pytest.mark.article(14)
class TestCourse:
    def test_begins_as_the_tasks_own_state(self) -> None:
        task = a_drawn_task()
        a_drawn_object(task)

        assert label(task) == "人员已抽取"

    def test_is_under_way_while_an_object_is_unvisited(self) -> None:
        scene = a_signed_visit()
        a_drawn_object(scene.task)

        assert label(scene.task) == "检查中"

    def test_waits_for_the_publication_of_every_department(self) -> None:
        scene = a_signed_visit()
        publish(scene.visit, scene.lead)

        assert label(scene.task) == "检查完成、公示中"

    @pytest.mark.article(23)
    @pytest.mark.parametrize("registered", [False, True])
    def test_is_being_handled_while_a_follow_up_is_missing_or_open(self, registered: bool) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        if registered:
            follow(scene, done=False)

        assert label(scene.task) == "检查完成、处置中"

    def test_is_closed_when_everything_has_its_outcome_and_filed_at_last(self) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        follow(scene, done=True)
        assert label(scene.task) == "已办结"

        archive(case_file=a_case_file(scene), actor=a_clerk(scene.lead), at=ARCHIVED_AT)

        assert label(scene.task) == "已归档"
        steps = courses.stages(courses.courses([scene.task])[0])
        assert {step.status for step in steps} == {"done"}

    def test_asks_the_same_number_of_questions_for_many_tasks(self, django_assert_num_queries: Any) -> None:
        tasks = [a_signed_visit().task for _ in range(3)]

        with django_assert_num_queries(9):
            found = courses.courses(tasks)

        assert len(found) == 3


@pytest.mark.article(27)
class TestExamine:
    def package(self) -> Package:
        scene = a_complete_visit()
        archive(case_file=a_case_file(scene), actor=a_clerk(scene.lead), at=ARCHIVED_AT)
        sequence(at=ARCHIVED_AT)
        return Package.objects.get()

    def test_finds_a_sealed_file_genuine_complete_usable_and_safe(self) -> None:
        checks = properties.examine(self.package())

        assert {check.about for check in checks} == {"真实性", "完整性", "可用性", "安全性"}
        assert [check.name for check in checks if not check.passed] == []

    def test_names_what_is_wrong(self) -> None:
        package = self.package()
        content = bytes(package.content)
        package.content = content.replace(b"%PDF", b"%XDF", 1)

        failed = {check.name for check in properties.examine(package) if not check.passed}

        assert {"总账中的封存记录", "卷内目录", "每一件都能打开", "封存后没有改动"} <= failed

    def test_says_when_it_is_no_package_at_all(self) -> None:
        package = self.package()
        package.content = b"nothing"

        failed = {check.name for check in properties.examine(package) if not check.passed}

        assert "归档包可以打开" in failed


class TestPages:
    def test_show_tasks_one_task_and_the_examination(self) -> None:
        scene = a_complete_visit()
        clerk = a_clerk(scene.lead)
        case_file = a_case_file(scene)
        archive(case_file=case_file, actor=clerk, at=ARCHIVED_AT)
        client = Client()
        client.force_login(a_person("赵敏", Role.CLERK, department=scene.lead))

        assert "已归档" in client.get(reverse("archive:tasks")).content.decode()
        assert "已归档" in client.get(reverse("archive:task", args=[scene.task.pk])).content.decode()
        page = client.get(reverse("archive:examine", args=[case_file.pk])).content.decode()
        assert "四性检测" in page
        stranger = Client()
        stranger.force_login(a_person("他人", Role.CLERK, department=a_drawn_task().initiator))
        assert stranger.get(reverse("archive:task", args=[scene.task.pk + 999])).status_code == 404
