"""该登记而没有登记的 — findings whose results ask for a follow-up that is not on record (Art. 4, 23)."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from suiji.disclosure.models import Publication, PublicationVersion, ReviewReturn
from suiji.disclosure.states import PublicationState
from suiji.followup.models import FollowUp, FollowUpKind
from suiji.followup.states import FollowUpState
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.aftercare import NEED_FOLLOW_UP, follow_up_recorded
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.organs.questions import question
from suiji.organs.shortened import MOST
from suiji.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Needed:
    """A finding whose result the law does not leave without consequence, and that has none yet."""

    finding: Finding
    words: str
    """The results, in the article's own words."""
    suggested: str
    """The kind of follow-up that fits, as its value."""


@dataclass(frozen=True, slots=True)
class Owed:
    """The same in as few words as the first page needs."""

    finding: int
    object: str
    words: str


def suggested_kind(codes: list[str]) -> FollowUpKind:
    """The consequence that fits the results: 列异 for ②③④, 立案 for ⑥⑧⑩, 复查 for ⑤."""
    if ResultCode.CORRECTION_ORDERED in codes and NEED_FOLLOW_UP.isdisjoint(
        set(codes) - {"CORRECTION_ORDERED"}
    ):
        return FollowUpKind.RECHECK
    listing = {ResultCode.NOT_DISCLOSED, ResultCode.FALSELY_DISCLOSED, ResultCode.UNREACHABLE}
    return FollowUpKind.ABNORMAL if not listing.isdisjoint(codes) else FollowUpKind.CASE


def standing_results(finding: Finding) -> list[str]:
    """The finding's results as they stand: of the newest public version, else as they were signed (Art. 22, 23)."""
    for publication in finding.visit.publications.all():
        if publication.department_id == finding.department_id:
            for version in sorted(publication.versions.all(), key=lambda row: -row.number):
                rows = (row for row in version.rows if row["item"] == finding.item_version.item.code)
                return next(([str(code) for code in row["results"]] for row in rows), list(finding.results))
    return list(finding.results)


def _published_otherwise(**whose: object) -> Q:
    """Findings of which something else may have been published than was signed."""
    corrected = Publication.objects.filter(state=PublicationState.CORRECTED, **whose)
    returned = ReviewReturn.objects.filter(**{f"publication__{name}": value for name, value in whose.items()})
    return Q(visit__in=corrected.values("visit")) | Q(visit__in=returned.values("publication__visit"))


def _may_owe(**whose: object) -> Q:
    """Findings that may ask for a follow-up: by the signed record, or because something else was published since."""
    return _published_otherwise(**whose) | _SERIOUS


_SERIOUS = Q(results__overlap=sorted(NEED_FOLLOW_UP))


def _standing(finding: Finding) -> list[FollowUp]:
    return [row for row in finding.follow_ups.all() if row.state != FollowUpState.WITHDRAWN]


def _failed_recheck(finding: Finding) -> bool:
    """True when a recheck found it still wrong and nothing was registered since (Art. 4)."""
    newest = max(_standing(finding), key=lambda row: row.pk, default=None)
    return newest is not None and newest.recheck_failed


def _lacks(finding: Finding) -> bool:
    """②③④⑥⑧⑩ need any follow-up on record; ⑤ needs a recheck beside whatever else is there, and one that succeeds."""
    kinds, codes = Counter(row.kind for row in _standing(finding)), standing_results(finding)
    if not follow_up_recorded(codes=codes, follow_ups=kinds.total()) or _failed_recheck(finding):
        return True
    return ResultCode.CORRECTION_ORDERED in codes and not kinds[FollowUpKind.RECHECK]


def _missing(findings: QuerySet[Finding]) -> list[Needed]:
    return [_needed(finding) for finding in _beside(findings) if _lacks(finding)]


def _beside(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """The findings beside all that is looked at."""
    rows = findings.select_related("department", "item_version__item", "visit__drawn__object", "visit__task")
    return rows.prefetch_related("follow_ups", "visit__publications__versions").order_by("pk")


def _needed(finding: Finding) -> Needed:
    codes = standing_results(finding)
    if _failed_recheck(finding):
        return Needed(finding, _said(codes, failed=True), FollowUpKind.CASE)
    recheck = ResultCode.CORRECTION_ORDERED in codes and bool(_standing(finding))
    return Needed(finding, _words(codes), FollowUpKind.RECHECK if recheck else suggested_kind(codes))


def needed_for(visit: Visit) -> list[Needed]:
    """Findings of a visit that need a follow-up and have none. Empty: the matter is in hand (Art. 23)."""
    return _missing(visit.findings.all())


def needed_by(actor: Actor) -> list[int]:
    """Keys of the findings of signed visits for which the actor's department still owes a follow-up, in their order."""
    changed = [row.pk for row in _changed(actor.department_id) if _lacks(row)]
    return sorted([*changed, *_unchanged_keys(actor.department_id)])


def needed_of(findings: Collection[int]) -> list[Needed]:
    """These of them, in their order, in full."""
    return [_needed(row) for row in _beside(Finding.objects.filter(pk__in=findings))]


def owed_first(department: int) -> tuple[list[Owed], Callable[[], int]]:
    """Those of ``needed_by``, at most one more than are shown of a list; and a question how many there are in all."""
    changed = [_owed(_needed(row)) for row in _changed(department) if _lacks(row)]
    found = [
        Owed(pk, name, _said(codes, failed=failed)) for pk, name, codes, failed in _unchanged(department)
    ]
    first = sorted([*changed, *found], key=lambda row: row.finding)[: MOST + 1]
    return first, lambda: len(changed) + sum(_unchanged_count(department))


def _owed(row: Needed) -> Owed:
    return Owed(row.finding.pk, str(row.finding.visit.drawn.object), row.words)


def _signed(department: int) -> QuerySet[Finding]:
    return Finding.objects.filter(department_id=department, visit__state=VisitState.SIGNED)


def _unsettled() -> Q:
    """What ``_lacks`` asks, of findings whose results stand as they were signed."""
    standing = FollowUp.objects.filter(finding=OuterRef("pk")).exclude(state=FollowUpState.WITHDRAWN)
    ordered = Q(results__contains=[ResultCode.CORRECTION_ORDERED])
    rechecked = Q(Exists(standing.filter(kind=FollowUpKind.RECHECK)))
    return ~Q(Exists(standing)) | Q(failed=True) | ordered & ~rechecked


def _with_failed(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """The rows beside whether the newest follow-up that stands is a recheck that failed."""
    standing = FollowUp.objects.filter(finding=OuterRef("pk")).exclude(state=FollowUpState.WITHDRAWN)
    return rows.annotate(failed=Subquery(standing.order_by("-pk").values("recheck_failed")[:1]))


def _lacking(department: int) -> QuerySet[Finding]:
    """As signed, so that the database can say which of them lack a follow-up."""
    unchanged = _with_failed(_signed(department)).exclude(_published_otherwise(department=department))
    return unchanged.filter(_SERIOUS).filter(_unsettled())


@question
def _unchanged(department: int) -> QuerySet[Finding, Any]:
    rows = _lacking(department).order_by("pk")
    return rows.values_list("pk", "visit__drawn__object__name", "results", F("failed"))[: MOST + 1]


@question
def _unchanged_keys(department: int) -> QuerySet[Finding, int]:
    return _lacking(department).values_list("pk", flat=True)


@question
def _unchanged_count(department: int) -> QuerySet[Finding, int]:
    counted = _lacking(department).order_by().values("department").annotate(many=Count("pk"))
    return counted.values_list("many", flat=True)


@question
def _changed(department: int) -> QuerySet[Finding]:
    """Of these something else may stand than was signed: whether they lack a follow-up is seen in their versions."""
    versions = PublicationVersion.objects.filter(
        publication__visit=OuterRef("visit"), publication__department=department
    )
    serious = _SERIOUS | Q(Exists(versions.filter(results__overlap=sorted(NEED_FOLLOW_UP))))
    return _beside(_signed(department).filter(_published_otherwise(department=department)).filter(serious))


def words_of(finding: Finding) -> str:
    """The finding's results as they stand, in the article's own words."""
    return _words(standing_results(finding))


def _words(codes: list[str]) -> str:
    return "、".join(ResultCode(code).words for code in codes)


def _said(codes: list[str], *, failed: bool | None) -> str:
    return f"{_words(codes)}，复查仍不合格" if failed else _words(codes)


def suggested_for(finding: Finding) -> str:
    """The kind that the form of a finding begins with."""
    return _needed(finding).suggested


def needed_of_tasks(tasks: QuerySet[Task]) -> Counter[int]:
    """Task → findings of its signed visits that still lack a follow-up."""
    rows = _missing(
        Finding.objects.filter(
            _may_owe(visit__task__in=tasks), visit__task__in=tasks, visit__state=VisitState.SIGNED
        )
    )
    return Counter(row.finding.visit.task_id for row in rows)
