"""The pages of whole lists: bringing in, taking away, comparing, confirming each January."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.catalogue import services
from suiji.catalogue.models import ItemClass, ItemVersion, ListConfirmation, ListFile, ListKind
from suiji.catalogue.queries import compare, to_do, yearly
from suiji.law import Refused
from suiji.organs.roles import Role
from suiji.papers import sheets
from tests.factories.catalogue import a_published_item, parts_of
from tests.factories.organs import AT, a_department, an_actor
from tests.rooms.catalogue.test_pages import clerk, deputy

pytestmark = pytest.mark.django_db

HEAD = "序号,抽查事项,检查依据,检查对象,抽查比例,抽查频次,检查方式,事项类别"
ROWS = (
    "1,加油站抽查,《办法》第二条,加油站,不低于 5 %,每年1次,现场检查,一般检查事项",
    "2,旅店抽查,《办法》第三条,旅店,根据实际情况确定,每年1次,现场检查,",
    "3,,《办法》,网吧,5%,每年1次,现场检查,一般检查事项",
)
JANUARY = datetime(2027, 1, 10, 1, 0, tzinfo=UTC)


def bring(client: Client, content: bytes = "\n".join([HEAD, *ROWS]).encode(), **given: str) -> Any:
    file = SimpleUploadedFile("清单.csv", content)
    data = {"kind": ListKind.DEPARTMENT, "file": file} | given
    return client.post(reverse("catalogue:files"), data, follow=True)


class TestBringing:
    def test_leads_from_the_file_over_the_questions_to_drafts(self) -> None:
        client = clerk()

        html = bring(client).content.decode()

        assert "“根据实际情况确定”，1 行" in html
        assert "没有填写抽查事项名称" in html
        assert not ItemVersion.objects.exists()
        pk = ListFile.objects.get().pk

        assert "1 行没有写明" in html

        client.post(
            reverse("catalogue:answers", args=[pk]), {"q1-min": "3", "unsaid_class": ItemClass.KEY.value}
        )
        page = client.post(reverse("catalogue:take_over", args=[pk]), follow=True).content.decode()

        assert "已经导入 2 项" in page
        assert {(row.title, row.ratio_min_bp, row.item_class) for row in ItemVersion.objects.all()} == {
            ("加油站抽查", 500, ItemClass.GENERAL),
            ("旅店抽查", 300, ItemClass.KEY),
        }

    def test_gives_the_refused_rows_back_with_reasons(self) -> None:
        client = clerk()
        bring(client)

        answer = client.get(reverse("catalogue:reasons", args=[ListFile.objects.get().pk]))

        table = sheets.read_table(answer.content, {"原因": "why"}, (("why",),))
        assert len(list(table.rows)) == 2

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"%PDF-1.7", "PDF"), (b"\xd0\xcf\x11\xe0", "WPS"), ("甲,乙\n1,2".encode(), "没有找到表头")],
    )
    def test_says_what_is_wrong_with_a_file(self, content: bytes, words: str) -> None:
        assert words in bring(clerk(), content).content.decode()
        assert not ListFile.objects.exists()

    def test_keeps_an_impossible_answer_on_the_page(self) -> None:
        client = clerk()
        bring(client)

        answer = client.post(
            reverse("catalogue:answers", args=[ListFile.objects.get().pk]), {"q1-min": "9", "q1-max": "3"}
        )

        assert "下限不高于上限" in answer.content.decode()

    def test_keeps_a_number_and_the_plan_apart(self) -> None:
        client = clerk()
        bring(client)
        file = ListFile.objects.get()

        answer = client.post(
            reverse("catalogue:answers", args=[file.pk]), {"q1-min": "5", "q1-by_plan": "on"}
        ).content.decode()

        assert "只能选一种" in answer
        assert ListFile.objects.get().answers == {}

    def test_lets_an_answer_be_changed(self) -> None:
        client = clerk()
        bring(client)
        answers = reverse("catalogue:answers", args=[ListFile.objects.get().pk])
        client.post(answers, {"q1-min": "3", "unsaid_class": ItemClass.KEY.value})

        html = client.post(
            answers, {"q1-by_plan": "on", "unsaid_class": ItemClass.GENERAL.value}, follow=True
        ).content.decode()

        assert "更改已经给出的答复" in html
        file = ListFile.objects.get()
        assert (file.answers, file.unsaid_class) == (
            {"根据实际情况确定": {"by_plan": True}},
            ItemClass.GENERAL,
        )

    def test_gives_a_late_answer_to_the_wording_it_was_written_under(self) -> None:
        client = clerk()
        bring(
            client,
            "\n".join([HEAD, *ROWS, ROWS[1].replace("根据实际", "视").replace("旅店", "茶馆")]).encode(),
        )
        answers = reverse("catalogue:answers", args=[ListFile.objects.get().pk])
        client.post(answers, {"q1-min": "3"})

        client.post(answers, {"q2-min": "5"})

        assert ListFile.objects.get().answers == {
            "根据实际情况确定": {"min_bp": 300},
            "视情况确定": {"min_bp": 500},
        }

    def test_is_nobody_elses_file(self) -> None:
        bring(clerk())
        pk = ListFile.objects.get().pk

        for name in ("file", "reasons"):
            assert clerk("教育").get(reverse(f"catalogue:{name}", args=[pk])).status_code == 404
        for name in ("answers", "take_over"):
            assert clerk("教育").post(reverse(f"catalogue:{name}", args=[pk])).status_code == 404

    def test_is_closed_to_other_roles(self) -> None:
        assert deputy().get(reverse("catalogue:files")).status_code == 403


class TestTakingAway:
    @pytest.mark.parametrize("kind", ["xlsx", "csv", "docx"])
    def test_gives_tables_that_can_be_read_again(self, kind: str) -> None:
        a_published_item(title="=䶮加油站")

        answer = clerk().get(reverse("catalogue:export", args=[kind]))

        table = sheets.read_table(
            answer.content, {"抽查事项": "title", "检查依据": "basis"}, (("title", "basis"),)
        )
        assert [row.get("title") for row in table.rows] == ["=䶮加油站"]

    def test_comes_in_again_without_a_change(self) -> None:
        a_published_item("SW-01", kind=ListKind.DEPARTMENT, frequency_min=1, frequency_max=1)
        client = clerk()
        content = client.get(reverse("catalogue:export", args=["xlsx"])).content

        bring(client, content)

        assert ListFile.objects.get().counts == {
            "NEW": 0, "CHANGED": 0, "UNCHANGED": 1, "ASKED": 0, "REFUSED": 0,
        }  # fmt: skip

    def test_knows_no_other_kind(self) -> None:
        assert clerk().get(reverse("catalogue:export", args=["exe"])).status_code == 404


class TestComparing:
    def test_shows_what_differs_field_by_field(self) -> None:
        old = a_published_item()
        owner = old.item.owner
        new = services.new_version(
            item=old.item,
            fields={
                "field": "加油站",
                "title": old.title,
                "legal_basis": "《新办法》第一条",
                "ratio_min_bp": 800,
            },
            parts=parts_of(owner, [a_department("教育")]),
            actor=an_actor(Role.CLERK, department=owner),
            at=AT,
        )

        html = clerk().get(reverse("catalogue:compare", args=[new.pk, old.pk])).content.decode()

        found = compare(old.pk, new.pk)
        assert found is not None
        assert {"检查依据", "安阳市教育局的检查内容和要点"} <= {row.name for row in found.changed}
        assert "抽查领域" in {row.name for row in found.unchanged}
        assert "《新办法》第一条" in html

    def test_does_not_compare_two_items(self) -> None:
        one, other = a_published_item("A-1"), a_published_item("A-2")

        assert clerk().get(reverse("catalogue:compare", args=[one.pk, other.pk])).status_code == 404


class TestYearlyConfirmation:
    def test_waits_for_each_clerk_whose_department_has_items_and_then_no_more(self) -> None:
        version = a_published_item()
        actor = an_actor(Role.CLERK, department=version.item.owner)
        assert any("1 月底前确认" in todo.sentence for todo in to_do(actor, today=JANUARY.date()))
        assert yearly(actor, today=datetime(2027, 2, 1, tzinfo=UTC).date()).overdue

        services.confirm_list(remark="无变化", actor=actor, at=JANUARY)

        assert ListConfirmation.objects.get().versions == [[version.item.code, 1]]
        assert not any("确认清单" in todo.action for todo in to_do(actor, today=JANUARY.date()))

    def test_is_given_once_a_year(self) -> None:
        actor = an_actor(Role.CLERK, department=a_department())
        services.confirm_list(remark="", actor=actor, at=JANUARY)

        with pytest.raises(Refused):
            services.confirm_list(remark="", actor=actor, at=JANUARY)

    def test_is_given_on_its_page(self) -> None:
        a_published_item()
        client = clerk()

        assert "继续有效" in client.get(reverse("catalogue:yearly")).content.decode()
        page = client.post(reverse("catalogue:yearly"), {"remark": "无变化"}, follow=True).content.decode()

        assert "已经确认" in page
