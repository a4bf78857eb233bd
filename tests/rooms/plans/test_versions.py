"""A published line is never edited: it changes by a version, leaves by a withdrawal, and is published in batches."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction

from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.ledger.queries import history
from suiji.organs.roles import Role
from suiji.plans import queries, services
from suiji.plans.models import PlanBatch, PlanKind, PlanLine
from suiji.plans.states import PlanState
from suiji.sampling.canonical import canonical_json
from tests.factories.organs import AT, a_department, an_actor, an_office
from tests.factories.plans import a_draft_line, a_published_line, a_submitted_line

pytestmark = pytest.mark.django_db

IN_MAY = datetime(2026, 4, 30, 16, 0, tzinfo=UTC)
"""The first minute of May in Anyang."""


def clerk(line: str = "商务") -> Actor:
    return an_actor(Role.CLERK, department=a_department(line))


def office(region: str = "410500") -> Actor:
    return an_actor(Role.OFFICE, department=an_office(region))


def an_accepted_line(number: str) -> PlanLine:
    return services.accept(line=a_submitted_line(number), actor=office(), at=AT)


def published_again(line: PlanLine) -> PlanLine:
    """The version led to the public by everybody concerned."""
    for part in line.parts.select_related("department"):
        services.confirm_part(line=line, actor=clerk(part.department.line), at=AT)
    services.submit(line=line, actor=clerk(), at=AT)
    services.accept(line=line, actor=office(), at=AT)
    return services.publish(line=line, actor=office(), at=AT)


class TestRefusePart:
    def test_says_why_and_stops_the_line_until_taken_back(self) -> None:
        line = a_draft_line(participants=[a_department("应急管理")])

        part = services.refuse_part(line=line, because="本年度人员不足", actor=clerk("应急管理"), at=AT)

        assert (part.refusal, part.confirmed_at) == ("本年度人员不足", None)
        assert "本年度人员不足" in history(line).last().sentence
        with pytest.raises(Refused):
            services.submit(line=line, actor=clerk(), at=AT)
        assert any("已经答复不参与" in name for name in queries.hindrance(line, on=AT.date())[1])
        assert services.confirm_part(line=line, actor=clerk("应急管理"), at=AT).refusal == ""

    @pytest.mark.article(7)
    def test_refuses_silence(self) -> None:
        with pytest.raises(Refused) as caught:
            services.refuse_part(line=a_draft_line(), because=" ", actor=clerk("应急管理"), at=AT)

        assert caught.value.article == 7

    def test_tells_the_initiator(self) -> None:
        line = a_draft_line()
        services.refuse_part(line=line, because="人员不足", actor=clerk("应急管理"), at=AT)

        sentences = [row.sentence for row in queries.to_do(clerk(), today=AT.date())]

        assert any("答复不参与：应急管理" in sentence for sentence in sentences)


class TestChangeLine:
    @pytest.mark.article(8)
    def test_keeps_the_documents_by_which_a_temporary_check_was_handed_down(self) -> None:
        line = a_published_line(kind=PlanKind.TEMPORARY)

        later = services.change_line(line=line, because="延至月底", actor=clerk(), at=AT)

        told = ("name", "sha256", "added_by_id", "added_at")
        assert list(later.attachments.values_list(*told)) == list(line.attachments.values_list(*told))
        assert published_again(later).state == PlanState.PUBLISHED
        assert line.attachments.count() == later.attachments.count() == 1

    def test_leaves_the_published_version_in_force_until_the_next_is_published(self) -> None:
        line = a_published_line()

        later = services.change_line(line=line, because="与教育部门错开", actor=clerk(), at=AT)

        assert (later.number, later.version, later.state) == (line.number, 2, PlanState.DRAFT)
        assert [part.confirmed_at for part in later.parts.all()] == [None, None]
        assert [row.version for row in queries.published(year=2026)] == [1]
        published_again(later)
        line.refresh_from_db()
        assert line.state == PlanState.SUPERSEDED
        assert [(row.version, row.change_reason) for row in queries.published(year=2026)] == [
            (2, "与教育部门错开")
        ]
        assert list(queries.left_public(year=2026)) == [line]
        assert queries.version_in_force(line) == later

    def test_is_never_late(self) -> None:
        later = services.change_line(line=a_published_line(), because="改时间", actor=clerk(), at=AT)

        assert not published_again(later).submitted_late

    @pytest.mark.article(7)
    def test_refuses_a_silent_change_a_second_one_at_once_and_another_hand(self) -> None:
        line = a_published_line()
        with pytest.raises(Refused) as caught:
            services.change_line(line=line, because="", actor=clerk(), at=AT)
        assert caught.value.article == 7
        with pytest.raises(NotYours):
            services.change_line(line=line, because="改时间", actor=clerk("市场监管"), at=AT)
        services.change_line(line=line, because="改时间", actor=clerk(), at=AT)

        with pytest.raises(Refused):
            services.change_line(line=line, because="再改", actor=clerk(), at=AT)

    def test_may_be_begun_again_after_it_was_given_up(self) -> None:
        line = a_published_line()
        first = services.change_line(line=line, because="改时间", actor=clerk(), at=AT)
        services.withdraw(line=first, because="不改了", actor=clerk(), at=AT)

        again = services.change_line(line=line, because="改比例", actor=clerk(), at=AT)

        assert (again.version, again.state) == (3, PlanState.DRAFT)


class TestPublishBatch:
    def test_freezes_what_the_public_can_read_under_a_hash(self) -> None:
        rows = [an_accepted_line("AY-1"), an_accepted_line("AY-2")]

        batch = services.publish_batch(lines=rows, actor=office(), at=AT)

        assert hashlib.sha256(canonical_json(batch.snapshot)).hexdigest() == batch.sha256
        assert [line["number"] for line in batch.snapshot["lines"]] == ["AY-1", "AY-2"]
        assert {row.batch_id for row in PlanLine.objects.all()} == {batch.pk}
        assert history(batch).last().body["sha256"] == batch.sha256
        with pytest.raises(ProgrammingError), transaction.atomic():
            PlanBatch.objects.filter(pk=batch.pk).update(sha256="")

    @pytest.mark.article(7)
    def test_is_late_from_may(self) -> None:
        assert not services.publish_batch(lines=[an_accepted_line("AY-1")], actor=office(), at=AT).late
        late = services.publish_batch(lines=[an_accepted_line("AY-2")], actor=office(), at=IN_MAY)

        assert (late.late, late.number) == (True, 2)

    def test_keeps_years_and_offices_apart(self) -> None:
        other = services.accept(line=a_submitted_line("AY-3", year=2027), actor=office(), at=AT)

        with pytest.raises(NotYours):
            services.publish_batch(lines=[an_accepted_line("AY-1"), other], actor=office(), at=AT)

    @pytest.mark.article(8)
    def test_lets_the_initiator_publish_what_it_has_filed(self) -> None:
        line = a_submitted_line(kind=PlanKind.TEMPORARY)
        an_office()

        assert services.publish(line=line, actor=clerk(), at=AT).state == PlanState.PUBLISHED
        with pytest.raises(NotYours):
            services.publish(line=a_submitted_line("AY-9"), actor=clerk(), at=AT)


class TestWithdraw:
    def test_of_a_published_line_is_told_to_the_public(self) -> None:
        line = services.withdraw(line=a_published_line(), because="职能划转", actor=clerk(), at=AT)

        assert (line.state, history(line).last().body["reason"]) == (PlanState.WITHDRAWN, "职能划转")
        assert queries.version_in_force(line).state == PlanState.WITHDRAWN

    @pytest.mark.article(7)
    def test_is_refused_after_a_draw(self) -> None:
        line = a_published_line()
        services.note_draw(line=line, task="T-1", at=AT)

        with pytest.raises(Refused) as caught:
            services.withdraw(line=line, because="不查了", actor=clerk(), at=AT)

        assert caught.value.article == 7

    @pytest.mark.article(7)
    def test_is_refused_from_the_freeze_on_since_a_draw_is_to_come(self) -> None:
        line = a_published_line()
        services.note_freeze(line=line, at=AT)

        with pytest.raises(Refused) as caught:
            services.withdraw(line=line, because="不查了", actor=clerk(), at=AT)

        assert caught.value.rule.name == "plan_line_withdrawn_before_draw"

    @pytest.mark.article(2)
    def test_comes_before_a_freeze_and_then_nothing_is_frozen_on_that_line(self) -> None:
        line = a_published_line()
        services.withdraw(line=line, because="职能划转", actor=clerk(), at=AT)

        with pytest.raises(Refused) as caught:
            services.note_freeze(line=line, at=AT)

        assert caught.value.rule.name == "plan_published_before_task"

    @pytest.mark.article(7)
    def test_is_refused_to_a_later_version_after_a_draw_on_the_first_while_its_draft_may_go(self) -> None:
        line = a_published_line()
        services.note_draw(line=line, task="T-1", at=AT)
        dropped = services.change_line(line=line, because="改时间", actor=clerk(), at=AT)
        services.withdraw(line=dropped, because="不改了", actor=clerk(), at=AT)
        later = published_again(services.change_line(line=line, because="再改", actor=clerk(), at=AT))

        with pytest.raises(Refused) as caught:
            services.withdraw(line=later, because="不查了", actor=clerk(), at=AT)

        assert caught.value.rule.name == "plan_line_withdrawn_before_draw"
        assert not queries.doable(queries.line(later.pk), clerk(), today=AT.date()).withdraw


class TestAttach:
    def test_keeps_a_document_until_the_line_is_handed_in(self) -> None:
        line = a_draft_line(kind=PlanKind.TEMPORARY)

        kept = services.attach(line=line, name="通知.pdf", content=b"%PDF", actor=clerk(), at=AT)

        assert kept.sha256 == hashlib.sha256(b"%PDF").hexdigest()
        assert queries.attachment_open_to(office()).get().name == "通知.pdf"
        with pytest.raises(Refused):
            services.attach(line=a_submitted_line("AY-8"), name="x.pdf", content=b"", actor=clerk(), at=AT)
