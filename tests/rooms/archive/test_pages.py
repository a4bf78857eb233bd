"""The pages of 案卷, as a browser meets them."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.archive.models import CaseFile
from suiji.archive.queries import to_do
from suiji.archive.services import archive
from suiji.archive.verify import verify_package
from suiji.ledger.models import Entry
from suiji.organs.roles import Role
from tests.factories.archive import ARCHIVED_AT, a_case_file, a_complete_visit, a_proven_draw, publish
from tests.factories.followup import Scene, a_clerk, a_drawn_task, a_signed_visit, a_transfer, a_visit, sign
from tests.factories.organs import a_department, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: ARCHIVED_AT)


def a_client(*roles: Role, line: str = "市场监管") -> Client:
    client = Client()
    client.force_login(a_person("李华", *(roles or (Role.CLERK,)), department=a_department(line)))
    return client


def an_incomplete_scene() -> Scene:
    scene = a_signed_visit(results=("NO_PROBLEM",))
    a_proven_draw(scene)
    publish(scene.visit, scene.lead)
    return scene


class TestList:
    def test_offers_finished_visits_to_file_and_shows_the_files(
        self, django_assert_max_num_queries: Any
    ) -> None:
        scene, client = a_complete_visit(), a_client()
        url = reverse("archive:list")
        assert "检查已结束，还没有立卷" in client.get(url).content.decode()

        answer = client.post(reverse("archive:open", args=[scene.visit.pk]), follow=True)
        assert "已立卷" in answer.content.decode()

        with django_assert_max_num_queries(14):
            page = client.get(url).content.decode()
        assert CaseFile.objects.get().number in page
        assert "检查已结束，还没有立卷" not in page

    def test_opens_every_file_at_once(self) -> None:
        task = a_drawn_task()
        for _ in range(3):
            sign(a_visit(task))

        answer = a_client().post(reverse("archive:open_all"), follow=True)

        assert "已立卷 3 户" in answer.content.decode()
        assert CaseFile.objects.filter(visit__task=task).count() == 3

    def test_finds_a_file_by_the_name_of_the_firm(self) -> None:
        case_file = a_case_file()
        client = a_client()

        assert case_file.number in client.get(reverse("archive:list"), {"q": "甲餐饮"}).content.decode()
        assert "没有符合条件的案卷" in client.get(reverse("archive:list"), {"q": "别的公司"}).content.decode()
        assert (
            "没有符合条件的案卷"
            in client.get(reverse("archive:list"), {"state": "ARCHIVED"}).content.decode()
        )

    def test_another_department_does_not_file_the_visit(self) -> None:
        scene = a_complete_visit()

        answer = a_client(line="消防救援").post(reverse("archive:open", args=[scene.visit.pk]))

        assert answer.status_code == 404


class TestSealing:
    @pytest.mark.article(27)
    def test_names_what_is_missing_beside_the_articles_words(self) -> None:
        case_file = a_case_file(an_incomplete_scene())
        client = a_client()

        page = client.get(reverse("archive:detail", args=[case_file.pk])).content.decode()

        assert "还缺 1 项材料，不能归档" in page
        assert "消防救援的结果公示" in page
        assert "立卷、归档和保管" in page
        assert reverse("archive:seal", args=[case_file.pk]) not in page

    @pytest.mark.article(27)
    def test_refuses_in_the_articles_words(self) -> None:
        case_file = a_case_file(an_incomplete_scene())

        answer = a_client().post(reverse("archive:seal", args=[case_file.pk]), {"retention": "Y30"})

        assert answer.status_code == 409
        assert "立卷、归档和保管" in answer.content.decode()

    def test_names_open_follow_ups(self) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        a_transfer(scene)
        case_file = a_case_file(scene)

        page = a_client().get(reverse("archive:detail", args=[case_file.pk])).content.decode()

        assert "有 1 项后续处理没有办结" in page

    def test_seals_lists_and_gives_out_the_package(self, django_assert_max_num_queries: Any) -> None:
        case_file, client = a_case_file(), a_client()
        page = lambda name: reverse(f"archive:{name}", args=[case_file.pk])  # noqa: E731
        assert "材料已齐" in client.get(page("detail")).content.decode()
        assert "确认以后不能再改" in client.get(page("seal")).content.decode()
        assert client.get(page("download")).status_code == 404

        client.post(page("seal"), {"retention": "Y10"})

        with django_assert_max_num_queries(17):
            shown = client.get(page("detail")).content.decode()
        assert "卷内目录" in shown
        assert "检查对象抽取结果" in shown
        answer = client.post(page("download"), {"purpose": "复议答复"})
        with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
            assert package.testzip() is None
            assert "manifest.json" in package.namelist()

    def test_participants_read_and_others_find_nothing(self) -> None:
        case_file = a_case_file()
        url = reverse("archive:detail", args=[case_file.pk])

        assert a_client(line="消防救援").get(url).status_code == 200
        assert a_client(Role.AUDITOR, line="纪检监察").get(url).status_code == 200
        assert a_client(line="教育").get(url).status_code == 404

    @pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.INSPECTOR, Role.PRINCIPAL_HEAD])
    def test_is_closed_to_other_roles(self, role: Role) -> None:
        case_file = a_case_file()

        assert a_client(role).post(reverse("archive:seal", args=[case_file.pk])).status_code == 403


class TestToDo:
    def test_reminds_of_visits_to_file_and_of_complete_files(self) -> None:
        scene = a_complete_visit()
        clerk = a_clerk(scene.lead)
        today = date(2026, 6, 10)

        assert [todo.action for todo in to_do(clerk, today=today)] == ["立卷"]
        a_case_file(scene)
        assert [todo.action for todo in to_do(clerk, today=today)] == ["归档"]
        assert to_do(a_clerk(scene.other), today=today) == []

    def test_says_nothing_of_a_file_that_still_lacks_something(self) -> None:
        case_file = a_case_file(an_incomplete_scene())

        assert to_do(a_clerk(case_file.visit.task.initiator), today=date(2026, 6, 10)) == []


@pytest.mark.article(27)
class TestSupplement:
    def sealed(self) -> CaseFile:
        case_file = a_case_file()
        archive(case_file=case_file, actor=a_clerk(a_department()), at=ARCHIVED_AT)
        return case_file

    def paper(self, content: bytes = b"%PDF-1.7 later") -> dict[str, Any]:
        return {"title": "复查笔录", "reason": "归档后取得", "file": SimpleUploadedFile("复查.pdf", content)}

    def test_is_sealed_listed_and_given_out(self) -> None:
        case_file, client = self.sealed(), a_client()
        detail = reverse("archive:detail", args=[case_file.pk])
        assert "另立补充卷" in client.get(detail).content.decode()

        client.post(reverse("archive:supplement", args=[case_file.pk]), self.paper())

        assert "归档后取得" in client.get(detail).content.decode()
        volume = client.post(
            reverse("archive:download_supplement", args=[case_file.pk, 1]), {"purpose": "复议答复"}
        )
        assert verify_package(volume.content).is_sound

    @pytest.mark.article(25)
    def test_leaves_the_house_by_name_and_for_a_purpose_only(self) -> None:
        case_file, client = self.sealed(), a_client()
        door = reverse("archive:download", args=[case_file.pk])

        asked = client.get(door)
        silent = client.post(door, {"purpose": " "})
        taken = client.post(door, {"purpose": "复议答复"})

        assert "记录并下载" in asked.content.decode()
        assert silent["Content-Type"].startswith("text/html")
        assert verify_package(taken.content).is_sound
        lent = Entry.objects.get(act="archive.lent")
        assert lent.because == "复议答复"
        assert "归档包" in lent.sentence

    def test_must_be_a_paper_or_a_picture(self) -> None:
        case_file = self.sealed()

        answer = a_client().post(
            reverse("archive:supplement", args=[case_file.pk]), self.paper(b"MZ program")
        )

        assert "不是 PDF、JPG 或 PNG" in answer.content.decode()
        assert not case_file.supplements.exists()

    @pytest.mark.article(14)
    def test_is_refused_beside_an_open_file(self) -> None:
        case_file = a_case_file()

        answer = a_client().post(reverse("archive:supplement", args=[case_file.pk]), self.paper())

        assert answer.status_code == 409
