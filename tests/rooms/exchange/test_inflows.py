"""Rows come in from a provincial platform that fails in every way; nothing is lost, doubled or guessed."""

import importlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suiji.exchange import KINDS, services
from suiji.exchange.inward import read_row
from suiji.exchange.mapping import Column, Mapping
from suiji.exchange.models import Inflow, Partner, ReceivedRow, Settlement
from suiji.exchange.queries import received
from suiji.exchange.services.carry import PAUSES
from suiji.exchange.services.fetch import EVERY
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.libraries.models import InspectedObject, Inspector
from suiji.libraries.services import take_received
from suiji.organs.roles import Role
from tests.factories.organs import AT, a_department, a_person, an_actor
from tests.factories.province import TOKEN, Province, a_province

pytestmark = [pytest.mark.django_db, pytest.mark.article(5)]
fetching = importlib.import_module("suiji.exchange.services.fetch")
FIRMS = [
    ("P1", {"企业名称": "安阳春华餐饮店", "信用代码": "91410500MA40000018", "状态": "A", "成立": "20200101"}),
    ("P2", {"企业名称": "安阳秋实加油站", "信用代码": "91410500MA40000026", "状态": "A", "成立": "20210203"}),
    ("P3", {"企业名称": "安阳冬藏药店", "信用代码": "91410500MA40000034", "状态": "X", "成立": "20210203"}),
]
"""Their headings, their status letters, their dates; nobody has said what X means."""
THEIRS = Mapping(
    (
        Column("企业名称", "name"),
        Column("信用代码", "uscc"),
        Column("状态", "reg_state"),
        Column("成立", "established_on"),
        Column("区划", "region"),
    ),
    {"reg_state": {"1": "A", "3": "C"}},
    "COMPACT",
)
LIST = {
    "任务编号": "豫联抽〔2026〕9号",
    "任务名称": "成品油联合抽查",
    "派发机关": "河南省联席会议办公室",
    "派发日期": "2026-03-01",
    "对象代码": "91410500MA40000018、91410500MA40000026",
}


@pytest.fixture
def province(monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    with a_province() as found:
        monkeypatch.setattr(settings.ENVIRONMENT, "hook_hosts", [found.address.removeprefix("http://")])
        yield found


def an_inflow(province: Province, kind: str = "OBJECT") -> Inflow:
    admin = an_actor(Role.SYSTEM_ADMIN)
    partner = Partner.objects.first() or services.set_partner(
        name="省平台", base=province.address, token=TOKEN, kinds=[], basis="函〔2026〕1号", actor=admin, at=AT
    )
    return services.set_inflow(
        partner=partner,
        kind=kind,
        department=a_department("市场监管"),
        basis="函〔2026〕2号",
        actor=admin,
        at=AT,
    )


@pytest.fixture
def mapped() -> None:
    office = an_actor(Role.SYSTEM_ADMIN)
    services.revise_mapping(kind="OBJECT", mapping=THEIRS, source="接口文件", actor=office, at=AT)


def keys(inflow: Inflow) -> list[str]:
    return list(ReceivedRow.objects.filter(inflow=inflow).order_by("pk").values_list("key", flat=True))


class TestARow:
    def test_is_read_by_headings_letters_and_dates_of_the_platform(self) -> None:
        values, troubles = read_row(KINDS["OBJECT"], THEIRS, FIRMS[0][1])

        assert troubles == []
        assert (values["name"], values["reg_state"], values["established_on"]) == (
            "安阳春华餐饮店",
            "1",
            "2020-01-01",
        )

    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ({"企业名称": "甲", "状态": "X"}, ["“登记状态”的值“X”不在代码表里。"]),
            ({"企业名称": "甲", "成立": "去年"}, ["“成立日期”的值“去年”不是日期。"]),
            ({"信用代码": "1"}, ["缺“名称”。"]),
        ],
        ids=["letter", "date", "missing"],
    )
    def test_that_cannot_be_read_says_why_and_is_not_guessed(
        self, cells: dict[str, str], words: list[str]
    ) -> None:
        assert read_row(KINDS["OBJECT"], THEIRS, cells)[1] == words

    def test_of_a_list_has_its_codes_one_by_one(self) -> None:
        values, troubles = read_row(KINDS["DRAWN"], Mapping.shipped(KINDS["DRAWN"]), LIST)

        assert troubles == []
        assert values["codes"] == ["91410500MA40000018", "91410500MA40000026"]


class TestFetch:
    def test_brings_everything_once_and_later_only_what_is_new(self, province: Province) -> None:
        inflow = an_inflow(province)
        province.outgoing["OBJECT"] = list(FIRMS)

        assert services.fetch(at=AT) == 3
        assert services.fetch(at=AT) == 0
        province.outgoing["OBJECT"].append(("P4", {"名称": "新店"}))
        assert services.fetch(at=AT + EVERY) == 1

        assert keys(inflow) == ["P1", "P2", "P3", "P4"]

    def test_a_changed_row_takes_the_place_of_the_old_one(self, province: Province) -> None:
        inflow = an_inflow(province)
        province.outgoing["OBJECT"] = [FIRMS[0]]
        services.fetch(at=AT)
        province.outgoing["OBJECT"].append(("P1", FIRMS[0][1] | {"名称": "改名了"}))

        services.fetch(at=AT + EVERY)

        (row,) = received.newest(inflow)
        assert row.cells["名称"] == "改名了"
        assert keys(inflow) == ["P1", "P1"]

    @pytest.mark.parametrize("fault", ["500", "redirect", "half", "drop", "garbage", "altered"])
    def test_goes_on_after_a_fault_where_it_was(self, province: Province, fault: str) -> None:
        inflow = an_inflow(province)
        province.outgoing["OBJECT"] = list(FIRMS)
        province.faults = ["", fault]

        assert services.fetch(at=AT) == 2
        inflow.refresh_from_db()
        assert inflow.trouble
        assert services.fetch(at=AT) == 0
        assert services.fetch(at=AT + PAUSES[0]) == 1

        assert keys(inflow) == ["P1", "P2", "P3"]

    def test_a_machine_killed_between_rows_and_place_has_neither(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inflow = an_inflow(province)
        province.outgoing["OBJECT"] = list(FIRMS)

        def killed(*_args: object, **_more: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Inflow, "save", killed)
            with pytest.raises(KeyboardInterrupt):
                services.fetch(at=AT)
        assert keys(inflow) == []

        services.fetch(at=AT)
        assert keys(inflow) == ["P1", "P2", "P3"]

    def test_of_a_platform_whose_list_does_not_move_on_ends(self, province: Province) -> None:
        an_inflow(province)
        province.outgoing["OBJECT"] = list(FIRMS)
        services.fetch(at=AT)
        inflow = Inflow.objects.get()

        assert (inflow.cursor, inflow.trouble, inflow.fetched_at) == ("3", "", AT)


@pytest.mark.usefixtures("mapped")
class TestObjects:
    @pytest.mark.article(11)
    def test_enter_the_library_of_the_department_and_what_cannot_be_read_waits(
        self, province: Province
    ) -> None:
        inflow = an_inflow(province)
        province.outgoing["OBJECT"] = [(key, cells | {"区划": "410502"}) for key, cells in FIRMS]
        services.fetch(at=AT)

        assert take_received(at=AT) == 2
        assert take_received(at=AT) == 0

        found = InspectedObject.objects.filter(uscc__startswith="91410500MA4000").order_by("uscc")
        assert {one.source_id for one in found} <= {inflow.department_id}
        assert Settlement.objects.count() == 2
        (odd,) = received.standing(received.newest(inflow), received.TROUBLED)
        assert odd.key == "P3"
        admin = an_actor(Role.LIBRARIAN, department=inflow.department)
        assert received.incoming(admin)[0].whose == "对方改正，或者系统管理员补字段对照"

    @pytest.mark.usefixtures("mapped")
    def test_read_what_nobody_could_read_once_the_mapping_says_how(self, province: Province) -> None:
        inflow = an_inflow(province)
        province.outgoing["OBJECT"] = FIRMS[2:]
        services.fetch(at=AT)
        assert received.standing(received.newest(inflow), received.TROUBLED).count() == 1
        says = replace(THEIRS, codes={"reg_state": {**THEIRS.codes["reg_state"], "9": "X"}})
        services.revise_mapping(
            kind="OBJECT", mapping=says, source="对方来函", actor=an_actor(Role.SYSTEM_ADMIN), at=AT
        )

        assert services.fetch(at=AT) == 0

        assert received.newest(inflow).get().values["reg_state"] == "9"
        assert received.newest(inflow).get().troubles == []
        assert ReceivedRow.objects.count() == 2
        assert take_received(at=AT) == 1
        assert take_received(at=AT) == 0

    def test_officers_enter_the_inspector_library_and_who_has_no_certificate_does_not(
        self, province: Province
    ) -> None:
        inflow = an_inflow(province, "INSPECTOR")
        officer = {
            "姓名": "李四",
            "工号": "A1",
            "执法证号": "豫E000001",
            "执法证有效期至": "2029-12-31",
            "岗位资质": "特种设备、计量",
            "专家": "是",
            "状态": "借调",
        }
        province.outgoing["INSPECTOR"] = [("R1", officer), ("R2", {"姓名": "王五", "工号": "A2"})]
        services.fetch(at=AT)

        assert take_received(at=AT) == 2
        assert take_received(at=AT) == 0

        entered = Inspector.objects.get(department=inflow.department)
        assert (entered.name, entered.status, entered.is_expert) == ("李四", "SECONDED", True)
        assert set(entered.qualifications) == {"特种设备", "计量"}
        assert Settlement.objects.get(row__key="R1").taken
        assert "执法证号" in Settlement.objects.get(row__key="R2").because


class TestCompare:
    def test_names_what_differs_and_fetches_it_anew(self, province: Province) -> None:
        inflow = an_inflow(province)
        clerk = an_actor(Role.CLERK, department=inflow.department)
        province.outgoing["OBJECT"] = list(FIRMS)
        services.fetch(at=AT)
        province.outgoing["OBJECT"] = [("P0", {"名称": "漏掉的"}), FIRMS[0], ("P2", {"名称": "改了"})]

        found = services.compare_inflow(inflow=inflow, actor=clerk, at=AT)

        assert found.differences == [
            ["P0", "对方有，这里没有收到"],
            ["P3", "对方已经没有"],
            ["P2", "内容不同"],
        ]
        services.fetch(at=AT)
        assert {row.key: row.cells.get("名称") for row in received.newest(inflow)}["P0"] == "漏掉的"

    def test_is_asked_for_on_the_page_and_done_by_the_worker(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        inflow = an_inflow(province)
        province.outgoing["OBJECT"] = list(FIRMS)
        services.fetch(at=AT)
        province.outgoing["OBJECT"] = FIRMS[1:]
        wang = Client()
        wang.force_login(a_person("王芳", Role.CLERK, department=inflow.department, username="wang"))

        page = wang.post(reverse("exchange:compare_inflow", args=[inflow.pk]), follow=True).content.decode()
        assert "王芳" in page
        assert "正在核对" in page
        assert services.compare_asked(at=AT) == 1

        assert f"{FIRMS[0][0]}：对方已经没有" in wang.get(reverse("exchange:inflows")).content.decode()


class TestSettle:
    def a_list(self, province: Province) -> tuple[ReceivedRow, Inflow]:
        inflow = an_inflow(province, "DRAWN")
        province.outgoing["DRAWN"] = [("L1", LIST), ("L2", {})]
        services.fetch(at=AT)
        return ReceivedRow.objects.get(key="L1"), inflow

    def test_is_said_once_by_the_department_and_stands_in_the_ledger(self, province: Province) -> None:
        row, inflow = self.a_list(province)
        clerk = an_actor(Role.CLERK, department=inflow.department)

        services.settle_row(row=row, taken=True, because="任务 AY-2026-3", actor=clerk, at=AT)

        assert "任务 AY-2026-3" in Entry.objects.get(act="exchange.row_settled").sentence
        with pytest.raises(Refused):
            services.settle_row(row=row, taken=False, because="再想想", actor=clerk, at=AT)

    def test_is_no_other_departments_affair(self, province: Province) -> None:
        row, _ = self.a_list(province)

        with pytest.raises(NotYours):
            services.settle_row(
                row=row,
                taken=True,
                because="x",
                actor=an_actor(Role.CLERK, department=a_department("商务")),
                at=AT,
            )

    def test_refuses_to_use_what_cannot_be_read(self, province: Province) -> None:
        _, inflow = self.a_list(province)
        clerk = an_actor(Role.CLERK, department=inflow.department)

        with pytest.raises(Refused):
            services.settle_row(
                row=ReceivedRow.objects.get(key="L2"), taken=True, because="x", actor=clerk, at=AT
            )


class TestPages:
    def test_lead_from_the_platform_to_a_list_that_can_be_brought_into_a_task(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        inflow = an_inflow(province, "DRAWN")
        province.outgoing["DRAWN"] = [("L1", LIST)]
        services.fetch(at=AT)
        row = ReceivedRow.objects.get()
        wang = Client()
        wang.force_login(a_person("王芳", Role.CLERK, department=inflow.department, username="wang"))

        assert "豫联抽" in wang.get(reverse("exchange:received", args=[row.pk])).content.decode()
        assert "等待办理" in wang.get(reverse("exchange:inflow", args=[inflow.pk])).content.decode()
        file = wang.get(reverse("exchange:received_list", args=[row.pk])).content.decode("utf-8-sig")
        assert file.split() == ["统一社会信用代码", *LIST["对象代码"].split("、")]
        done = wang.post(
            reverse("exchange:received", args=[row.pk]),
            {"taken": "taken", "because": "任务 AY-2026-3"},
            follow=True,
        )
        assert "已经处理" in done.content.decode()

    def test_show_no_row_to_another_department_or_to_the_administrator(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        inflow = an_inflow(province, "DRAWN")
        province.outgoing["DRAWN"] = [("L1", LIST)]
        services.fetch(at=AT)
        row = ReceivedRow.objects.get()
        other, admin = Client(), Client()
        other.force_login(a_person("李商", Role.CLERK, department=a_department("商务"), username="li"))
        admin.force_login(a_person("孙系", Role.SYSTEM_ADMIN, username="sys"))

        assert other.get(reverse("exchange:received", args=[row.pk])).status_code == 404
        assert admin.get(reverse("exchange:received", args=[row.pk])).status_code == 403
        page = admin.get(reverse("exchange:inflows")).content.decode()
        assert inflow.department.name in page
        assert "豫联抽" not in page

    def test_are_set_by_the_system_administrator(self, province: Province) -> None:
        inflow = an_inflow(province)
        admin = Client()
        admin.force_login(a_person("孙系", Role.SYSTEM_ADMIN, username="sys"))
        form = {
            "partner": inflow.partner_id,
            "kind": "TRANSFER",
            "department": inflow.department_id,
            "basis": "函〔2026〕3号",
        }

        page = admin.post(reverse("exchange:set_inflow"), form, follow=True).content.decode()
        ended = admin.post(reverse("exchange:end_inflow", args=[inflow.pk]), follow=True).content.decode()

        assert "已经登记从省平台取移送" in page
        assert "已经停止从省平台取检查对象" in ended
