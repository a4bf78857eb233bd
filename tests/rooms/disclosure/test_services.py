"""Entering, publishing and correcting a result, and what each refuses."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from suiji.disclosure import queries, services
from suiji.disclosure.models import Correction, Publication, PublicationVersion, ReviewReturn, Submission
from suiji.disclosure.states import CorrectionState, PublicationState
from suiji.inspections import services as inspections
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.organs.roles import Role
from tests.factories.disclosure import (
    APPLIED_AT,
    ENTERED_AT,
    PUBLISHED_AT,
    SIGNED_AT,
    Desk,
    a_desk,
    applied,
    desk_of,
    entered,
    published,
    resubmitted,
    sent_back,
)
from tests.factories.inspections import (
    ENDED_AT,
    a_contact,
    a_crew,
    a_photo,
    fill,
    filled,
    on_site,
    signed_by_all,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def article(refusal: pytest.ExceptionInfo[Refused]) -> int:
    return refusal.value.article


@pytest.mark.article(20)
class TestEnterResult:
    def test_sets_the_last_day_twenty_working_days_after_the_end(self) -> None:
        desk = entered()

        publication = desk.publication()
        assert publication.due_on == date(2026, 6, 1)
        assert not publication.due_provisional
        assert publication.state == PublicationState.ENTERED

    def test_refuses_a_visit_that_is_not_signed(self) -> None:
        crew = on_site(a_crew())
        clerk = an_actor(Role.CLERK, department=crew.visit.task.initiator)

        with pytest.raises(Refused) as refusal:
            services.enter_result(visit=crew.again(), actor=clerk, at=ENTERED_AT)

        assert article(refusal) == 20

    def test_refuses_a_department_that_has_no_part(self) -> None:
        desk = a_desk()
        stranger = an_actor(Role.CLERK, department=a_department("生态环境"))

        with pytest.raises(Refused) as refusal:
            services.enter_result(visit=desk.crew.again(), actor=stranger, at=ENTERED_AT)

        assert article(refusal) == 20
        assert "谁检查、谁录入" in refusal.value.says

    def test_refuses_the_initiator_where_it_checked_nothing_itself(self) -> None:
        desk = a_desk()
        visit = desk.crew.again()
        visit.task.initiator_id = a_department("生态环境").pk
        visit.task.save(update_fields=["initiator"])

        with pytest.raises(Refused) as refusal:
            services.enter_result(
                visit=visit, actor=an_actor(Role.CLERK, department=visit.task.initiator), at=ENTERED_AT
            )

        assert article(refusal) == 20

    def test_enters_only_the_own_departments_part(self) -> None:
        desk = entered()
        other = an_actor(Role.CLERK, department=a_department("消防救援"))

        publication = services.enter_result(visit=desk.crew.again(), actor=other, at=ENTERED_AT)

        assert publication.department_id == other.department_id
        assert Publication.objects.count() == 2

    def test_is_open_to_the_departments_inspector_and_to_nobody_else(self) -> None:
        desk = a_desk()

        with pytest.raises(NotYours):
            services.enter_result(visit=desk.crew.again(), actor=desk.reviewer, at=ENTERED_AT)
        services.enter_result(visit=desk.crew.again(), actor=desk.crew.leader, at=ENTERED_AT)

        assert Publication.objects.count() == 1

    def test_happens_once(self) -> None:
        desk = entered()

        with pytest.raises(Stale):
            services.enter_result(visit=desk.crew.again(), actor=desk.clerk, at=ENTERED_AT)

    def test_marks_the_last_day_provisional_where_no_calendar_is_known(self) -> None:
        from tests.factories.inspections import ended

        crew = ended(at=datetime(2029, 12, 20, 8, 0, tzinfo=UTC))
        clerk = an_actor(Role.CLERK, department=crew.visit.task.initiator)

        publication = services.enter_result(
            visit=crew.again(), actor=clerk, at=datetime(2029, 12, 21, 8, 0, tzinfo=UTC)
        )

        assert publication.due_provisional


class TestPublish:
    def test_makes_the_first_version_public_without_personal_data(self) -> None:
        desk = published()

        entry = Entry.objects.get(act="disclosure.published")
        assert entry.body == {
            "object": desk.crew.visit.drawn.object.code,
            "department": desk.department.name,
            "task": desk.crew.visit.task.number,
            "results": ["未按规定公示应当公示的信息"],
            "version": 1,
        }
        assert desk.publication().state == PublicationState.PUBLISHED
        version = PublicationVersion.objects.get()
        assert version.rows[0]["results"] == ["NOT_DISCLOSED"]
        assert "未公示年报" not in str(version.rows)

    @pytest.mark.article(26)
    def test_refuses_the_person_who_entered_it(self) -> None:
        desk = a_desk()
        both = an_actor(Role.CLERK, Role.REVIEWER, department=desk.department)
        publication = services.enter_result(visit=desk.crew.again(), actor=both, at=ENTERED_AT)

        with pytest.raises(Refused) as refusal:
            services.publish(publication=publication, actor=both, at=PUBLISHED_AT)

        assert article(refusal) == 26
        assert not PublicationVersion.objects.exists()

    @pytest.mark.article(20)
    def test_refuses_another_departments_reviewer(self) -> None:
        desk = entered()
        stranger = an_actor(Role.REVIEWER, department=a_department("消防救援"))

        with pytest.raises(Refused) as refusal:
            services.publish(publication=desk.publication(), actor=stranger, at=PUBLISHED_AT)

        assert article(refusal) == 20

    @pytest.mark.article(22)
    def test_refuses_to_publish_twice(self) -> None:
        desk = published()

        with pytest.raises(Refused) as refusal:
            services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)

        assert article(refusal) == 22

    @pytest.mark.parametrize("role", [r for r in Role if r not in (Role.REVIEWER, Role.SYSTEM)])
    def test_is_for_the_reviewer_alone(self, role: Role) -> None:
        desk = entered()

        with pytest.raises(NotYours):
            services.publish(
                publication=desk.publication(),
                actor=an_actor(role, department=desk.department),
                at=PUBLISHED_AT,
            )

    @pytest.mark.article(29)
    def test_publishes_late_and_keeps_it_late(self) -> None:
        desk = published(at=datetime(2026, 6, 2, 1, 0, tzinfo=UTC))

        assert queries.clocks(queries.owed(desk.clerk), today=date(2026, 7, 1))[0].late

    def test_names_no_unannounced_task_while_its_visits_go_on(self) -> None:
        desk = entered()
        task = desk.crew.visit.task
        type(task).objects.filter(pk=task.pk).update(unannounced=True)
        drawn = desk.crew.visit.drawn
        from tests.factories.inspections import a_firm

        other = type(drawn).objects.create(ceremony=drawn.ceremony, task=task, object=a_firm(), year=2026)
        task.visits.create(drawn=other, team=desk.crew.visit.team, state="ASSIGNED")

        services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)

        body = Entry.objects.get(act="disclosure.published").body
        assert body is not None
        assert body["task"] == ""


@pytest.mark.article(26)
class TestReturnResult:
    def test_keeps_the_entry_its_reason_and_its_last_day(self) -> None:
        desk = entered()
        due = desk.publication().due_on

        sent_back(desk, because=" 年报已公示 ")

        publication = desk.publication()
        assert (publication.state, publication.due_on) == (PublicationState.RETURNED, due)
        returned = ReviewReturn.objects.get()
        assert returned.reason == "年报已公示"
        assert returned.submission == Submission.objects.get()
        entry = Entry.objects.get(act="disclosure.returned")
        assert entry.because == "年报已公示"
        assert entry.body is None

    def test_refuses_a_return_without_words(self) -> None:
        desk = entered()

        with pytest.raises(Refused) as refusal:
            sent_back(desk, because="  ")

        assert article(refusal) == 26
        assert desk.publication().state == PublicationState.ENTERED

    def test_refuses_the_person_who_entered_it(self) -> None:
        desk = a_desk()
        both = an_actor(Role.CLERK, Role.REVIEWER, department=desk.department)
        publication = services.enter_result(visit=desk.crew.again(), actor=both, at=ENTERED_AT)

        with pytest.raises(Refused) as refusal:
            services.return_result(publication=publication, because="有误", actor=both, at=PUBLISHED_AT)

        assert article(refusal) == 26

    @pytest.mark.article(22)
    def test_refuses_what_is_already_public(self) -> None:
        desk = published()

        with pytest.raises(Refused) as refusal:
            services.return_result(
                publication=desk.publication(), because="有误", actor=desk.reviewer, at=PUBLISHED_AT
            )

        assert article(refusal) == 22

    @pytest.mark.article(20)
    def test_refuses_another_departments_reviewer(self) -> None:
        desk = entered()
        stranger = an_actor(Role.REVIEWER, department=a_department("消防救援"))

        with pytest.raises(Refused) as refusal:
            services.return_result(
                publication=desk.publication(), because="有误", actor=stranger, at=PUBLISHED_AT
            )

        assert article(refusal) == 20

    @pytest.mark.parametrize("role", [r for r in Role if r not in (Role.REVIEWER, Role.SYSTEM)])
    def test_is_for_the_reviewer_alone(self, role: Role) -> None:
        desk = entered()
        actor = an_actor(role, department=desk.department)

        with pytest.raises(NotYours):
            services.return_result(
                publication=desk.publication(), because="有误", actor=actor, at=PUBLISHED_AT
            )

    @pytest.mark.article(14)
    def test_leaves_nothing_to_publish_until_it_is_submitted_again(self) -> None:
        desk = sent_back()

        with pytest.raises(Refused) as refusal:
            services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)

        assert article(refusal) == 14


@pytest.mark.article(20)
class TestResubmit:
    def test_lets_the_reviewer_publish_what_was_put_right(self) -> None:
        desk = resubmitted()

        version = services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)

        assert version.results == ["NO_PROBLEM"]
        assert [s.rows[0]["results"] for s in Submission.objects.order_by("number")] == [
            ["NOT_DISCLOSED"],
            ["NO_PROBLEM"],
        ]
        assert queries.first_rows(desk.publication())[0]["results"] == ["NOT_DISCLOSED"]

    def test_needs_no_proof_where_it_says_what_the_record_says(self) -> None:
        desk = resubmitted(results=("NOT_DISCLOSED",), answer="已核对，年报确未公示", evidence="")

        assert desk.publication().state == PublicationState.ENTERED

    @pytest.mark.parametrize(("answer", "evidence"), [("", "材料"), ("已改正", " ")])
    def test_refuses_a_departure_from_the_record_without_words_or_proof(
        self, answer: str, evidence: str
    ) -> None:
        desk = sent_back()

        with pytest.raises(Refused) as refusal:
            resubmitted(desk, answer=answer, evidence=evidence)

        assert article(refusal) == 20
        assert desk.publication().state == PublicationState.RETURNED

    @pytest.mark.article(21)
    @pytest.mark.parametrize("result", ["UNREACHABLE", "UNCOOPERATIVE"])
    def test_refuses_what_closes_the_visit_without_its_proof(self, result: str) -> None:
        with pytest.raises(Refused) as refusal:
            resubmitted(results=(result,))

        assert article(refusal) == 21

    @pytest.mark.article(14)
    def test_refuses_what_was_not_sent_back(self) -> None:
        with pytest.raises(Refused) as refusal:
            resubmitted(entered())

        assert article(refusal) == 14

    def test_is_for_a_clerk_or_inspector_of_the_department(self) -> None:
        desk = sent_back()
        stranger = an_actor(Role.CLERK, department=a_department("消防救援"))

        for actor, refusal in ((desk.reviewer, NotYours), (stranger, Refused)):
            with pytest.raises(refusal):
                resubmitted(desk, actor=actor)

    @pytest.mark.article(26)
    def test_makes_whoever_corrected_it_an_author_too(self) -> None:
        desk = sent_back()
        both = an_actor(Role.CLERK, Role.REVIEWER, department=desk.department)
        resubmitted(desk, actor=both)

        with pytest.raises(Refused) as refusal:
            services.publish(publication=desk.publication(), actor=both, at=PUBLISHED_AT)

        assert article(refusal) == 26

    def test_may_be_sent_back_again(self) -> None:
        desk = resubmitted()

        services.return_result(
            publication=desk.publication(), because="缺证据", actor=desk.reviewer, at=PUBLISHED_AT
        )

        assert [r.submission.number for r in ReviewReturn.objects.order_by("pk") if r.submission] == [1, 2]

    @pytest.mark.article(29)
    def test_does_not_buy_time(self) -> None:
        desk = resubmitted()

        services.publish(
            publication=desk.publication(), actor=desk.reviewer, at=datetime(2026, 6, 2, 1, 0, tzinfo=UTC)
        )

        assert desk.publication().due_on == date(2026, 6, 1)
        assert queries.clocks(queries.owed(desk.clerk), today=date(2026, 7, 1))[0].late


@pytest.mark.article(22)
class TestApplyCorrection:
    def test_changes_nothing_before_it_is_signed(self) -> None:
        desk = published()

        correction = applied(desk)

        assert correction.state == CorrectionState.APPLIED
        assert desk.publication().state == PublicationState.PUBLISHED
        assert PublicationVersion.objects.count() == 1

    @pytest.mark.parametrize(
        ("reason", "evidence"), [(" ", "材料"), ("有误", "  "), ("有误", "无"), ("有误", "见附件")]
    )
    def test_refuses_an_application_without_reason_or_proof(self, reason: str, evidence: str) -> None:
        desk = published()
        rows = [{**row, "results": ["NO_PROBLEM"]} for row in queries.current_rows(desk.publication())]

        with pytest.raises(Refused) as refusal:
            services.apply_correction(
                publication=desk.publication(),
                rows=rows,
                reason=reason,
                evidence=evidence,
                actor=desk.clerk,
                at=APPLIED_AT,
            )

        assert article(refusal) == 22

    @pytest.mark.article(20)
    def test_refuses_results_that_do_not_go_together(self) -> None:
        desk = published()

        for results in (["NO_PROBLEM", "TO_BE_HANDLED"], ["CONFORMING"], []):
            with pytest.raises(Refused) as refusal:
                applied(desk, results=results)
            assert article(refusal) == 20

    @pytest.mark.article(4)
    def test_refuses_items_that_were_not_checked(self) -> None:
        desk = published()

        with pytest.raises(Refused) as refusal:
            services.apply_correction(
                publication=desk.publication(),
                rows=[{"item": "别的", "title": "别的", "results": ["NO_PROBLEM"]}],
                reason="有误",
                evidence="材料",
                actor=desk.clerk,
                at=APPLIED_AT,
            )

        assert article(refusal) == 4

    @pytest.mark.article(14)
    def test_refuses_a_result_that_is_not_public_yet(self) -> None:
        desk = entered()

        with pytest.raises(Refused) as refusal:
            services.apply_correction(
                publication=desk.publication(),
                rows=queries.current_rows(desk.publication()),
                reason="有误",
                evidence="材料",
                actor=desk.clerk,
                at=APPLIED_AT,
            )

        assert article(refusal) == 14

    def test_allows_one_application_at_a_time(self) -> None:
        desk = published()
        applied(desk)

        with pytest.raises(Stale):
            applied(desk)

    def test_is_for_the_clerk_of_the_department(self) -> None:
        desk = published()
        rows = queries.current_rows(desk.publication())
        stranger = an_actor(Role.CLERK, department=a_department("消防救援"))

        for actor, refusal in ((desk.reviewer, NotYours), (stranger, Refused)):
            with pytest.raises(refusal):
                services.apply_correction(
                    publication=desk.publication(),
                    rows=rows,
                    reason="有误",
                    evidence="材料",
                    actor=actor,
                    at=APPLIED_AT,
                )


@pytest.mark.article(22)
class TestSignCorrection:
    def test_publishes_the_next_version_and_keeps_the_first(self) -> None:
        desk = published()
        correction = applied(desk)

        services.sign_correction(correction=correction, actor=desk.principal, at=SIGNED_AT)

        assert [v.number for v in desk.publication().versions.order_by("number")] == [1, 2]
        assert desk.publication().state == PublicationState.CORRECTED
        body = Entry.objects.get(act="disclosure.corrected").body
        assert body is not None
        assert (body["results"], body["version"]) == (["未发现问题"], 2)

    def test_may_correct_again(self) -> None:
        desk = published()
        services.sign_correction(correction=applied(desk), actor=desk.principal, at=SIGNED_AT)
        rows = [{**row, "results": ["TO_BE_HANDLED"]} for row in queries.current_rows(desk.publication())]
        again = services.apply_correction(
            publication=desk.publication(),
            rows=rows,
            reason="复核",
            evidence="材料",
            actor=desk.clerk,
            at=SIGNED_AT,
        )

        version = services.sign_correction(correction=again, actor=desk.principal, at=SIGNED_AT)

        assert version.number == 3

    @pytest.mark.parametrize("role", [r for r in Role if r not in (Role.PRINCIPAL_HEAD, Role.SYSTEM)])
    def test_refuses_every_hand_but_the_principal_heads(self, role: Role) -> None:
        desk = published()
        correction = applied(desk)
        actor = an_actor(role, department=desk.department)

        for decide in (services.sign_correction, services.reject_correction):
            with pytest.raises(Refused) as refusal:
                decide(correction=Correction.objects.get(pk=correction.pk), actor=actor, at=SIGNED_AT)
            assert article(refusal) == 22

    def test_refuses_another_departments_principal_head(self) -> None:
        correction = applied()
        stranger = an_actor(Role.PRINCIPAL_HEAD, department=a_department("消防救援"))

        with pytest.raises(Refused) as refusal:
            services.sign_correction(correction=correction, actor=stranger, at=SIGNED_AT)

        assert article(refusal) == 22

    def test_refuses_the_applicant_even_as_principal_head(self) -> None:
        desk = published()
        both = an_actor(Role.CLERK, Role.PRINCIPAL_HEAD, department=desk.department)
        rows = [{**row, "results": ["NO_PROBLEM"]} for row in queries.current_rows(desk.publication())]
        correction = services.apply_correction(
            publication=desk.publication(),
            rows=rows,
            reason="有误",
            evidence="材料",
            actor=both,
            at=APPLIED_AT,
        )

        with pytest.raises(Refused) as refusal:
            services.sign_correction(correction=correction, actor=both, at=SIGNED_AT)

        assert article(refusal) == 22
        assert PublicationVersion.objects.count() == 1

    def test_leaves_the_result_when_it_is_rejected(self) -> None:
        desk = published()
        correction = applied(desk)

        services.reject_correction(
            correction=correction, because="证据不足", actor=desk.principal, at=SIGNED_AT
        )

        assert PublicationVersion.objects.count() == 1
        assert desk.publication().state == PublicationState.PUBLISHED
        with pytest.raises(Refused):
            services.sign_correction(
                correction=Correction.objects.get(pk=correction.pk), actor=desk.principal, at=SIGNED_AT
            )


@pytest.mark.article(22)
class TestUnreachable:
    """Result ④ marks the object in the library; the mark goes when no department's result says so any more."""

    def desk_of_nobody_found(self) -> Desk:
        crew = on_site(a_crew())
        a_photo(crew)
        a_contact(crew)
        fill(crew, crew.leader, ("UNREACHABLE",))
        signed_by_all(crew)
        inspections.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)
        return desk_of(crew)

    def correct(self, desk: Desk) -> None:
        services.sign_correction(correction=applied(desk), actor=desk.principal, at=SIGNED_AT)

    def is_marked(self, desk: Desk) -> bool:
        desk.crew.visit.drawn.object.refresh_from_db()
        return desk.crew.visit.drawn.object.unreachable

    def test_stays_while_another_departments_result_says_so(self) -> None:
        desk = published(self.desk_of_nobody_found())
        self.correct(desk)

        assert self.is_marked(desk)

    def test_goes_with_the_last_correction(self) -> None:
        desk = published(self.desk_of_nobody_found())
        other = published(desk_of(desk.crew, desk.crew.guest.department_id))
        self.correct(desk)

        self.correct(other)

        assert not self.is_marked(desk)
        assert Entry.objects.get(act="libraries.reachable").because == "年报已按期公示，同步延迟"

    def test_goes_when_the_reviewer_publishes_what_was_put_right(self) -> None:
        desk = sent_back(self.desk_of_nobody_found_and_entered())
        other = sent_back(entered(desk_of(desk.crew, desk.crew.guest.department_id)))
        for one in (desk, other):
            resubmitted(one)
            services.publish(publication=one.publication(), actor=one.reviewer, at=PUBLISHED_AT)

        assert not self.is_marked(desk)

    def desk_of_nobody_found_and_entered(self) -> Desk:
        return entered(self.desk_of_nobody_found())

    def test_is_set_by_a_correction_that_has_its_proof(self) -> None:
        crew = on_site(a_crew())
        a_photo(crew)
        a_contact(crew)
        signed_by_all(filled(crew))
        inspections.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)
        desk = published(desk_of(crew))
        assert not self.is_marked(desk)

        correction = applied(desk, results=("UNREACHABLE",))
        services.sign_correction(correction=correction, actor=desk.principal, at=SIGNED_AT)

        assert self.is_marked(desk)

    def test_is_untouched_by_the_correction_of_an_older_visit(self) -> None:
        desk = published(self.desk_of_nobody_found())
        other = published(desk_of(desk.crew, desk.crew.guest.department_id))
        visit = desk.crew.again()
        later = a_crew().visit
        newer = type(visit.drawn).objects.create(
            ceremony=later.drawn.ceremony, task=later.task, object=visit.drawn.object, year=2026
        )
        later.task.visits.create(
            drawn=newer, team=later.team, state="SIGNED", ended_at=datetime(2026, 5, 10, 8, 0, tzinfo=UTC)
        )
        self.correct(desk)
        self.correct(other)

        assert self.is_marked(desk)


@pytest.mark.article(22)
class TestTheDatabase:
    def test_refuses_to_change_a_published_version(self) -> None:
        published()

        with pytest.raises(DatabaseError), transaction.atomic():
            PublicationVersion.objects.update(results=["NO_PROBLEM"])

    @pytest.mark.parametrize("state", ["APPLIED", "REJECTED"])
    def test_refuses_a_second_version_that_no_signed_correction_says(self, state: str) -> None:
        desk = published()
        correction = applied(desk)
        if state == "REJECTED":
            services.reject_correction(
                correction=correction, because="无误", actor=desk.principal, at=SIGNED_AT
            )
        first = desk.publication().versions.get()

        for claims in (None, correction):
            with pytest.raises(DatabaseError), transaction.atomic():
                PublicationVersion.objects.create(
                    publication=first.publication,
                    number=2,
                    results=["NO_PROBLEM"],
                    rows=correction.rows,
                    responsible=first.responsible,
                    published_at=SIGNED_AT,
                    correction=claims,
                )
        assert PublicationVersion.objects.count() == 1

    @pytest.mark.parametrize("kept", [Submission, ReviewReturn])
    def test_refuses_to_lose_a_submission_or_a_return(self, kept: Any) -> None:
        sent_back()

        with pytest.raises(DatabaseError), transaction.atomic():
            kept.objects.all().delete()
        assert kept.objects.count() == 1

    def test_refuses_to_delete_a_published_version(self) -> None:
        published()

        with pytest.raises(DatabaseError), transaction.atomic():
            PublicationVersion.objects.all().delete()
        assert PublicationVersion.objects.count() == 1
