"""The pages of the two libraries: files in, searches, what stays private, and no class anywhere."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.libraries import queries, services
from suiji.libraries.models import (
    Conflict,
    ImportRun,
    InspectedObject,
    Inspector,
    Recusal,
    RiskRating,
    SavedFilter,
    Upload,
)
from suiji.organs.roles import Role
from tests.factories.exports import an_approved_export
from tests.factories.libraries import a_csv, a_uscc, import_objects, some_inspectors, some_objects
from tests.factories.organs import AT, a_department, an_actor, the_person

pytestmark = pytest.mark.django_db


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def someone(role: Role = Role.LIBRARIAN, line: str = "市场监管") -> Client:
    return desk(an_actor(role, department=a_department(line)))


def upload(content: bytes, name: str = "名录.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"libraries:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


class TestImport:
    @pytest.fixture(autouse=True)
    def store(self, settings: Any, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path

    def test_goes_from_file_to_columns_to_check_to_library(self) -> None:
        code = a_uscc()
        content = a_csv(
            ["名称", "统一社会信用代码", "区划代码", "地方"],
            ["䶮𠮷商行", code, "410105", "路"],
            ["乙", code[:-1] + "I", "410502", ""],
            encoding="gb18030",
        )
        client = someone()

        answer = client.post(reverse("libraries:import_objects"), upload(content), follow=True)
        where = answer.redirect_chain[0][0]
        assert "核对每一列的含义" in answer.content.decode()
        columns = {"c0": "name", "c1": "uscc", "c2": "region", "c3": "address"}
        assert "每三秒刷新" in client.post(where, columns, follow=True).content.decode()
        found = Upload.objects.get()
        services.check_upload(upload=found, at=AT)
        html = client.get(where).content.decode()
        assert "GB 32100" in html
        assert "不在本部门管辖区域内" in html
        assert not InspectedObject.objects.exists()
        client.post(reverse("libraries:accept", args=[found.pk]))
        services.write_upload(upload=Upload.objects.get(), at=AT)

        assert InspectedObject.objects.get().name == "䶮𠮷商行"
        assert "整体撤销" in client.get(where).content.decode()
        refused = client.get(reverse("libraries:refused", args=[found.pk])).content
        assert refused.startswith(b"PK")
        client.post(reverse("libraries:undo", args=[found.pk]), {"because": "传错文件"})
        assert "不能再整体撤销" not in client.get(where).content.decode()
        assert not InspectedObject.objects.exists()

    def test_gives_a_file_up_without_a_trace_in_the_library(self) -> None:
        client = someone()
        client.post(reverse("libraries:import_objects"), upload(a_csv(["名称", "代码"], ["甲", "X"])))

        answer = client.post(reverse("libraries:discard", args=[Upload.objects.get().pk]), follow=True)

        assert "名录库没有改动" in answer.content.decode()

    def test_shows_a_file_to_its_own_department_only(self) -> None:
        someone().post(reverse("libraries:import_objects"), upload(a_csv(["名称", "代码"], ["甲", "X"])))
        pk = Upload.objects.get().pk

        assert someone(line="教育").get(reverse("libraries:upload", args=[pk])).status_code == 404
        assert someone(Role.CLERK).get(reverse("libraries:upload", args=[pk])).status_code == 403

    def test_takes_inspectors_of_the_own_department(self) -> None:
        content = a_csv(["姓名", "工号", "执法证号"], ["李红", "G1", "豫E1"])

        someone(line="教育").post(reverse("libraries:import_inspectors"), upload(content))

        assert Inspector.objects.get().department == a_department("教育")

    @pytest.mark.parametrize(
        ("content", "says"),
        [("甲,乙\n1,2\n".encode(), "没有找到表头"), (b"PK\x03\x04", "XLSX"), (b"\xd0\xcf\x11\xe0", "xls")],
    )
    def test_says_on_the_form_why_a_file_is_no_table(self, content: bytes, says: str) -> None:
        answer = someone().post(reverse("libraries:import_objects"), upload(content))

        assert answer.status_code == 200
        assert says in answer.content.decode()
        assert not ImportRun.objects.exists()

    def test_is_the_librarians_and_its_result_the_departments(self) -> None:
        assert someone(Role.CLERK).get(reverse("libraries:import_objects")).status_code == 403
        run = import_objects(a_csv(["名称", "代码"], ["甲", "X"]))

        assert "甲" not in page(someone(), "home")
        assert someone().get(reverse("libraries:run", args=[run.pk])).status_code == 200
        assert someone(line="教育").get(reverse("libraries:run", args=[run.pk])).status_code == 404

    def test_gives_an_empty_table_that_can_be_imported(self) -> None:
        client = someone()
        for library, door in (("OBJECTS", "import_objects"), ("INSPECTORS", "import_inspectors")):
            blank = client.get(reverse("libraries:template", args=[library]))
            sheets = CalamineWorkbook.from_filelike(io.BytesIO(blank.content)).sheet_names

            assert blank["Content-Type"].endswith("spreadsheetml.sheet")
            assert sheets[1:] == ["参数表"]
            answer = client.post(reverse(f"libraries:{door}"), upload(blank.content, "空表.xlsx"))
            assert answer.status_code == 302
        assert client.get(reverse("libraries:template", args=["OTHER"])).status_code == 404

    def test_says_what_the_worker_could_not_do_and_offers_to_try_again(self) -> None:
        content, client = a_csv(["名称", "统一社会信用代码"], ["甲", a_uscc()]), someone()
        where = client.post(reverse("libraries:import_objects"), upload(content), follow=True).redirect_chain[
            0
        ][0]
        client.post(where, {"c0": "name", "c1": "uscc"})
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")

        html = client.get(where).content.decode()
        assert ["校验没有办成" in html, "每三秒刷新" in html] == [True, False]
        found = Upload.objects.get()
        html = client.post(reverse("libraries:again", args=[found.pk]), follow=True).content.decode()

        assert ["校验没有办成" in html, "每三秒刷新" in html] == [False, True]

    def test_asks_for_the_reason_before_it_takes_an_import_back(self) -> None:
        import_objects(a_csv(["名称", "统一社会信用代码"], ["甲", a_uscc()]))
        found = Upload.objects.get()

        answer = someone().post(reverse("libraries:undo", args=[found.pk]), {"because": " "}, follow=True)

        assert "请写明撤销的原因" in answer.content.decode()
        assert InspectedObject.objects.count() == 1


class TestObjects:
    def test_are_searched_by_two_characters_and_filters(self, django_assert_max_num_queries: Any) -> None:
        some_objects(5)
        some_objects(1, name="林州农机{}", region="410581", cells={"标签": "农机"})
        client = someone(Role.INSPECTOR)

        with django_assert_max_num_queries(16):
            html = page(client, "objects", text="加油")

        assert html.count("加油站</a>") == 5
        assert "农机1" not in html
        assert "农机1" in page(client, "objects", tag="农机", region="410581")
        assert "没有找到检查对象" in page(client, "objects", text="船厂")

    def test_are_shown_with_what_the_register_says(self) -> None:
        firm = some_objects(1, cells={"登记状态": "注销", "经营范围": "成品油零售"})[0]

        html = page(someone(Role.AUDITOR), "object", firm.pk)

        assert "不进入抽取范围" in html
        assert "成品油零售" in html

    def test_are_exported_without_formulas_and_on_record(self) -> None:
        some_objects(2, name="=1+{}商行")
        some_objects(1)

        clerk = someone(Role.CLERK)
        address = reverse("libraries:export") + "?text=商行"
        assert clerk.post(address).status_code == 409

        permit = an_approved_export(clerk, "libraries:export", QueryDict("text=商行").urlencode())
        answer = clerk.post(address, {"permit": permit.pk})

        text = answer.content.decode("utf-8-sig")
        assert text.count("'=1+") == 2
        assert "加油站" not in text
        assert "attachment" in answer["Content-Disposition"]
        assert Entry.objects.filter(act="libraries.exported").count() == 1
        assert clerk.post(address, {"permit": permit.pk}).status_code == 409

    def test_are_not_exported_by_everybody_or_by_a_link(self) -> None:
        assert someone(Role.INSPECTOR).post(reverse("libraries:export")).status_code == 403
        assert someone(Role.CLERK).get(reverse("libraries:export")).status_code == 405

    def test_are_closed_to_the_public_and_to_administrators(self) -> None:
        assert Client().get(reverse("libraries:objects")).status_code == 302
        assert someone(Role.SECURITY_ADMIN).get(reverse("libraries:objects")).status_code == 403


class TestInspectors:
    def test_show_certificates_that_need_care_in_the_own_department_only(self) -> None:
        some_inspectors(1, until="2020-01-01")
        some_inspectors(1, until="")

        html = page(someone(), "inspectors")

        assert "已经过期" in html
        assert "没有有效期" in html
        assert "检查员1" not in page(someone(line="教育"), "inspectors")

    def test_recuse_themselves_or_are_recused_by_their_department(self) -> None:
        firm = some_objects(1)[0]
        inspector = some_inspectors(1)[0]
        door = reverse("libraries:recuse", args=[inspector.pk])
        colleague = someone(Role.INSPECTOR)
        assert colleague.get(door).status_code == 403
        assert someone(line="教育").get(door).status_code == 404

        client = someone()
        assert "没有这个代码" in client.post(door, {"code": "X", "relation": "持股"}).content.decode()
        client.post(door, {"code": firm.code.lower(), "relation": "持股"})

        assert Recusal.objects.get().object == firm
        assert "持股" in page(client, "recusals")
        assert "持股" not in page(someone(line="教育"), "recusals")
        assert client.post(door, {"code": firm.code, "relation": "再报"}).status_code == 409


class TestRatings:
    def test_come_in_by_their_own_door_and_show_nowhere(self) -> None:
        firm = some_objects(1)[0]
        content = a_csv(["统一社会信用代码", "信用风险类别"], [firm.code, "D（高风险）"], ["NONE", "A"])
        client = someone()
        given = {"rated_on": "2026-01-01", "source": "省级平台", "version": "第 1 期", **upload(content)}

        html = client.post(reverse("libraries:ratings"), given).content.decode()

        assert RiskRating.objects.get().value == "D"
        assert "没有这个代码" in html
        assert "高风险" not in html
        for shown in (page(client, "object", firm.pk), page(client, "objects"), page(client, "home")):
            assert "高风险" not in shown
            assert "风险类别" not in shown

    def test_are_not_of_tomorrow(self) -> None:
        content = a_csv(["代码", "类别"], ["X", "A"])
        given = {"rated_on": "2999-01-01", "source": "省级平台", "version": "第 1 期", **upload(content)}

        assert "晚于今天" in someone().post(reverse("libraries:ratings"), given).content.decode()

    def test_are_the_librarians(self) -> None:
        for role in (Role.CLERK, Role.INSPECTOR, Role.DEPUTY_HEAD, Role.AUDITOR):
            assert someone(role).get(reverse("libraries:ratings")).status_code == 403

    @pytest.mark.article(25)
    def test_leave_no_trace_in_any_file_that_goes_out(self) -> None:
        firm = some_objects(1)[0]
        services.receive_ratings(
            rows=[(firm.code, "D")],
            rated_on=date(2026, 1, 1),
            source="省级平台",
            version="第 1 期",
            actor=an_actor(Role.LIBRARIAN),
            at=AT,
        )

        content = someone(Role.CLERK).post(reverse("libraries:export")).content.decode("utf-8-sig")

        assert "风险" not in content
        assert ",D" not in content


class TestKeptFilters:
    def test_are_offered_to_the_department_until_somebody_drops_them(self) -> None:
        some_objects(1)
        client = someone()
        client.post(f"{reverse('libraries:keep_filter')}?text=加油", {"name": "加油站"})
        kept = SavedFilter.objects.get()

        assert "加油站" in page(someone(Role.CLERK), "filters")
        assert "还没有常用筛选" in page(someone(line="教育"), "filters")
        door = reverse("libraries:drop_filter", args=[kept.pk])
        assert someone(line="教育").post(door).status_code == 404
        assert someone(Role.INSPECTOR).post(door).status_code == 403
        assert "已删除常用筛选“加油站”" in client.post(door, follow=True).content.decode()

        assert not SavedFilter.objects.exists()
        assert Entry.objects.filter(act="libraries.filter_dropped").count() == 1

    def test_that_cannot_be_read_find_nothing_and_so_nothing_is_done(self) -> None:
        some_objects(1)
        client = someone()

        assert "没有找到检查对象" in page(client, "objects", tag="没有这个标签")
        client.post(f"{reverse('libraries:tag')}?tag=没有这个标签", {"what": "tag", "word": "误打"})

        assert InspectedObject.objects.get().tags == []


class TestHome:
    def test_counts_and_lists_the_last_files(self, django_assert_max_num_queries: Any) -> None:
        some_objects(3)
        some_inspectors(2)
        client = someone()

        with django_assert_max_num_queries(12):
            html = page(client, "home")

        assert "名录.csv" in html
        assert "人员.csv" in html

    def test_teaches_an_empty_department(self) -> None:
        assert "还没有导入过文件" in page(someone(line="教育"), "home")


class TestConflicts:
    def test_are_shown_to_both_and_decided_by_the_holder(self) -> None:
        firm = some_objects(1)[0]
        import_objects(
            a_csv(["名称", "统一社会信用代码"], ["新号商行", firm.code]), department=a_department("教育")
        )
        conflict = Conflict.objects.get()
        door = reverse("libraries:decide", args=[conflict.pk])

        assert "等待" in page(someone(line="教育"), "conflicts")
        assert someone(line="教育").post(door, {"take": "1"}).status_code == 403
        assert "新号商行" in page(someone(), "conflicts")
        todo = queries.to_do(an_actor(Role.LIBRARIAN), today=AT.date())
        assert [one.action for one in todo] == ["处理数据冲突"]
        someone().post(door, {"take": "1"})

        assert InspectedObject.objects.get().name == "新号商行"


class TestQuality:
    def test_counts_what_should_be_put_right_and_leads_to_it(self) -> None:
        some_objects(2)
        some_objects(1, cells={"联系电话": "13800000000"})

        html = page(someone(), "quality")

        assert "trait=no_phone" in html
        assert "共 2 户" in page(someone(), "objects", trait="no_phone")


class TestTagging:
    def test_marks_a_search_and_keeps_it_under_a_name(self) -> None:
        some_objects(2)
        some_objects(1, name="书店{}")
        client = someone()

        client.post(reverse("libraries:tag") + "?text=加油", {"word": "成品油", "what": "pool"})
        client.post(reverse("libraries:keep_filter") + "?pool=成品油", {"name": "油站"})

        html = page(client, "objects", pool="成品油")
        assert "共 2 户" in html
        assert "油站</a>" in html
        assert someone(Role.CLERK).post(reverse("libraries:tag")).status_code == 403
