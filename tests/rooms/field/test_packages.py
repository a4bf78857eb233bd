"""What a phone is given: enough for the visit, nothing confidential, and only to the team (Art. 20, 25)."""

import hashlib
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suiji import vault
from suiji.catalogue.models import Guide
from suiji.config import clock
from suiji.inspections import services
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject, Inspector, RiskClass
from suiji.organs.roles import Role
from tests.factories.field import Phone
from tests.factories.inspections import (
    ARRIVED_AT,
    TOLD_AT,
    Crew,
    a_crew,
    a_task_with_inspectors,
    ended,
    on_site,
    the_actor,
    told,
)
from tests.factories.libraries import an_identity
from tests.factories.organs import an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: ARRIVED_AT)


class TestDay:
    def test_names_the_teams_open_visits_with_their_versions(self) -> None:
        crew = told(a_crew())

        rows = Phone(crew.guest).get("day/").json()["visits"]

        assert [row["id"] for row in rows] == [crew.visit.pk]

    def test_is_not_sent_again_while_nothing_changed(self) -> None:
        crew = told(a_crew())
        phone = Phone(crew.leader)
        first = phone.get("day/")

        assert phone.get("day/", **{"If-None-Match": first["ETag"]}).status_code == 304

        services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)
        again = phone.get("day/", **{"If-None-Match": first["ETag"]})
        assert again.status_code == 200
        assert again.json()["visits"][0]["version"] != first.json()["visits"][0]["version"]

    def test_leaves_out_visits_of_other_teams(self) -> None:
        told(a_crew())
        stranger = the_actor(a_task_with_inspectors().drawn_teams.get().members.order_by("pk")[0].inspector)

        assert Phone(stranger).get("day/").json()["visits"] == []

    def test_keeps_a_signed_visit_for_two_days(self, monkeypatch: pytest.MonkeyPatch) -> None:
        crew = ended()
        assert len(Phone(crew.leader).get("day/").json()["visits"]) == 1

        monkeypatch.setattr(clock, "now", lambda: ARRIVED_AT.replace(month=5, day=9))
        assert Phone(crew.leader).get("day/").json()["visits"] == []

    @pytest.mark.parametrize("objects", [1, 12])
    def test_costs_the_same_few_questions_however_many_visits(self, objects: int) -> None:
        task = a_task_with_inspectors(objects=objects)
        visits = services.take_over(
            task=task, actor=an_actor(Role.CLERK, department=task.initiator), at=TOLD_AT
        )
        phone = Phone(the_actor(task.drawn_teams.get().members.order_by("pk")[0].inspector))

        with CaptureQueriesContext(
            connection,
        ) as asked:
            rows = phone.get("day/").json()["visits"]

        assert len(rows) == len(visits) == objects
        assert len(asked) <= 22


class TestPackage:
    def test_has_what_the_team_needs_on_the_spot(self) -> None:
        crew = on_site()

        package = Phone(crew.leader).package(crew.visit)

        assert package["object"]["name"] == crew.visit.drawn.object.name
        assert [member["me"] for member in package["team"]].count(True) == 1
        assert [f["mine"] for f in package["findings"]] == [True, False]
        assert package["findings"][0]["points"]

    def test_holds_no_class_no_number_and_no_telephone_of_anybody(self) -> None:
        """Every sealed and confidential value of the people and the object is planted, and looked for."""
        crew = on_site()
        thing = crew.visit.drawn.object
        for name, words in (("legal_rep", "赵无极"), ("phone", "13937200001"), ("liaison", "钱不多")):
            vault.put(thing, name, words)
        thing.save()
        for n, officer in enumerate(Inspector.objects.all()):
            vault.put(officer, "identity_number", an_identity(n))
            vault.put(officer, "phone", f"1383720000{n}")
            officer.save()

        said = json.dumps(
            [Phone(crew.leader).get("day/").json(), Phone(crew.leader).package(crew.visit)],
            ensure_ascii=False,
        )

        sealed = [
            vault.take(row, name) for row in Inspector.objects.all() for name in ("identity_number", "phone")
        ]
        sealed += [
            vault.take(InspectedObject.objects.get(pk=thing.pk), name)
            for name in ("legal_rep", "phone", "liaison")
        ]
        certificates = list(Inspector.objects.values_list("certificate_number", flat=True))
        assert all(len(word) > 2 for word in sealed)
        assert not [word for word in [*sealed, *certificates, *RiskClass.labels] if word in said]
        assert not {"risk", "class", "stratum", "rating"} & set(_keys(json.loads(said)))

    def test_is_of_the_own_visits_only(self) -> None:
        crew = told(a_crew())
        stranger = the_actor(a_task_with_inspectors().drawn_teams.get().members.order_by("pk")[0].inspector)

        assert Phone(stranger).get(f"visits/?ids={crew.visit.pk}").json() == {"visits": []}

    @pytest.mark.parametrize("ids", ["", "x", "1,", "1;2", ",".join(map(str, range(51)))])
    def test_asked_for_by_nonsense_is_not_given(self, ids: str) -> None:
        assert Phone(told(a_crew()).leader).get(f"visits/?ids={ids}").status_code == 422


def a_guide(crew: Crew, actor: Actor) -> Guide:
    finding = crew.visit.findings.get(department_id=actor.department_id)
    content = b"%PDF-1.7 how to check"
    return Guide.objects.create(
        version=finding.item_version,
        department_id=actor.department_id,
        name="检查指引.pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        added_at=TOLD_AT,
    )


@pytest.mark.article(18)
class TestGuides:
    def test_come_with_the_own_departments_findings_and_with_no_others(self) -> None:
        crew = told(a_crew())
        guide = a_guide(crew, crew.leader)

        held = {f["department_id"]: f["guides"] for f in Phone(crew.leader).package(crew.visit)["findings"]}

        assert held[crew.leader.department_id] == [
            {"id": guide.pk, "name": guide.name, "sha256": guide.sha256, "size": len(guide.content)}
        ]
        assert held[crew.guest.department_id] == []

    def test_are_fetched_by_the_officers_who_work_by_them_only(self) -> None:
        crew = told(a_crew())
        guide = a_guide(crew, crew.leader)

        answer = Phone(crew.leader).get(f"guides/{guide.pk}/")

        assert answer.content == bytes(guide.content)
        assert answer["Cache-Control"] == "no-store, private"
        assert Phone(crew.guest).get(f"guides/{guide.pk}/").status_code == 404

    def test_stand_on_the_desk_page_where_the_item_is_filled_in(self) -> None:
        crew = on_site()
        guide = a_guide(crew, crew.leader)
        finding = crew.visit.findings.get(department_id=crew.leader.department_id)

        page = Phone(crew.leader).client.get(reverse("inspections:finding", args=[finding.pk]))

        assert reverse("catalogue:guide", args=[guide.pk]) in page.content.decode()


@pytest.mark.article(20)
class TestCode:
    def test_is_drawn_as_the_house_draws_it(self) -> None:
        """The rows a phone draws off-line are the rows of the picture that the house shows."""
        crew = on_site()

        package = Phone(crew.leader).package(crew.visit)

        assert package["code"].endswith(f"/check-in/{crew.visit.check_code}/")
        modules = package["modules"]
        assert {len(row) for row in modules} == {len(modules)}
        corner = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
        assert [row[:7] for row in modules[:7]] == corner
        assert package["scans"] == 0

    def test_tells_the_officer_that_it_was_scanned(self) -> None:
        crew = on_site()
        Client().get(reverse("check_in:page", args=[crew.visit.check_code]))

        assert Phone(crew.leader).package(crew.visit)["scans"] == 1


def _keys(value: Any) -> list[str]:
    match value:
        case dict():
            return [*value, *(key for inner in value.values() for key in _keys(inner))]
        case list():
            return [key for inner in value for key in _keys(inner)]
    return []


class TestKey:
    def test_is_the_same_after_every_log_in_and_another_for_everybody_else(self) -> None:
        crew = a_crew()

        first, again = (Phone(crew.leader).get("session/").json()["key"] for _ in range(2))
        other = Phone(crew.second).get("session/").json()["key"]

        assert first == again
        assert len(first) == 64
        assert first != other

    def test_is_given_to_nobody_without_a_log_in(self) -> None:
        answer = Client().get(reverse("field:session"))

        assert answer.status_code == 302


class TestShell:
    def test_is_the_same_for_everybody_and_sets_no_cookie(self) -> None:
        crew = a_crew()

        strange, own = Client().get(reverse("field:app")), Phone(crew.leader).client.get(reverse("field:app"))

        assert strange.content == own.content
        assert not strange.cookies
        assert crew.leader.name not in strange.content.decode()

    def test_can_be_installed(self) -> None:
        manifest = Client().get(reverse("field:manifest"))

        assert manifest["Content-Type"].startswith("application/manifest+json")
        said = manifest.json()
        assert (said["start_url"], said["scope"]) == (reverse("field:app"), "/field/")
        assert {icon["sizes"] for icon in said["icons"]} >= {"192x192", "512x512"}
