"""Who is in office, what they may do, and what an installation is for ever."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from suiji.ledger import NotYours
from suiji.ledger.queries import history
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Grant, Installation, Kind, Level, Region
from suiji.organs.queries import actor_of, calendar, office_of, system_actor
from suiji.organs.roles import Role
from suiji.organs.services import enrol, found, grant_role
from tests.factories.organs import AT, TODAY, a_department, a_person, an_actor, an_office

pytestmark = pytest.mark.django_db


class TestActor:
    def test_holds_the_roles_of_the_day_and_no_others(self) -> None:
        person = a_person("李强", Role.CLERK)
        Grant.objects.create(person=person, role=Role.DEPUTY_HEAD, from_on=date(2026, 3, 3))
        Grant.objects.create(
            person=person, role=Role.LIBRARIAN, from_on=date(2026, 1, 1), until_on=date(2026, 3, 2)
        )

        actor = actor_of(person, today=TODAY)

        assert actor is not None
        assert actor.roles == {Role.CLERK}

    def test_is_nobody_once_a_person_has_left(self) -> None:
        person = a_person("李强", Role.CLERK)
        person.is_active = False

        assert actor_of(person, today=TODAY) is None

    def test_of_the_system_is_no_person(self) -> None:
        assert system_actor(a_department()).roles == {Role.SYSTEM}
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(person=a_person(), role=Role.SYSTEM, from_on=TODAY)


class TestRequireRole:
    def test_lets_the_named_role_of_the_named_department_in(self) -> None:
        actor = an_actor(Role.CLERK)

        require_role(actor, Role.CLERK, department_id=actor.department_id)

    def test_refuses_another_role_and_another_department(self) -> None:
        actor = an_actor(Role.CLERK)

        with pytest.raises(NotYours, match="联席会议办公室"):
            require_role(actor, Role.OFFICE)
        with pytest.raises(NotYours, match="其他部门"):
            require_role(actor, Role.CLERK, department_id=actor.department_id + 1)


class TestGrantRole:
    def test_is_written_into_the_ledger(self) -> None:
        person, admin = a_person("李强"), an_actor(Role.SECURITY_ADMIN)

        grant_role(person=person, role=Role.CLERK, from_on=TODAY, actor=admin, at=AT)

        entry = history(person).get()
        assert "经办人" in entry.sentence
        assert entry.body is None


@pytest.mark.article(7)
class TestOffice:
    def test_is_one_at_each_level_of_a_region(self) -> None:
        city = an_office()
        department = a_department("公安")

        assert office_of(department) == city
        with pytest.raises(IntegrityError), transaction.atomic():
            Department.objects.create(
                code="x", name="x", short_name="x", sign="x", line="另一办公室", level=Level.CITY, kind=Kind.OFFICE,
                region=Region.objects.get(pk="410500"), joined_on=TODAY,
            )  # fmt: skip


class TestInstallation:
    def test_is_a_demonstration_for_ever(self) -> None:
        found(demonstration=True, at=AT)

        with pytest.raises(DatabaseError), transaction.atomic():
            Installation.objects.update(demonstration=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            found(demonstration=False, at=AT)


class TestReference:
    def test_calendar_holds_the_state_councils_days_and_says_which_years_it_knows(self) -> None:
        known = calendar()

        assert date(2026, 10, 1) in known.off
        assert date(2026, 9, 20) in known.work
        assert 2027 not in known.years

    def test_regions_reach_the_county(self) -> None:
        assert Region.objects.get(pk="410581").name == "林州市"


class TestLogIn:
    def test_opens_to_who_knows_the_password_and_leads_home(self, client: Client) -> None:
        enrol(username="wang", name="王芳", department=a_department(), password="a-good-passphrase")

        answer = client.post("/account/login/", {"login": "wang", "password": "a-good-passphrase"})

        assert answer.status_code == 302

    def test_says_so_when_it_does_not(self, client: Client) -> None:
        answer = client.post("/account/login/", {"login": "wang", "password": "wrong"})

        assert answer.status_code == 200
        assert "密码" in answer.content.decode()
