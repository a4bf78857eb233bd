"""该登记而没有登记的 — findings whose results ask for a follow-up that is not on record (Art. 4, 23)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from suiji.disclosure.models import Publication, ReviewReturn
from suiji.disclosure.states import PublicationState
from suiji.followup.models import FollowUp, FollowUpKind
from suiji.followup.states import FollowUpState
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.aftercare import NEED_FOLLOW_UP, follow_up_recorded
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Needed:
    """A finding whose result the law does not leave without consequence, and that has none yet."""

    finding: Finding
    words: str
    """The results, in the article's own words."""
    suggested: str
    """The kind of follow-up that fits, as its value."""


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


def _may_owe(**whose: object) -> Q:
    """Findings that may ask for a follow-up: by the signed record, or because something else was published since."""
    corrected = Publication.objects.filter(state=PublicationState.CORRECTED, **whose)
    returned = ReviewReturn.objects.filter(**{f"publication__{name}": value for name, value in whose.items()})
    changed = Q(visit__in=corrected.values("visit")) | Q(visit__in=returned.values("publication__visit"))
    return changed | Q(results__overlap=sorted(NEED_FOLLOW_UP))


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
    rows = findings.select_related(
        "department", "item_version__item", "visit__drawn__object", "visit__task"
    ).prefetch_related("follow_ups", "visit__publications__versions")
    return [_needed(finding) for finding in rows.order_by("pk") if _lacks(finding)]


def _needed(finding: Finding) -> Needed:
    codes = standing_results(finding)
    if _failed_recheck(finding):
        return Needed(finding, f"{_words(codes)}，复查仍不合格", FollowUpKind.CASE)
    recheck = ResultCode.CORRECTION_ORDERED in codes and bool(_standing(finding))
    return Needed(finding, _words(codes), FollowUpKind.RECHECK if recheck else suggested_kind(codes))


def needed_for(visit: Visit) -> list[Needed]:
    """Findings of a visit that need a follow-up and have none. Empty: the matter is in hand (Art. 23)."""
    return _missing(visit.findings.all())


def needed_by(actor: Actor) -> list[Needed]:
    """Findings of signed visits for which the actor's department still owes a follow-up."""
    return _missing(
        Finding.objects.filter(
            _may_owe(department=actor.department_id),
            department_id=actor.department_id,
            visit__state=VisitState.SIGNED,
        )
    )


def words_of(finding: Finding) -> str:
    """The finding's results as they stand, in the article's own words."""
    return _words(standing_results(finding))


def _words(codes: list[str]) -> str:
    return "、".join(ResultCode(code).words for code in codes)


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
