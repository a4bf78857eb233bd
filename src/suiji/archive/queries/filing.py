"""What may be asked of the archive: which files exist, and what each still lacks."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from suiji.archive.models import CaseFile, DestructionList, Package, Supplement
from suiji.archive.states import CaseFileState
from suiji.disclosure.models import Publication
from suiji.disclosure.states import MADE_PUBLIC, WithholdingState
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.states import CeremonyState
from suiji.followup import queries as followup
from suiji.followup.models import FollowUp
from suiji.inspections.models import Visit
from suiji.inspections.queries import lead_of, led_by, proof_of
from suiji.inspections.states import VisitState
from suiji.law import require
from suiji.law.confidence import archive_unchanged, file_was_not_destroyed
from suiji.law.field_duties import uncooperative_is_proved, unreachable_is_proved
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.ledger import queries as ledger
from suiji.ledger.models import Entry
from suiji.organs.models import Department
from suiji.organs.questions import question
from suiji.organs.roles import Role

READS_ALL = (Role.AUDITOR,)


def missing_papers(visit: Visit) -> list[str]:
    """The mandatory pieces that are not there yet, named as a clerk would; empty when the file is complete."""
    return [
        *_missing_before(visit),
        *_missing_on_site(visit),
        *_missing_results(visit),
        *(
            f"{row.finding.department.short_name}对“{row.words}”的后续处理登记"
            for row in followup.needed_for(visit)
        ),
    ]


def _missing_before(visit: Visit) -> Iterator[str]:
    unsigned = visit.task.parts.filter(countersigned_at__isnull=True).select_related("department")
    yield from (f"抽查方案中{part.department.short_name}的会签" for part in unsigned)
    drawn = set(ceremonies_of(visit).values_list("kind", flat=True))
    yield from (f"{kind.label}抽取结果" for kind in DrawKind if kind.value not in drawn)
    if not visit.task.unannounced and not hasattr(visit, "notice"):
        yield "部门联合检查告知书"


def _missing_on_site(visit: Visit) -> Iterator[str]:
    if visit.state != VisitState.SIGNED:
        yield "签字完毕的检查情况记录表"
        return
    codes = {code for finding in visit.findings.all() for code in finding.results}
    proof = proof_of(visit)
    if ResultCode.UNREACHABLE in codes and not unreachable_is_proved(
        photos=proof.photos, contacts=proof.contacts
    ):
        yield "无法联系的证据（现场照片和联系记录）"
    if ResultCode.UNCOOPERATIVE in codes and not uncooperative_is_proved(
        recordings=proof.recordings, witnesses=proof.witnesses, reviewed=bool(proof.reviewed)
    ):
        yield "不配合检查情节严重的证据（录音录像或见证人，及审核意见）"


def _missing_results(visit: Visit) -> Iterator[str]:
    # A result that a law keeps inside has its decision in the file instead of a publication (Art. 4).
    told = Q(state__in=MADE_PUBLIC) | Q(withholdings__state=WithholdingState.APPROVED)
    told_by = set(Publication.objects.filter(told, visit=visit).values_list("department_id", flat=True))
    for department in departments_of(visit):
        if department.pk not in told_by:
            yield f"{department.short_name}的结果公示"


def departments_of(visit: Visit) -> QuerySet[Department]:
    """Departments that checked something in the visit; each publishes its own result."""
    return Department.objects.filter(findings__visit=visit).distinct().order_by("code")


def ceremonies_of(visit: Visit) -> QuerySet[Ceremony]:
    """The draws that led to the visit: its objects', then its inspectors'."""
    return visit.task.ceremonies.filter(state=CeremonyState.RESULTED).order_by("opened_at", "pk")


def visible_to(actor: Actor) -> QuerySet[CaseFile]:
    """Files of visits the actor's department took part in; an upper department reads its line, the auditor all."""
    rows = CaseFile.objects.select_related("visit__drawn__object", "visit__task__initiator")
    if actor.holds(*READS_ALL):
        return rows
    if actor.holds(Role.UPPER):
        line = Department.objects.values_list("line", flat=True).get(pk=actor.department_id)
        return rows.filter(visit__task__initiator__line=line)
    part = Q(task__parts__department_id=actor.department_id)
    below = Q(team__ceremony__unit__members__department_id=actor.department_id)
    return rows.filter(visit__in=Visit.objects.filter(part | below).values("pk"))


def listed(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[CaseFile]:
    """The files of the list, newest first."""
    rows = visible_to(actor)
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(visit__drawn__object__name__icontains=text))
    return rows.select_related("package").defer("package__content").order_by("-opened_at", "-pk")


def to_be_filed(actor: Actor) -> QuerySet[Visit]:
    """Signed visits that the actor's department leads, for which no file is open yet."""
    return _unfiled(actor.department_id).select_related("drawn__object", "task").order_by("ended_at", "pk")


def _unfiled(department: int) -> QuerySet[Visit]:
    return Visit.objects.filter(led_by(department), state=VisitState.SIGNED, case_file__isnull=True)


@question
def unfiled_count(department: int) -> QuerySet[Visit, int]:
    """How many visits a department has to file: one number, or no row."""
    counted = _unfiled(department).values("state").annotate(many=Count("pk"))
    return counted.values_list("many", flat=True)


def visit_to_file(actor: Actor, pk: int) -> Visit:
    """One visit the actor's department is to file; 404 otherwise."""
    return get_object_or_404(to_be_filed(actor), pk=pk)


def find(actor: Actor, pk: int) -> CaseFile:
    """One file the actor may see; 404 otherwise."""
    return get_object_or_404(visible_to(actor).distinct(), pk=pk)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a file and the archive."""

    missing: list[str]
    open_follow_ups: list[FollowUp]

    @property
    def is_complete(self) -> bool:
        """True when nothing is missing and nothing is open."""
        return not self.missing and not self.open_follow_ups


def readiness(case_file: CaseFile) -> Readiness:
    """What the file still lacks."""
    return Readiness(missing_papers(case_file.visit), list(followup.open_of(case_file.visit)))


def may_archive(case_file: CaseFile, actor: Actor) -> bool:
    """True for a clerk of the leading department while the file is open."""
    edges = case_file.machine.open_to(case_file.state, actor.roles)
    return bool(edges) and lead_of(case_file.visit).pk == actor.department_id


def may_supplement(case_file: CaseFile, actor: Actor) -> bool:
    """True for a clerk of the leading department once the file is sealed."""
    sealed = case_file.state == CaseFileState.ARCHIVED
    return sealed and actor.holds(Role.CLERK) and lead_of(case_file.visit).pk == actor.department_id


def package_of(case_file: CaseFile) -> Package | None:
    """The sealed package without its bytes, or None before archiving."""
    return Package.objects.filter(case_file=case_file).defer("content").first()


def sealed(actor: Actor, pk: int) -> Package:
    """The package of a file the actor may see; 404 while there is none."""
    return get_object_or_404(Package, case_file=find(actor, pk))


def supplements_of(case_file: CaseFile) -> QuerySet[Supplement]:
    """The further volumes without their bytes, in order."""
    return case_file.supplements.defer("content").order_by("number")


def supplement(actor: Actor, pk: int, number: int) -> Supplement:
    """One further volume of a file the actor may see; 404 otherwise."""
    return get_object_or_404(Supplement, case_file=find(actor, pk), number=number)


def contents_of(package: Package | Supplement) -> bytes:
    """The package's bytes; refused in Article 27's words when they are destroyed, or no longer what was sealed."""
    require(file_was_not_destroyed, destroyed=hasattr(package.case_file, "destroyed"))
    content = bytes(package.content)
    require(
        archive_unchanged, archived_sha256=package.sha256, current_sha256=hashlib.sha256(content).hexdigest()
    )
    return content


def history(subject: CaseFile | DestructionList) -> QuerySet[Entry]:
    """What happened to the file, or the list, itself."""
    return ledger.history(subject)


def whole_history(visit: Visit) -> list[dict[str, Any]]:
    """What happened to task, visit, results and follow-ups, in order: the file's 办理记录."""
    subjects = [
        visit.task,
        *visit.task.ceremonies.all(),
        visit,
        *visit.publications.all(),
        *followup.of_visit(visit),
    ]
    entries = {entry.pk: entry for subject in subjects for entry in ledger.history(subject)}
    return [
        {
            "order": order,
            "at": _instant(entry.at),
            "act": entry.act,
            "sentence": entry.sentence,
            "because": entry.because,
            "department": entry.department_name,
        }
        for order, (_, entry) in enumerate(sorted(entries.items()), start=1)
    ]


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
