"""立卷归档: a file builds itself, is refused while anything is missing, and is then never changed."""

import hashlib
import io
import json
import weakref
import zipfile
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from suiji.archive.courses import courses
from suiji.archive.descriptions import described
from suiji.archive.models import CaseFile, Package, Retention, Supplement
from suiji.archive.packages import manifest_of, zip_of
from suiji.archive.pieces import pieces_of
from suiji.archive.queries import contents_of, missing_papers, readiness
from suiji.archive.services import add_supplement, archive, open_file
from suiji.archive.states import CaseFileState
from suiji.archive.verify import verify_package
from suiji.disclosure import services as disclosure
from suiji.disclosure.models import Publication
from suiji.draws.models import DrawKind
from suiji.followup.models import FollowUpKind
from suiji.followup.services import close, open_follow_up
from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.ledger.queries import history
from suiji.ledger.services import move
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from tests.factories.archive import (
    ARCHIVED_AT,
    PUBLISHED_AT,
    a_case_file,
    a_complete_visit,
    a_proven_draw,
    publish,
)
from tests.factories.followup import (
    a_clerk,
    a_drawn_task,
    a_hand,
    a_signed_visit,
    a_transfer,
    a_visit,
    finding_of,
    sign,
    some_evidence,
)
from tests.factories.organs import a_department, an_actor

pytestmark = pytest.mark.django_db


def names_in(package: Package) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(bytes(package.content))) as opened:
        return opened.namelist()


class TestOpenFile:
    def test_numbers_the_files_of_a_task_one_after_the_other(self) -> None:
        task = a_drawn_task()
        visits = [sign(a_visit(task)) for _ in range(2)]
        clerk = a_clerk(task.initiator)

        numbers = [open_file(visit=visit, actor=clerk, at=ARCHIVED_AT).number for visit in visits]

        assert numbers == [f"{task.number}-001", f"{task.number}-002"]

    def test_gives_the_same_file_when_asked_twice(self) -> None:
        scene = a_complete_visit()
        first, second = a_case_file(scene), a_case_file(scene)

        assert first == second
        assert history(first).count() == 1

    @pytest.mark.article(20)
    def test_refuses_a_visit_that_is_not_signed(self) -> None:
        visit = a_visit(a_drawn_task())

        with pytest.raises(Refused) as refused:
            open_file(visit=visit, actor=a_clerk(visit.task.initiator), at=ARCHIVED_AT)

        assert refused.value.article == 20

    def test_is_for_the_initiators_clerk(self) -> None:
        scene = a_complete_visit()

        for actor in (a_clerk(scene.other), an_actor(Role.INSPECTOR, department=scene.lead)):
            with pytest.raises(NotYours):
                open_file(visit=scene.visit, actor=actor, at=ARCHIVED_AT)


class TestMissingPapers:
    def test_has_nothing_to_name_when_all_is_there(self) -> None:
        assert missing_papers(a_complete_visit().visit) == []

    def test_names_every_piece_that_is_missing(self) -> None:
        task = a_drawn_task()
        visit = sign(a_visit(task), results=["UNREACHABLE"])
        with pgtrigger.ignore(), connection.cursor() as cursor:  # noqa: TID251 — nothing lawful loses a result
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            task.ceremonies.filter(kind=DrawKind.OBJECTS).update(state="VOID")
        task.parts.filter(leads=False).update(countersigned_at=None)

        assert missing_papers(visit) == [
            "抽查方案中消防救援的会签",
            "检查对象抽取结果",
            "部门联合检查告知书",
            "无法联系的证据（现场照片和联系记录）",
            *[f"{part.department.short_name}的结果公示" for part in task.parts.order_by("department__code")],
            *[
                f"{part.department.short_name}对“通过登记的住所（经营场所）无法联系”的后续处理登记"
                for part in task.parts.order_by("pk")
            ],
        ]

    @pytest.mark.article(4)
    def test_takes_a_decision_to_keep_the_result_inside_for_its_publication(self) -> None:
        scene = a_signed_visit(results=("NO_PROBLEM",))
        a_proven_draw(scene)
        publish(scene.visit, scene.other)
        kept = disclosure.enter_result(visit=scene.visit, actor=a_clerk(scene.lead), at=PUBLISHED_AT)
        assert any("结果公示" in name for name in missing_papers(scene.visit))
        asked = disclosure.apply_withholding(
            publication=kept, ground="《中华人民共和国保守国家秘密法》第二十七条", reason="涉密", until_on=None,
            actor=a_clerk(scene.lead), at=PUBLISHED_AT,
        )  # fmt: skip
        deputy = an_actor(Role.DEPUTY_HEAD, department=scene.lead, name="周分管")

        disclosure.decide_withholding(
            withholding=asked, agree=True, because="", actor=deputy, at=PUBLISHED_AT
        )

        assert missing_papers(scene.visit) == []
        (course,) = courses(Task.objects.all())
        assert (course.published, course.owed) == (2, 2)
        paper = next(one for one in pieces_of(scene.visit, demonstration=False) if "公示记录" in one.title)
        assert "保守国家秘密法" in paper.content.decode()

    def test_asks_an_unannounced_check_for_no_notice(self) -> None:
        task = a_drawn_task()
        visit = sign(a_visit(task))
        task.unannounced = True
        task.save(update_fields=["unannounced"])
        visit.refresh_from_db()

        assert "部门联合检查告知书" not in missing_papers(visit)

    def test_asks_grave_lack_of_cooperation_for_its_proof(self) -> None:
        scene = a_signed_visit(results=("UNCOOPERATIVE",))

        assert "不配合检查情节严重的证据（录音录像或见证人，及审核意见）" in missing_papers(scene.visit)

    def test_takes_a_photo_and_a_contact_as_proof_of_the_unreachable(self) -> None:
        scene = a_signed_visit(results=("UNREACHABLE",))
        some_evidence(scene.visit)
        some_evidence(scene.visit, kind="CONTACT", title="电话联系")

        assert not [name for name in missing_papers(scene.visit) if name.startswith("无法联系的证据")]

    def test_says_that_the_record_is_not_signed(self) -> None:
        assert "签字完毕的检查情况记录表" in missing_papers(a_visit(a_drawn_task()))


class TestArchive:
    @pytest.mark.article(27)
    def test_seals_a_complete_file_with_its_list_of_papers(self) -> None:
        case_file = a_case_file()

        package = archive(case_file=case_file, actor=a_clerk(a_department()), at=ARCHIVED_AT)

        case_file.refresh_from_db()
        assert case_file.state == CaseFileState.ARCHIVED
        assert package.sha256 == hashlib.sha256(bytes(package.content)).hexdigest()
        assert [row["title"] for row in package.manifest][:3] == [
            "抽查方案",
            "检查对象冻结承诺",
            "检查对象抽取结果",
        ]
        assert names_in(package) == [
            "manifest.json",
            "metadata.xml",
            *(row["path"] for row in package.manifest),
        ]

    def test_the_list_names_every_paper_by_size_and_hash(self) -> None:
        package = archive(case_file=a_case_file(), actor=a_clerk(a_department()), at=ARCHIVED_AT)

        with zipfile.ZipFile(io.BytesIO(bytes(package.content))) as opened:
            listed = json.loads(opened.read("manifest.json"))["papers"]
            for row in listed:
                content = opened.read(row["path"])
                assert (row["bytes"], row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert listed == package.manifest

    def test_holds_notice_record_results_follow_ups_and_history(self) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        some_evidence(scene.visit, kind="CONTACT", title="电话联系")
        for department in (scene.lead, scene.other):
            clerk = a_clerk(department)
            row = open_follow_up(
                finding=finding_of(scene, department), kind=FollowUpKind.CASE, actor=clerk, at=ARCHIVED_AT
            )
            close(
                follow_up=row,
                outcome="已结案",
                case_number="安市监罚〔2026〕1号",
                decided_on=ARCHIVED_AT.date(),
                actor=clerk,
                at=ARCHIVED_AT,
            )

        package = archive(case_file=a_case_file(scene), actor=a_clerk(scene.lead), at=ARCHIVED_AT)

        titles = " ".join(row["title"] for row in package.manifest)
        for words in (
            "检查告知书",
            "情况记录表",
            "证据 1 联系记录：电话联系",
            "检查结果与公示记录",
            "后续处理记录",
            "办理记录",
        ):
            assert words in titles

    def test_the_same_papers_give_the_same_bytes(self) -> None:
        case_file = a_case_file(a_complete_visit())

        def made() -> bytes:
            pieces = pieces_of(case_file.visit, demonstration=False)
            description = described(case_file, Retention.TEN, ARCHIVED_AT)
            return zip_of(pieces, manifest_of(pieces), {"case_file": "1"}, description)

        first, second = made(), made()

        assert first == second

    @pytest.mark.article(27)
    def test_keeps_nothing_of_a_package_once_it_is_let_go(self) -> None:
        """Megabytes in a ring of references wait for the collector, which comes after hundreds of files."""
        package = archive(case_file=a_case_file(), actor=a_clerk(a_department()), at=ARCHIVED_AT)
        left = weakref.ref(package)

        del package

        assert left() is None

    def test_refuses_a_file_with_a_missing_piece(self) -> None:
        scene = a_signed_visit(results=("NO_PROBLEM",))
        a_proven_draw(scene)
        publish(scene.visit, scene.lead)
        case_file = a_case_file(scene)

        with pytest.raises(Refused) as refused:
            archive(case_file=case_file, actor=a_clerk(scene.lead), at=ARCHIVED_AT)

        assert refused.value.article == 27
        assert "补齐所列缺少的材料" in (refused.value.advice or "")
        assert readiness(case_file).missing == ["消防救援的结果公示"]

    @pytest.mark.article(23)
    def test_refuses_while_a_follow_up_is_open(self) -> None:
        scene = a_complete_visit(results=("TO_BE_HANDLED",))
        a_transfer(scene)

        with pytest.raises(Refused) as refused:
            archive(case_file=a_case_file(scene), actor=a_clerk(scene.lead), at=ARCHIVED_AT)

        assert refused.value.article == 23

    def test_is_for_the_initiators_clerk(self) -> None:
        scene = a_complete_visit()
        case_file = a_case_file(scene)

        for actor in (a_clerk(scene.other), an_actor(Role.PRINCIPAL_HEAD, department=scene.lead)):
            with pytest.raises(NotYours):
                archive(case_file=case_file, actor=actor, at=ARCHIVED_AT)


class TestAfterwards:
    @pytest.mark.article(27)
    def test_nobody_archives_or_reopens_an_archived_file(self) -> None:
        case_file = a_case_file()
        archive(case_file=case_file, actor=a_clerk(a_department()), at=ARCHIVED_AT)
        case_file.refresh_from_db()
        everybody = a_hand(a_department())

        for attempt in (
            lambda: archive(case_file=case_file, actor=everybody, at=ARCHIVED_AT),
            lambda: move(case_file, CaseFileState.OPEN, actor=everybody, at=ARCHIVED_AT),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.article == 27

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.CLERK])
    def test_no_other_role_moves_a_file(self, role: Role) -> None:
        case_file = a_case_file()
        person = a_hand(a_department())
        actor = type(person)(
            person.id, person.name, person.department_id, person.department_name, frozenset({role})
        )

        with pytest.raises(NotYours):
            move(case_file, CaseFileState.ARCHIVED, actor=actor, at=ARCHIVED_AT)

    def test_the_database_refuses_to_change_a_package(self) -> None:
        package = archive(case_file=a_case_file(), actor=a_clerk(a_department()), at=ARCHIVED_AT)

        for act in (lambda: Package.objects.update(sha256="0" * 64), lambda: package.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_gives_out_what_was_sealed(self) -> None:
        package = archive(case_file=a_case_file(), actor=a_clerk(a_department()), at=ARCHIVED_AT)

        assert contents_of(package) == bytes(package.content)

    @pytest.mark.article(27)
    def test_refuses_to_give_out_other_bytes(self) -> None:
        forged: Any = Package(case_file=CaseFile(), manifest=[], content=b"other", sha256="0" * 64)

        with pytest.raises(Refused) as refused:
            contents_of(forged)

        assert refused.value.article == 27

    def test_counts_every_department_by_its_own_publication(self) -> None:
        scene = a_complete_visit()

        assert Publication.objects.filter(visit=scene.visit).count() == 2


@pytest.mark.article(27)
class TestRetention:
    @pytest.mark.parametrize(
        ("retention", "until"),
        [(Retention.TEN, "2036-12-31"), (Retention.THIRTY, "2056-12-31"), (Retention.FOREVER, None)],
    )
    def test_is_counted_from_the_year_after_sealing(self, retention: Retention, until: str | None) -> None:
        case_file, clerk = a_case_file(), a_clerk(a_department())

        package = archive(case_file=case_file, retention=retention, actor=clerk, at=ARCHIVED_AT)

        package.refresh_from_db()
        assert package.retention == retention
        assert (f"{package.keep_until:%F}" if package.keep_until else None) == until


@pytest.mark.article(27)
class TestAddSupplement:
    def sealed(self) -> tuple[CaseFile, Actor]:
        case_file, clerk = a_case_file(), a_clerk(a_department())
        archive(case_file=case_file, actor=clerk, at=ARCHIVED_AT)
        return CaseFile.objects.get(pk=case_file.pk), clerk

    def add(self, case_file: CaseFile, actor: Actor) -> Supplement:
        return add_supplement(
            case_file=case_file, title="复查笔录", reason="归档后取得", suffix="pdf", content=b"%PDF-1.7 later",
            actor=actor, at=ARCHIVED_AT,
        )  # fmt: skip

    def test_is_a_volume_of_its_own_and_leaves_the_file_alone(self) -> None:
        case_file, clerk = self.sealed()
        before = Package.objects.get(case_file=case_file).sha256

        numbers = [self.add(case_file, clerk).number for _ in range(2)]

        assert numbers == [1, 2]
        assert Package.objects.get(case_file=case_file).sha256 == before
        verdict = verify_package(bytes(Supplement.objects.get(number=2).content))
        assert verdict.is_sound, verdict.faults
        assert verdict.heading["supplements_sha256"] == before

    @pytest.mark.article(14)
    def test_refuses_a_file_that_is_still_open(self) -> None:
        case_file, clerk = a_case_file(), a_clerk(a_department())

        with pytest.raises(Refused) as refusal:
            self.add(case_file, clerk)

        assert refusal.value.article == 14

    def test_is_for_the_initiators_clerk(self) -> None:
        case_file, _ = self.sealed()
        stranger = an_actor(Role.CLERK, department=a_department("消防救援"))

        with pytest.raises(NotYours):
            self.add(case_file, stranger)

    def test_the_database_refuses_to_lose_one(self) -> None:
        case_file, clerk = self.sealed()
        self.add(case_file, clerk)

        with pytest.raises(DatabaseError), transaction.atomic():
            Supplement.objects.all().delete()
