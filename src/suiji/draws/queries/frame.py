"""The frame of a draw: the task's scope, minus what Art. 10 keeps out, each with its stratum."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from suiji import law
from suiji.draws.models import DrawKind, DrawnObject, FrameMember
from suiji.draws.states import CeremonyState
from suiji.law.parameters import class_of_unclassified, parameter
from suiji.libraries import queries as libraries
from suiji.tasks.models import Task
from suiji.tasks.queries import scope_of
from suiji.tasks.states import TaskState

CAP = "CAP"
"""The object has been drawn as often as the year allows."""
CAP_OPEN = "CAP_OPEN"
"""Together with the draws that are frozen and not yet drawn, the object reaches the cap."""
REASONS = {CAP: "本年度联合抽查已达上限", CAP_OPEN: "连同正在进行的抽取已达本年度上限"}


@dataclass(frozen=True, slots=True)
class Row:
    """One object of the scope."""

    object_id: int
    code: str
    stratum: str
    reason: str = ""
    """Why it is left out; empty in the frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The whole scope of a task, divided."""

    eligible: list[Row]
    excluded: list[Row]


def visits_this_year(object_ids: Collection[int], year: int) -> dict[int, int]:
    """How often each object was drawn for a joint check in a year; voided tasks do not count (Art. 10)."""
    drawn = DrawnObject.objects.filter(year=year).exclude(task__state=TaskState.VOID)
    return _counts(drawn.values_list("object").annotate(Count("pk")), object_ids)


def open_frames(object_ids: Collection[int]) -> dict[int, int]:
    """In how many frozen draws without a result each object stands."""
    frozen = FrameMember.objects.filter(
        ceremony__state=CeremonyState.COMMITTED, ceremony__kind=DrawKind.OBJECTS
    )
    return _counts(frozen.values_list("object").annotate(Count("pk")), object_ids)


def _counts(pairs: Collection[tuple[int, int]], wanted: Collection[int]) -> dict[int, int]:
    """Filtered here and not in SQL: a scope may hold half a million ids."""
    among = wanted if isinstance(wanted, set | frozenset | dict) else set(wanted)
    return {pk: number for pk, number in pairs if pk in among}


def frame_of(task: Task, today: date) -> Frame:
    """The task's scope as it stands now, in the order of codes."""
    scope = dict(scope_of(task).order_by("code").values_list("pk", "code"))
    ratings = libraries.ratings_of(list(scope))
    otherwise = class_of_unclassified(today)
    visits, frozen = visits_this_year(scope, today.year), open_frames(scope)
    cap = parameter("joint_cap", today)
    frame = Frame([], [])
    for pk, code in scope.items():
        reason = _reason(visits.get(pk, 0), frozen.get(pk, 0), cap)
        row = Row(pk, code, str(ratings.get(pk, otherwise)), reason)
        (frame.excluded if reason else frame.eligible).append(row)
    return frame


def _reason(visits: int, frozen: int, cap: int) -> str:
    left = law.lists_and_plans.object_has_visits_left
    if not left(visits_this_year=visits, open_frames=0, cap=cap):
        return CAP
    return "" if left(visits_this_year=visits, open_frames=frozen, cap=cap) else CAP_OPEN
