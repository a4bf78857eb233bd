"""An empty city: its first three administrators, their departments, and the way back in for one of them."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from suiji.accounts import queries, services
from suiji.accounts.services import Chair
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.organs.models import Department, Grant, Installation, Kind, Level, Person
from suiji.organs.roles import ADMINISTRATORS, Role
from suiji.organs.services import found
from tests.factories.organs import AT, TODAY, a_department, a_person, an_actor
from tests.rooms.accounts.test_entering import a_factor

pytestmark = pytest.mark.django_db
CHAIRS = (
    Chair(Role.SYSTEM_ADMIN, "wang", "王芳"),
    Chair(Role.SECURITY_ADMIN, "li", "李敏"),
    Chair(Role.AUDIT_ADMIN, "zhao", "赵强"),
)


def begun(*chairs: Chair) -> list[tuple[Person, str]]:
    return services.begin(unit="安阳市数据局", region_code="410500", chairs=chairs or CHAIRS, at=AT)


class TestBegin:
    def test_seats_three_people_with_passwords_that_serve_once(self, client: Client) -> None:
        made = begun()

        assert [queries.roles_of(person, today=TODAY) for person, _ in made] == [{r} for r in ADMINISTRATORS]
        for person, password in made:
            assert person.check_password(password)
            assert queries.owed_by(person, at=AT, today=TODAY) == [queries.PASSWORD, queries.FACTOR]
        assert Installation.objects.get().demonstration is False
        assert Department.objects.get(kind=Kind.PLATFORM).name == "安阳市数据局"
        assert list(Entry.objects.order_by("id").values_list("act", flat=True)) == [
            "organs.founded",
            *["organs.role_granted"] * 3,
        ]

    def test_writes_no_password_anywhere(self) -> None:
        passwords = [password for _, password in begun()]

        written = " ".join(f"{e.sentence}{e.facts}{e.body}" for e in Entry.objects.all())

        assert not [password for password in passwords if password in written]

    @pytest.mark.article(25)
    def test_refuses_one_person_in_two_chairs(self) -> None:
        with pytest.raises(Refused, match="第二十五条"):
            begun(CHAIRS[0], Chair(Role.AUDIT_ADMIN, "wang", "王芳"))
        assert not Person.objects.exists()

    def test_is_done_once(self) -> None:
        begun()

        with pytest.raises(NotYours, match="已经有管理员"):
            begun(Chair(Role.SYSTEM_ADMIN, "sun", "孙丽"))
        assert Grant.objects.count() == 3

    def test_is_no_way_into_a_demonstration(self) -> None:
        found(demonstration=True, at=AT)

        with pytest.raises(NotYours, match="演示"):
            begun()


class TestRescue:
    def test_gives_an_administrator_a_password_and_takes_the_lost_factor(self) -> None:
        person = a_person("李敏", Role.SECURITY_ADMIN, username="li")
        a_factor(person)

        password = services.rescue(person=person, because="手机丢失，密码遗忘", at=AT)

        person.refresh_from_db()
        assert person.check_password(password)
        assert not Authenticator.objects.filter(user_id=person.pk).exists()
        entry = Entry.objects.get(act="accounts.rescued")
        assert (entry.because, entry in queries.watched_acts()) == ("手机丢失，密码遗忘", True)

    def test_is_for_the_three_only(self) -> None:
        with pytest.raises(NotYours, match="安全管理员"):
            services.rescue(person=a_person("王芳", Role.CLERK), because="忘了", at=AT)


class TestDepartments:
    def form(self, **other: str) -> dict[str, str]:
        said = {
            "code": "410500-scjg",
            "name": "安阳市市场监督管理局",
            "short_name": "市场监管",
            "sign": "安市监",
        }
        return said | {"kind": "REGULATOR", "line": "市场监管", "region": "410500"} | other

    def admin(self, client: Client) -> Client:
        client.force_login(
            a_person("王芳", Role.SYSTEM_ADMIN, department=a_department("平台", kind=Kind.PLATFORM))
        )
        return client

    def test_are_registered_by_the_system_administrator(self, client: Client) -> None:
        answer = self.admin(client).post(reverse("accounts:register_department"), self.form(), follow=True)

        made = Department.objects.get(code="410500-SCJG")
        assert (made.level, made.line) == (Level.CITY, "市场监管")
        assert made.name in answer.content.decode()
        assert Entry.objects.get(act="organs.department_registered").subject_id == str(made.pk)

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"region": "999999"}, "没有这个区划代码"),
            ({"line": "公安"}, "同一条线"),
            ({"kind": "OFFICE"}, "已经有联席会议办公室"),
        ],
    )
    def test_keep_what_was_typed_and_say_what_is_wrong(
        self, client: Client, wrong: dict[str, str], words: str
    ) -> None:
        a_department("公安")
        a_department("联席会议办公室", kind=Kind.OFFICE)

        page = (
            self.admin(client)
            .post(reverse("accounts:register_department"), self.form(**wrong))
            .content.decode()
        )

        assert words in page
        assert "安阳市市场监督管理局" in page

    def test_are_renamed_with_the_reason_on_record(self, client: Client) -> None:
        department = a_department("工商")
        said = {
            "name": "安阳市市场监督管理局",
            "short_name": "市场监管",
            "sign": "安市监",
            "because": "机构改革",
        }

        self.admin(client).post(reverse("accounts:rename_department", args=[department.pk]), said)

        department.refresh_from_db()
        assert (department.sign, department.line) == ("安市监", "工商")
        assert Entry.objects.get(act="organs.department_renamed").because == "机构改革"

    def test_are_not_the_offices_to_register(self) -> None:
        with pytest.raises(NotYours):
            services.rename_department(
                department=a_department(), name="甲", short_name="乙", sign="丙", because="试",
                actor=an_actor(Role.OFFICE), at=AT,
            )  # fmt: skip


class TestAWrongDoor:
    def test_says_whose_it_is_and_leads_home(self, client: Client) -> None:
        client.force_login(a_person("钱刚", Role.NOTARY))

        answer = client.get(reverse("desk:home"))

        page = answer.content.decode()
        assert answer.status_code == 403
        assert "办理抽查业务的岗位使用" in page
        assert "岗位是公证员" in page
        assert f'href="{reverse("draws:key_shares")}"' in page

    def test_names_the_few_whose_page_it_is(self, client: Client) -> None:
        client.force_login(a_person("钱刚", Role.CLERK))

        assert "本页面由审计管理员使用" in client.get(reverse("accounts:audit")).content.decode()
