"""鉴定销毁: only after the term, never while anything is open, by a group, a head and two watchers (Art. 27)."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from suiji.archive import courses, queries, services
from suiji.archive.models import CaseFile, DestroyedFile, HoldKind, Package, Retention, Supplement, Verdict
from suiji.archive.services import Opinion
from suiji.archive.states import CaseFileState, DestructionState
from suiji.disclosure.models import Objection, ObjectionKind
from suiji.followup.models import FollowUpKind
from suiji.followup.services import open_follow_up
from suiji.inspections.models import Evidence, EvidenceKind
from suiji.inspections.queries import files_discarded
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.check import problems
from suiji.ledger.models import Entry
from suiji.ledger.services import sequence
from suiji.organs.roles import Role
from tests.factories.archive import a_complete_visit
from tests.factories.destruction import (
    NOW,
    SEALED_LONG_AGO,
    Hands,
    a_list,
    an_old_file,
    appraised,
    approved,
    hands,
    ready_to_go,
)
from tests.factories.followup import Scene, a_clerk, finding_of
from tests.factories.organs import a_department, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(27)]


@pytest.fixture
def scene() -> Scene:
    return a_complete_visit()


@pytest.fixture
def by(scene: Scene) -> Hands:
    return hands(scene.lead)


@pytest.fixture
def old(scene: Scene) -> CaseFile:
    return an_old_file(scene)


def wipe(pk: int) -> None:
    """As somebody with the web role's connection, and nothing else, would try."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_destroy(%s)", [pk])


class TestBeginAppraisal:
    def test_lists_files_of_the_department_whose_term_is_over(self, old: CaseFile, by: Hands) -> None:
        assert list(queries.run_out(by.clerk, today=date(2026, 1, 1))) == [old]
        assert list(queries.run_out(by.clerk, today=date(2025, 12, 31))) == []

        destruction = a_list(old, by=by)

        assert destruction.number == "档销〔2026〕1号"
        assert destruction.appraisers.count() == 3
        assert list(queries.run_out(by.clerk, today=date(2026, 6, 20))) == []

    @pytest.mark.parametrize("retention", [Retention.THIRTY, Retention.FOREVER])
    def test_refuses_a_term_that_runs(self, scene: Scene, by: Hands, retention: Retention) -> None:
        file = an_old_file(scene, retention=retention)

        with pytest.raises(Refused):
            a_list(file, by=by)

    def test_refuses_a_file_that_is_on_another_list(self, old: CaseFile, by: Hands) -> None:
        a_list(old, by=by)

        with pytest.raises(Stale):
            a_list(old, by=by)

    def test_refuses_a_group_of_two(self, old: CaseFile, by: Hands) -> None:
        with pytest.raises(Refused):
            a_list(old, by=Hands(by.clerk, by.group[:1], by.watchers, by.head))

    def test_refuses_the_clerk_as_one_of_two_watchers(self, old: CaseFile, by: Hands) -> None:
        with pytest.raises(Refused):
            a_list(old, by=Hands(by.clerk, by.group, (by.clerk, by.watchers[0]), by.head))

    def test_refuses_people_of_another_department(self, old: CaseFile, by: Hands) -> None:
        stranger = an_actor(Role.REVIEWER, department=a_department("教育"), name="外人")

        with pytest.raises(NotYours):
            a_list(old, by=Hands(by.clerk, (*by.group, stranger), by.watchers, by.head))

    def test_is_for_the_department_that_leads(self, old: CaseFile) -> None:
        with pytest.raises(NotYours):
            a_list(old, by=hands(a_department("教育")))


class TestAppraise:
    def test_a_changed_word_lets_the_signatures_lapse(self, old: CaseFile, by: Hands) -> None:
        destruction = appraised(a_list(old, by=by), by=by)
        assert queries.appraisal_of(destruction).all_signed

        line = destruction.lines.get()
        changed = {line.pk: Opinion(Verdict.DESTROY, "改写的意见。")}
        services.write_opinions(destruction=destruction, opinions=changed, actor=by.clerk, at=NOW)

        assert queries.appraisal_of(destruction).signed == []
        with pytest.raises(Refused):
            services.submit(destruction=destruction, actor=by.clerk, at=NOW)

    def test_refuses_a_signature_before_every_file_has_its_opinion(self, old: CaseFile, by: Hands) -> None:
        with pytest.raises(Refused):
            services.sign_appraisal(destruction=a_list(old, by=by), actor=by.clerk, at=NOW)

    def test_refuses_the_signature_of_somebody_outside_the_group(self, old: CaseFile, by: Hands) -> None:
        with pytest.raises(NotYours):
            services.sign_appraisal(destruction=a_list(old, by=by), actor=by.head, at=NOW)

    def test_refuses_to_keep_a_file_until_yesterday(self, old: CaseFile, by: Hands) -> None:
        with pytest.raises(Refused):
            appraised(a_list(old, by=by), by=by, opinion=Opinion(Verdict.KEEP, "续存", date(2026, 6, 19)))

    def test_a_file_to_be_kept_gets_its_new_term_and_nothing_is_destroyed(
        self, old: CaseFile, by: Hands
    ) -> None:
        kept = Opinion(Verdict.KEEP, "仍有查考价值。", date(2036, 12, 31))

        destruction = approved(appraised(a_list(old, by=by), by=by, opinion=kept), by=by)

        assert destruction.state == DestructionState.KEPT
        assert queries.kept_until(old) == date(2036, 12, 31)
        assert list(queries.run_out(by.clerk, today=date(2030, 1, 1))) == []
        assert bytes(Package.objects.get(case_file=old).content) != b""


class TestApprove:
    def test_is_for_the_principal_head_alone(self, old: CaseFile, by: Hands) -> None:
        destruction = appraised(a_list(old, by=by), by=by)
        services.submit(destruction=destruction, actor=by.clerk, at=NOW)

        for one in (by.clerk, by.group[1]):
            with pytest.raises(NotYours):
                services.approve(destruction=destruction, opinion="同意", actor=one, at=NOW)

    def test_refuses_a_head_who_appraised_or_watches(self, old: CaseFile, by: Hands) -> None:
        for place in (Hands(by.clerk, (*by.group, by.head), by.watchers, by.head),):
            destruction = appraised(a_list(old, by=place), by=place)
            services.submit(destruction=destruction, actor=by.clerk, at=NOW)
            with pytest.raises(Refused):
                services.approve(destruction=destruction, opinion="同意", actor=by.head, at=NOW)

    def test_may_send_it_back_with_a_reason(self, old: CaseFile, by: Hands) -> None:
        destruction = appraised(a_list(old, by=by), by=by)
        services.submit(destruction=destruction, actor=by.clerk, at=NOW)

        services.send_back(destruction=destruction, because="请补充意见", actor=by.head, at=NOW)

        destruction.refresh_from_db()
        assert destruction.state == DestructionState.APPRAISING

    def test_a_list_that_is_withdrawn_frees_its_files(self, old: CaseFile, by: Hands) -> None:
        destruction = approved(appraised(a_list(old, by=by), by=by), by=by)

        services.withdraw(destruction=destruction, because="有诉讼", actor=by.head, at=NOW)

        assert list(queries.run_out(by.clerk, today=date(2026, 6, 20))) == [old]


class TestNothingOpen:
    def test_refuses_while_a_follow_up_is_open(self, scene: Scene, old: CaseFile, by: Hands) -> None:
        open_follow_up(
            finding=finding_of(scene, scene.lead), kind=FollowUpKind.OTHER, actor=a_clerk(scene.lead), at=NOW
        )
        self._is_refused(old, by)

    def test_refuses_while_an_objection_waits(self, scene: Scene, old: CaseFile, by: Hands) -> None:
        Objection.objects.create(
            state="RAISED",
            visit=scene.visit,
            department=scene.lead,
            kind=ObjectionKind.OBJECTION,
            words="不属实",
            raised_at=NOW,
        )
        self._is_refused(old, by)

    def test_refuses_while_a_court_needs_it(self, scene: Scene, old: CaseFile, by: Hands) -> None:
        deputy = an_actor(Role.DEPUTY_HEAD, department=scene.lead, name="分管")
        placed = services.place_hold(
            case_file=old, kind=HoldKind.LAWSUIT, reason="（2026）豫05行初1号", actor=deputy, at=NOW
        )
        destruction = self._is_refused(old, by)

        services.lift_hold(placed=placed, because="判决生效", actor=deputy, at=NOW)
        services.submit(destruction=destruction, actor=by.clerk, at=NOW)

    def test_refuses_what_was_held_after_the_approval(self, old: CaseFile, by: Hands) -> None:
        destruction = ready_to_go(old, by=by)
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检监察"), name="纪检")
        services.place_hold(
            case_file=old, kind=HoldKind.SUPERVISION, reason="专项检查", actor=auditor, at=NOW
        )

        with pytest.raises(Refused):
            services.destroy(destruction=destruction, actor=by.clerk, at=NOW)
        with pytest.raises(DatabaseError, match="held"), transaction.atomic():
            wipe(destruction.pk)

    def _is_refused(self, old: CaseFile, by: Hands):  # type: ignore[no-untyped-def]
        destruction = appraised(a_list(old, by=by), by=by)
        with pytest.raises(Refused):
            services.submit(destruction=destruction, actor=by.clerk, at=NOW)
        return destruction

    def test_a_hold_is_lifted_by_who_placed_it(self, old: CaseFile, scene: Scene) -> None:
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检监察"), name="纪检")
        placed = services.place_hold(
            case_file=old, kind=HoldKind.SUPERVISION, reason="专项检查", actor=auditor, at=NOW
        )

        with pytest.raises(NotYours):
            services.lift_hold(
                placed=placed,
                because="想销毁",
                actor=an_actor(Role.DEPUTY_HEAD, department=scene.lead),
                at=NOW,
            )

    def test_a_clerk_holds_nothing_and_a_stranger_no_foreign_file(self, old: CaseFile, by: Hands) -> None:
        foreign = an_actor(Role.DEPUTY_HEAD, department=a_department("教育"))
        for actor in (by.clerk, foreign):
            with pytest.raises(NotYours):
                services.place_hold(case_file=old, kind=HoldKind.OTHER, reason="无", actor=actor, at=NOW)


class TestDestroy:
    def test_wipes_the_volumes_and_keeps_list_hashes_and_ledger(
        self, scene: Scene, old: CaseFile, by: Hands
    ) -> None:
        services.add_supplement(
            case_file=old,
            title="补充说明",
            reason="后到",
            suffix="pdf",
            content=b"%PDF-1.7 later",
            actor=a_clerk(scene.lead),
            at=SEALED_LONG_AGO,
        )
        package = Package.objects.get(case_file=old)
        destruction = ready_to_go(old, by=by)

        services.destroy(destruction=destruction, actor=by.clerk, at=NOW)

        old.refresh_from_db()
        gone = Package.objects.get(case_file=old)
        assert old.state == CaseFileState.DESTROYED
        assert bytes(gone.content) == b""
        assert bytes(Supplement.objects.get(case_file=old).content) == b""
        assert (gone.manifest, gone.sha256) == (package.manifest, package.sha256)
        volumes = DestroyedFile.objects.get(case_file=old).volumes
        assert [volume["volume"] for volume in volumes] == ["原卷", "补充卷 1"]
        assert volumes[0]["sha256"] == package.sha256
        acts = set(Entry.objects.filter(subject_type="archive.destructionlist").values_list("act", flat=True))
        assert {
            "archive.destruction_approved",
            "archive.destruction_watched",
            "archive.destruction_done",
        } <= acts
        assert Entry.objects.filter(act="archive.sealed", facts__sha256=package.sha256).exists()
        sequence(at=NOW)
        assert [line for line in problems() if "案卷" in line or "清册" in line] == []

    def test_takes_the_stored_evidence_with_it(
        self,
        scene: Scene,
        by: Hands,
        django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
    ) -> None:
        kept = Evidence.objects.create(
            visit=scene.visit,
            department=scene.lead,
            kind=EvidenceKind.PHOTO,
            title="门头照片",
            file=ContentFile(b"\xff\xd8\xff picture", name="door.jpg"),
            sha256="ab" * 32,
            taken_at=SEALED_LONG_AGO,
            received_at=SEALED_LONG_AGO,
        )
        destruction = ready_to_go(an_old_file(scene), by=by)
        assert kept.file.storage.exists(kept.file.name)

        with django_capture_on_commit_callbacks(execute=True):
            services.destroy(destruction=destruction, actor=by.clerk, at=NOW)

        assert not kept.file.storage.exists(kept.file.name)
        assert Evidence.objects.get(pk=kept.pk).sha256 == "ab" * 32
        assert files_discarded(scene.visit)
        assert services.sweep_destroyed(at=NOW) == 0

    def test_a_file_that_came_back_into_the_store_is_swept_away(
        self,
        scene: Scene,
        by: Hands,
        django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
    ) -> None:
        kept = Evidence.objects.create(
            visit=scene.visit,
            department=scene.lead,
            kind=EvidenceKind.PHOTO,
            title="门头照片",
            file=ContentFile(b"\xff\xd8\xff picture", name="left.jpg"),
            taken_at=SEALED_LONG_AGO,
            received_at=SEALED_LONG_AGO,
        )
        services.destroy(destruction=ready_to_go(an_old_file(scene), by=by), actor=by.clerk, at=NOW)
        assert kept.file.storage.exists(kept.file.name), "the store was out of reach"

        with django_capture_on_commit_callbacks(execute=True):
            swept = services.sweep_destroyed(at=NOW + timedelta(days=1))

        assert swept == 1
        assert not kept.file.storage.exists(kept.file.name)

    def test_refuses_with_one_watcher(self, old: CaseFile, by: Hands) -> None:
        destruction = approved(appraised(a_list(old, by=by), by=by), by=by)
        services.check_off(destruction=destruction, actor=by.watchers[0], at=NOW)

        with pytest.raises(Refused):
            services.destroy(destruction=destruction, actor=by.clerk, at=NOW)
        with pytest.raises(DatabaseError, match="not watched by two"), transaction.atomic():
            wipe(destruction.pk)

    def test_refuses_before_the_approval(self, old: CaseFile, by: Hands) -> None:
        destruction = appraised(a_list(old, by=by), by=by)

        with pytest.raises(Refused):
            services.destroy(destruction=destruction, actor=by.clerk, at=NOW)
        with pytest.raises(DatabaseError, match="not approved"), transaction.atomic():
            wipe(destruction.pk)
        with pytest.raises(Refused):
            services.check_off(destruction=destruction, actor=by.watchers[0], at=NOW)

    def test_a_watcher_is_on_the_list(self, old: CaseFile, by: Hands) -> None:
        destruction = approved(appraised(a_list(old, by=by), by=by), by=by)

        with pytest.raises(NotYours):
            services.check_off(destruction=destruction, actor=by.head, at=NOW)

    def test_is_for_the_clerk_of_the_department(self, old: CaseFile, by: Hands) -> None:
        destruction = ready_to_go(old, by=by)

        for actor in (by.head, a_clerk(a_department("教育"))):
            with pytest.raises(NotYours):
                services.destroy(destruction=destruction, actor=actor, at=NOW)

    def test_a_destroyed_file_still_counts_as_filed_and_takes_no_more(
        self, scene: Scene, old: CaseFile, by: Hands
    ) -> None:
        services.destroy(destruction=ready_to_go(old, by=by), actor=by.clerk, at=NOW)
        old.refresh_from_db()

        assert courses.courses([scene.task])[0].label == "已归档"
        with pytest.raises(Refused):
            services.add_supplement(
                case_file=old,
                title="后到",
                reason="后到",
                suffix="pdf",
                content=b"%PDF",
                actor=a_clerk(scene.lead),
                at=NOW,
            )
        with pytest.raises(Refused):
            queries.contents_of(Package.objects.get(case_file=old))
        with pytest.raises(Refused):
            services.place_hold(
                case_file=old,
                kind=HoldKind.OTHER,
                reason="晚了",
                actor=an_actor(Role.DEPUTY_HEAD, department=scene.lead),
                at=NOW,
            )


class TestTheOwnersHand:
    def test_believes_no_state_that_the_ledger_does_not_know(self, old: CaseFile, by: Hands) -> None:
        """Whoever writes the rows by hand, with all rights of the web role, still finds no approval in the ledger."""
        destruction = appraised(a_list(old, by=by), by=by)
        forged = {"content_sha256": queries.content_sha256(destruction), "approver_id": by.head.id}
        type(destruction).objects.filter(pk=destruction.pk).update(state="APPROVED", **forged)

        with pytest.raises(DatabaseError, match="not in the ledger"), transaction.atomic():
            wipe(destruction.pk)

    def test_takes_the_day_from_the_databases_own_clock(self, scene: Scene, by: Hands) -> None:
        """An application whose clock was put forward destroys nothing early."""
        later = NOW.replace(year=2050)
        file = an_old_file(scene, retention=Retention.THIRTY)
        destruction = a_list(file, by=by, at=later)
        appraised(destruction, by=by)
        approved(destruction, by=by)
        for one in by.watchers:
            services.check_off(destruction=destruction, actor=one, at=later)

        with pytest.raises(DatabaseError, match="term that runs"), transaction.atomic():
            services.destroy(destruction=destruction, actor=by.clerk, at=later)

    def test_leaves_no_door_open_behind_it(self, old: CaseFile, by: Hands) -> None:
        services.destroy(destruction=ready_to_go(old, by=by), actor=by.clerk, at=NOW)

        with pytest.raises(DatabaseError), transaction.atomic():
            Package.objects.filter(case_file=old).update(content=b"something else")

    def test_the_web_role_alone_wipes_nothing(self, old: CaseFile) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            Package.objects.filter(case_file=old).update(content=b"")


class TestToDo:
    def test_goes_from_hand_to_hand(self, old: CaseFile, by: Hands) -> None:
        today = date(2026, 6, 20)

        def actions(actor) -> list[str]:  # type: ignore[no-untyped-def]
            return [todo.action for todo in queries.to_do(actor, today=today)]

        assert actions(by.clerk) == ["开始鉴定"]
        destruction = a_list(old, by=by)
        assert actions(by.group[0]) == []
        appraised(destruction, by=by)
        assert actions(by.group[0]) == []
        services.submit(destruction=destruction, actor=by.clerk, at=NOW)
        assert actions(by.head) == ["审批销毁清册"]
        services.approve(destruction=destruction, opinion="同意", actor=by.head, at=NOW)
        assert actions(by.watchers[0]) == ["清点核对"]
        for one in by.watchers:
            services.check_off(destruction=destruction, actor=one, at=NOW)
        assert actions(by.watchers[0]) == []
        assert actions(by.clerk) == ["销毁"]

    def test_asks_the_group_to_sign_once_the_opinions_are_written(self, old: CaseFile, by: Hands) -> None:
        destruction = a_list(old, by=by)
        opinions = {line.pk: Opinion(Verdict.DESTROY, "无价值") for line in destruction.lines.all()}
        services.write_opinions(destruction=destruction, opinions=opinions, actor=by.clerk, at=NOW)

        todos = queries.to_do(by.group[0], today=date(2026, 6, 20))

        assert [todo.action for todo in todos] == ["签署鉴定意见"]


class TestWhoReads:
    def test_the_department_and_the_auditor(self, old: CaseFile, by: Hands) -> None:
        destruction = a_list(old, by=by)
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检监察"))
        stranger = an_actor(Role.CLERK, department=a_department("教育"))

        assert list(queries.destructions_of(by.head)) == [destruction]
        assert list(queries.destructions_of(auditor)) == [destruction]
        assert list(queries.destructions_of(stranger)) == []
