"""Plan lines and opening balances from people's own tables, and the plan as a table."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.ledger import Actor
from suiji.organs.roles import Role
from suiji.papers.sheets import Page, csv_bytes, read_table, xlsx_bytes
from suiji.plans.importing import HEADINGS, WRITTEN, day_in, read_lines
from suiji.plans.models import PlanLine
from tests.factories.catalogue import a_published_item
from tests.factories.organs import AT, TODAY, a_department, an_actor, the_person
from tests.factories.plans import a_published_line

pytestmark = pytest.mark.django_db
HEAD = ("任务名称", "任务编号", "抽查事项", "配合部门", "抽查比例", "起止时间", "对象基数", "颜色")
GOOD = ("加油站联合抽查", "AY-1", "AY-LH-01", "市场监管、应急管理", "5 %", "2026年5月至6月", "120户", "红")


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def commerce() -> Actor:
    a_published_item(effective_from=date(2026, 2, 1))
    for line in ("市场监管", "应急管理"):
        a_department(line)
    return an_actor(Role.CLERK, department=a_department("商务"))


def dry(*rows: tuple[str, ...]) -> Any:
    return read_lines(csv_bytes(HEAD, rows), initiator=a_department("商务"), today=TODAY)


class TestReadLines:
    def test_understands_peoples_own_headings(self, commerce: Actor) -> None:
        result = dry(GOOD)

        (row,) = result.rows
        assert row.troubles == ()
        assert (row.said["title"], row.said["fields"]["object_count"]) == ("加油站联合抽查", 120)
        assert row.said["fields"]["period_until"] == "2026-06-30"
        assert (len(row.said["items"]), len(row.said["participants"])) == (1, 2)
        assert result.ignored == ("颜色",)

    @pytest.mark.parametrize(
        ("place", "value", "says"),
        [
            (0, "", "没有任务名称"),
            (2, "AY-XX-99", "不在现行联合抽查事项清单里"),
            (3, "气象", "不在部门表里"),
            (5, "择机", "看不出起止日期"),
            (6, "很多", "不是整数"),
        ],
    )
    def test_says_of_each_row_what_is_wrong(self, commerce: Actor, place: int, value: str, says: str) -> None:
        row = (*GOOD[:place], value, *GOOD[place + 1 :])

        result = dry(row, ("旅馆抽查", "AY-2", *GOOD[2:]))

        assert says in "；".join(result.rows[0].troubles)
        assert (result.good, result.bad) == (1, 1)

    def test_finds_a_number_used_twice_and_another_departments_row(self, commerce: Actor) -> None:
        result = dry(GOOD, GOOD)

        assert "已经用过" in result.rows[1].troubles[0]
        other = read_lines(
            csv_bytes(("任务名称", "牵头部门"), [("抽查", "应急管理")]),
            initiator=a_department("商务"),
            today=TODAY,
        )
        assert "不是本部门" in other.rows[0].troubles[0]

    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("2026-05-01", date(2026, 5, 1), date(2026, 5, 1)),
            ("2026年5月1日至2026年6月30日", date(2026, 5, 1), date(2026, 6, 30)),
            ("5月-10月", date(2026, 5, 1), date(2026, 10, 31)),
            ("2026年11月至12月", date(2026, 11, 1), date(2026, 12, 31)),
            ("全年", date(2026, 1, 1), date(2026, 12, 31)),
            ("２０２６．５．１", date(2026, 5, 1), date(2026, 5, 1)),
            ("2026-02-30", None, None),
            ("择机", None, None),
        ],
    )
    def test_reads_periods_as_people_write_them(
        self, text: str, first: date | None, last: date | None
    ) -> None:
        assert (day_in(text, year=2026, last=False), day_in(text, year=2026, last=True)) == (first, last)


class TestPages:
    def client(self, actor: Actor) -> Client:
        client = Client()
        client.force_login(the_person(actor))
        return client

    def test_look_first_and_keep_afterwards(self, commerce: Actor) -> None:
        client = self.client(commerce)
        file = SimpleUploadedFile("计划.xlsx", xlsx_bytes([Page("计划", HEAD, [GOOD])]))

        answer = client.post(reverse("plans:import"), {"file": file})

        assert "1 行都能导入" in answer.content.decode()
        assert not PlanLine.objects.exists()
        html = client.post(
            reverse("plans:keep"), {"rows": answer.context["form"].signed}, follow=True
        ).content.decode()
        assert "1 项计划已经存为草稿" in html
        line = PlanLine.objects.get()
        assert (line.number, line.period_from, line.items.count()) == ("AY-1", date(2026, 5, 1), 1)

    def test_keep_nothing_that_was_not_shown(self, commerce: Actor) -> None:
        html = self.client(commerce).post(reverse("plans:keep"), {"rows": "x"}, follow=True).content.decode()

        assert "请重新选择文件" in html
        assert not PlanLine.objects.exists()

    def test_say_what_no_plan_is(self, commerce: Actor) -> None:
        file = SimpleUploadedFile("x.csv", "甲,乙\n1,2\n".encode())

        html = self.client(commerce).post(reverse("plans:import"), {"file": file}).content.decode()

        assert "没有找到表头" in html

    @pytest.mark.parametrize("name", ["csv", "xlsx"])
    def test_give_a_table_that_can_be_read_again(self, name: str) -> None:
        a_published_line("AY-1")
        actor = an_actor(Role.CLERK, department=a_department("商务"))

        answer = self.client(actor).get(reverse(f"plans:{name}"), {"year": "2026"})

        rows = list(read_table(answer.content, HEADINGS, needed=[("title",)]).rows)
        assert [(row.cells["number"], row.cells["period_from"]) for row in rows] == [("AY-1", "2026-05-11")]
        assert self.client(actor).get(reverse("plans:template")).content[:2] == b"PK"
        assert "加油站部门联合抽查" in self.client(actor).get(reverse("plans:print")).content.decode()
        assert len(WRITTEN) == 20
