"""我的待办 of the archive: files whose papers are all there, the oldest first, and how many more there may be."""

import pytest

from suiji.archive.queries import to_do
from suiji.archive.queries.waiting import LOOKED_INTO
from suiji.organs.todo import Todo
from tests.factories.archive import a_case_file, a_complete_visit
from tests.factories.followup import Scene, a_clerk, a_transfer
from tests.factories.organs import TODAY

pytestmark = pytest.mark.django_db


def waiting_for(scene: Scene) -> list[Todo]:
    return [todo for todo in to_do(a_clerk(scene.lead), today=TODAY) if "立卷" not in todo.sentence]


class TestFilesToArchive:
    def test_wait_once_every_paper_is_there(self) -> None:
        scene = a_complete_visit()
        a_case_file(scene)

        (todo,) = waiting_for(scene)

        assert todo.sentence == f"{scene.visit.drawn.object}的案卷材料已齐，可以归档。"

    def test_do_not_wait_while_a_result_is_not_public(self) -> None:
        scene = a_complete_visit()
        a_case_file(scene)
        scene.visit.publications.filter(department=scene.other).update(state="ENTERED")

        assert waiting_for(scene) == []

    def test_do_not_wait_while_a_matter_is_open(self) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        a_transfer(scene)
        a_case_file(scene)

        assert waiting_for(scene) == []

    def test_do_not_wait_for_what_the_eye_finds_missing(self) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        a_case_file(scene)

        assert waiting_for(scene) == []

    def test_are_looked_into_up_to_a_few_and_counted_beyond(self) -> None:
        scenes = [a_complete_visit() for _ in range(LOOKED_INTO + 2)]
        for scene in scenes:
            a_case_file(scene)

        *shown, others = waiting_for(scenes[0])

        assert len(shown) == LOOKED_INTO
        assert others.sentence.startswith("另有 2 卷案卷的结果都已公示、后续处理都已办结")
        assert (others.stands_for, others.url.partition("?")[2]) == (2, "state=OPEN")
