"""代码对照表: another platform's codes are read as ours (Art. 11)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.libraries import services
from suiji.libraries.models import CodeTable, InspectedObject
from suiji.libraries.standard.codes import read_codes
from suiji.organs.roles import Role
from suiji.papers.sheets import Unreadable
from tests.factories.libraries import a_csv, a_uscc, import_objects
from tests.factories.organs import AT, an_actor, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(11)]

HEADING = ["对照内容", "原代码", "对应内容"]
LETTERS = [["登记状态", "D", "存续"], ["登记状态", "XX", "注销"], ["登记状态", "DX", "吊销"],
           ["对象类别", "11", "企业"], ["市场主体类型", "1130", "有限责任公司（自然人独资）"]]  # fmt: skip


def load(*rows: list[str]) -> CodeTable:
    return services.load_codes(
        content=a_csv(HEADING, *(rows or LETTERS)),
        edition="2026",
        source="浙江省数据标准",
        actor=an_actor(Role.OFFICE),
        at=AT,
    )


class TestLoadCodes:
    def test_lets_a_file_with_letters_be_read(self) -> None:
        load()
        codes = [a_uscc() for _ in range(3)]

        import_objects(
            a_csv(
                ["名称", "统一社会信用代码", "登记状态", "对象类别", "市场主体类型"],
                ["甲", codes[0], "D", "11", "1130"],
                ["乙", codes[1], "XX", "11", "1130"],
                ["丙", codes[2], "DX", "企业", "其他"],
            )
        )

        found = InspectedObject.objects.order_by("code").values_list("reg_state", "kind", "entity_type")
        assert list(found) == [
            ("1", "ENTERPRISE", "有限责任公司（自然人独资）"),
            ("3", "ENTERPRISE", "有限责任公司（自然人独资）"),
            ("2", "ENTERPRISE", "其他"),
        ]
        assert Entry.objects.filter(act="libraries.codes_loaded").get().body["rows"] == 5

    def test_puts_a_new_edition_in_the_place_of_the_old(self) -> None:
        load()
        load(["登记状态", "D", "注销"])
        code = a_uscc()

        import_objects(a_csv(["名称", "统一社会信用代码", "登记状态"], ["甲", code, "D"]))

        assert InspectedObject.objects.get().reg_state == "3"

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (["风险类别", "A", "低"], "对照内容应为"),
            (["登记状态", "", "存续"], "原代码不能为空"),
            (["登记状态", "Z", "不知道"], "登记状态无法辨认"),
            (["对象类别", "99", "飞船"], "对象类别不在"),
            (["市场主体类型", "1", ""], "不能为空"),
        ],
    )
    def test_refuses_a_meaning_nobody_knows(self, row: list[str], why: str) -> None:
        with pytest.raises(Unreadable, match=why):
            read_codes(a_csv(HEADING, row))

    def test_refuses_two_meanings_and_an_empty_table(self) -> None:
        with pytest.raises(Unreadable, match="两种含义"):
            read_codes(a_csv(HEADING, ["登记状态", "D", "存续"], ["登记状态", "D", "注销"]))
        with pytest.raises(Unreadable, match="没有一条对照"):
            read_codes(a_csv(HEADING))

    def test_is_not_the_librarians(self) -> None:
        with pytest.raises(NotYours):
            services.load_codes(
                content=a_csv(HEADING, *LETTERS),
                edition="x",
                source="x",
                actor=an_actor(Role.LIBRARIAN),
                at=AT,
            )


class TestThePage:
    def test_takes_a_table_and_says_why_it_does_not(self, django_assert_max_num_queries: Any) -> None:
        client, address = Client(), reverse("libraries:codes")
        client.force_login(the_person(an_actor(Role.SYSTEM_ADMIN)))
        said = {"edition": "2026", "source": "浙江省数据标准"}

        wrong = client.post(
            address, said | {"file": SimpleUploadedFile("a.csv", a_csv(HEADING, ["登记状态", "Z", "?"]))}
        )
        client.post(address, said | {"file": SimpleUploadedFile("a.csv", a_csv(HEADING, *LETTERS))})
        with django_assert_max_num_queries(8):
            shown = client.get(address).content.decode()

        assert "登记状态无法辨认" in wrong.content.decode()
        assert "浙江省数据标准" in shown
        assert "现行" in shown
