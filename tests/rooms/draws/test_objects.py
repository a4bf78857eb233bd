"""From the ceremony to the drawn list: every step in its order, every short cut refused."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.draws import queries, services
from suiji.draws.models import Ceremony, DrawKind, DrawnObject, Exclusion, FrameMember, Share
from suiji.draws.queries.frame import CAP, CAP_OPEN, frame_of
from suiji.draws.states import CEREMONY, CeremonyState
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.models import Entry
from suiji.ledger.queries import history, is_checkpointed
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine
from suiji.plans.states import PlanState
from suiji.sampling.canonical import Invalid
from suiji.tasks.models import Task
from suiji.tasks.queries import executors_of
from suiji.tasks.states import TaskState
from tests.factories.draws import a_ceremony, a_value, drawn_objects, freeze, hand_in, reveal
from tests.factories.organs import AT, TODAY, a_department, a_person, an_actor, the_person
from tests.factories.tasks import (
    a_cast,
    a_draft,
    a_plan_line,
    a_ready_task,
    an_item,
    confirmed,
    countersigned,
    later,
)

pytestmark = pytest.mark.django_db


def acts(ceremony: Ceremony) -> list[str]:
    return [entry.act for entry in history(ceremony)]


class TestWholeDraw:
    def test_ends_with_a_list_in_the_floors_of_every_class(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=400)

        ceremony = drawn_objects(task, cast)

        drawn = [row.object.code for row in DrawnObject.objects.filter(task=task).order_by("pk")]
        assert task.state == TaskState.OBJECTS_DRAWN
        assert ceremony.state == CeremonyState.RESULTED
        assert len(drawn) == 1 + 3 + 10 + 20
        assert drawn == sorted(drawn)
        assert ceremony.freeze.visibility == "public"
        assert ceremony.result.audit_report
        assert acts(ceremony) == [
            "draw.opened", "draw.share_handed_in", "draw.share_handed_in", "draw.committed",
            "draw.share_revealed", "draw.share_revealed", "draw.revealed", "draw.resulted",
            "draw.replayed", "draw.confirmed",
        ]  # fmt: skip
        assert all(is_checkpointed(entry) for entry in history(ceremony))

    def test_counts_an_unclassified_object_as_b(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=20, classes="-")

        drawn_objects(task, cast)

        assert DrawnObject.objects.filter(task=task).count() == 1
        assert {row.stratum for row in frame_of(task, TODAY).eligible} == {"B"}

    def test_writes_neither_class_nor_stratum_into_the_ledger(self) -> None:
        cast = a_cast()
        drawn_objects(a_ready_task(cast, firms=12), cast)

        for entry in Entry.objects.filter(act__startswith="draw."):
            words = f"{entry.body}{entry.sentence}{entry.facts}"
            assert not re.search("strat(um|a)", words)
            assert "风险" not in words


class TestOpenCeremony:
    def test_needs_confirmed_libraries(self) -> None:
        cast = a_cast()
        task = countersigned(a_draft(cast), cast)

        with pytest.raises(Refused) as caught:
            a_ceremony(task, cast)

        assert caught.value.article == 11

    def test_needs_a_countersigned_scheme(self) -> None:
        cast = a_cast()

        with pytest.raises(Refused) as caught:
            a_ceremony(a_draft(cast), cast)

        assert caught.value.article == 12

    def test_refuses_an_operator_who_witnesses(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)

        with pytest.raises(Refused) as caught:
            services.open_ceremony(
                task=task, kind=DrawKind.OBJECTS, witness=the_person(cast.clerk), actor=cast.clerk, at=AT
            )

        assert caught.value.article == 15

    def test_belongs_to_the_initiators_clerk(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)
        for wrong in (cast.of(cast.others[0], Role.CLERK), cast.of(cast.initiator, Role.LIBRARIAN)):
            with pytest.raises(NotYours):
                services.open_ceremony(
                    task=task, kind=DrawKind.OBJECTS, witness=a_person("见证"), actor=wrong, at=AT
                )

    def test_is_not_opened_twice(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)
        a_ceremony(task, cast)

        with pytest.raises(Stale):
            a_ceremony(task, cast)

    def test_is_refused_after_a_draw(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)
        drawn_objects(task, cast)

        with pytest.raises(Refused) as caught:
            a_ceremony(task, cast)

        assert caught.value.article == 15

    def test_of_inspectors_comes_after_the_objects(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)

        with pytest.raises(Refused) as caught:
            a_ceremony(task, cast, DrawKind.INSPECTORS)

        assert caught.value.article == 14


class TestHandInShare:
    def test_only_the_hash_is_kept_and_logged_in_the_partys_name(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)

        hand_in(ceremony, cast)

        entry = history(ceremony).filter(act="draw.share_handed_in").first()
        assert entry is not None
        assert entry.body == {
            "ceremony": ceremony.ceremony,
            "party": cast.initiator.name,
            "sha256": Share.objects.get(party=cast.initiator).sha256,
        }

    def test_is_refused_to_strangers_a_second_time_and_for_used_hashes(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        services.hand_in_share(ceremony=ceremony, sha256="a" * 64, actor=cast.clerk, at=AT)
        stranger = an_actor(Role.CLERK, department=a_department("税务"))
        other = cast.of(cast.others[0], Role.CLERK)

        with pytest.raises(NotYours):
            services.hand_in_share(ceremony=ceremony, sha256="b" * 64, actor=stranger, at=AT)
        librarian = cast.of(cast.others[0], Role.LIBRARIAN)
        with pytest.raises(NotYours):
            services.hand_in_share(ceremony=ceremony, sha256="b" * 64, actor=librarian, at=AT)
        with pytest.raises(Stale):
            services.hand_in_share(ceremony=ceremony, sha256="b" * 64, actor=cast.clerk, at=AT)
        with pytest.raises(Stale):
            services.hand_in_share(ceremony=ceremony, sha256="a" * 64, actor=other, at=AT)
        with pytest.raises(ValueError, match="hex"):
            services.hand_in_share(ceremony=ceremony, sha256="A" * 64, actor=other, at=AT)

    def test_is_refused_after_the_freeze(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        cast.others, third = cast.others[:1], cast.others[1]
        hand_in(ceremony, cast)
        freeze(ceremony, cast)

        with pytest.raises(Refused) as caught:
            services.hand_in_share(
                ceremony=ceremony, sha256="c" * 64, actor=cast.of(third, Role.CLERK), at=later(4)
            )

        assert caught.value.article == 15


class TestFreezeObjects:
    def test_refuses_a_single_share(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        services.hand_in_share(ceremony=ceremony, sha256="a" * 64, actor=cast.clerk, at=AT)

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        assert caught.value.article == 15

    def test_refuses_rows_changed_since_their_confirmation_and_sends_the_task_back(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        InspectedObject.objects.filter(code="F00001").update(name="改名餐饮店")

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        task.refresh_from_db()
        assert caught.value.article == 11
        assert task.state == TaskState.COUNTERSIGNED

    def test_refuses_a_second_freeze(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        assert caught.value.article == 15

    def test_is_not_done_by_the_witness_or_another_department(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)
        colleague = an_actor(Role.CLERK, department=cast.initiator, name="同事")
        ceremony = services.open_ceremony(
            task=task, kind=DrawKind.OBJECTS, witness=the_person(colleague), actor=cast.clerk, at=AT
        )
        hand_in(ceremony, cast)

        with pytest.raises(Refused) as caught:
            services.freeze_objects(ceremony=ceremony, reveal_by=later(60), actor=colleague, at=later(3))
        other = cast.of(cast.others[0], Role.CLERK)
        with pytest.raises(NotYours):
            services.freeze_objects(ceremony=ceremony, reveal_by=later(60), actor=other, at=later(3))

        assert caught.value.article == 15

    def test_refuses_a_total_under_the_floors(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=40, count=5)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        Task.objects.filter(pk=task.pk).update(count=4)

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        assert caught.value.article == 13

    def test_refuses_a_scope_that_holds_nobody(self) -> None:
        cast = a_cast()
        task = countersigned(a_draft(cast), cast)
        InspectedObject.objects.update(reg_state="3")
        ceremony = a_ceremony(confirmed(task, cast), cast)
        hand_in(ceremony, cast)

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        assert caught.value.article == 12

    def test_excludes_objects_at_their_cap_and_says_why(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=12)
        once, twice, neither = InspectedObject.objects.order_by("code")[:3]
        _drawn_before(cast, [once, twice], "RW-90")
        _drawn_before(cast, [twice], "RW-91")
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)

        freeze(ceremony, cast)

        assert list(Exclusion.objects.values_list("object", "reason")) == [(twice.pk, CAP)]
        framed = set(FrameMember.objects.filter(ceremony=ceremony).values_list("object", flat=True))
        assert {once.pk, neither.pk} <= framed
        assert twice.pk not in framed
        assert queries.visits_this_year([once.pk, twice.pk, neither.pk], 2026) == {once.pk: 1, twice.pk: 2}

    @pytest.mark.article(10)
    def test_keeps_an_object_in_by_an_exception_and_shows_both_on_the_page_of_who_was_left_out(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: AT)
        cast = a_cast()
        task = a_ready_task(cast, firms=12)
        spared, kept = InspectedObject.objects.order_by("code")[:2]
        _drawn_before(cast, [spared, kept], "RW-90")
        _drawn_before(cast, [spared, kept], "RW-91")
        clerk, head, office = (
            _desk(actor) for actor in (cast.clerk, cast.of(cast.initiator, Role.DEPUTY_HEAD), cast.office)
        )
        asked = {"kind": "CAP", "codes": kept.code, "reason": "投诉集中", "basis": "安政办〔2026〕3号"}

        clerk.post(reverse("tasks:waive", args=[task.pk]), asked)
        waiver = task.waivers.get()
        head.post(reverse("tasks:approve_waiver", args=[waiver.pk]))
        office.post(reverse("tasks:file_waiver", args=[waiver.pk]), {"filing": "备〔2026〕7号"})
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)

        page = clerk.get(reverse("tasks:exclusions", args=[task.frozen_scopes.get().pk]))
        assert [(row.code, row.reason, row.article) for row in page.context["rows"]] == [
            (spared.code, CAP, 10)
        ]
        html = page.content.decode()
        assert "1 户按例外留在抽取名单" in html
        assert "备〔2026〕7号" in html
        assert FrameMember.objects.filter(ceremony=ceremony, object=kept).exists()

    def test_counts_open_frames_of_other_draws_towards_the_cap(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=4)
        _drawn_before(cast, list(InspectedObject.objects.order_by("code")[:1]), "RW-90")
        other = _another_task(task, cast, "RW-02")
        first, second = a_ceremony(task, cast), a_ceremony(other, cast)
        hand_in(first, cast)
        hand_in(second, cast)

        freeze(first, cast)
        freeze(second, cast)

        assert list(Exclusion.objects.values_list("ceremony", "object__code", "reason")) == [
            (second.pk, "F00000", CAP_OPEN)
        ]

    def test_refuses_when_nobody_has_visits_left(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=2)
        for number in ("RW-90", "RW-91"):
            _drawn_before(cast, list(InspectedObject.objects.all()), number)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        assert caught.value.article == 10

    @pytest.mark.article(2)
    def test_refuses_a_task_whose_plan_line_was_withdrawn_meanwhile(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        PlanLine.objects.filter(pk=task.plan_line_id).update(state=PlanState.WITHDRAWN)

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        assert caught.value.article == 2


def _another_task(task, cast, number):  # type: ignore[no-untyped-def]
    other = a_draft(cast, line=task.plan_line, versions=list(task.item_versions.all()), number=number)
    return confirmed(countersigned(other, cast), cast)


def _desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def _drawn_before(cast, objects, number):  # type: ignore[no-untyped-def]
    """Objects drawn this year for another task."""
    version = an_item(cast, code=f"I-{number}")
    line = a_plan_line(cast, [version], number=f"P-{number}")
    task = a_draft(cast, line=line, versions=[version], number=number)
    ceremony = Ceremony.objects.create(
        state=CeremonyState.RESULTED,
        task=task,
        kind=DrawKind.OBJECTS,
        host=cast.initiator,
        ceremony=f"{len(number):032x}{number[-1]}"[-32:],
        operator_id=cast.clerk.id,
        witness=a_person("见证"),
        opened_at=AT,
    )
    DrawnObject.objects.bulk_create(
        DrawnObject(ceremony=ceremony, task=task, object=one, year=2026) for one in objects
    )


class TestRevealShare:
    def test_is_refused_before_the_commitment_has_its_checkpoint(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        monkeypatch.setattr("suiji.draws.services.freezing.sequence", lambda **_: None)
        freeze(ceremony, cast)

        with pytest.raises(Refused) as caught:
            reveal(ceremony, cast)

        assert caught.value.article == 5

    def test_is_refused_before_the_freeze(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)

        with pytest.raises(Refused) as caught:
            reveal(ceremony, cast)

        assert caught.value.article == 14

    def test_takes_only_the_value_behind_the_hash(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)

        for value in ("0" * 64, "not hex", a_value(ceremony, cast.others[0])):
            with pytest.raises(Invalid):
                services.reveal_share(ceremony=ceremony, value=value, actor=cast.clerk, at=later(4))

    def test_is_refused_twice_late_and_to_those_without_a_share(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)
        stranger = an_actor(Role.CLERK, department=a_department("税务"))

        with pytest.raises(Stale):
            reveal(ceremony, cast, cast.initiator)
        with pytest.raises(Stale):
            reveal(ceremony, cast, cast.others[0], at=later(64))
        with pytest.raises(NotYours):
            services.reveal_share(ceremony=ceremony, value="0" * 64, actor=stranger, at=later(4))


class TestDrawObjects:
    def test_is_refused_while_a_share_is_missing(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)

        with pytest.raises(Refused) as caught:
            services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(5))

        assert caught.value.article == 15

    def test_is_refused_a_second_time(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=8), cast)

        with pytest.raises(Refused) as caught:
            services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(9))

        assert caught.value.article == 15
        assert "名单一经产生不得更改" in caught.value.says

    def test_is_refused_to_a_wrong_hand(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast)

        for wrong in (cast.of(cast.others[0], Role.CLERK), cast.of(cast.initiator, Role.PRINCIPAL_HEAD)):
            with pytest.raises(NotYours):
                services.draw_objects(ceremony=ceremony, actor=wrong, at=later(5))

    def test_keeps_nothing_that_the_separate_check_refuses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast)
        from suiji.draws.services import auditing, drawing

        def tampered(files):  # type: ignore[no-untyped-def]
            lots = files["audit/lots.csv"]
            another = b"A\n" if lots.endswith(b"D\n") else b"D\n"
            return auditing.audited({**files, "audit/lots.csv": lots[:-2] + another})

        monkeypatch.setattr(drawing, "audited", tampered)
        with pytest.raises(Refused) as caught:
            services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(5))

        assert caught.value.article == 5
        assert not DrawnObject.objects.filter(task=task).exists()
        monkeypatch.undo()
        ceremony.refresh_from_db()
        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(6))
        assert DrawnObject.objects.filter(task=task).exists()


class TestVoidCeremony:
    def frozen(self, cast):  # type: ignore[no-untyped-def]
        task = a_ready_task(cast, firms=8)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)
        return task, ceremony

    def test_by_default_is_public_names_the_party_and_frees_the_task(self) -> None:
        cast = a_cast()
        task, ceremony = self.frozen(cast)

        voided = services.void_defaulted(at=later(64))

        task.refresh_from_db()
        ceremony.refresh_from_db()
        entry = history(ceremony).get(act="draw.voided")
        assert voided == [ceremony]
        assert ceremony.state == CeremonyState.VOID
        assert entry.body is not None
        assert entry.body["defaulted"] == [cast.others[0].name]
        assert task.state == TaskState.COUNTERSIGNED
        assert queries.task_draws(task, cast.clerk, today=TODAY).starts_again
        again = a_ceremony(confirmed(task, cast, at=later(70)), cast, at=later(71))
        assert again.ceremony != ceremony.ceremony
        assert services.void_defaulted(at=later(72)) == []

    def test_by_default_leads_only_to_a_draw_with_public_chance(self) -> None:
        cast = a_cast()
        task, _ = self.frozen(cast)
        services.void_defaulted(at=later(64))
        task.refresh_from_db()
        again = a_ceremony(confirmed(task, cast, at=later(70)), cast, at=later(71))
        hand_in(again, cast, at=later(72))

        with pytest.raises(Refused) as caught:
            freeze(again, cast, at=later(73))

        assert caught.value.article == 15
        number = {"kind": "announced", "what": "某号码", "at": "2026-03-02T06:00:00Z", "pattern": "[0-9]{6}"}
        services.freeze_objects(
            ceremony=again, reveal_by=later(100), extra_sources=[number], actor=cast.clerk, at=later(74)
        )
        assert again.state == CeremonyState.COMMITTED

    def test_is_refused_before_the_deadline_and_once_everything_is_revealed(self) -> None:
        cast = a_cast()
        _, ceremony = self.frozen(cast)
        head = cast.of(cast.initiator, Role.PRINCIPAL_HEAD)

        with pytest.raises(Refused) as early:
            services.void_ceremony(ceremony=ceremony, because="改主意", actor=head, at=later(30))
        reveal(ceremony, cast, cast.others[0])
        with pytest.raises(Refused) as known:
            services.void_ceremony(ceremony=ceremony, because="改主意", actor=head, at=later(90))

        assert early.value.article == known.value.article == 15
        assert services.void_defaulted(at=later(90)) == []

    def test_of_an_open_ceremony_is_the_principal_heads(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        head = cast.of(cast.initiator, Role.PRINCIPAL_HEAD)
        foreign = cast.of(cast.others[0], Role.PRINCIPAL_HEAD)

        for wrong in (cast.clerk, cast.of(cast.initiator, Role.DEPUTY_HEAD), foreign):
            with pytest.raises(Refused) as caught:
                services.void_ceremony(ceremony=ceremony, because="误开", actor=wrong, at=later(5))
            assert caught.value.article == 15
        services.void_ceremony(ceremony=ceremony, because="误开", actor=head, at=later(5))

        assert ceremony.state == CeremonyState.VOID


class TestCeremonyStates:
    def test_nothing_leads_back_or_out_of_a_result(self) -> None:
        pairs = {(edge.source, edge.target) for edge in CEREMONY.edges}

        assert pairs == {
            ("OPEN", "COMMITTED"), ("COMMITTED", "RESULTED"), ("OPEN", "VOID"), ("COMMITTED", "VOID"),
        }  # fmt: skip


class TestDispatch:
    def test_sends_every_object_to_one_unit_of_all_departments(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        task = a_ready_task(cast, firms=40)
        drawn_objects(task, cast)

        services.dispatch(task=task, actor=cast.clerk, at=later(6))

        rows = DrawnObject.objects.filter(task=task)
        assert task.state == TaskState.DISPATCHED
        assert all(row.dispatches.count() == 1 for row in rows)
        assert len(executors_of(task.units.get())) == 3

    def test_is_refused_before_the_draw_and_to_participants(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=8)

        with pytest.raises(Refused) as caught:
            services.dispatch(task=task, actor=cast.clerk, at=later(6))
        with pytest.raises(NotYours):
            services.dispatch(task=task, actor=cast.of(cast.others[0], Role.CLERK), at=later(6))

        assert caught.value.article == 14


def test_deadline_of_reveals_lies_after_the_freeze() -> None:
    cast = a_cast()
    ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
    hand_in(ceremony, cast)

    with pytest.raises(ValueError, match="reveal_by"):
        services.freeze_objects(
            ceremony=ceremony, reveal_by=later(3) - timedelta(seconds=1), actor=cast.clerk, at=later(3)
        )
