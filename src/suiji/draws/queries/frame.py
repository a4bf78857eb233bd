"""The frame of a draw: the task's scope, minus what Art. 10 and 11 keep out, each with its stratum."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import Collate

from suiji import law
from suiji.draws.models import DrawKind, DrawnObject, FrameMember
from suiji.draws.states import CeremonyState
from suiji.law.parameters import class_of_unclassified, parameter
from suiji.libraries import queries as libraries
from suiji.libraries.models import InspectedObject
from suiji.plans.queries import opening_visits
from suiji.sampling.frame import excluded_file, frame_file
from suiji.tasks.models import BroughtList, ListSource, Task, WaiverKind
from suiji.tasks.queries import population, scope_rule_of
from suiji.tasks.queries.excluding import CAP as CAP
from suiji.tasks.queries.excluding import CAP_OPEN as CAP_OPEN
from suiji.tasks.queries.excluding import GONE, Facts, reason_of, waived_codes
from suiji.tasks.queries.recomputing import FactLine
from suiji.tasks.states import TaskState


@dataclass(frozen=True, slots=True)
class Row:
    """One object of the scope."""

    object_id: int
    code: str
    stratum: str
    facts: FactLine
    reason: str = ""
    """Why it is left out; empty in the frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The whole scope of a task, divided."""

    eligible: list[Row]
    excluded: list[Row]
    """Left out of the frame, counted in the base of the quotas."""
    gone: list[Row]
    """Of a registration state that cannot be drawn at all; not in the base."""

    @property
    def eligible_pairs(self) -> list[tuple[str, str]]:
        """(code, stratum) as the draw takes them."""
        return [(row.code, row.stratum) for row in self.eligible]

    @property
    def excluded_triples(self) -> list[tuple[str, str, str]]:
        """(code, stratum, reason) as the draw takes them."""
        return [(row.code, row.stratum, row.reason) for row in self.excluded]

    @property
    def facts(self) -> list[FactLine]:
        """What the frame was computed from, for whoever repeats it."""
        return [row.facts for rows in (self.eligible, self.excluded, self.gone) for row in rows]

    @property
    def frame_sha256(self) -> str:
        """Of the bytes of ``audit/frame.csv``."""
        return hashlib.sha256(frame_file(self.eligible_pairs)).hexdigest()

    @property
    def excluded_sha256(self) -> str:
        """Of the bytes of ``audit/excluded.csv``."""
        return hashlib.sha256(excluded_file(self.excluded_triples)).hexdigest()


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


def capped(task: Task, codes: Collection[str], today: date) -> list[str]:
    """Those of a list from above that are at their yearly cap, without a filed exception (Art. 10)."""
    rows = dict(InspectedObject.objects.filter(code__in=codes).values_list("pk", "code"))
    visits, frozen = visits_this_year(rows, today.year), open_frames(rows)
    before, waived = opening_visits(year=today.year), waived_codes(task, WaiverKind.CAP)
    cap, left = parameter("joint_cap", today), law.lists_and_plans.object_has_visits_left
    return [
        code
        for pk, code in sorted(rows.items(), key=lambda row: row[1])
        if code not in waived
        and not left(
            visits_this_year=visits.get(pk, 0) + before.get(code, 0), open_frames=frozen.get(pk, 0), cap=cap
        )
    ]


def full_objects(task: Task, today: date) -> list[InspectedObject]:
    """Who of a list from above needs an exception before the list can be taken, by code."""
    brought = BroughtList.objects.filter(task=task, source=ListSource.DISPATCHED).first()
    full = capped(task, brought.codes if brought else [], today)
    return list(InspectedObject.objects.filter(code__in=full).order_by("code"))


def frame_of(task: Task, today: date) -> Frame:
    """The task's scope as it stands now, in the order of codes; the same rows give the same frame."""
    scope = population(scope_rule_of(task)).order_by(Collate("code", "C"))
    columns = scope.values_list("pk", "code", "reg_state", "state")
    rows = {pk: (code, state, entry) for pk, code, state, entry in columns}
    ratings = libraries.ratings_of(list(rows))
    visits, frozen = visits_this_year(rows, today.year), open_frames(rows)
    before = opening_visits(year=today.year)
    waived, exempt = waived_codes(task, WaiverKind.CAP), waived_codes(task, WaiverKind.EXEMPT)
    otherwise, cap = class_of_unclassified(today), parameter("joint_cap", today)
    frame = Frame([], [], [])
    for pk, (code, state, entry) in rows.items():
        value, framed = str(ratings.get(pk, "")), frozen.get(pk, 0)
        seen = visits.get(pk, 0) + before.get(code, 0)
        facts = (code, value, seen, framed, code in waived, code in exempt)
        reason = reason_of(Facts(state, *facts[2:], entry), cap)
        row = Row(pk, code, value or otherwise, facts, reason)
        (frame.gone if reason in GONE else frame.excluded if reason else frame.eligible).append(row)
    return frame
