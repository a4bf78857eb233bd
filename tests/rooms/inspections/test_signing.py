"""Signatures and the end of the visit, and what each refuses."""

import pytest
from django.db import DatabaseError, transaction

from suiji.draws.models import SignedMember
from suiji.inspections import services
from suiji.inspections.models import Evidence, Finding, Notice, Signature, Visit
from suiji.inspections.queries import record_of, summaries
from suiji.inspections.states import VisitState
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.organs.roles import Role
from tests.factories.inspections import (
    ENDED_AT,
    a_contact,
    a_crew,
    a_photo,
    ended,
    fill,
    filled,
    on_site,
    signed_by_all,
)
from tests.factories.organs import an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def article(refusal: pytest.ExceptionInfo[Refused]) -> int:
    return refusal.value.article


class TestSign:
    @pytest.mark.article(18)
    def test_refuses_an_unfinished_record(self) -> None:
        crew = on_site()
        fill(crew, crew.leader)

        with pytest.raises(Refused) as refusal:
            services.sign_officer(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        assert article(refusal) == 18

    @pytest.mark.article(19)
    def test_refuses_somebody_who_is_no_officer_of_the_library(self) -> None:
        crew = filled()

        with pytest.raises(Refused) as refusal:
            services.sign_officer(
                visit=crew.again(), actor=an_actor(Role.INSPECTOR, name="检测员"), at=ENDED_AT
            )

        assert article(refusal) == 19

    def test_is_not_for_an_officer_of_another_team(self) -> None:
        crew, stranger = filled(), a_crew().leader

        with pytest.raises(NotYours):
            services.sign_officer(visit=crew.again(), actor=stranger, at=ENDED_AT)

    def test_happens_once_and_keeps_the_officer_in_the_team(self) -> None:
        crew = filled()
        services.sign_officer(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        with pytest.raises(Stale):
            services.sign_officer(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        assert SignedMember.objects.count() == 1

    def test_falls_away_when_the_record_is_changed(self) -> None:
        crew = filled()
        services.sign_officer(visit=crew.again(), actor=crew.guest, at=ENDED_AT)

        fill(crew, crew.leader, ["CORRECTION_ORDERED"], answer="有", problem="台账缺页")

        form = record_of(crew.again())
        assert form.signed_officers == []
        assert form.lapsed == 1
        services.sign_officer(visit=crew.again(), actor=crew.guest, at=ENDED_AT)
        assert len(record_of(crew.again()).signed_officers) == 1

    @pytest.mark.article(20)
    def test_refuses_a_refusal_without_its_explanation(self) -> None:
        crew = filled()

        with pytest.raises(Refused) as refusal:
            services.note_refusal(visit=crew.again(), note=" ", actor=crew.leader, at=ENDED_AT)

        assert article(refusal) == 20

    def test_takes_the_objects_signature_once(self) -> None:
        crew = filled()
        services.sign_firm(visit=crew.again(), signer="李经理", actor=crew.leader, at=ENDED_AT)

        with pytest.raises(Stale):
            services.sign_firm(visit=crew.again(), signer="李经理", actor=crew.leader, at=ENDED_AT)


class TestCloseRecord:
    @pytest.mark.article(20)
    def test_refuses_while_an_officer_has_not_signed(self) -> None:
        crew = filled()
        for actor in crew.everybody[:3]:
            services.sign_officer(visit=crew.again(), actor=actor, at=ENDED_AT)

        with pytest.raises(Refused) as refusal:
            services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        assert article(refusal) == 20
        assert crew.again().state == VisitState.ON_SITE

    @pytest.mark.article(17)
    @pytest.mark.article(20)
    def test_refuses_without_the_object_and_with_only_one_note(self) -> None:
        crew = filled()
        for actor in crew.everybody:
            services.sign_officer(visit=crew.again(), actor=actor, at=ENDED_AT)
        services.note_refusal(visit=crew.again(), note="经理拒绝签字", actor=crew.leader, at=ENDED_AT)

        with pytest.raises(Refused) as refusal:
            services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        assert article(refusal) == 20

    @pytest.mark.article(20)
    def test_accepts_two_officers_notes_in_the_objects_place(self) -> None:
        crew = filled()
        for actor in crew.everybody:
            services.sign_officer(visit=crew.again(), actor=actor, at=ENDED_AT)
        services.note_refusal(visit=crew.again(), note="经理拒绝签字", actor=crew.leader, at=ENDED_AT)
        services.note_refusal(visit=crew.again(), note="", actor=crew.guest, at=ENDED_AT)

        services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        assert crew.again().state == VisitState.SIGNED

    def test_ends_the_visit_and_forms_the_results(self) -> None:
        crew = ended(["TO_BE_HANDLED", "CORRECTION_ORDERED"], problem="许可证过期")

        assert crew.again().ended_at == ENDED_AT
        assert [s.gravest.value for s in summaries(crew.again())] == ["TO_BE_HANDLED", "TO_BE_HANDLED"]
        assert Entry.objects.get(act="inspections.signed").body is None

    @pytest.mark.article(21)
    def test_marks_an_object_that_nobody_could_find(self) -> None:
        crew = on_site()
        a_photo(crew)
        a_contact(crew)
        fill(crew, crew.leader, ["UNREACHABLE"], problem="大门紧锁")
        for actor in crew.everybody:
            services.sign_officer(visit=crew.again(), actor=actor, at=ENDED_AT)
        for actor in (crew.leader, crew.guest):
            services.note_refusal(visit=crew.again(), note="无人可签", actor=actor, at=ENDED_AT)

        services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)

        thing = crew.again().drawn.object
        assert thing.unreachable

    def test_is_not_for_the_clerk(self) -> None:
        crew = signed_by_all(filled())

        with pytest.raises(NotYours):
            services.close_record(
                visit=crew.again(),
                actor=an_actor(Role.CLERK, department=crew.visit.task.initiator),
                at=ENDED_AT,
            )

    @pytest.mark.article(14)
    def test_leaves_nothing_to_fill_or_sign(self) -> None:
        crew = ended()

        with pytest.raises(Refused):
            fill(crew, crew.leader)
        with pytest.raises(Refused):
            services.sign_officer(visit=crew.again(), actor=crew.leader, at=ENDED_AT)


@pytest.mark.article(22)
class TestTheDatabase:
    def test_refuses_to_change_or_delete_a_signed_finding(self) -> None:
        crew = ended()

        with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
            Finding.objects.filter(visit=crew.visit).update(problem="另有说法")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Finding.objects.filter(visit=crew.visit).delete()

    @pytest.mark.parametrize("model", [Evidence, Signature, Notice])
    def test_refuses_to_change_or_delete_proof(self, model) -> None:
        on_site_crew = on_site()
        a_photo(on_site_crew)
        ended()

        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(visit_id=Visit.objects.latest("pk").pk)
