"""A notary may attend a draw: named at its opening, on the wall by organ, on the printed record to sign (R94)."""

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.records import record_of, staffing_record_of
from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.models import Kind, Person
from suiji.organs.roles import Role
from suiji.papers.services import render
from tests.factories.draws import drawn_inspectors, drawn_objects
from tests.factories.organs import a_department, a_person, an_actor, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later
from tests.rooms.papers.test_services import pages

pytestmark = pytest.mark.django_db
SITE = "https://suiji.example"


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def notary() -> Person:
    return the_person(an_actor(Role.NOTARY, department=a_department("公证", kind=Kind.NOTARY), name="白求真"))


def opened_beside(cast: Cast, notary: Person | None) -> Ceremony:
    return services.open_ceremony(
        task=a_ready_task(cast, firms=24),
        kind=DrawKind.OBJECTS,
        witness=a_person("见证人", department=cast.initiator),
        notary=notary,
        actor=cast.clerk,
        at=later(1),
    )


class TestANotary:
    def test_is_named_in_the_ledger_and_by_organ_alone_in_the_public_log(
        self, cast: Cast, notary: Person
    ) -> None:
        ceremony = opened_beside(cast, notary)

        entry = history(ceremony).get(act="draw.opened")
        assert "白求真到场" in entry.sentence
        assert entry.body["notary"] == notary.department.name
        assert "白求真" not in str(entry.body)

    def test_is_not_mentioned_where_nobody_attends(self, cast: Cast) -> None:
        opened_beside(cast, None)

        assert "notary" not in Entry.objects.get(act="draw.opened").body

    def test_is_refused_without_the_office(self, cast: Cast) -> None:
        with pytest.raises(NotYours):
            opened_beside(cast, a_person("路人", department=a_department("公证", kind=Kind.NOTARY)))

    def test_reads_no_task_and_finds_the_own_shares(self, cast: Cast, notary: Person) -> None:
        ceremony = opened_beside(cast, notary)
        client = Client()
        client.force_login(notary)

        assert client.get(reverse("draws:ceremony", args=[ceremony.pk])).status_code == 403
        assert client.get(reverse("draws:key_shares")).status_code == 200

    def test_is_offered_at_the_opening_and_shown_on_the_wall_by_organ(
        self, cast: Cast, notary: Person
    ) -> None:
        task = a_ready_task(cast, firms=24)
        witness = a_person("见证人", department=cast.initiator)
        client = Client()
        client.force_login(the_person(cast.clerk))
        where = reverse("draws:open_objects", args=[task.pk])
        assert "白求真" in client.get(where).content.decode()

        client.post(where, {"witness": witness.pk, "notary": notary.pk})

        ceremony = task.ceremonies.get()
        assert ceremony.notary == notary
        wall = Client().get(reverse("draws:stage", args=[ceremony.ceremony])).content.decode()
        assert f"{notary.department.name}到场公证" in wall
        assert "白求真" not in wall


class TestTheRecord:
    def test_of_objects_has_a_place_for_the_notary_only_where_one_attended(
        self, cast: Cast, notary: Person
    ) -> None:
        ceremony = drawn_objects(a_ready_task(cast, firms=24), cast)
        alone = "".join(pages(render(record_of(ceremony, SITE), demonstration=False)))
        ceremony.notary = notary

        attended = "".join(pages(render(record_of(ceremony, SITE), demonstration=False)))

        assert "公证员（签名）" not in alone
        assert "公证员（签名）" in attended

    def test_of_inspectors_names_every_team_as_the_lot_did(self, cast: Cast) -> None:
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        ceremony = drawn_inspectors(task, cast)

        record = staffing_record_of(ceremony, SITE)

        named = {(team.code, member.name) for team in record.teams for member in team.members}
        assert named == {
            (one.team.code, member.drawn.inspector.name)
            for one in queries.teams_of(task)
            for member in one.members
        }
        assert all([member.leads for member in team.members].count(True) == 1 for team in record.teams)
        assert dict(record.pool) == {one.name: 4 for one in cast.departments}
        text = "".join(pages(render(record, demonstration=False)))
        assert "执法检查人员随机抽取记录" in text
        assert "见证人（签名）" in text

    def test_of_inspectors_drawn_apart_names_the_own_people(self, cast: Cast) -> None:
        task = a_ready_task(cast, firms=24, central_inspectors=False)
        drawn_objects(task, cast)
        ceremony = drawn_inspectors(task, cast)

        record = staffing_record_of(ceremony, SITE)

        departments = {member.department for team in record.teams for member in team.members}
        assert departments == {cast.initiator.name}

    def test_of_inspectors_is_printed_from_the_ceremonys_page(self, cast: Cast) -> None:
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        ceremony = drawn_inspectors(task, cast)
        client = Client()
        client.force_login(the_person(cast.clerk))

        page = client.get(reverse("draws:ceremony", args=[ceremony.pk])).content.decode()
        paper = client.get(reverse("draws:record", args=[ceremony.pk]))

        assert "抽取记录（PDF）" in page
        assert paper.content.startswith(b"%PDF")
