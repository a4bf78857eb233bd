"""Substitution that repeats itself is shown to auditors."""

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import TeamMember
from suiji.libraries.models import Inspector
from suiji.organs.roles import Role
from tests.factories.draws import drawn_inspectors, drawn_objects
from tests.factories.organs import TODAY, a_department, an_actor, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later

pytestmark = [pytest.mark.django_db, pytest.mark.article(16)]


def replaced_twice(cast: Cast) -> list[Inspector]:
    """Both of the initiator's drawn members of one team, each replaced."""
    task = a_ready_task(cast, firms=24, teams=1)
    drawn_objects(task, cast)
    drawn_inspectors(task, cast)
    deputy = cast.of(cast.initiator, Role.DEPUTY_HEAD)
    spares = list(Inspector.objects.filter(department=cast.initiator, memberships=None).order_by("pk"))
    members = TeamMember.objects.filter(team__task=task, inspector__department=cast.initiator)
    for member, spare in zip(members.order_by("pk"), spares, strict=False):
        asked = services.apply_replacement(
            member=member, substitute=spare, reason="HEALTH", actor=cast.clerk, at=later(20)
        )
        services.approve_replacement(replacement=asked, actor=deputy, at=later(21))
    return spares


class TestPatterns:
    def test_find_the_firms_whose_team_was_changed_twice(self) -> None:
        replaced_twice(a_cast())

        found = queries.patterns_of(2026)

        assert {(one.kind, one.count) for one in found} == {("object", 2)}
        assert queries.patterns_of(2025) == []

    def test_lead_the_auditor_there_and_nobody_else(self) -> None:
        cast = a_cast()
        replaced_twice(cast)
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检"))
        client, clerk = Client(), Client()
        client.force_login(the_person(auditor))
        clerk.force_login(the_person(cast.clerk))

        assert [one.action for one in queries.to_do(auditor, today=TODAY)] == ["核查人员调整"]
        page = client.get(reverse("draws:patterns")).content.decode()

        assert "同一检查对象的检查组多次调整" in page
        assert "健康状况" in page
        assert clerk.get(reverse("draws:patterns")).status_code == 403

    def test_are_none_in_a_quiet_year(self) -> None:
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检"))
        client = Client()
        client.force_login(the_person(auditor))

        assert queries.to_do(auditor, today=TODAY) == []
        assert "没有重复的调整" in client.get(reverse("draws:patterns")).content.decode()
