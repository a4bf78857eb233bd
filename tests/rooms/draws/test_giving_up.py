"""A drawn list given up as a whole: signed, filed, public, counted."""

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import DrawKind, DrawnObject, Voiding
from suiji.draws.queries.frame import visits_this_year
from suiji.draws.states import CeremonyState
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.queries import history
from suiji.organs.roles import Role
from suiji.tasks.states import TaskState
from tests.factories.draws import a_ceremony, drawn_objects, freeze, hand_in
from tests.factories.organs import TODAY, an_actor, an_office, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later

pytestmark = [pytest.mark.django_db, pytest.mark.article(15)]


def head_of(cast: Cast) -> Actor:
    return cast.of(cast.initiator, Role.PRINCIPAL_HEAD)


class TestGivingUp:
    def test_needs_the_principal_heads_signature_and_the_offices_filing(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        deputy = cast.of(cast.initiator, Role.DEPUTY_HEAD)
        foreign = cast.of(cast.others[0], Role.PRINCIPAL_HEAD)
        for wrong in (cast.clerk, deputy, foreign):
            with pytest.raises(Refused) as caught:
                services.sign_voiding(task=task, because="名单有误", actor=wrong, at=later(20))
            assert caught.value.article == 15

        voiding = services.sign_voiding(task=task, because="两库口径有误", actor=head_of(cast), at=later(20))
        assert task.state == TaskState.OBJECTS_DRAWN
        with pytest.raises(Stale):
            services.sign_voiding(task=task, because="再签一次", actor=head_of(cast), at=later(21))
        with pytest.raises(NotYours):
            services.file_voiding(voiding=voiding, filing="备3号", actor=cast.clerk, at=later(22))
        elsewhere = an_actor(Role.OFFICE, department=an_office("410581"))
        with pytest.raises(NotYours):
            services.file_voiding(voiding=voiding, filing="备3号", actor=elsewhere, at=later(22))
        with pytest.raises(Refused):
            services.file_voiding(voiding=voiding, filing=" ", actor=cast.office, at=later(22))
        services.file_voiding(voiding=voiding, filing="备3号", actor=cast.office, at=later(23))

        task.refresh_from_db()
        assert task.state == TaskState.VOID
        entry = history(voiding).get(act="draw.voiding_filed")
        assert entry.body == {"task": task.number, "reason": "两库口径有误"}
        assert visits_this_year({row.object_id for row in DrawnObject.objects.all()}, 2026) == {}

    def test_keeps_the_list_and_is_the_end(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        listed = DrawnObject.objects.count()
        voiding = services.sign_voiding(task=task, because="有误", actor=head_of(cast), at=later(20))
        services.file_voiding(voiding=voiding, filing="备3号", actor=cast.office, at=later(21))
        task.refresh_from_db()

        with pytest.raises(Refused):
            services.dispatch(task=task, actor=cast.clerk, at=later(22))
        with pytest.raises(Refused):
            a_ceremony(task, cast, at=later(23))

        assert DrawnObject.objects.count() == listed

    def test_ends_an_open_ceremony_with_the_task(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        services.dispatch(task=task, actor=cast.clerk, at=later(6))
        ceremony = a_ceremony(task, cast, DrawKind.INSPECTORS, at=later(7))
        voiding = services.sign_voiding(task=task, because="有误", actor=head_of(cast), at=later(20))

        services.file_voiding(voiding=voiding, filing="备3号", actor=cast.office, at=later(21))

        ceremony.refresh_from_db()
        assert ceremony.state == CeremonyState.VOID

    def test_is_no_way_around_a_frozen_list(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        task.refresh_from_db()

        with pytest.raises(Refused) as caught:
            services.sign_voiding(task=task, because="不想抽了", actor=head_of(cast), at=later(20))

        assert caught.value.article == 14

    def test_of_an_unannounced_task_says_nothing_of_it_in_public(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, unannounced=True, unannounced_reason="易于转移证据")
        ceremony = drawn_objects(task, cast)
        voiding = services.sign_voiding(task=task, because="有误", actor=head_of(cast), at=later(20))

        services.file_voiding(voiding=voiding, filing="备3号", actor=cast.office, at=later(21))

        assert history(voiding).get(act="draw.voiding_filed").body == {"ceremony": ceremony.ceremony}


class TestPages:
    def test_lead_from_the_signature_to_the_filing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(30))
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        head, office = Client(), Client()
        head.force_login(the_person(head_of(cast)))
        office.force_login(the_person(cast.office))
        detail = reverse("draws:detail", args=[task.pk])
        assert "任务整体作废" in head.get(detail).content.decode()
        assert "任务整体作废" not in office.get(detail).content.decode()

        assert "不能撤回" in head.get(reverse("draws:give_up", args=[task.pk])).content.decode()
        head.post(reverse("draws:give_up", args=[task.pk]), {"because": "两库口径有误"})
        voiding = Voiding.objects.get()
        assert [one.action for one in queries.to_do(cast.office, today=TODAY)] == ["备案作废"]
        assert "两库口径有误" in office.get(reverse("draws:file", args=[voiding.pk])).content.decode()
        office.post(reverse("draws:file", args=[voiding.pk]), {"filing": "备3号"})

        task.refresh_from_db()
        assert task.state == TaskState.VOID
        assert "备案号 备3号" in head.get(detail).content.decode()
        assert queries.to_do(cast.office, today=TODAY) == []
