"""不宜告知的检查何时可以告知 — the place of the log at which an unannounced task is over (R126, R127)."""

from collections.abc import Collection, Mapping

from django.db.models import Model

from suiji.disclosure.models import Publication
from suiji.draws.models import Ceremony
from suiji.followup.models import FollowUp
from suiji.inspections.models import Visit
from suiji.ledger.models import Leaf
from suiji.tasks.models import Task

OVER = "inspections.signed"
"""The act by which a visit ends; an unannounced check may be known once none of its visits is left."""
VISIT = "inspections.visit"
OF_TASK: Mapping[str, tuple[type[Model], str]] = {
    "tasks.task": (Task, "pk"),
    "draws.ceremony": (Ceremony, "task"),
    "disclosure.publication": (Publication, "visit__task"),
    "followup.followup": (FollowUp, "finding__visit__task"),
}
"""What the ledger calls a subject → its model, and the way to its task."""


def end_places(tasks: Collection[int]) -> dict[int, int]:
    """Task → the place of the log at which it is over; a task that is not, or not in the log yet, is absent.

    The last place counts, not the latest time: who signed first may be written last, and whoever had read so far by
    then would never be told.
    """
    if not tasks:
        return {}
    visits = {str(pk): task for pk, task in Visit.objects.filter(task__in=tasks).values_list("pk", "task_id")}
    left = dict.fromkeys(visits.values(), 0)
    for task in visits.values():
        left[task] += 1
    places: dict[int, int] = {}
    ends = Leaf.objects.filter(entry__act=OVER, entry__subject_type=VISIT, entry__subject_id__in=list(visits))
    for index, visit in ends.values_list("index", "entry__subject_id"):
        task = visits[visit]
        left[task] -= 1
        places[task] = max(index, places.get(task, -1))
    return {task: place for task, place in places.items() if not left[task]}


def over_between(since: int, until: int) -> dict[int, int]:
    """The unannounced tasks that are over at a place from ``since`` on and before ``until``, each with the place."""
    ended = Leaf.objects.filter(
        index__gte=since, index__lt=until, entry__act=OVER, entry__subject_type=VISIT
    ).values_list("entry__subject_id", flat=True)
    return {task: place for task, place in end_places(unannounced(ended)).items() if since <= place < until}


def unannounced(visits: Collection[str]) -> set[int]:
    """The unannounced tasks to which these visits belong."""
    rows = Visit.objects.filter(pk__in=[int(key) for key in visits], task__unannounced=True)
    return set(rows.values_list("task_id", flat=True))
