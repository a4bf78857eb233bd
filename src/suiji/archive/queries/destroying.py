"""What may be asked before, during and after a destruction: whose term has run out, what stands against it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from suiji.archive.models import (
    Appraiser,
    CaseFile,
    DestroyedFile,
    DestructionList,
    Extension,
    Hold,
    ListedFile,
    Verdict,
    Watcher,
)
from suiji.archive.queries.filing import READS_ALL
from suiji.archive.states import CaseFileState, DestructionState, HoldState
from suiji.disclosure.models import Correction, Objection
from suiji.disclosure.states import CorrectionState, ObjectionState
from suiji.followup.queries import open_of
from suiji.inspections.models import Visit
from suiji.inspections.queries import led_by
from suiji.law.confidence import WATCHERS
from suiji.ledger import Actor
from suiji.organs.models import Department, Person
from suiji.organs.queries import holders_of
from suiji.organs.questions import question
from suiji.organs.roles import Role

UNDER_WAY = (DestructionState.APPRAISING, DestructionState.SUBMITTED, DestructionState.APPROVED)


def _term() -> Coalesce:
    """The last day of a file's term, as it was set at the sealing or by the newest extension."""
    longer = Extension.objects.filter(case_file=OuterRef("pk")).order_by("-pk").values("keep_until")[:1]
    return Coalesce(Subquery(longer), F("package__keep_until"))


def kept_until(case_file: CaseFile) -> date | None:
    """The last day of the file's term today; None while it is open, and for a file that is kept for ever."""
    term: date | None = (
        CaseFile.objects.annotate(term=_term()).values_list("term", flat=True).get(pk=case_file.pk)
    )
    return term


def run_out(actor: Actor, *, today: date) -> QuerySet[CaseFile]:
    """Sealed files of the actor's department whose term has run out and which no list under way holds."""
    return (
        _run_out(actor.department_id, today)
        .select_related("visit__drawn__object", "visit__task", "package")
        .defer("package__content", "package__manifest")
        .order_by(F("term"), "pk")
    )


def _run_out(department: int, today: date) -> QuerySet[CaseFile]:
    listed = ListedFile.objects.filter(case_file=OuterRef("pk"), destruction__state__in=UNDER_WAY)
    led = Visit.objects.filter(led_by(department)).values("pk")
    files = CaseFile.objects.filter(~Exists(listed), state=CaseFileState.ARCHIVED, visit__in=led)
    return files.annotate(term=_term()).filter(Q(term__lt=today))


@question
def run_out_count(department: int, today: date) -> QuerySet[CaseFile, int]:
    """How many files ``run_out`` gives: one number, or no row."""
    counted = _run_out(department, today).values("state").annotate(many=Count("pk"))
    return counted.values_list("many", flat=True)


@question
def one_under_way(department: int) -> QuerySet[DestructionList, int]:
    """A list of the department that is not carried out yet, or no row: as on nearly every day of the year."""
    rows = DestructionList.objects.filter(department_id=department, state__in=UNDER_WAY)
    return rows.values_list("pk", flat=True)[:1]


def holds_of(case_file: CaseFile) -> QuerySet[Hold]:
    """Every order to keep the file, the newest first."""
    return case_file.holds.select_related("placed_by__department").order_by("-pk")


def obstacles_of(case_file: CaseFile) -> list[str]:
    """What stands against destroying the file, one phrase each; empty when it is at rest."""
    visit = case_file.visit
    holds = case_file.holds.filter(state=HoldState.IN_FORCE)
    objections = Objection.objects.filter(visit=visit, state=ObjectionState.RAISED)
    corrections = Correction.objects.filter(publication__visit=visit, state=CorrectionState.APPLIED)
    return [
        *(f"暂缓销毁：{hold.get_kind_display()}" for hold in holds),
        *(f"后续处理没有办结：{row.get_kind_display()}" for row in open_of(visit)),
        *(f"{row.get_kind_display()}没有答复" for row in objections),
        *("更正申请没有办结" for _ in corrections),
    ]


def destructions_of(actor: Actor) -> QuerySet[DestructionList]:
    """The lists of the actor's department; the auditor reads all."""
    rows = DestructionList.objects.select_related("department", "clerk").order_by("-pk")
    return rows if actor.holds(*READS_ALL) else rows.filter(department_id=actor.department_id)


def destruction_of(actor: Actor, pk: int) -> DestructionList:
    """One list the actor may read; 404 otherwise."""
    return get_object_or_404(destructions_of(actor).select_related("approver"), pk=pk)


def lines_of(destruction: DestructionList) -> QuerySet[ListedFile]:
    """The list's files in the order of their numbers."""
    return (
        destruction.lines.select_related(
            "case_file__visit__drawn__object", "case_file__visit__task", "case_file__package"
        )
        .defer("case_file__package__content")
        .order_by("case_file__number", "pk")
    )


def content_sha256(destruction: DestructionList) -> str:
    """The hash of every line as it stands: what the group signs, the head approves and the watchers compare."""
    content = [
        {
            "case_file": line.case_file.number,
            "package_sha256": line.case_file.package.sha256,
            "verdict": line.verdict,
            "opinion": line.opinion,
            "keep_until": f"{line.keep_until:%F}" if line.keep_until else None,
        }
        for line in lines_of(destruction)
    ]
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def colleagues(actor: Actor, *, today: date) -> QuerySet[Person]:
    """Who of the actor's department may appraise or watch: not a principal head, who approves (R110)."""
    heads = holders_of(Role.PRINCIPAL_HEAD, today=today).values("pk")
    rows = Person.objects.filter(department_id=actor.department_id, is_active=True)
    return rows.exclude(pk__in=heads).order_by("username")


def watched(destruction: DestructionList) -> bool:
    """True when enough watchers have compared the list as it was approved."""
    checked = destruction.watchers.filter(checked_sha256=destruction.content_sha256).exclude(checked_at=None)
    return checked.count() >= WATCHERS


@dataclass(frozen=True, slots=True)
class Line:
    """One file of a list beside what stands against its destruction."""

    line: ListedFile
    obstacles: list[str]


@dataclass(frozen=True)
class Appraisal:
    """A list with its files and its people, and what the reader may do now."""

    destruction: DestructionList
    lines: list[Line]
    appraisers: list[Appraiser]
    watchers: list[Watcher]
    sha256: str
    """Of the lines as they stand."""

    @property
    def is_written(self) -> bool:
        """True when every file has its opinion."""
        return all(row.line.verdict for row in self.lines)

    @property
    def signed(self) -> list[Appraiser]:
        """Who of the group signed exactly this."""
        return [one for one in self.appraisers if one.signed_at and one.signed_sha256 == self.sha256]

    @property
    def all_signed(self) -> bool:
        """True when the whole group signed exactly this."""
        return bool(self.appraisers) and len(self.signed) == len(self.appraisers)

    @property
    def to_destroy(self) -> int:
        """How many files are to be destroyed."""
        return sum(row.line.verdict == Verdict.DESTROY for row in self.lines)

    @property
    def obstructed(self) -> list[Line]:
        """Files that are to be destroyed and cannot be."""
        return [row for row in self.lines if row.obstacles and row.line.verdict != Verdict.KEEP]

    @property
    def checked(self) -> list[Watcher]:
        """Watchers who compared the list."""
        return [one for one in self.watchers if one.checked_at is not None]


def appraisal_of(destruction: DestructionList) -> Appraisal:
    """Everything about a list."""
    gone = destruction.state == DestructionState.DESTROYED
    return Appraisal(
        destruction,
        [Line(line, [] if gone else obstacles_of(line.case_file)) for line in lines_of(destruction)],
        list(destruction.appraisers.select_related("person").order_by("pk")),
        list(destruction.watchers.select_related("person").order_by("pk")),
        content_sha256(destruction),
    )


def open_places(actor: Actor) -> QuerySet[Appraiser]:
    """The places in groups that the actor holds."""
    return Appraiser.objects.filter(person_id=actor.id)


def hold_of(case_file: CaseFile, pk: int) -> Hold:
    """One order to keep the file that is still in force; 404 otherwise."""
    return get_object_or_404(case_file.holds.filter(state=HoldState.IN_FORCE), pk=pk)


def acts_open_to(appraisal: Appraisal, actor: Actor) -> frozenset[str]:
    """What the reader may do with the list now; the services ask again."""
    destruction = appraisal.destruction
    if actor.department_id != destruction.department_id:
        return frozenset()
    state, clerk = destruction.state, actor.holds(Role.CLERK)
    mine = next((one for one in appraisal.appraisers if one.person_id == actor.id), None)
    watching = next((one for one in appraisal.watchers if one.person_id == actor.id), None)
    appraising, approved = state == DestructionState.APPRAISING, state == DestructionState.APPROVED
    unsigned = mine is not None and mine not in appraisal.signed
    offers = {
        "opinions": clerk and appraising,
        "sign": unsigned and appraising and appraisal.is_written,
        "submit": clerk and appraising and appraisal.all_signed and not appraisal.obstructed,
        "approve": actor.holds(Role.PRINCIPAL_HEAD) and state == DestructionState.SUBMITTED,
        "check_off": approved and watching is not None and watching.checked_at is None,
        "destroy": clerk and approved and watched(destruction) and not appraisal.obstructed,
        "withdraw": state in UNDER_WAY and actor.holds(Role.CLERK, Role.PRINCIPAL_HEAD),
    }
    return frozenset(name for name, open_ in offers.items() if open_)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a destruction, as the timeline shows it."""

    label: str
    status: str
    who: str = ""
    when: datetime | None = None


def stages_of(appraisal: Appraisal) -> list[Stage]:
    """From the group's opinions to the end."""
    destruction = appraisal.destruction
    order = [DestructionState.APPRAISING, DestructionState.SUBMITTED, DestructionState.APPROVED]
    ended = destruction.state in (DestructionState.DESTROYED, DestructionState.KEPT)
    reached = order.index(DestructionState(destruction.state)) if destruction.state in order else 0
    place = 4 if ended else reached if reached < 2 else 3 if watched(destruction) else 2
    told = [
        ("鉴定组写明意见并签署", f"{len(appraisal.signed)} / {len(appraisal.appraisers)} 人已签", None),
        ("主要负责人审批", destruction.approval, destruction.approved_at),
        ("监销人清点核对", f"{len(appraisal.checked)} / {len(appraisal.watchers)} 人已核对", None),
        ("销毁", f"{appraisal.to_destroy} 卷", destruction.destroyed_at),
    ]
    words = ["locked" if n < place else "current" if n == place else "next" for n in range(4)]
    return [Stage(label, word, who, when) for (label, who, when), word in zip(told, words, strict=True)]


def afterlife(case_file: CaseFile) -> dict[str, Any]:
    """Of a sealed file: by which list it was destroyed, its last day as things stand, and who needs it longer."""
    gone = DestroyedFile.objects.filter(case_file=case_file).select_related("destruction").first()
    return {"destroyed": gone, "kept_until": kept_until(case_file), "holds": list(holds_of(case_file))}


def may_hold(case_file: CaseFile, lead: Department, actor: Actor) -> bool:
    """True for the leading department's deputy head and for the supervisor, while there is a file."""
    if case_file.state == CaseFileState.DESTROYED:
        return False
    return actor.holds(Role.AUDITOR) or (actor.holds(Role.DEPUTY_HEAD) and lead.pk == actor.department_id)
