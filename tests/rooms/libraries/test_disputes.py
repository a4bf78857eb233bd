"""What departments disagree on, and who sees a person's name or telephone in full."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji import vault
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.libraries import queries, services
from suiji.libraries.models import Conflict, Decision, InspectedObject, Licence
from suiji.organs.roles import Role
from tests.factories.libraries import a_csv, a_uscc, import_objects
from tests.factories.organs import AT, a_department, an_actor, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(11)]

HEADING = ["名称", "统一社会信用代码", "法定代表人", "联系电话"]
LICENSED = ["名称", "统一社会信用代码", "许可证名称", "许可证编号", "有效期至", "发证机关"]


def librarian(line: str = "市场监管") -> Any:
    return an_actor(Role.LIBRARIAN, department=a_department(line))


def desk(actor: Any) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def a_firm(code: str = "", phone: str = "13800000001") -> InspectedObject:
    code = code or a_uscc()
    import_objects(a_csv(HEADING, ["甲厂", code, "张三丰", phone]))
    return InspectedObject.objects.get(code=code)


def said_otherwise(firm: InspectedObject, phone: str = "13900000002") -> None:
    """教育 says another person and another telephone."""
    import_objects(a_csv(HEADING, [firm.name, firm.code, "李四光", phone]), department=a_department("教育"))


class TestASealedOffer:
    def test_is_taken_as_it_was_offered_and_hands_the_field_over(self) -> None:
        firm = a_firm()
        said_otherwise(firm)

        for row in Conflict.objects.filter(field__in=["legal_rep", "phone"]):
            services.decide_conflict(conflict=row, take=True, actor=librarian(), at=AT)

        firm.refresh_from_db()
        assert (vault.take(firm, "legal_rep"), vault.take(firm, "phone")) == ("李四光", "13900000002")
        assert set(firm.holders) == {"legal_rep", "phone"}
        again = import_objects(
            a_csv(HEADING, [firm.name, firm.code, "李四光", "13900000002"]), department=a_department("教育")
        )
        assert (again.changed, again.conflicting, again.unchanged) == (0, 0, 1)

    def test_rests_in_the_vault_and_is_masked_on_the_page(self) -> None:
        firm = a_firm()
        said_otherwise(firm)

        html = desk(librarian()).get(reverse("libraries:conflicts")).content.decode()

        assert "138****0001" in html
        assert "139****0002" in html
        assert "李**" in html
        assert not [whole for whole in ("13900000002", "李四光", "张三丰") if whole in html]
        assert all(
            row.sealed.startswith("v1.") and "13900000002" not in row.offered
            for row in Conflict.objects.all()
        )

    def test_of_a_later_file_stands_in_the_place_of_the_earlier(self) -> None:
        firm = a_firm()
        said_otherwise(firm)
        said_otherwise(firm, phone="13700000003")

        services.decide_conflict(
            conflict=Conflict.objects.get(field="phone"), take=True, actor=librarian(), at=AT
        )

        assert vault.take(InspectedObject.objects.get(pk=firm.pk), "phone") == "13700000003"

    def test_that_was_not_kept_cannot_be_taken(self) -> None:
        firm = a_firm()
        said_otherwise(firm)
        Conflict.objects.update(sealed="")

        with pytest.raises(Stale):
            services.decide_conflict(
                conflict=Conflict.objects.get(field="phone"), take=True, actor=librarian(), at=AT
            )

        assert Conflict.objects.get(field="phone").decision == Decision.OPEN


class TestALicenceOfAnotherDepartment:
    def firm(self) -> str:
        code = a_uscc()
        import_objects(a_csv(LICENSED, ["甲厂", code, "食品经营许可证", "JY1", "2027-05-01", "市场监管局"]))
        return code

    def test_is_no_longer_passed_over_in_silence(self) -> None:
        code = self.firm()
        row = ["甲厂", code, "食品经营许可证", "JY1", "2029-01-31", "审批局"]

        run = import_objects(a_csv(LICENSED, row), department=a_department("教育"))

        assert (run.changed, run.conflicting) == (0, 1)
        assert f"{Licence.objects.get().valid_until}" == "2027-05-01"
        html = desk(librarian()).get(reverse("libraries:conflicts")).content.decode()
        assert "许可证 食品经营许可证 JY1" in html
        assert "有效期至 2029-01-31，发证机关 审批局" in html
        services.decide_conflict(conflict=Conflict.objects.get(), take=True, actor=librarian(), at=AT)
        licence = Licence.objects.get()
        assert (f"{licence.valid_until}", licence.issuer) == ("2029-01-31", "审批局")
        assert licence.department == a_department("教育")

    def test_that_says_the_same_is_no_conflict(self) -> None:
        code = self.firm()
        row = ["甲厂", code, "食品经营许可证", "JY1", "2027-05-01", "市场监管局"]

        run = import_objects(a_csv(LICENSED, row), department=a_department("教育"))

        assert (run.conflicting, run.unchanged) == (0, 1)


class TestAConflictThatIsNone:
    def test_ends_when_the_holder_comes_to_say_the_same(self) -> None:
        firm = a_firm()
        said_otherwise(firm)
        assert Conflict.objects.filter(decision=Decision.OPEN).count() == 2

        run = import_objects(a_csv(HEADING, [firm.name, firm.code, "张三丰", "13900000002"]))

        ended = Conflict.objects.get(decision=Decision.MOOT)
        assert (run.changed, ended.field, ended.decided_by != "") == (1, "phone", True)
        assert Conflict.objects.get(decision=Decision.OPEN).field == "legal_rep"
        assert "1 项数据冲突不再存在" in Entry.objects.filter(act="libraries.imported").last().sentence

    def test_ends_when_the_other_department_no_longer_says_otherwise(self) -> None:
        firm = a_firm()
        said_otherwise(firm)

        import_objects(a_csv(HEADING[:3], [firm.name, firm.code, "张三丰"]), department=a_department("教育"))

        assert Conflict.objects.get(field="legal_rep").decision == Decision.MOOT
        assert Conflict.objects.get(field="phone").decision == Decision.OPEN

    def test_ends_for_plain_fields_and_licences_too(self) -> None:
        heading = [*LICENSED, "住所", "成立日期"]
        code = a_uscc()
        row = ["甲厂", code, "食品经营许可证", "JY1", "2027-05-01", "市场监管局", "一号路", "2020-01-01"]
        other = [*row[:4], "2029-01-31", "审批局", "二号路", "2021-01-01"]
        import_objects(a_csv(heading, row))
        import_objects(a_csv(heading, other), department=a_department("教育"))
        assert Conflict.objects.filter(decision=Decision.OPEN).count() == 3

        import_objects(a_csv(heading, other))

        assert not Conflict.objects.exclude(decision=Decision.MOOT).exists()

    def test_leaves_the_object_to_be_found_by_the_name_it_has(self) -> None:
        firm = a_firm()
        heading = [*HEADING, "责任区"]

        import_objects(
            a_csv(heading, ["乙坊", firm.code, "张三丰", "13800000001", "三区"]),
            department=a_department("教育"),
        )

        firm.refresh_from_db()
        assert (firm.name, firm.grid, firm.name_grams) == ("甲厂", "三区", ["甲厂"])


@pytest.mark.article(25)
class TestOpenSealed:
    def test_shows_the_keepers_librarian_a_number_for_a_reason_on_record(self) -> None:
        firm = a_firm()
        client = desk(librarian())
        door = reverse("libraries:sealed", args=[firm.pk, "phone"])
        assert "138****0001" in client.get(reverse("libraries:object", args=[firm.pk])).content.decode()
        assert "13800000001" not in client.get(door).content.decode()

        html = client.post(door, {"because": "电话告知检查时间"}).content.decode()

        assert "13800000001" in html
        entry = Entry.objects.get(act="libraries.sealed_opened")
        assert (entry.because, entry.facts) == ("电话告知检查时间", {"field": "phone", "visit": ""})
        assert "13800000001" not in entry.sentence

    def test_is_closed_to_other_departments_other_roles_and_other_fields(self) -> None:
        firm = a_firm()
        door = reverse("libraries:sealed", args=[firm.pk, "phone"])

        assert desk(librarian("教育")).post(door, {"because": "x"}).status_code == 403
        assert desk(an_actor(Role.CLERK)).post(door, {"because": "x"}).status_code == 403
        assert desk(librarian()).get(reverse("libraries:sealed", args=[firm.pk, "name"])).status_code == 404
        assert not Entry.objects.filter(act="libraries.sealed_opened").exists()

    def test_shows_an_officer_of_a_visit_what_the_room_of_visits_vouches_for(self) -> None:
        firm = a_firm()
        officer = an_actor(Role.INSPECTOR, department=a_department("教育"))
        given = {"object": firm, "field": "legal_rep", "because": "核对签字人", "actor": officer, "at": AT}

        with pytest.raises(NotYours):
            services.open_sealed(**given)
        assert services.open_sealed(**given, visit="RW-1") == "张三丰"

        assert "（检查任务 RW-1）" in Entry.objects.get(act="libraries.sealed_opened").sentence

    def test_asks_what_for(self) -> None:
        with pytest.raises(Refused) as caught:
            services.open_sealed(object=a_firm(), field="phone", because=" ", actor=librarian(), at=AT)

        assert caught.value.article == 25


class TestTheExport:
    def test_says_all_the_page_says_and_changes_nothing_when_it_comes_back(self) -> None:
        firm, old = a_uscc(), "410500000000017"
        heading = [
            "名称", "统一社会信用代码", "代码", "对象类别", "注册号", "主体身份代码", "市场主体类型", "住所",
            "经营场所", "经度", "纬度", "坐标系", "行业代码", "行业分类版本", "登记状态", "登记机关", "监管所",
            "责任区", "列入经营异常名录日期", "列入严重违法失信名单日期", "检查人员资质要求", "责任主体代码",
            "规格型号", "批次", "标签", "专项库", "许可证名称", "许可证编号", "核准日期", "许可证有效期至", "发证机关",
            "法定代表人", "联系电话",
        ]  # fmt: skip
        whole = [
            "甲厂", firm, "", "外企代表机构", old, "P1", "外商投资", "人民大道1号", "工业路2号", "114.35", "36.1",
            "GCJ-02", "F5265", "2017", "存续", "市局", "光华所", "一格", "2026-01-02", "2026-01-03", "食品、计量",
            "", "", "", "重点", "学校周边", "食品经营许可证", "JY1", "2024-01-02", "2027-05-01", "市局", "张三丰",
            "13800000001",
        ]  # fmt: skip
        more = {"许可证名称": "排污许可证", "许可证编号": "PW1", "许可证有效期至": "长期"}
        second = [more.get(name, cell) for name, cell in zip(heading, whole, strict=True)]
        said = {"名称": "乳粉", "代码": "P-1", "对象类别": "产品", "责任主体代码": firm, "规格型号": "400g"}
        import_objects(a_csv(heading, whole, second, [said.get(name, "") for name in heading]))
        services.tag_objects(
            rows=queries.search(firm), word="教育关注", pool=False, off=False, actor=librarian("教育"), at=AT
        )

        content = services.export_objects(rows=queries.search(""), actor=librarian(), at=AT)
        again = import_objects(content)

        text = content.decode("utf-8-sig")
        assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
        assert (again.conflicting, again.refused, again.upload.counts["warned"]) == (0, 0, 0)
        for cell in (
            "P1",
            "工业路2号",
            "GCJ02",
            "光华所",
            "一格",
            "2026-01-03",
            "PW1",
            "400g",
            "教育关注（教育）",
        ):
            assert cell in text
        assert not [secret for secret in ("张三丰", "13800000001") if secret in text]
        assert InspectedObject.objects.get(code=firm).kind == "REP_OFFICE"


class TestPlaces:
    def test_two_places_are_told_apart_and_one_alone_is_the_address(self) -> None:
        import_objects(a_csv(["名称", "统一社会信用代码", "经营场所"], ["甲厂", a_uscc(), "工业路2号"]))
        import_objects(
            a_csv(
                ["名称", "统一社会信用代码", "住所", "经营场所"],
                ["乙厂", a_uscc(), "人民大道1号", "工业路3号"],
            )
        )

        found = InspectedObject.objects.order_by("name").values_list("address", "business_place")
        assert sorted(found) == [("人民大道1号", "工业路3号"), ("工业路2号", "")]

    def test_coordinates_say_by_which_system(self) -> None:
        heading = ["名称", "统一社会信用代码", "经度", "纬度", "坐标系"]
        first = import_objects(a_csv(heading, ["甲厂", a_uscc(), "114.35", "36.1", "火星坐标"]))
        second = import_objects(a_csv(heading, ["乙厂", a_uscc(), "114.35", "36.1", ""]))
        third = import_objects(a_csv(heading, ["丙厂", a_uscc(), "114.35", "36.1", "北京54"]))

        assert [run.upload.counts["warned"] for run in (first, second)] == [0, 1]
        assert third.refused == 1
        assert InspectedObject.objects.get(name="甲厂").coordinates == "GCJ02"


@pytest.mark.article(25)
class TestRatings:
    def test_come_from_the_department_of_credit_supervision_only(self) -> None:
        firm = a_firm()
        given = {"rows": [(firm.code, "D")], "rated_on": AT.date(), "source": "省级平台", "at": AT}

        with pytest.raises(Refused) as caught:
            services.receive_ratings(**given, version="第 1 期", actor=librarian("教育"))

        assert caught.value.rule.name == "ratings_come_from_their_department"
        assert desk(librarian("教育")).get(reverse("libraries:ratings")).status_code == 403
        with pytest.raises(Refused):
            services.receive_ratings(**given, version=" ", actor=librarian())
        services.receive_ratings(**given, version="第 1 期", actor=librarian())
        assert firm.ratings.get().version == "第 1 期"


@pytest.mark.article(25)
class TestGoingThroughTheLibrary:
    def test_says_what_for_once_a_day_and_goes_on_where_it_was(self) -> None:
        code = a_firm().code
        client = desk(an_actor(Role.CLERK))
        address = reverse("libraries:objects")
        assert client.get(f"{address}?text=甲厂").status_code == 200

        asked = client.get(f"{address}?text=甲厂&after={code}")
        assert asked.url.startswith(reverse("libraries:browse"))
        assert client.post(asked.url, {"because": " "}).status_code == 200
        answer = client.post(asked.url, {"because": "核对全市加油站名录"})

        assert answer.url.startswith(address)
        assert client.get(answer.url).status_code == 200
        entry = Entry.objects.get(act="libraries.browsed")
        assert entry.sentence.endswith("逐页查阅检查对象名录库，用途：核对全市加油站名录")
        assert "after" in entry.facts["query"]


@pytest.mark.article(10)
class TestOneCheckBeforeTheCap:
    def test_is_said_on_the_objects_page(self) -> None:
        firm = a_firm()
        client = desk(librarian())
        door = reverse("libraries:object", args=[firm.pk])
        assert "即达到年度上限" not in client.get(door).content.decode()
        this_year = client.get(door).wsgi_request.today  # type: ignore[attr-defined]

        services.note_visit(
            object=firm, codes=[], on=this_year, reference="RW-1", actor=an_actor(Role.INSPECTOR), at=AT
        )

        assert "再抽中一次即达到年度上限 2 次" in client.get(door).content.decode()
