"""The lawful acts of a visit, and what each refuses."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from suiji.draws.models import SignedMember
from suiji.inspections import services
from suiji.inspections.models import Evidence, Finding, Notice, Signature, Visit
from suiji.inspections.queries import record_of, summaries
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.inspections.states import VisitState
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.libraries.models import Inspector
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    JPEG,
    MP4,
    POINTS,
    TOLD_AT,
    Crew,
    a_contact,
    a_crew,
    a_photo,
    a_task_with_inspectors,
    ended,
    fill,
    filled,
    on_site,
    signed_by_all,
    told,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def article(refusal: pytest.ExceptionInfo[Refused]) -> int:
    return refusal.value.article


@pytest.mark.article(17)
class TestTakeOver:
    def test_makes_a_visit_for_each_drawn_object_and_a_finding_for_each_department_and_item(self) -> None:
        task = a_task_with_inspectors(objects=3)
        clerk = an_actor(Role.CLERK, department=task.initiator)

        visits = services.take_over(task=task, actor=clerk, at=TOLD_AT)

        assert len(visits) == 3
        assert {v.state for v in visits} == {VisitState.ASSIGNED}
        assert Finding.objects.count() == 6

    def test_changes_nothing_when_asked_again(self) -> None:
        task = a_task_with_inspectors(objects=2)
        clerk = an_actor(Role.CLERK, department=task.initiator)
        first = services.take_over(task=task, actor=clerk, at=TOLD_AT)

        again = services.take_over(task=Task.objects.get(pk=task.pk), actor=clerk, at=TOLD_AT)

        assert again == first
        assert Finding.objects.count() == 4
        assert Entry.objects.filter(act="inspections.taken_over").count() == 1

    def test_refuses_a_task_whose_inspectors_are_not_drawn(self) -> None:
        task = a_task_with_inspectors()
        Task.objects.filter(pk=task.pk).update(state="DISPATCHED")
        clerk = an_actor(Role.CLERK, department=task.initiator)

        with pytest.raises(Refused) as refusal:
            services.take_over(task=Task.objects.get(pk=task.pk), actor=clerk, at=TOLD_AT)

        assert article(refusal) == 14

    def test_refuses_a_team_without_a_department_that_has_a_part(self) -> None:
        task = a_task_with_inspectors()
        version = task.item_versions.get()
        version.parts.create(
            department=a_department("生态环境"), leads=False, content="排放", check_points=[]
        )
        clerk = an_actor(Role.CLERK, department=task.initiator)

        with pytest.raises(Refused) as refusal:
            services.take_over(task=task, actor=clerk, at=TOLD_AT)

        assert article(refusal) == 17

    def test_is_not_for_another_department(self) -> None:
        task = a_task_with_inspectors()

        with pytest.raises(NotYours):
            services.take_over(
                task=task, actor=an_actor(Role.CLERK, department=a_department("消防救援")), at=TOLD_AT
            )

    def test_gives_a_part_to_the_lower_department_of_the_same_line(self) -> None:
        task = a_task_with_inspectors()
        county = a_department("消防救援", region="410502")
        city = a_department("消防救援")
        Inspector.objects.filter(department=city).update(department=county)

        services.take_over(task=task, actor=an_actor(Role.CLERK, department=task.initiator), at=TOLD_AT)

        assert Finding.objects.filter(department=county).count() == 1
        assert not Finding.objects.filter(department=city).exists()


@pytest.mark.article(20)
class TestPreCheck:
    def test_is_written_down_once_for_each_officer(self) -> None:
        crew = a_crew()

        first = services.open_pre_check(visit=crew.again(), actor=crew.leader, at=TOLD_AT)
        again = services.open_pre_check(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        assert first == again
        assert Entry.objects.filter(act="inspections.pre_checked").count() == 1

    def test_is_not_for_officers_outside_the_team(self) -> None:
        crew = a_crew()

        with pytest.raises(NotYours):
            services.open_pre_check(visit=crew.again(), actor=an_actor(Role.INSPECTOR), at=TOLD_AT)


@pytest.mark.article(20)
class TestServeNotice:
    def test_numbers_the_notice_and_tells_the_object(self) -> None:
        crew = told(a_crew())

        notice = Notice.objects.get()
        assert notice.number.endswith("〔2026〕1号")
        assert crew.again().state == VisitState.NOTIFIED
        assert crew.again().scheduled_on == date(2026, 4, 30)

    def test_refuses_a_notice_of_an_unannounced_check(self) -> None:
        crew = a_crew(unannounced=True)

        with pytest.raises(Refused) as refusal:
            told(crew)

        assert article(refusal) == 20
        assert "不宜告知" in refusal.value.says
        assert not Notice.objects.exists()

    def test_refuses_a_second_notice(self) -> None:
        crew = told(a_crew())

        with pytest.raises(Refused):
            told(crew, at=TOLD_AT + timedelta(hours=1))

    def test_is_not_for_the_clerk(self) -> None:
        crew = a_crew()
        clerk = an_actor(Role.CLERK, department=crew.visit.task.initiator)

        with pytest.raises(NotYours):
            services.serve_notice(
                visit=crew.again(),
                mode="PHONE",
                receiver="李",
                visit_on=date(2026, 4, 30),
                actor=clerk,
                at=TOLD_AT,
            )


@pytest.mark.article(20)
class TestArrive:
    def test_refuses_the_door_before_the_notice(self) -> None:
        crew = a_crew()

        with pytest.raises(Refused) as refusal:
            services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        assert article(refusal) == 20
        assert crew.again().arrived_at is None

    def test_refuses_an_arrival_at_the_very_moment_of_the_notice(self) -> None:
        crew = told(a_crew())

        with pytest.raises(Refused) as refusal:
            services.arrive(visit=crew.again(), actor=crew.leader, at=TOLD_AT)

        assert article(refusal) == 20

    def test_needs_no_notice_when_the_check_is_unannounced(self) -> None:
        crew = on_site(a_crew(unannounced=True))

        assert crew.again().state == VisitState.ON_SITE
        assert crew.again().arrived_at == ARRIVED_AT

    def test_is_for_any_member_but_nobody_else(self) -> None:
        crew = told(a_crew())

        with pytest.raises(NotYours):
            services.arrive(visit=crew.again(), actor=an_actor(Role.INSPECTOR), at=ARRIVED_AT)
        services.arrive(visit=crew.again(), actor=crew.guest, at=ARRIVED_AT)

        assert crew.again().state == VisitState.ON_SITE

    def test_is_stale_when_a_colleague_has_arrived_first(self) -> None:
        crew = told(a_crew())
        seen = crew.again()
        services.arrive(visit=crew.again(), actor=crew.guest, at=ARRIVED_AT)

        with pytest.raises(Stale):
            services.arrive(visit=seen, actor=crew.leader, at=ARRIVED_AT)


class TestFillFinding:
    @pytest.mark.article(4)
    def test_refuses_another_departments_part(self) -> None:
        crew = on_site()

        with pytest.raises(Refused) as refusal:
            services.fill_finding(
                finding=crew.finding(crew.guest),
                answers=dict.fromkeys(POINTS, "无"),
                results=["NO_PROBLEM"],
                actor=crew.leader,
                at=ARRIVED_AT,
            )

        assert article(refusal) == 4

    @pytest.mark.article(18)
    def test_refuses_an_unanswered_check_point(self) -> None:
        crew = on_site()

        with pytest.raises(Refused) as refusal:
            services.fill_finding(
                finding=crew.finding(crew.leader),
                answers={POINTS[0]: "无"},
                results=["NO_PROBLEM"],
                actor=crew.leader,
                at=ARRIVED_AT,
            )

        assert article(refusal) == 18

    @pytest.mark.article(4)
    def test_refuses_a_check_point_outside_the_list(self) -> None:
        crew = on_site()

        with pytest.raises(Refused) as refusal:
            services.fill_finding(
                finding=crew.finding(crew.leader),
                answers={**dict.fromkeys(POINTS, "无"), "厨房面积": "有"},
                results=["NO_PROBLEM"],
                actor=crew.leader,
                at=ARRIVED_AT,
            )

        assert article(refusal) == 4

    @pytest.mark.article(20)
    @pytest.mark.parametrize(
        "results",
        [
            [],
            ["NO_PROBLEM", "TO_BE_HANDLED"],
            ["UNREACHABLE", "NOT_DISCLOSED"],
            ["CONFORMING"],
            ["SOMETHING_ELSE"],
        ],
    )
    def test_refuses_results_that_do_not_go_together(self, results: list[str]) -> None:
        crew = on_site()

        with pytest.raises(Refused) as refusal:
            fill(crew, crew.leader, results)

        assert article(refusal) == 20
        assert crew.finding(crew.leader).filled_at is None

    @pytest.mark.article(20)
    def test_accepts_conforming_for_an_item_that_tests_products(self) -> None:
        crew = on_site(a_crew(tests_products=True))

        fill(crew, crew.leader, ["CONFORMING"])

        assert crew.finding(crew.leader).results == ["CONFORMING"]

    @pytest.mark.article(14)
    def test_refuses_before_the_arrival(self) -> None:
        crew = told(a_crew())

        with pytest.raises(Refused) as refusal:
            fill(crew, crew.leader)

        assert article(refusal) == 14

    @pytest.mark.article(21)
    def test_refuses_unreachable_without_photo_and_contact(self) -> None:
        crew = on_site()
        a_photo(crew)

        with pytest.raises(Refused) as refusal:
            fill(crew, crew.leader, ["UNREACHABLE"])

        assert article(refusal) == 21

    @pytest.mark.article(21)
    def test_does_not_count_a_photo_without_its_place(self) -> None:
        crew = on_site()
        a_photo(crew, place="")
        a_contact(crew)

        with pytest.raises(Refused):
            fill(crew, crew.leader, ["UNREACHABLE"])

    @pytest.mark.article(21)
    def test_unreachable_closes_every_item_of_the_visit(self) -> None:
        crew = on_site()
        a_photo(crew)
        a_contact(crew)

        fill(crew, crew.leader, ["UNREACHABLE"], problem="大门紧锁，邻居称已搬离")

        assert crew.finding(crew.guest).results == ["UNREACHABLE"]
        assert crew.finding(crew.guest).filled_at is not None

    @pytest.mark.article(21)
    def test_refuses_uncooperative_without_the_deputy_heads_look(self) -> None:
        crew = on_site()
        services.add_evidence(
            visit=crew.again(), kind="VIDEO", title="阻挠录像", content=MP4, taken_at=ARRIVED_AT,
            actor=crew.leader, at=ARRIVED_AT,
        )  # fmt: skip

        with pytest.raises(Refused) as refusal:
            fill(crew, crew.leader, ["UNCOOPERATIVE"], problem="拒绝进入")

        assert article(refusal) == 21

    @pytest.mark.article(21)
    def test_accepts_uncooperative_with_a_witness_and_a_review(self) -> None:
        crew = on_site()
        services.add_evidence(
            visit=crew.again(), kind="WITNESS", title="社区见证", note="社区王主任在场，见对方拒绝开门",
            taken_at=ARRIVED_AT, actor=crew.leader, at=ARRIVED_AT,
        )  # fmt: skip
        deputy = an_actor(Role.DEPUTY_HEAD, department=crew.visit.task.initiator)
        services.review_proof(visit=crew.again(), note="证据充分", actor=deputy, at=ARRIVED_AT)

        fill(crew, crew.leader, ["UNCOOPERATIVE"], problem="拒绝进入")

        assert record_of(crew.again()).codes == {"UNCOOPERATIVE"}


class TestReviewProof:
    @pytest.mark.article(21)
    def test_refuses_where_there_is_nothing_to_look_at(self) -> None:
        crew = on_site()
        deputy = an_actor(Role.DEPUTY_HEAD, department=crew.visit.task.initiator)

        with pytest.raises(Refused) as refusal:
            services.review_proof(visit=crew.again(), note="同意", actor=deputy, at=ARRIVED_AT)

        assert article(refusal) == 21

    @pytest.mark.article(4)
    def test_refuses_a_deputy_head_of_a_department_without_part(self) -> None:
        crew = on_site()
        stranger = an_actor(Role.DEPUTY_HEAD, department=a_department("生态环境"))

        with pytest.raises(Refused) as refusal:
            services.review_proof(visit=crew.again(), note="同意", actor=stranger, at=ARRIVED_AT)

        assert article(refusal) == 4

    def test_is_not_for_an_inspector(self) -> None:
        crew = on_site()

        with pytest.raises(NotYours):
            services.review_proof(visit=crew.again(), note="同意", actor=crew.leader, at=ARRIVED_AT)


class TestAddEvidence:
    def test_keeps_the_file_with_its_hash(self) -> None:
        crew = on_site()

        a_photo(crew)

        kept = Evidence.objects.get()
        assert len(kept.sha256) == 64
        assert kept.file.read() == JPEG
        assert "门" not in kept.file.name

    @pytest.mark.parametrize(
        ("kind", "content", "note"),
        [
            ("PHOTO", b"MZ not a picture", ""),
            ("PHOTO", None, "只有文字"),
            ("PHOTO", JPEG + b"0" * (10 * 1024 * 1024), ""),
            ("VIDEO", JPEG, ""),
            ("CONTACT", None, "  "),
        ],
    )
    def test_refuses_what_is_not_what_it_says(self, kind: str, content: bytes | None, note: str) -> None:
        crew = on_site()

        with pytest.raises(UnfitEvidence):
            services.add_evidence(
                visit=crew.again(), kind=kind, title="材料", content=content, note=note, taken_at=ARRIVED_AT,
                actor=crew.leader, at=ARRIVED_AT,
            )  # fmt: skip

        assert not Evidence.objects.exists()

    def test_refuses_evidence_from_the_future(self) -> None:
        crew = on_site()

        with pytest.raises(UnfitEvidence):
            services.add_evidence(
                visit=crew.again(), kind="PHOTO", title="材料", content=JPEG,
                taken_at=ARRIVED_AT + timedelta(minutes=1), actor=crew.leader, at=ARRIVED_AT,
            )  # fmt: skip

    @pytest.mark.article(20)
    def test_refuses_contact_before_an_unannounced_check(self) -> None:
        crew = a_crew(unannounced=True)

        with pytest.raises(Refused) as refusal:
            a_contact(crew)

        assert article(refusal) == 20

    @pytest.mark.article(14)
    def test_refuses_a_photo_before_the_arrival_and_anything_after_the_end(self) -> None:
        with pytest.raises(Refused):
            a_photo(told(a_crew()))
        crew = ended()

        for add in (a_photo, a_contact):
            with pytest.raises(Refused) as refusal:
                add(crew)
            assert article(refusal) == 14


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
    def test_refuses_a_department_with_one_officer(self) -> None:
        task = a_task_with_inspectors(officers=1)
        visit = services.take_over(
            task=task, actor=an_actor(Role.CLERK, department=task.initiator), at=TOLD_AT
        )[0]
        from tests.factories.inspections import the_actor

        leader, guest = (the_actor(m.inspector) for m in visit.team.members.order_by("pk"))
        crew = filled(on_site(Crew(visit, leader, leader, guest, guest)))
        for actor in (leader, guest):
            services.sign_officer(visit=crew.again(), actor=actor, at=ENDED_AT)

        with pytest.raises(Refused) as refusal:
            services.close_record(visit=crew.again(), actor=leader, at=ENDED_AT)

        assert article(refusal) == 17

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
        with pytest.raises(DatabaseError, match="signed"), transaction.atomic():
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


class TestTheTable:
    @pytest.mark.parametrize("role", [r for r in Role if r not in (Role.INSPECTOR, Role.SYSTEM)])
    def test_is_moved_by_inspectors_alone(self, role: Role) -> None:
        crew = told(a_crew())

        with pytest.raises(NotYours):
            services.arrive(visit=crew.again(), actor=an_actor(role), at=ARRIVED_AT)

    def test_holds_no_way_back(self) -> None:
        forward = [VisitState.ASSIGNED, VisitState.NOTIFIED, VisitState.ON_SITE, VisitState.SIGNED]

        assert all(forward.index(e.source) < forward.index(e.target) for e in Visit.machine.edges)
