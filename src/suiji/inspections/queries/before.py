"""预查比对 — everything the house knows of an object before the visit, from the rooms below and its own records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from suiji import law
from suiji.inspections.models import CLEAN, Finding, Order, Visit, VisitApproval
from suiji.inspections.queries.record import earlier_visits
from suiji.inspections.queries.yearly import counted
from suiji.inspections.states import ApprovalState, VisitState
from suiji.law.aftercare import NEED_FOLLOW_UP
from suiji.law.parameters import parameter
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject, Licence
from suiji.organs.days import day_of
from suiji.organs.models import Department


def recognised_until(source: Finding) -> date:
    """The last day on which a signed finding may stand for a check; of an unsigned one, long past (Art. 24)."""
    ended = source.visit.ended_at
    if ended is None:
        return date.min
    day = day_of(ended)
    return law.aftercare.recognition_ends(ended_on=day, months=parameter("recognition_window", day))


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """未了事项 — something an earlier visit left to be done, as the visit's own record says it."""

    department: Department
    item: str
    found_on: date
    words: str
    due_on: date | None = None
    recheck_on: date | None = None


@dataclass(frozen=True, slots=True)
class Recognisable:
    """可以互认 — an own item that need not be checked again, and the result that could stand for it."""

    finding: Finding
    source: Finding
    proposal: VisitApproval | None


@dataclass(frozen=True, slots=True)
class PreCheckPage:
    """What an officer reads before the visit."""

    thing: InspectedObject
    licences: Sequence[Licence]
    earlier: Sequence[Visit]
    matters: Sequence[OpenMatter]
    planned: Sequence[Visit]
    recognisable: Sequence[Recognisable]
    visits_this_year: int
    cap: int
    today: date

    @property
    def lapsed(self) -> list[Licence]:
        """Licences that no longer hold."""
        return [one for one in self.licences if one.valid_until and one.valid_until < self.today]


def pre_check_page(visit: Visit, actor: Actor, *, today: date) -> PreCheckPage:
    """The page for a member of the team."""
    thing = visit.drawn.object
    earlier = list(earlier_visits(visit))
    return PreCheckPage(
        thing=thing,
        licences=list(thing.licences.order_by("valid_until", "pk")),
        earlier=earlier,
        matters=_matters(earlier),
        planned=list(_planned(visit)),
        recognisable=recognisable(visit, actor, today=today),
        visits_this_year=counted(thing, today.year),
        cap=parameter("joint_cap", today),
        today=today,
    )


def _matters(earlier: Sequence[Visit]) -> list[OpenMatter]:
    """Results that ask for something to follow; what became of it, the follow-up's own room knows."""
    orders = {
        order.finding_id: order
        for order in Order.objects.filter(visit__in=[visit.pk for visit in earlier]).order_by("pk")
    }
    found: list[OpenMatter] = []
    for visit in earlier:
        ended = day_of(visit.ended_at) if visit.ended_at else None
        for finding in visit.findings.all():
            codes = [code for code in ResultCode if code in finding.results and code in NEED_FOLLOW_UP]
            order = orders.get(finding.pk)
            if ended and codes:
                found.append(
                    OpenMatter(
                        finding.department,
                        finding.item_version.title,
                        ended,
                        "、".join(code.words for code in codes),
                        order.due_on if order else None,
                        order.recheck_on if order else None,
                    )
                )
    return found


def _planned(visit: Visit) -> QuerySet[Visit]:
    """Other visits to the same object that are still to come; unannounced ones are nobody else's business."""
    return (
        Visit.objects.filter(drawn__object_id=visit.drawn.object_id, task__unannounced=False)
        .exclude(pk=visit.pk)
        .exclude(state=VisitState.SIGNED)
        .exclude(task__state="VOID")
        .select_related("task__initiator")
        .order_by("scheduled_on", "pk")
    )


def recognisable(visit: Visit, actor: Actor, *, today: date) -> list[Recognisable]:
    """Own unfilled findings for which a clean result of the same item within the window exists (Art. 24)."""
    own = list(
        visit.findings.filter(department_id=actor.department_id, filled_at=None).select_related(
            "item_version"
        )
    )
    if not own:
        return []
    sources = (
        Finding.objects.filter(
            visit__drawn__object_id=visit.drawn.object_id,
            visit__state=VisitState.SIGNED,
            item_version__item__in=[finding.item_version.item_id for finding in own],
        )
        .exclude(visit=visit)
        .select_related("department", "item_version", "visit__task", "visit__drawn")
        .order_by("-visit__ended_at")
    )
    proposals = {
        row.finding_id: row
        for row in VisitApproval.objects.filter(finding__in=own).exclude(state=ApprovalState.REJECTED)
    }
    found: list[Recognisable] = []
    for finding in own:
        source = next((s for s in sources if _may_stand(finding, s, visit, today)), None)
        if source is not None:
            found.append(Recognisable(finding, source, proposals.get(finding.pk)))
    return found


def _may_stand(finding: Finding, source: Finding, visit: Visit, today: date) -> bool:
    return law.aftercare.result_may_stand_for_another(
        same_object=source.visit.drawn.object_id == visit.drawn.object_id,
        same_item=source.item_version.item_id == finding.item_version.item_id,
        clean=bool(source.results) and CLEAN.issuperset(source.results),
        today=today,
        until=recognised_until(source),
    )


def signed_findings_of(visit: Visit) -> QuerySet[Finding]:
    """Signed findings of other visits to the same object."""
    return (
        Finding.objects.filter(visit__drawn__object_id=visit.drawn.object_id, visit__state=VisitState.SIGNED)
        .exclude(visit=visit)
        .select_related("visit__drawn", "item_version", "department")
    )
