"""Two administrators do the same thing at the same moment: it is done once, and the second is told so."""

from collections.abc import Callable

import pytest

from suiji.accounts import services
from suiji.ledger import Stale
from suiji.ledger.check import problems
from suiji.ledger.models import Entry
from suiji.ledger.services import sequence
from suiji.organs.models import Grant, Kind, Person, Region
from suiji.organs.roles import Role
from suiji.organs.services import load_reference
from tests.factories.organs import AT, TODAY, a_department, a_person, an_actor
from tests.rooms.draws.test_database import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def reference() -> None:
    load_reference()


def done_once(act: str, *hands: Callable[[], object]) -> None:
    """One hand did it, every other one was told that it is done; the ledger knows one act and is whole."""
    outcomes = at_once(*hands)

    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Stale)] == []
    assert sum(isinstance(one, Stale) for one in outcomes) == len(hands) - 1
    assert Entry.objects.filter(act=act).count() == 1
    sequence(at=AT)
    assert list(problems()) == []


def test_close_one_account() -> None:
    person, role = a_person("李华", Role.CLERK), Role.SYSTEM_ADMIN
    first, second = an_actor(role), an_actor(role)

    done_once(
        "accounts.closed",
        lambda: services.let_go(person=person, because="调离", actor=first, at=AT),
        lambda: services.let_go(person=person, because="调离", actor=second, at=AT),
    )


def test_give_one_role() -> None:
    person, role = a_person("李华"), Role.SECURITY_ADMIN
    first, second = an_actor(role), an_actor(role)

    def give(actor: object) -> Grant:
        return services.give_role(
            person=person,
            role=Role.CLERK,
            from_on=TODAY,
            until_on=None,
            actor=actor,
            at=AT,  # type: ignore[arg-type]
        )

    done_once("organs.role_granted", lambda: give(first), lambda: give(second))
    assert Grant.objects.filter(person=person).count() == 1


def test_end_one_role() -> None:
    person, role = a_person("李华", Role.CLERK), Role.SECURITY_ADMIN
    grant = Grant.objects.get(person=person)
    first, second = an_actor(role), an_actor(role)

    done_once(
        "accounts.role_ended",
        lambda: services.end_role(grant=grant, because="轮岗", actor=first, at=AT),
        lambda: services.end_role(grant=grant, because="轮岗", actor=second, at=AT),
    )


def test_open_one_log_in() -> None:
    department, role = a_department(), Role.SYSTEM_ADMIN
    first, second = an_actor(role), an_actor(role)

    def enrol(name: str, actor: object) -> object:
        return services.enrol_person(username="li", name=name, department=department, actor=actor, at=AT)  # type: ignore[arg-type]

    done_once("accounts.enrolled", lambda: enrol("李华", first), lambda: enrol("李花", second))
    assert Person.objects.filter(username="li").count() == 1


def test_register_one_department() -> None:
    first, second = an_actor(Role.SYSTEM_ADMIN), an_actor(Role.SYSTEM_ADMIN)
    place = Region.objects.get(pk="410500")

    def register(actor: object) -> object:
        return services.register_department(
            code="410500-QX", name="安阳市气象局", short_name="气象", sign="安气", line="气象",
            kind=Kind.REGULATOR, region=place, actor=actor, at=AT,  # type: ignore[arg-type]
        )  # fmt: skip

    done_once("organs.department_registered", lambda: register(first), lambda: register(second))
