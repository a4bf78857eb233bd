"""Reference tables come in whole editions; nothing doubtful is taken, nothing that is used disappears."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.organs.industries import IndustryTable, Unclear
from suiji.organs.models import CalendarDay, Industry, Region, TableEdition, TableKind
from suiji.organs.queries import calendar
from suiji.organs.reference import Unreadable, read_divisions, read_holidays, read_industries
from suiji.organs.roles import Role
from suiji.organs.services import load_reference, load_table
from tests.factories.organs import AT, a_person, an_actor, an_office

pytestmark = pytest.mark.django_db

HEAD = "code,name,level,parent_code\n"
DAYS = "notice_year,date,name,day_type\n"
NEW_YEAR = f"{DAYS}2027,2027-01-01,元旦,off\n2027,2027-01-02,元旦,work\n".encode()


def loaded(kind: TableKind, content: str | bytes, edition: str, *, role: Role = Role.OFFICE) -> TableEdition:
    return load_table(
        kind=kind,
        edition=edition,
        source="测试〔2026〕1号",
        content=content if isinstance(content, bytes) else content.encode(),
        actor=an_actor(role, department=an_office()),
        at=AT,
    )


class TestShippedTables:
    def test_hold_every_industry_of_2017(self) -> None:
        by_level = [Industry.objects.filter(edition="2017", level=level).count() for level in (1, 2, 3, 4)]

        assert by_level == [20, 97, 473, 1381]

    def test_hold_the_townships_of_anyang(self) -> None:
        townships = Region.objects.filter(level=4, code__startswith="4105")

        assert townships.count() == 137
        assert {one.parent_id for one in townships} < set(
            Region.objects.filter(level=3).values_list("code", flat=True)
        )

    def test_are_loaded_twice_without_change(self) -> None:
        before = Region.objects.count(), Industry.objects.count(), CalendarDay.objects.count()

        load_reference()

        assert (Region.objects.count(), Industry.objects.count(), CalendarDay.objects.count()) == before


class TestLoadTable:
    def test_makes_the_calendar_know_a_new_year(self) -> None:
        row = loaded(TableKind.CALENDAR, NEW_YEAR, "2027")

        assert (row.added, row.changed, row.gone) == (2, 0, 0)
        assert 2027 in calendar().years
        assert Entry.objects.get(act="organs.table_loaded").body is not None

    def test_lets_a_later_notice_of_the_year_replace_the_earlier(self) -> None:
        loaded(TableKind.CALENDAR, NEW_YEAR, "2027")

        row = loaded(TableKind.CALENDAR, f"{DAYS}2027,2027-01-01,元旦,off\n", "2027")

        assert (row.added, row.gone) == (0, 1)

    def test_refuses_two_years_in_one_file(self) -> None:
        with pytest.raises(Unreadable, match="一个年度"):
            loaded(TableKind.CALENDAR, f"{DAYS}2027,2027-01-01,元旦,off\n2028,2028-01-01,元旦,off\n", "2027")

    def test_marks_a_region_that_is_gone_and_keeps_it(self) -> None:
        counties = [
            f"{one.code},{one.name},{one.level},{one.parent_id or ''}"
            for one in Region.objects.filter(level__lte=3, code__startswith="41").exclude(code="410522")
        ]

        row = loaded(TableKind.DIVISIONS, HEAD + "\n".join([*counties, "410599,新区,3,410500"]), "2027-01-01")

        assert (row.added, row.changed, row.gone) == (1, 0, 1)
        assert Region.objects.get(pk="410522").gone_since == "2027-01-01"
        assert Region.objects.get(pk="110000").gone_since == ""
        assert Region.objects.get(pk="410522102").gone_since == ""

    def test_brings_a_region_back_under_its_new_name(self) -> None:
        Region.objects.filter(pk="410522").update(gone_since="2020")

        row = loaded(TableKind.DIVISIONS, f"{HEAD}410522,安阳新县,3,410500\n", "2027-01-01")

        assert row.changed == 1
        assert Region.objects.get(pk="410522").name == "安阳新县"

    def test_puts_another_edition_of_industries_beside_the_first(self) -> None:
        row = loaded(TableKind.INDUSTRIES, f"{HEAD}F,批发业,1,\nF51,批发,2,F\n", "2011")

        assert row.added == 2
        assert Industry.objects.get(pk="2011-F51").name == "批发"
        assert Industry.objects.get(pk="2017-F51").name == "批发业"

    @pytest.mark.parametrize(
        ("kind", "content", "edition", "reason"),
        [
            (TableKind.INDUSTRIES, f"{HEAD}F51,批发,2,F\n", "2017", "上级 F 不在表中"),
            (TableKind.INDUSTRIES, f"{HEAD}F,批发,1,\n", "最新", "发布年份"),
            (TableKind.DIVISIONS, f"{HEAD}990101,某县,3,990100\n", "2027", "上级 990100 不在表中"),
        ],
    )
    def test_refuses_what_does_not_hold_together(
        self, kind: TableKind, content: str, edition: str, reason: str
    ) -> None:
        with pytest.raises(Unreadable, match=reason):
            loaded(kind, content, edition)
        assert not TableEdition.objects.exists()

    def test_is_the_offices_or_the_administrators(self) -> None:
        loaded(TableKind.CALENDAR, NEW_YEAR, "2027", role=Role.SYSTEM_ADMIN)

        with pytest.raises(NotYours):
            loaded(TableKind.CALENDAR, NEW_YEAR, "2027", role=Role.CLERK)


class TestReading:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"\xff\xfe\x00", "UTF-8"),
            ("编号,名称\n1,甲\n".encode(), "表头里缺少"),
            (HEAD.encode(), "没有数据行"),
            (f"{HEAD}4105,安阳,2,\n".encode(), "第 2 行"),
            (f"{HEAD}410500,安阳,2,\n410500,安阳,2,\n".encode(), "重复出现"),
            (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        ],
    )
    def test_names_what_is_wrong_with_divisions(self, content: bytes, reason: str) -> None:
        with pytest.raises(Unreadable, match=reason):
            read_divisions(content)

    @pytest.mark.parametrize("code", ["5211,百货,4", "F5211,百货,3", "f5211,百货,4"])
    def test_names_an_industry_that_is_none(self, code: str) -> None:
        with pytest.raises(Unreadable, match="行业代码"):
            read_industries(f"{HEAD}{code},F521\n".encode())

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("2027,2027/1/1,元旦,off", "第 2 行无法辨认"),
            ("2027,2027-01-01,元旦,rest", "第 2 行无法辨认"),
            ("2027,2030-01-01,元旦,off", "不在 2027 年通知所及"),
            ("2027,2027-01-04,元旦,work", "本来就是工作日"),
            ("2027,2027-01-01,元旦,off\n2027,2027-01-01,元旦,off", "重复出现"),
        ],
    )
    def test_names_a_day_that_cannot_be(self, line: str, reason: str) -> None:
        with pytest.raises(Unreadable, match=reason):
            read_holidays(f"{DAYS}{line}\n".encode())

    def test_takes_gb18030(self) -> None:
        assert read_holidays(f"{DAYS}2027,2027-01-01,元旦,休\n".encode("gb18030"))[0].name == "元旦"


class TestIndustryTable:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("5211", {"edition": "2017"}),
            ("5211", {"edition": "GB/T 4754-2017"}),
            ("5211", {"name": "百货零售"}),
            ("f5211", {}),
        ],
    )
    def test_takes_a_code_whose_edition_is_certain(self, text: str, said: dict[str, str]) -> None:
        assert IndustryTable.loaded().read(text, **said) == "F5211"

    def test_takes_a_section_alone(self) -> None:
        table = IndustryTable.loaded()

        assert table.key(table.read("F")) == "2017-F"

    @pytest.mark.parametrize(
        ("text", "said", "reason"),
        [
            ("5211", {}, "没有说明行业代码属于哪个版本"),
            ("5211", {"edition": "2011"}, "两版代码含义不同"),
            ("5211", {"edition": "GB/T 4754—2011"}, "两版代码含义不同"),
            ("5211", {"edition": "新版"}, "标明为 新版"),
            ("5211", {"name": "五金零售"}, "与所填名称不同"),
            ("H5211", {}, "属于门类 F"),
            ("9999", {"edition": "2017"}, "没有代码 9999"),
            ("百货", {"edition": "2017"}, "2 至 4 位数字"),
        ],
    )
    def test_refuses_what_may_be_another_editions(self, text: str, said: dict[str, str], reason: str) -> None:
        with pytest.raises(Unclear, match=reason):
            IndustryTable.loaded().read(text, **said)


class TestPage:
    def test_shows_what_is_loaded_and_takes_the_next_edition(self, client: Client) -> None:
        client.force_login(a_person("周办", Role.OFFICE, department=an_office()))
        file = SimpleUploadedFile("2027.csv", NEW_YEAR)

        answer = client.post(
            reverse("organs:tables"),
            {"kind": "CALENDAR", "edition": "2027", "source": "国办发明电〔2026〕7号", "file": file},
            follow=True,
        )

        page = answer.content.decode()
        assert "2018 年至 2027 年" in page
        assert "国办发明电〔2026〕7号" in page

    @pytest.mark.parametrize(
        ("edition", "content", "words"),
        [("2027", b"a,b\n1,2\n", "表头里缺少"), ("2028", NEW_YEAR, "一次载入一个年度")],
    )
    def test_keeps_the_form_and_says_what_is_wrong(
        self, client: Client, edition: str, content: bytes, words: str
    ) -> None:
        client.force_login(a_person("周办", Role.OFFICE, department=an_office()))
        file = SimpleUploadedFile("2027.csv", content)

        answer = client.post(
            reverse("organs:tables"),
            {"kind": "CALENDAR", "edition": edition, "source": "国办发明电〔2026〕7号", "file": file},
        )

        assert words in answer.content.decode()
        assert "国办发明电" in answer.content.decode()

    def test_is_closed_to_others(self, client: Client) -> None:
        client.force_login(a_person("张明", Role.LIBRARIAN))

        assert client.get(reverse("organs:tables")).status_code == 403
