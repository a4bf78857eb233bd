"""The three administrators: who opens, who gives, who reads; and a head's stand-in."""

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from suiji.accounts import queries, services
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.organs.models import Grant, Person
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role
from tests.factories.organs import AT, TODAY, a_department, a_person, an_actor, the_person

pytestmark = pytest.mark.django_db


class TestEnrolPerson:
    def test_opens_an_account_without_a_role_whose_password_serves_once(self) -> None:
        admin = an_actor(Role.SYSTEM_ADMIN)

        person, password = services.enrol_person(
            username="li", name="李华", department=a_department(), actor=admin, at=AT
        )

        assert person.check_password(password)
        assert queries.password_is_due(person, at=AT)
        assert not queries.roles_of(person, today=TODAY)
        assert Entry.objects.get(act="accounts.enrolled").actor_name == admin.name

    def test_is_not_the_security_administrators_work(self) -> None:
        with pytest.raises(NotYours):
            services.enrol_person(
                username="li",
                name="李华",
                department=a_department(),
                actor=an_actor(Role.SECURITY_ADMIN),
                at=AT,
            )


@pytest.mark.article(25)
class TestGiveRole:
    def test_gives_a_role_over_a_period_and_asks_for_a_new_log_in(self, client: Client) -> None:
        person = a_person("李华", Role.CLERK, username="li")
        client.post(reverse("account_login"), {"login": "li", "password": "suiji-test-1"})
        assert UserSession.objects.filter(user=person).exists()

        services.give_role(
            person=person,
            role=Role.REVIEWER,
            from_on=TODAY,
            until_on=None,
            actor=an_actor(Role.SECURITY_ADMIN),
            at=AT,
        )

        assert queries.roles_of(person, today=TODAY) == {Role.CLERK, Role.REVIEWER}
        assert not UserSession.objects.filter(user=person).exists()

    @pytest.mark.parametrize("held", [Role.CLERK, Role.SYSTEM_ADMIN])
    def test_refuses_an_administrators_chair_beside_anything_else(self, held: Role) -> None:
        person = a_person("李华", held)

        with pytest.raises(Refused, match="第二十五条"):
            services.give_role(
                person=person,
                role=Role.AUDIT_ADMIN,
                from_on=TODAY,
                until_on=None,
                actor=an_actor(Role.SECURITY_ADMIN),
                at=AT,
            )
        assert Grant.objects.filter(person=person).count() == 1

    @pytest.mark.parametrize(
        ("later", "now"),
        [(Role.CLERK, Role.AUDIT_ADMIN), (Role.AUDIT_ADMIN, Role.CLERK)],
        ids=["a chair before business", "business before a chair"],
    )
    def test_refuses_what_would_meet_in_one_hand_later(self, later: Role, now: Role) -> None:
        person, admin = a_person("李华"), an_actor(Role.SECURITY_ADMIN)
        services.give_role(
            person=person, role=later, from_on=TODAY + timedelta(30), until_on=None, actor=admin, at=AT
        )

        with pytest.raises(Refused, match="第二十五条"):
            services.give_role(person=person, role=now, from_on=TODAY, until_on=None, actor=admin, at=AT)
        services.give_role(
            person=person, role=now, from_on=TODAY, until_on=TODAY + timedelta(30), actor=admin, at=AT
        )

    def test_refuses_an_administrator_who_gives_to_themselves(self) -> None:
        admin = an_actor(Role.SECURITY_ADMIN)

        with pytest.raises(Refused, match="第二十五条"):
            services.give_role(
                person=the_person(admin), role=Role.CLERK, from_on=TODAY, until_on=None, actor=admin, at=AT
            )

    def test_is_not_the_system_administrators_work(self) -> None:
        with pytest.raises(NotYours):
            services.give_role(
                person=a_person("李华"),
                role=Role.CLERK,
                from_on=TODAY,
                until_on=None,
                actor=an_actor(Role.SYSTEM_ADMIN),
                at=AT,
            )


class TestLeaving:
    def test_ends_roles_sessions_and_log_in_at_once(self, client: Client) -> None:
        person = a_person("李华", Role.CLERK, username="li")
        client.force_login(person)

        services.let_go(person=person, because="调离", actor=an_actor(Role.SYSTEM_ADMIN), at=AT)

        person.refresh_from_db()
        assert actor_of(person, today=TODAY) is None
        assert not queries.roles_of(person, today=TODAY)
        assert client.get(reverse("desk:home")).status_code == 302

    def test_a_role_that_ends_no_longer_opens_its_doors(self, client: Client) -> None:
        person = a_person("李华", Role.CLERK, username="li")
        grant = Grant.objects.get(person=person)

        services.end_role(grant=grant, because="轮岗", actor=an_actor(Role.SECURITY_ADMIN), at=AT)

        grant.refresh_from_db()
        assert grant.until_on == TODAY
        assert not queries.roles_of(person, today=TODAY)

    def test_ends_what_was_to_begin_and_what_was_lent_in_their_place(self, client: Client) -> None:
        head, clerk = a_person("赵敏", Role.DEPUTY_HEAD), a_person("李华", Role.CLERK, username="li")
        admin = an_actor(Role.SECURITY_ADMIN)
        services.give_role(
            person=head, role=Role.REVIEWER, from_on=TODAY + timedelta(9), until_on=None, actor=admin, at=AT
        )
        lend(head, clerk)
        client.force_login(clerk)

        services.let_go(person=head, because="退休", actor=an_actor(Role.SYSTEM_ADMIN), at=AT)

        assert not queries.running_grants(head, today=TODAY).exists()
        assert queries.roles_of(clerk, today=TODAY) == {Role.CLERK}
        assert not queries.stand_ins_of(head.pk, today=TODAY).exists()

    def test_of_the_heads_office_ends_what_was_lent(self) -> None:
        head, clerk = a_person("赵敏", Role.DEPUTY_HEAD), a_person("李华", Role.CLERK)
        lend(head, clerk)

        services.end_role(
            grant=Grant.objects.get(person=head), because="免职", actor=an_actor(Role.SECURITY_ADMIN), at=AT
        )

        assert queries.roles_of(clerk, today=TODAY) == {Role.CLERK}


class TestLostProofs:
    def test_a_new_one_time_password_replaces_the_old(self) -> None:
        person = a_person("李华", Role.CLERK, username="li")

        password = services.give_password(
            person=person, because="忘记密码", actor=an_actor(Role.SECURITY_ADMIN), at=AT
        )

        person.refresh_from_db()
        assert person.check_password(password)
        assert not person.check_password("suiji-test-1")

    def test_neither_password_nor_hash_is_written_into_the_ledger(self) -> None:
        person = a_person("李华", Role.CLERK, username="li")
        password = services.give_password(
            person=person, because="忘记密码", actor=an_actor(Role.SECURITY_ADMIN), at=AT
        )

        written = str(list(Entry.objects.values()))

        assert password not in written
        assert "argon2" not in written


@pytest.mark.article(16)
class TestDelegate:
    def test_lets_a_colleague_stand_in_for_some_days(self) -> None:
        head = an_actor(Role.DEPUTY_HEAD, name="赵敏")
        clerk = a_person("李华", Role.CLERK)

        services.delegate(
            person=clerk, from_on=TODAY, until_on=TODAY + timedelta(days=7), because="出差", actor=head, at=AT
        )

        assert Role.DEPUTY_HEAD in queries.roles_of(clerk, today=TODAY + timedelta(days=6))
        assert Role.DEPUTY_HEAD not in queries.roles_of(clerk, today=TODAY + timedelta(days=7))
        assert "出差" in Entry.objects.get(act="accounts.delegated").because

    def test_refuses_more_than_thirty_days(self) -> None:
        with pytest.raises(Refused, match="第十六条"):
            services.delegate(
                person=a_person("李华", Role.CLERK),
                from_on=TODAY,
                until_on=TODAY + timedelta(days=31),
                because="出差",
                actor=an_actor(Role.DEPUTY_HEAD),
                at=AT,
            )

    def test_is_not_done_for_another_department(self) -> None:
        with pytest.raises(NotYours):
            services.delegate(
                person=a_person("李华", Role.CLERK, department=a_department("公安")),
                from_on=TODAY,
                until_on=TODAY + timedelta(days=3),
                because="出差",
                actor=an_actor(Role.DEPUTY_HEAD),
                at=AT,
            )

    def test_is_not_passed_on_by_who_only_stands_in(self) -> None:
        head, clerk = a_person("赵敏", Role.DEPUTY_HEAD), a_person("李华", Role.CLERK)
        lend(head, clerk)
        stand_in = actor_of(clerk, today=TODAY)
        assert stand_in is not None

        with pytest.raises(Refused, match="第十六条"):
            services.delegate(
                person=a_person("王强", Role.CLERK), from_on=TODAY, until_on=TODAY + timedelta(30),
                because="出差", actor=stand_in, at=AT,
            )  # fmt: skip

    def test_is_not_lent_twice_to_one_person_for_the_same_days(self) -> None:
        head, clerk = a_person("赵敏", Role.DEPUTY_HEAD), a_person("李华", Role.CLERK)
        lend(head, clerk)

        with pytest.raises(Stale, match="已经承担"):
            lend(head, clerk, from_on=TODAY + timedelta(1))

    def test_is_taken_back_by_the_head_alone_and_at_once(self, client: Client) -> None:
        head, clerk = a_person("赵敏", Role.DEPUTY_HEAD), a_person("李华", Role.CLERK, username="li")
        other = an_actor(Role.DEPUTY_HEAD, name="钱进")
        grant = lend(head, clerk, from_on=date(2026, 2, 27))
        client.force_login(clerk)
        actor = actor_of(head, today=TODAY)
        assert actor is not None

        with pytest.raises(NotYours):
            services.take_back(grant=grant, because="提前回来", actor=other, at=AT)
        services.take_back(grant=grant, because="提前回来", actor=actor, at=AT)

        assert queries.roles_of(clerk, today=TODAY) == {Role.CLERK}
        assert queries.roles_of(clerk, today=TODAY - timedelta(1)) == {Role.CLERK, Role.DEPUTY_HEAD}
        assert Entry.objects.get(act="accounts.delegation_taken_back").because == "提前回来"
        with pytest.raises(Stale):
            services.take_back(grant=grant, because="提前回来", actor=actor, at=AT)


def lend(head: Person, person: Person, *, from_on: date = TODAY) -> Grant:
    """The head's office for a week."""
    actor = actor_of(head, today=TODAY)
    assert actor is not None
    return services.delegate(
        person=person, from_on=from_on, until_on=from_on + timedelta(7), because="出差", actor=actor, at=AT
    )


def in_chair(role: Role, client: Client) -> Person:
    person = a_person("管理员", role, username=f"admin.{role.value.lower()}")
    client.force_login(person)
    return person


class TestPages:
    def test_of_an_account_show_what_was_done_to_it(self, client: Client) -> None:
        admin, person = an_actor(Role.SECURITY_ADMIN), a_person("李华")
        services.give_role(
            person=person, role=Role.REVIEWER, from_on=TODAY, until_on=None, actor=admin, at=AT
        )
        client.force_login(the_person(admin))

        page = client.get(reverse("accounts:person", args=[person.pk])).content.decode()

        assert "授予李华“公示审核人”岗位" in page

    def test_show_the_one_time_password_once(self, client: Client) -> None:
        in_chair(Role.SYSTEM_ADMIN, client)

        page = client.post(
            reverse("accounts:enrol"), {"username": "Li.Hua", "name": "李华", "department": a_department().pk}
        )

        assert "一次性密码" in page.content.decode()
        assert Person.objects.get(username="li.hua").name == "李华"

    def test_name_the_field_of_a_log_in_that_is_taken(self, client: Client) -> None:
        in_chair(Role.SYSTEM_ADMIN, client)
        a_person("李华", username="li")

        page = client.post(
            reverse("accounts:enrol"), {"username": "li", "name": "李花", "department": a_department().pk}
        ).content.decode()

        assert "已经有人使用" in page
        assert "李花" in page

    def test_quote_the_article_when_a_chair_is_refused(self, client: Client) -> None:
        in_chair(Role.SECURITY_ADMIN, client)
        person = a_person("李华", Role.CLERK, username="li")

        page = client.post(
            reverse("accounts:give_role", args=[person.pk]), {"role": "AUDIT_ADMIN", "from_on": "2026-03-02"}
        )

        assert page.status_code == 409
        assert "第二十五条" in page.content.decode()

    def test_list_everybody_in_few_questions(
        self, client: Client, django_assert_max_num_queries: "pytest.fixture"
    ) -> None:
        in_chair(Role.SECURITY_ADMIN, client)
        for number in range(20):
            a_person(f"人员{number}", Role.CLERK, username=f"p{number}")

        with django_assert_max_num_queries(9):  # type: ignore[operator]
            page = client.get(reverse("accounts:people"))

        assert "人员7" in page.content.decode()

    def test_tell_the_audit_administrator_who_came_and_who_failed(self, client: Client) -> None:
        a_person("李华", Role.CLERK, username="li")
        Client().post(reverse("account_login"), {"login": "li", "password": "Wrong-1"})
        Client().post(reverse("account_login"), {"login": "li", "password": "suiji-test-1"})
        in_chair(Role.AUDIT_ADMIN, client)

        page = client.get(reverse("accounts:audit"), {"q": "li"}).content.decode()

        assert "密码不对" in page
        assert "登录" in page

    def test_of_ones_own_account_show_where_one_is_logged_in_and_end_it(self, client: Client) -> None:
        person = a_person("李华", Role.CLERK, username="li")
        elsewhere = Client()
        for browser in (elsewhere, client):
            browser.post(reverse("account_login"), {"login": "li", "password": "suiji-test-1"})
        other = UserSession.objects.get(user=person, session_key=elsewhere.session.session_key)

        client.post(reverse("account_end_session", args=[other.pk]))

        assert elsewhere.get(reverse("desk:home")).status_code == 302
        assert client.get(reverse("mfa_index")).status_code == 200

    def test_of_the_stand_in_keep_what_was_typed(self, client: Client) -> None:
        in_chair(Role.DEPUTY_HEAD, client)
        clerk = a_person("李华", Role.CLERK)

        page = client.post(
            reverse("accounts:delegate"),
            {"person": clerk.pk, "from_on": "2026-03-09", "until_on": "2026-03-02", "because": "外出培训"},
        ).content.decode()

        assert "不能早于" in page
        assert "外出培训" in page

    def test_of_ones_own_account_list_who_stands_in_and_take_it_back(self, client: Client) -> None:
        head = in_chair(Role.DEPUTY_HEAD, client)
        client.post(
            reverse("accounts:delegate"),
            {"person": a_person("李华", Role.CLERK).pk, "from_on": "2099-03-02", "until_on": "2099-03-06",
             "because": "出差"},
        )  # fmt: skip
        grant = Grant.objects.get(stands_in_for=head)

        assert "李华代行" in client.get(reverse("mfa_index")).content.decode()
        answer = client.post(reverse("accounts:take_back", args=[grant.pk]), {"because": "提前回来"})

        assert answer["Location"] == reverse("mfa_index")
        assert "李华代行" not in client.get(reverse("mfa_index")).content.decode()

    def test_of_another_heads_stand_in_are_not_there(self, client: Client) -> None:
        grant = lend(a_person("赵敏", Role.DEPUTY_HEAD), a_person("李华", Role.CLERK))
        in_chair(Role.DEPUTY_HEAD, client)

        assert client.get(reverse("accounts:take_back", args=[grant.pk])).status_code == 404
