"""Files on their way into the object library: checked, imported, resumed, undone; and what departments disagree on."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from suiji import law, vault
from suiji.ledger import Stale
from suiji.ledger.models import Entry
from suiji.libraries import queries, services
from suiji.libraries.models import (
    Change,
    Conflict,
    InspectedObject,
    Licence,
    RowNote,
    StagedRow,
    Tagging,
    Upload,
)
from suiji.libraries.services import staging
from suiji.libraries.states import UploadState
from suiji.organs.roles import Role
from suiji.papers.sheets import Unreadable
from tests.factories.libraries import a_csv, a_uscc, import_objects, some_objects
from tests.factories.organs import AT, a_department, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(11)]

HEADING = ["名称", "统一社会信用代码", "住所"]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def librarian(line: str = "市场监管") -> Any:
    return an_actor(Role.LIBRARIAN, department=a_department(line))


def received(content: bytes, line: str = "市场监管") -> Upload:
    return services.receive_upload(
        file=io.BytesIO(content),
        file_name="名录.csv",
        department=a_department(line),
        actor=librarian(line),
        at=AT,
    )


def checked(content: bytes, line: str = "市场监管") -> Upload:
    upload = received(content, line)
    services.settle_columns(upload=upload, columns=upload.columns, actor=librarian(line), at=AT)
    return services.check_upload(upload=upload, at=AT)


def imported(content: bytes, line: str = "市场监管") -> Upload:
    upload = checked(content, line)
    services.accept_upload(upload=upload, actor=librarian(line), at=AT)
    return services.write_upload(upload=upload, at=AT)


class TestAFileTheWorkerGaveUp:
    """The database fell, or memory ran out: the page says so, and the file goes on where it stopped, or is given up."""

    def stuck(self) -> Upload:
        upload = checked(a_csv(HEADING, ["甲", a_uscc(), ""]))
        services.accept_upload(upload=upload, actor=librarian(), at=AT)
        self.jobs(upload, "failed")
        return upload

    def jobs(self, upload: Upload, status: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s WHERE lock = %s", [status, f"upload-{upload.pk}"]
            )

    def test_is_ordered_again_and_then_no_longer_stuck(self) -> None:
        upload = self.stuck()
        assert queries.upload_sheet(upload).stuck

        services.order_again(upload=upload, actor=librarian(), at=AT)

        assert not queries.upload_sheet(upload).stuck
        assert services.write_upload(upload=upload, at=AT).state == UploadState.DONE

    def test_may_be_given_up(self) -> None:
        upload = services.discard_upload(upload=self.stuck(), actor=librarian(), at=AT)

        assert upload.state == UploadState.DISCARDED
        assert not InspectedObject.objects.exists()

    def test_is_not_taken_from_a_worker_that_still_has_it(self) -> None:
        upload = self.stuck()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'libraries.write'"
            )

        for act in (services.order_again, services.discard_upload):
            with pytest.raises(law.Refused) as caught:
                act(upload=upload, actor=librarian(), at=AT)
            assert caught.value.article == 14


class TestCheckUpload:
    def test_counts_what_would_happen_and_changes_nothing(self) -> None:
        same, other = some_objects(2)
        foreign = some_objects(1, department=a_department("教育"))[0]

        upload = checked(
            a_csv(
                HEADING,
                ["新的", a_uscc(), ""],
                [same.name, same.code, ""],
                ["改名", other.code, ""],
                ["抢名", foreign.code, ""],
                ["坏的", "91410502MA00000", ""],
            )
        )

        assert upload.state == UploadState.CHECKED
        assert upload.counts == {
            "new": 1, "changed": 1, "unchanged": 1, "conflicting": 1, "refused": 1, "warned": 0,
        }  # fmt: skip
        assert InspectedObject.objects.count() == 3
        assert not Conflict.objects.exists()

    def test_reads_an_old_number_in_full_width_as_what_it_is(self) -> None:
        upload = imported(a_csv(HEADING, ["老字号", "４１０５００１０００１２３４５", ""]))

        assert upload.counts["new"] == 1
        assert InspectedObject.objects.get().code == "410500100012345"

    def test_goes_on_where_a_killed_worker_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "PIECE", 2)
        upload = received(a_csv(HEADING, *[[f"第{at}户", a_uscc(), ""] for at in range(5)]))
        services.settle_columns(upload=upload, columns=upload.columns, actor=librarian(), at=AT)
        copy_in, calls = staging.copy_in, iter(range(9))

        def dies_in_the_second_piece(*args: Any) -> None:
            if next(calls) == 2:
                raise RuntimeError("killed")
            copy_in(*args)

        monkeypatch.setattr(staging, "copy_in", dies_in_the_second_piece)
        with pytest.raises(RuntimeError):
            services.check_upload(upload=upload, at=AT)
        monkeypatch.setattr(staging, "copy_in", copy_in)
        upload = services.check_upload(upload=Upload.objects.get(pk=upload.pk), at=AT)

        assert upload.counts["new"] == 5
        assert sorted(StagedRow.objects.values_list("row", flat=True)) == [2, 3, 4, 5, 6]

    def test_says_why_a_file_cannot_be_read_to_its_end(self) -> None:
        upload = checked(a_csv(HEADING, *[["甲", a_uscc(), ""]] * 10, ["长" * 40_000, a_uscc(), ""]))

        assert upload.state == UploadState.FAILED
        assert "32767" in Entry.objects.filter(act="libraries.unreadable").get().because

    def test_gives_back_refused_rows_as_they_stood_with_the_reason(self) -> None:
        upload = checked(a_csv(HEADING, ["甲", a_uscc(), "路"], ["=乙", "123", "街"]))

        assert list(queries.refused_lines(upload)) == [
            ("=乙", "123", "街", "统一社会信用代码：不是 18 位的统一社会信用代码（GB 32100）")
        ]

    def test_remembers_what_a_department_took_a_heading_for(self) -> None:
        content = a_csv(["名称", "统一社会信用代码", "所在的地方"], ["甲", a_uscc(), "路"])
        first = received(content)
        services.settle_columns(upload=first, columns=["name", "uscc", "address"], actor=librarian(), at=AT)

        assert received(content).columns == ["name", "uscc", "address"]
        assert received(content, "教育").columns == ["name", "uscc", ""]

    def test_refuses_columns_without_name_or_code(self) -> None:
        upload = received(a_csv(HEADING, ["甲", a_uscc(), ""]))

        with pytest.raises(law.Refused):
            services.settle_columns(upload=upload, columns=["name", "", ""], actor=librarian(), at=AT)


class TestWriteUpload:
    def test_enters_once_however_often_the_job_runs(self) -> None:
        upload = imported(a_csv(HEADING, ["甲", a_uscc(), "文峰路"]))
        again = services.write_upload(upload=upload, at=AT)

        assert again.run == upload.run
        assert InspectedObject.objects.count() == 1
        assert queries.objects(address="文峰").get().name == "甲"

    def test_takes_all_fields_of_the_standard(self) -> None:
        firm, product = a_uscc(), "P-1"
        import_objects(
            a_csv(
                ["名称", "统一社会信用代码", "代码", "对象类别", "责任主体代码", "规格型号", "许可证名称",
                 "许可证编号", "有效期至", "专项库", "经度", "注册号", "联络员"],
                ["甲厂", firm, "", "企业", "", "", "食品生产许可证", "SC1", "2027-05-01", "食品生产", "114.35",
                 "410500000000001", "张三"],
                ["甲厂", firm, "", "企业", "", "", "排污许可证", "PW1", "长期", "", "", "", ""],
                ["火腿肠", "", product, "产品", firm, "100g", "", "", "", "", "", "", ""],
            )
        )  # fmt: skip

        firm_row, row = InspectedObject.objects.get(code=firm), InspectedObject.objects.get(code=product)
        assert (row.responsible, row.particulars) == (firm_row, {"规格型号": "100g"})
        assert (firm_row.pools, firm_row.longitude, vault.take(firm_row, "liaison")) == (
            ["食品生产"],
            114.35,
            "张三",
        )
        licences = Licence.objects.order_by("number").values_list("number", "valid_until")
        assert [(number, str(until)) for number, until in licences] == [
            ("PW1", "None"),
            ("SC1", "2027-05-01"),
        ]

    def test_does_not_touch_sealed_fields_that_say_the_same(self) -> None:
        content = a_csv([*HEADING, "联系电话"], ["甲", a_uscc(), "", "13800000000"])

        runs = [import_objects(content), import_objects(content)]

        assert [(run.added, run.changed, run.unchanged) for run in runs] == [(1, 0, 0), (0, 0, 1)]

    def test_finds_under_its_old_number_whoever_has_a_credit_code_by_now(self) -> None:
        code = a_uscc()
        import_objects(a_csv(["名称", "注册号"], ["老店", "410500000000001"]))

        import_objects(a_csv(["名称", "统一社会信用代码", "注册号"], ["老店", code, "410500000000001"]))

        row = InspectedObject.objects.get()
        assert (row.code, row.uscc) == ("410500000000001", code)
        assert import_objects(a_csv(["名称", "统一社会信用代码"], ["老店", code])).unchanged == 1

    def test_brings_along_what_is_sealed_when_a_row_is_found_under_another_code(self) -> None:
        code, number = a_uscc(), "410500000000001"
        import_objects(a_csv(["名称", "注册号"], ["老店", number]))

        heading = ["名称", "统一社会信用代码", "注册号", "法定代表人", "联系电话"]
        import_objects(a_csv(heading, ["老店", code, number, "张三丰", "13800000001"]))

        row = InspectedObject.objects.get()
        assert row.code == number
        assert (vault.take(row, "legal_rep"), vault.take(row, "phone")) == ("张三丰", "13800000001")
        again = import_objects(a_csv(heading, ["老店", code, number, "张三丰", "13800000001"]))
        assert (again.changed, again.unchanged) == (0, 1)

    def test_writes_nothing_again_that_says_the_same(self) -> None:
        heading = ["名称", "统一社会信用代码", "标签", "许可证名称", "许可证编号", "有效期至"]
        rows = a_csv(heading, ["甲", a_uscc(), "餐饮", "食品经营许可证", "JY1", "2027-05-01"])
        import_objects(rows)
        written = [*InspectedObject.objects.extra(select={"at": "ctid::text"}).values_list("at", flat=True)]

        run = import_objects(rows)

        assert (run.changed, run.unchanged) == (0, 1)
        assert written == [
            *InspectedObject.objects.extra(select={"at": "ctid::text"}).values_list("at", flat=True)
        ]

    def test_keeps_every_departments_own_tags(self) -> None:
        firm = some_objects(1, cells={"标签": "加油站"})[0]
        heading = ["名称", "统一社会信用代码", "标签"]

        import_objects(a_csv(heading, [firm.name, firm.code, "危化"]), department=a_department("应急"))
        import_objects(a_csv(heading, [firm.name, firm.code, "成品油"]))

        firm.refresh_from_db()
        assert sorted(firm.tags) == sorted(["危化", "成品油"])
        assert Tagging.objects.count() == 2


class TestAnObjectsRegionAndKeeper:
    """Seen once a statement instead of row by row (decision 0081); as firm as a foreign key."""

    def test_are_known_ones(self) -> None:
        firm = some_objects(1)[0]

        for wrong in ({"region_id": "999999"}, {"source_id": 0}):
            with pytest.raises(IntegrityError), transaction.atomic():
                InspectedObject.objects.filter(pk=firm.pk).update(**wrong)

    def test_do_not_go_while_objects_point_to_them(self) -> None:
        """Nobody at the desk may delete a department at all; a region goes with a new edition of the table."""
        firm = some_objects(1)[0]

        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM organs_region WHERE code = %s", [firm.region_id])


class TestAnObjectsCreditCode:
    def test_is_one_objects_also_where_another_is_kept_under_its_old_number(self) -> None:
        firm, other = some_objects(2)
        InspectedObject.objects.filter(pk=other.pk).update(code="410502000012345")

        with pytest.raises(IntegrityError, match="one_object_a_uscc"), transaction.atomic():
            InspectedObject.objects.filter(pk=other.pk).update(uscc=firm.code)


class TestUndoUpload:
    def test_takes_back_what_was_added_and_changed(self) -> None:
        firm = some_objects(1, cells={"标签": "加油站"})[0]
        upload = imported(
            a_csv(
                [*HEADING, "标签"],
                ["改名商行", firm.code, "新路", "成品油"],
                ["新的", a_uscc(), "", "成品油"],
            )
        )

        services.undo_upload(upload=upload, because="传错文件", actor=librarian(), at=AT)

        row = InspectedObject.objects.get()
        assert (row.name, row.address, row.tags, row.updated_at) == (
            firm.name,
            "",
            ["加油站"],
            firm.updated_at,
        )
        assert queries.search("加油").exists()
        assert not Change.objects.filter(upload=upload).exists()
        assert upload.state == UploadState.UNDONE

    def test_refuses_once_the_library_was_confirmed(self) -> None:
        upload = imported(a_csv(HEADING, ["甲", a_uscc(), ""]))
        services.settle_uploads(department=a_department(), at=AT)
        upload.refresh_from_db()

        with pytest.raises(law.Refused):
            services.undo_upload(upload=upload, because="x", actor=librarian(), at=AT)

        assert InspectedObject.objects.count() == 1

    def test_refuses_once_a_new_object_was_rated(self) -> None:
        code = a_uscc()
        upload = imported(a_csv(HEADING, ["甲", code, ""]))
        services.receive_ratings(
            rows=[(code, "D")], rated_on=AT.date(), source="省局", version="第 1 期", actor=librarian(), at=AT
        )

        assert not queries.upload_sheet(upload).undoable
        with pytest.raises(law.Refused) as caught:
            services.undo_upload(upload=upload, because="x", actor=librarian(), at=AT)

        assert caught.value.article == 11
        assert InspectedObject.objects.count() == 1

    def test_refuses_once_another_department_has_marked_a_new_object(self) -> None:
        upload = imported(a_csv([*HEADING, "标签"], ["甲", a_uscc(), "", "加油站"]))
        assert queries.upload_sheet(upload).undoable
        Tagging.objects.create(
            object=InspectedObject.objects.get(), department=a_department("教育"), word="校外培训"
        )

        assert not queries.upload_sheet(upload).undoable

    def test_takes_back_a_product_together_with_its_subject(self) -> None:
        code = a_uscc()
        heading = [*HEADING, "对象代码", "对象类别", "责任主体代码"]
        upload = imported(a_csv(heading, ["厂", code, "", "", "", ""], ["灯", "", "", "CP-1", "产品", code]))

        services.undo_upload(upload=upload, because="传错", actor=librarian(), at=AT)

        assert not InspectedObject.objects.exists()


class TestDiscardUpload:
    def test_leaves_the_library_alone(self) -> None:
        upload = checked(a_csv(HEADING, ["甲", a_uscc(), ""]))

        services.discard_upload(upload=upload, actor=librarian(), at=AT)

        assert not StagedRow.objects.exists()
        assert not InspectedObject.objects.exists()


class TestDecideConflict:
    def conflict(self) -> Conflict:
        firm = some_objects(1)[0]
        import_objects(a_csv(HEADING, ["新号商行", firm.code, ""]), department=a_department("教育"))
        return Conflict.objects.get()

    def test_takes_the_offer_and_hands_the_field_over(self) -> None:
        conflict = services.decide_conflict(conflict=self.conflict(), take=True, actor=librarian(), at=AT)

        row = InspectedObject.objects.get()
        assert (row.name, row.holders) == ("新号商行", {"name": a_department("教育").pk})
        assert queries.search("新号").exists()
        with pytest.raises(Stale):
            services.decide_conflict(conflict=conflict, take=False, actor=librarian(), at=AT)

    def test_keeps_what_was_held(self) -> None:
        services.decide_conflict(conflict=self.conflict(), take=False, actor=librarian(), at=AT)

        assert InspectedObject.objects.get().name == "安阳市第1加油站"


class TestTagObjects:
    def test_marks_a_whole_search_and_takes_only_its_own_off(self) -> None:
        some_objects(3)
        found = queries.search("加油")

        put = services.tag_objects(rows=found, word="夏季", pool=False, off=False, actor=librarian(), at=AT)
        services.tag_objects(rows=found, word="夏季", pool=False, off=False, actor=librarian("教育"), at=AT)
        off = services.tag_objects(rows=found, word="夏季", pool=False, off=True, actor=librarian(), at=AT)

        assert (put, off) == (3, 3)
        assert queries.objects(tag="夏季").count() == 3


class TestNoteVisit:
    @pytest.mark.article(20)
    def test_raises_and_lowers_the_flag_with_each_visit(self) -> None:
        firm, actor = some_objects(1)[0], an_actor(Role.INSPECTOR)

        first = services.note_visit(
            object=firm, codes=["UNCOOPERATIVE"], on=AT.date(), reference="RW-1", actor=actor, at=AT
        )
        second = services.note_visit(
            object=firm, codes=["NO_PROBLEM"], on=AT.date(), reference="RW-1", actor=actor, at=AT
        )

        assert first.uncooperative
        assert not second.uncooperative
        assert second.last_visited_on == AT.date()


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "空"),
            ("姓名,年龄\n甲,3\n".encode(), "表头"),
            (b"\xd0\xcf\x11\xe0rest", "xls"),
            (b"PK\x03\x04broken", "不完整"),
            ("名称,代码\n甲\0,X".encode(), "编码"),
        ],
    )
    def test_are_refused_before_anything_is_kept(self, content: bytes, why: str) -> None:
        with pytest.raises(Unreadable, match=why):
            received(content)

        assert not Upload.objects.exists()

    def test_keep_html_and_rare_characters_as_text(self) -> None:
        import_objects(a_csv(HEADING, ["<b>䶮𠮷</b>商行", a_uscc(), "a\\b"]))

        row = queries.search("䶮𠮷").get()
        assert (row.name, row.address) == ("<b>䶮𠮷</b>商行", "a\\b")
        assert not RowNote.objects.exists()
