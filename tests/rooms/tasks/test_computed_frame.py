"""The frozen frame is what anybody computes again from the confirmed rows; exceptions are on record."""

import gzip
import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from suiji.draws.models import Ceremony, DrawKind, DrawnObject, Exclusion, FrameMember
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.frame import frame_of
from suiji.draws.states import CeremonyState
from suiji.law import Refused
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from suiji.tasks import queries, services
from suiji.tasks.models import FrozenScope, Task, WaiverKind
from tests.factories.draws import a_ceremony, drawn_objects, freeze, hand_in
from tests.factories.organs import AT, TODAY, a_person
from tests.factories.tasks import (
    Cast,
    a_cast,
    a_draft,
    a_plan_line,
    a_ready_task,
    an_item,
    confirmed,
    countersigned,
    filed_waiver,
    later,
    some_firms,
    some_inspectors,
)

pytestmark = pytest.mark.django_db

EXCEPTION = {"reason": "上级专项部署", "basis": "安政办〔2026〕3号"}


def drawn_before(cast: Cast, objects: list[InspectedObject], number: str) -> None:
    """Objects drawn this year for another task."""
    version = an_item(cast, code=f"I-{number}")
    line = a_plan_line(cast, [version], number=f"P-{number}")
    task = a_draft(cast, line=line, versions=[version], number=number)
    ceremony = Ceremony.objects.create(
        state=CeremonyState.RESULTED,
        task=task,
        kind=DrawKind.OBJECTS,
        host=cast.initiator,
        ceremony=hashlib.md5(number.encode(), usedforsecurity=False).hexdigest(),
        operator_id=cast.clerk.id,
        witness=a_person("见证"),
        opened_at=AT,
    )
    DrawnObject.objects.bulk_create(
        DrawnObject(ceremony=ceremony, task=task, object=one, year=2026) for one in objects
    )


class TestKeepScope:
    def test_anybody_with_the_snapshot_comes_to_the_same_frame(self) -> None:
        cast = a_cast()
        some_firms(cast, number=3, prefix="G")
        InspectedObject.objects.filter(code="G00000").update(reg_state="3")
        InspectedObject.objects.filter(code="G00001").update(reg_state="2")
        task = a_ready_task(cast, firms=40)

        ceremony = drawn_objects(task, cast)

        (frozen,) = queries.frozen_scopes(task)
        found = queries.recompute(frozen)
        assert found.agrees
        assert found.eligible == 41
        assert found.excluded == [("CANCELLED", "已注销", 1), ("REVOKED", "吊销未注销", 1)]
        assert all(part.agrees for part in found.parts)
        frame = stored(ceremony, audit=True)["audit/frame.csv"]
        assert hashlib.sha256(frame).hexdigest() == found.frame_sha256
        assert sorted(Exclusion.objects.values_list("object__code", "reason")) == [
            ("G00000", "CANCELLED"),
            ("G00001", "REVOKED"),
        ]
        assert history(task).filter(act="tasks.scope_kept").exists()

    def test_the_deregistered_are_not_in_the_base_of_the_quotas(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=200, classes="A")
        InspectedObject.objects.filter(code__gte="F00100").update(reg_state="3")
        confirmed(task, cast)

        ceremony = drawn_objects(task, cast)

        assert DrawnObject.objects.filter(ceremony=ceremony).count() == 1

    def test_a_row_tampered_with_afterwards_is_found(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=40)
        drawn_objects(task, cast)
        (frozen,) = queries.frozen_scopes(task)
        lines = gzip.decompress(bytes(frozen.facts)).replace(b'"A",0', b'"D",0', 1)

        frozen.facts = gzip.compress(lines)

        assert not queries.recompute(frozen).agrees

    def test_refuses_a_frame_that_is_not_what_was_confirmed(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=5)
        InspectedObject.objects.filter(code="F00000").update(name="改名餐饮店", reg_state="3")
        frame = frame_of(task, TODAY)

        with pytest.raises(Refused) as caught:
            services.keep_scope(
                task=task,
                ceremony="0" * 32,
                facts=frame.facts,
                frame_sha256=frame.frame_sha256,
                excluded_sha256=frame.excluded_sha256,
                actor=cast.clerk,
                at=later(3),
            )

        assert caught.value.article == 11


class TestWaivers:
    def test_a_filed_one_lets_a_rate_under_the_floor_be_drawn(self) -> None:
        cast = a_cast()
        some_firms(cast, number=400)
        for department in cast.departments:
            some_inspectors(department)
        task = a_draft(cast, rates_bp={"D": 1000}, exception=EXCEPTION)
        with pytest.raises(Refused) as caught:
            services.send(task=task, actor=cast.clerk, at=AT)
        assert caught.value.article == 13

        filed_waiver(task, cast, WaiverKind.RATES)
        confirmed(countersigned(task, cast), cast)
        ceremony = drawn_objects(task, cast)

        assert DrawnObject.objects.filter(ceremony=ceremony).count() == 1 + 3 + 10 + 10

    def test_covers_no_other_rates_than_those_it_was_asked_for(self) -> None:
        cast = a_cast()
        task = a_draft(cast, rates_bp={"D": 1000}, exception=EXCEPTION)
        filed_waiver(task, cast, WaiverKind.RATES)
        task.rates_bp = {**task.rates_bp, "D": 500}
        task.save()

        with pytest.raises(Refused):
            services.send(task=task, actor=cast.clerk, at=AT)

    def test_of_the_cap_brings_the_object_back_into_the_frame(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=12)
        first = list(InspectedObject.objects.order_by("code")[:2])
        drawn_before(cast, first, "RW-90")
        drawn_before(cast, first, "RW-91")

        filed_waiver(task, cast, WaiverKind.CAP, codes=["F00000"])
        frame = frame_of(task, TODAY)

        assert [(row.code, row.reason) for row in frame.excluded] == [("F00001", "CAP")]

    def test_of_a_decision_to_exempt_leaves_the_object_out_but_in_the_base(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=12)

        filed_waiver(task, cast, WaiverKind.EXEMPT, codes=["F00003"])
        frame = frame_of(task, TODAY)

        assert [(row.code, row.reason) for row in frame.excluded] == [("F00003", "EXEMPT")]
        assert not frame.gone

    def test_that_is_only_approved_does_nothing(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=3)
        waiver = services.apply_waiver(
            task=task, kind=WaiverKind.EXEMPT, reason="近期已检查", basis="第二十四条", codes=["F00001"],
            actor=cast.clerk, at=AT,
        )  # fmt: skip
        services.approve_waiver(waiver=waiver, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=AT)

        assert not frame_of(task, TODAY).excluded

    def test_cannot_be_asked_for_once_the_list_is_frozen(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=40)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        task.refresh_from_db()

        with pytest.raises(Refused) as caught:
            services.apply_waiver(
                task=task, kind=WaiverKind.CAP, reason="理由", basis="依据", codes=["F00001"],
                actor=cast.clerk, at=later(4),
            )  # fmt: skip

        assert caught.value.article == 15


@pytest.mark.django_db(transaction=True)
class TestRacingFreezes:
    def test_two_at_once_never_both_take_the_last_visit(self) -> None:
        cast = a_cast()
        first = a_ready_task(cast, firms=6)
        firm = InspectedObject.objects.get(code="F00000")
        drawn_before(cast, [firm], "RW-90")
        second = a_draft(cast, line=first.plan_line, versions=list(first.item_versions.all()), number="RW-02")
        confirmed(countersigned(second, cast), cast)
        ceremonies = [a_ceremony(first, cast), a_ceremony(second, cast)]
        for ceremony in ceremonies:
            hand_in(ceremony, cast)

        def race(ceremony: Ceremony) -> None:
            try:
                freeze(Ceremony.objects.get(pk=ceremony.pk), cast)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as both:
            list(both.map(race, ceremonies))

        framed = FrameMember.objects.filter(object=firm)
        assert framed.count() == 1
        assert list(Exclusion.objects.filter(object=firm).values_list("reason", flat=True)) == ["CAP_OPEN"]
        assert FrozenScope.objects.count() == 2
        assert Task.objects.filter(state="FROZEN").count() == 2
        connection.close()
