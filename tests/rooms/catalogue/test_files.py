"""Lists brought in as files: the real ones, the bad ones, and the same one twice."""

from pathlib import Path

import pytest

from suiji.catalogue import services
from suiji.catalogue.models import Item, ItemClass, ItemVersion, ListFile, ListKind
from suiji.catalogue.queries import in_force, read_list, reasons_workbook
from suiji.catalogue.queries.files import ASKED, CHANGED, NEW, REFUSED, UNCHANGED, Reading
from suiji.catalogue.ratios import Ratio
from suiji.ledger import NotYours
from suiji.ledger.queries import history
from suiji.organs.roles import Role
from suiji.papers import sheets
from tests.factories.catalogue import a_published_item
from tests.factories.organs import AT, TODAY, a_department, an_actor

pytestmark = pytest.mark.django_db

REAL = Path(__file__).parents[3].parent / "shared" / "data" / "check_items" / "zhejiang_items.csv"
HEAD = "序号,抽查事项,检查依据,检查对象,抽查比例,抽查频次,检查方式,事项类别"
ROW = "1,加油站抽查,《办法》第二条,加油站,不低于 5 %,每年1次,现场检查,一般检查事项"


def clerk(line: str = "市场监管") -> object:
    return an_actor(Role.CLERK, department=a_department(line))


def bring(*rows: str, head: str = HEAD, kind: str = ListKind.DEPARTMENT, line: str = "市场监管") -> ListFile:
    content = "\n".join([head, *rows]).encode()
    return services.bring_list(kind=kind, name="清单.csv", content=content, actor=clerk(line), at=AT)


def classed(file: ListFile, item_class: str = ItemClass.GENERAL) -> ListFile:
    """The same file, after its department has said of what class the items are that do not say it."""
    return services.answer_questions(file=file, answers={}, unsaid_class=item_class, actor=clerk(), at=AT)


def take(file: ListFile, line: str = "市场监管") -> Reading:
    return services.take_over_list(file=file, actor=clerk(line), at=AT)


class TestCodesAndPools:
    """Two more of the files that offices really keep: codes of items, and items with their special pools."""

    HEAD = "class,code,item,object_pool"
    ONE = "B.食药类,B01,获证食品生产企业监管,食品生产企业专项库"
    TWO = "B.食药类,B01,获证食品生产企业监管,食品添加剂企业专项库"

    def test_make_one_draft_of_an_item_with_two_pools(self) -> None:
        reading = take(classed(bring(self.ONE, self.TWO, head=self.HEAD)))

        version = ItemVersion.objects.get()
        assert reading.counts[NEW] == 1
        assert version.item.code == "B01"
        assert version.scope_rule == {"pools": ["食品添加剂企业专项库", "食品生产企业专项库"]}
        assert version.object_scope == "食品添加剂企业专项库、食品生产企业专项库"

    def test_say_what_a_draft_still_lacks(self) -> None:
        reading = read_list(classed(bring("工商类,A01,直销违法行为检查", head="class,code,item")))

        assert reading.rows[0].does == NEW
        assert reading.rows[0].reason == "缺检查依据、检查对象、检查方式、抽查频次、抽查比例，审核前须补齐。"

    def test_leave_what_an_item_says_beside_its_pools(self) -> None:
        take(
            classed(
                bring("1,B01,食品抽查,《办法》第二条,食品厂", head="序号,编号,抽查事项,检查依据,检查对象")
            )
        )

        take(bring("B01,食品抽查,食品专项库", head="编号,抽查事项,专项库"))

        version = ItemVersion.objects.get()
        assert (version.object_scope, version.legal_basis) == ("食品厂", "《办法》第二条")
        assert version.scope_rule == {"pools": ["食品专项库"]}

    def test_repeat_without_change(self) -> None:
        take(classed(bring(self.ONE, self.TWO, head=self.HEAD)))

        reading = read_list(bring(self.TWO, self.ONE, head=self.HEAD))

        assert reading.counts[UNCHANGED] == 1

    @pytest.mark.skipif(not REAL.exists(), reason="the real lists are not beside the project")
    @pytest.mark.parametrize(
        ("name", "items"), [("zhejiang_item_codes.csv", 22), ("zhejiang_item_object_pool.csv", 16)]
    )
    def test_come_in_whole_as_they_really_are(self, name: str, items: int) -> None:
        content = REAL.with_name(name).read_bytes()
        file = services.bring_list(kind=ListKind.DEPARTMENT, name=name, content=content, actor=clerk(), at=AT)

        assert read_list(file).counts[ASKED] == read_list(file).unclassed == items
        assert take(classed(file)).counts == {NEW: items, CHANGED: 0, UNCHANGED: 0, ASKED: 0, REFUSED: 0}


class TestBringing:
    def test_touches_no_item_and_counts_what_it_would_do(self) -> None:
        file = bring(
            ROW, ROW.replace("加油站", "旅店").replace("不低于 5 %", "根据实际情况确定"), "3,,《办法》,x,,,"
        )

        assert file.counts == {NEW: 1, CHANGED: 0, UNCHANGED: 0, ASKED: 1, REFUSED: 1}
        assert not Item.objects.exists()

    def test_keeps_the_same_file_once(self) -> None:
        assert bring(ROW).pk == bring(ROW).pk

    def test_keeps_nothing_of_a_file_that_is_no_list(self) -> None:
        with pytest.raises(sheets.Unreadable, match="表头"):
            bring("1,2", head="甲,乙")

        assert not ListFile.objects.exists()

    def test_is_the_clerks_business(self) -> None:
        with pytest.raises(NotYours):
            services.bring_list(
                kind=ListKind.DEPARTMENT,
                name="x.csv",
                content=b"x",
                actor=an_actor(Role.LIBRARIAN, department=a_department()),
                at=AT,
            )

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (ROW.replace("加油站抽查", "长" * 201), "超过 200 字"),
            (ROW.replace("加油站抽查", ""), "没有填写"),
        ],
    )
    def test_refuses_a_row_with_its_reason_in_the_same_table(self, row: str, reason: str) -> None:
        reading = read_list(bring(row))

        written = sheets.read_table(reasons_workbook(reading), {"原因": "why", "序号": "no"}, (("why",),))

        assert [(one.get("no"), reason in one.get("why")) for one in written.rows] == [("1", True)]

    def test_refuses_the_second_of_two_equal_rows(self) -> None:
        reading = read_list(bring(ROW, ROW))

        assert [row.does for row in reading.rows] == [NEW, REFUSED]
        assert "第 2 行重复" in reading.rows[1].reason


class TestAsking:
    def test_about_each_unclear_wording_once_and_takes_the_answer_for_all_its_rows(self) -> None:
        unclear = ROW.replace("不低于 5 %", "根据实际情况确定")
        file = bring(unclear, unclear.replace("加油站", "旅店"))
        (asked,) = read_list(file).questions
        assert asked.rows == 2

        services.answer_questions(
            file=file, answers={asked.question.words: Ratio(by_plan=True)}, actor=clerk(), at=AT
        )
        take(file)

        assert [row.ratio for row in ItemVersion.objects.all()] == [Ratio(by_plan=True)] * 2
        assert {row.ratio_text for row in ItemVersion.objects.all()} == {"根据实际情况确定"}

    def test_about_the_class_that_is_not_said_instead_of_taking_it_for_general(self) -> None:
        unsaid = ROW.replace("一般检查事项", "")
        file = bring(ROW, unsaid.replace("加油站", "旅店"), unsaid.replace("加油站", "网吧"))

        reading = read_list(file)
        take(classed(file, ItemClass.KEY))

        assert (reading.counts[NEW], reading.counts[ASKED], reading.unclassed) == (1, 2, 2)
        assert "一般检查事项还是重点检查事项" in reading.rows[1].reason
        assert sorted(ItemVersion.objects.values_list("title", "item_class")) == [
            ("加油站抽查", ItemClass.GENERAL), ("旅店抽查", ItemClass.KEY), ("网吧抽查", ItemClass.KEY),
        ]  # fmt: skip

    def test_leaves_unanswered_rows_out_and_takes_the_others(self) -> None:
        file = bring(ROW, ROW.replace("加油站", "旅店").replace("不低于 5 %", "按实际"))

        take(file)

        assert [row.title for row in ItemVersion.objects.all()] == ["加油站抽查"]


class TestTakingOver:
    def test_changes_nothing_the_second_time(self) -> None:
        file = bring(ROW)
        take(file)

        again = take(file)

        assert again.counts[UNCHANGED] == 1
        assert ItemVersion.objects.count() == 1
        assert [one.act for one in history(file)][-1] == "catalogue.list_taken_over"

    def test_rewrites_a_draft_and_drafts_a_new_version_of_a_published_item(self) -> None:
        published = a_published_item(
            "SC-01", owner=a_department(), kind=ListKind.DEPARTMENT, title="旅店抽查"
        )
        take(bring(ROW))

        take(bring(ROW.replace("5 %", "8 %"), "2,旅店抽查,《办法》,旅店,不低于 9 %,每年1次,现场检查"))

        assert ItemVersion.objects.get(title="加油站抽查").ratio == Ratio(min_bp=800)
        assert list(in_force(on=TODAY)) == [published]
        assert ItemVersion.objects.get(item=published.item, number=2).ratio == Ratio(min_bp=900)

    def test_leaves_points_and_own_items_that_the_file_has_no_column_for(self) -> None:
        a_department("应急管理")
        head, row = f"{HEAD},配合部门", f"{ROW},应急管理"
        joint = {"head": head, "kind": ListKind.JOINT}
        take(bring(row, **joint))
        version = ItemVersion.objects.get()
        version.parts.filter(leads=True).update(
            content="证照", check_points=["证照是否齐全"], own_items="SC-03"
        )

        take(bring(row.replace("5 %", "8 %"), **joint))

        own = version.parts.get(leads=True)
        assert (own.content, own.check_points, own.own_items) == ("证照", ["证照是否齐全"], "SC-03")

    def test_gives_a_joint_item_its_partners_by_name(self) -> None:
        a_department("应急管理")
        head, row = f"{HEAD},发起部门,配合部门", f"{ROW},市场监管,应急管理"
        other = row.replace("加油站抽查", "甲").replace("市场监管,", "商务,")
        a_department("商务")

        reading = take(
            bring(
                row,
                other,
                row.replace("加油站抽查", "乙").replace("应急管理", "火星局"),
                head=head,
                kind=ListKind.JOINT,
            )
        )

        version = ItemVersion.objects.get()
        assert [part.department.line for part in version.parts.order_by("-leads")] == ["市场监管", "应急管理"]
        assert ["由该部门导入" in reading.rows[1].reason, "火星局" in reading.rows[2].reason] == [True, True]

    def test_keeps_rare_characters_and_html_as_plain_words(self) -> None:
        take(bring(ROW.replace("加油站抽查", "<b>䶮𠮷</b>=1+1")))

        assert ItemVersion.objects.get().title == "<b>䶮𠮷</b>=1+1"


class TestRealLists:
    @pytest.mark.skipif(not REAL.exists(), reason="the real lists are not beside the project")
    def test_come_in_without_hand_work_but_for_what_they_do_not_say(self) -> None:
        file = services.bring_list(
            kind=ListKind.DEPARTMENT, name=REAL.name, content=REAL.read_bytes(), actor=clerk(), at=AT
        )
        reading = read_list(file)

        assert reading.counts[REFUSED] == 0
        assert {one.question.words for one in reading.questions} == {
            "根据《关于印发浙江省食品生产企业随机抽查工作规程（试行）的通知》确定。",
            "根据实际情况确定",
            "结合登记事项检查一并开展",
            "不低于3%或按专项计划确定",
        }

        answers = {one.question.words: Ratio(by_plan=True) for one in reading.questions}
        assert reading.unclassed == 53
        services.answer_questions(
            file=file, answers=answers, unsaid_class=ItemClass.GENERAL, actor=clerk(), at=AT
        )
        take(file)

        assert ItemVersion.objects.count() == 53
        assert take(file).counts[UNCHANGED] == 53
