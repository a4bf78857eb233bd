"""The inspectors' pages: masked numbers, the acts on a person, the inspector's own page on the phone."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji import vault
from suiji.ledger.models import Entry
from suiji.libraries.models import Absence, Inspector, Recusal
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.exports import an_approved_export
from tests.factories.libraries import a_csv, an_identity, import_inspectors, some_inspectors, some_objects
from tests.factories.organs import a_department, a_person

pytestmark = pytest.mark.django_db

NUMBER = an_identity(321)
PHONE = "13800000007"


def someone(role: Role = Role.LIBRARIAN, line: str = "市场监管") -> Client:
    client = Client()
    client.force_login(a_person("周库", role, department=a_department(line)))
    return client


def a_member(*, person: Person | None = None) -> Inspector:
    """An inspector with numbers, perhaps able to log in."""
    import_inspectors(
        a_csv(
            ["姓名", "工号", "执法证号", "执法证有效期至", "身份证号", "手机", "岗位资质"],
            ["李红", "G1", "豫E1", "2030-12-31", NUMBER, PHONE, "特种设备"],
        )
    )
    row = Inspector.objects.get(staff_number="G1")
    if person:
        Inspector.objects.filter(pk=row.pk).update(person=person)
    return row


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    return client.get(reverse(f"libraries:{name}", args=args) + query).content.decode()


class TestList:
    def test_narrows_by_qualification_and_certificate_and_names_no_number(self) -> None:
        a_member()
        some_inspectors(1, until="2020-01-01")
        client = someone()

        shown = text(client, "inspectors", query="?qualification=特种设备")
        expired = text(client, "inspectors", query="?certificate=expired")

        assert "李红" in shown
        assert "检查员2" not in shown
        assert "李红" not in expired
        assert NUMBER not in shown
        assert PHONE not in shown

    def test_leaves_as_a_masked_file_on_record(self) -> None:
        a_member()

        keeper = someone()
        permit = an_approved_export(keeper, "libraries:export_inspectors")
        answer = keeper.post(reverse("libraries:export_inspectors"), {"permit": permit.pk})

        content = answer.content.decode("utf-8-sig")
        assert vault.masked_identity(NUMBER) in content
        assert NUMBER not in content
        assert someone(Role.CLERK).post(reverse("libraries:export_inspectors")).status_code == 403
        assert someone().get(reverse("libraries:export_inspectors")).status_code == 405

    def test_asks_few_questions(self, django_assert_max_num_queries: Any) -> None:
        some_inspectors(30)
        client = someone()

        with django_assert_max_num_queries(10):
            text(client, "inspectors")


class TestCard:
    @pytest.mark.article(25)
    def test_masks_numbers_and_is_closed_to_other_departments_and_colleagues(self) -> None:
        row = a_member()

        shown = text(someone(), "inspector", row.pk)

        assert vault.masked_identity(NUMBER) in shown
        assert "138****0007" in shown
        assert NUMBER not in shown
        door = reverse("libraries:inspector", args=[row.pk])
        assert someone(line="教育").get(door).status_code == 404
        assert someone(Role.INSPECTOR).get(door).status_code == 403
        assert someone(Role.AUDITOR).get(door).status_code == 403

    def test_says_what_is_wrong_with_a_number_that_does_not_open(self) -> None:
        row = a_member()
        other = some_inspectors(1)[0]
        Inspector.objects.filter(pk=other.pk).update(phone=row.phone)

        shown = text(someone(), "inspector", other.pk)

        assert "密文与所在的行不符" in shown

    def test_is_certificates_by_their_end_on_the_board(self) -> None:
        some_inspectors(1, until="2020-01-01")

        assert "1 人" in text(someone(), "certificates")
        assert someone(Role.INSPECTOR).get(reverse("libraries:certificates")).status_code == 403


class TestNumber:
    def test_is_seen_for_a_reason_and_never_kept(self) -> None:
        row, client = a_member(), someone()
        door = reverse("libraries:number", args=[row.pk, "identity"])

        before = client.get(door)
        without = client.post(door, {"because": ""})
        seen = client.post(door, {"because": "换发执法证"})

        assert NUMBER not in before.content.decode()
        assert NUMBER not in without.content.decode()
        assert NUMBER in seen.content.decode()
        assert "no-store" in seen["Cache-Control"]
        assert Entry.objects.get(act="libraries.number_viewed").because == "换发执法证"

    def test_that_does_not_open_is_told_in_words(self) -> None:
        row, other = a_member(), some_inspectors(1)[0]
        Inspector.objects.filter(pk=other.pk).update(phone=row.phone)

        answer = someone().post(reverse("libraries:number", args=[other.pk, "phone"]), {"because": "x"})

        assert "打不开" in answer.content.decode()
        assert not Entry.objects.filter(act="libraries.number_viewed").exists()

    def test_is_the_librarians_and_of_two_kinds(self) -> None:
        row = a_member()

        assert someone(Role.CLERK).get(reverse("libraries:number", args=[row.pk, "phone"])).status_code == 403
        assert someone().get(reverse("libraries:number", args=[row.pk, "name"])).status_code == 404


class TestActs:
    def test_amend_reads_every_line_by_the_standard(self) -> None:
        row, client = a_member(), someone()
        door = reverse("libraries:amend", args=[row.pk])
        given = {
            "name": "李红",
            "sex": "2",
            "certificate_number": "豫E1",
            "certificate_until": "2031-12-31",
            "qualifications": "特种设备、计量",
            "phone": "13800000008",
        }

        wrong = client.post(door, {**given, "born_in": "八五年", "identity_number": "123"}).content.decode()
        client.post(door, given)

        row.refresh_from_db()
        assert "年月无法辨认" in wrong
        assert "不是 18 位" in wrong
        assert "八五年" in wrong
        assert row.qualifications == ["特种设备", "计量"]
        assert vault.take(row, "phone") == "13800000008"
        assert vault.take(row, "identity_number") == NUMBER

    def test_amend_asks_for_one_certificate(self) -> None:
        row = a_member()

        answer = someone().post(reverse("libraries:amend", args=[row.pk]), {"name": "李红", "sex": "2"})

        assert "至少填写一项" in answer.content.decode()

    def test_status_changes_with_a_reason(self) -> None:
        row, client = a_member(), someone()

        client.post(reverse("libraries:status", args=[row.pk]), {"status": "SUSPENDED", "because": "停职"})

        assert "停用" in text(client, "inspector", row.pk)
        assert "停职" in text(client, "inspector", row.pk)

    def test_absence_is_recorded_and_cancelled(self) -> None:
        row, client = a_member(), someone()
        door = reverse("libraries:absence", args=[row.pk])
        backwards = {"kind": "LEAVE", "from_on": "2026-03-05", "last_on": "2026-03-01"}

        wrong = client.post(door, backwards).content.decode()
        client.post(door, {**backwards, "last_on": "2026-03-09"})
        absence = Absence.objects.get()
        client.post(reverse("libraries:cancel_absence", args=[absence.pk]), {"because": "不休了"})

        assert "早于起始日期" in wrong
        assert f"{absence.until_on:%F}" == "2026-03-10"
        assert Absence.objects.get().state == "CANCELLED"
        other = someone(line="教育")
        assert other.get(reverse("libraries:cancel_absence", args=[absence.pk])).status_code == 404


class TestTrial:
    def test_shows_what_a_file_would_do_and_changes_nothing(self) -> None:
        content = a_csv(
            ["姓名", "工号", "部门执法证号", "身份证号"],
            ["甲", "G8", "税8", NUMBER],
            ["乙", "G9", "税9", "410502"],
        )
        file = SimpleUploadedFile("人员.csv", content)

        shown = someone().post(reverse("libraries:import_inspectors"), {"file": file, "try": "1"})

        page = shown.content.decode()
        assert "新增 1 人" in page
        assert "不是 18 位" in page
        assert NUMBER not in page
        assert not Inspector.objects.exists()

    def test_says_so_when_the_file_is_none(self) -> None:
        file = SimpleUploadedFile("人员.csv", b"a,b")

        shown = someone().post(reverse("libraries:import_inspectors"), {"file": file, "try": "1"})

        assert "没有找到表头" in shown.content.decode()


class TestMine:
    def test_shows_the_own_papers_and_takes_recusals(self) -> None:
        person, firm = a_person("李红", Role.INSPECTOR), some_objects(1)[0]
        row, client = a_member(person=person), Client()
        client.force_login(person)
        door = reverse("libraries:recuse", args=[row.pk])

        neither = client.post(door, {"relation": "持股"}).content.decode()
        client.post(door, {"code": firm.code, "relation": "持股"})
        client.post(door, {"party": "赵满囤", "relation": "配偶", "last_on": "2026-12-31"})
        shown = text(client, "mine")

        assert "填写其中一项" in neither
        assert firm.name in shown
        assert "赵满囤" in shown
        assert vault.masked_identity(NUMBER) in shown
        first = Recusal.objects.get(object=firm)
        client.post(reverse("libraries:withdraw", args=[first.pk]), {"because": "已转让"})
        assert "已撤回" in text(client, "mine")

    def test_shows_nobody_elses(self) -> None:
        row, firm = a_member(), some_objects(1)[0]
        someone().post(reverse("libraries:recuse", args=[row.pk]), {"code": firm.code, "relation": "持股"})
        recusal = Recusal.objects.get()

        assert (
            someone(Role.INSPECTOR).get(reverse("libraries:withdraw", args=[recusal.pk])).status_code == 404
        )
        assert "还没有您的资料" in text(someone(Role.INSPECTOR), "mine")
