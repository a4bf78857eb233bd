"""What is written and proved on the spot, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from suiji.inspections import services
from suiji.inspections.models import Evidence
from suiji.inspections.queries import record_of
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.organs.roles import Role
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    JPEG,
    MP4,
    POINTS,
    a_contact,
    a_crew,
    a_photo,
    ended,
    fill,
    on_site,
    told,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def article(refusal: pytest.ExceptionInfo[Refused]) -> int:
    return refusal.value.article


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

    @pytest.mark.article(18)
    def test_leaves_open_what_the_list_marks_as_optional(self) -> None:
        crew = on_site()
        finding = crew.finding(crew.leader)
        finding.part.point_notes = {POINTS[1]: {"mandatory": False}}
        said: dict[str, Any] = {
            "finding": finding,
            "results": ["NO_PROBLEM"],
            "actor": crew.leader,
            "at": ARRIVED_AT,
        }

        with pytest.raises(Refused):
            services.fill_finding(answers={POINTS[0]: "无", POINTS[1]: "看过"}, **said)
        filled = services.fill_finding(answers={POINTS[0]: "无"}, **said)

        assert filled.answers == {POINTS[0]: "无"}

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
    def test_refuses_a_photo_before_the_arrival_and_anything_made_after_the_end(self) -> None:
        with pytest.raises(Refused):
            a_photo(told(a_crew()))
        crew = ended()

        for add in (a_photo, a_contact):
            with pytest.raises(Refused) as refusal:
                add(crew, at=ENDED_AT + timedelta(minutes=1))
            assert article(refusal) == 14
