"""本年度次数 — how often an object is inspected jointly in a year: as officials count it, and as it may know it."""

from django.db.models import Q

from suiji.draws.models import DrawnObject
from suiji.draws.queries import visits_this_year
from suiji.draws.queries.confirming import confirmed
from suiji.inspections.models import Visit
from suiji.libraries.models import InspectedObject
from suiji.plans.queries import opening_visits
from suiji.tasks.states import TaskState


def counted(thing: InspectedObject, year: int) -> int:
    """Drawn visits of tasks not voided, and those brought in from before: what the cap counts (Art. 10)."""
    return visits_this_year([thing.pk], year).get(thing.pk, 0) + _before(thing, year)


def told(thing: InspectedObject, year: int) -> int:
    """The same without what the object may not know yet: names that wait for the auditor, and unannounced visits
    that have not begun (Art. 20(2), R55, R69)."""
    named = ~Q(ceremony__freeze__awaits_auditor=True) | confirmed("ceremony")
    known = Q(named, task__unannounced=False) | Q(visit__arrived_at__isnull=False)
    drawn = DrawnObject.objects.filter(known, object=thing, year=year).exclude(task__state=TaskState.VOID)
    return drawn.distinct().count() + _before(thing, year)


def received(visit: Visit, year: int) -> int:
    """Visits that its object had besides this one; never those it was only drawn for, which may be unannounced."""
    thing = visit.drawn.object
    ended = Visit.objects.filter(drawn__object=thing, ended_at__year=year).exclude(task__state=TaskState.VOID)
    return ended.exclude(pk=visit.pk).count() + _before(thing, year)


def _before(thing: InspectedObject, year: int) -> int:
    return opening_visits(year=year, codes=[thing.code]).get(thing.code, 0)
