"""触及 — which rows of a list the acts of a stretch of the log touched, each with the last place that did (0116).

An act touches a row where it may have changed what the row says, or who may read it. Too often is harmless, a row is
then told once more; too seldom would pass one over. So for a row's own acts none is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet

from suiji.api.queries.ending import over_between
from suiji.ledger.models import Leaf
from suiji.libraries.models import ObjectTurn

SPAN = 20_000
"""Places of the log that one question looks at."""


@dataclass(frozen=True, slots=True)
class Way:
    """How acts on a subject lead to rows of a list."""

    subject: str
    """What the ledger calls it."""
    path: str = "pk"
    """From a row to the subject's key."""
    acts: tuple[str, ...] = ()
    """Those that count; empty: all."""

    def asked(self) -> Q:
        """The leaves that go this way."""
        about = Q(entry__subject_type=self.subject)
        return about & Q(entry__act__in=self.acts) if self.acts else about


@dataclass(frozen=True, slots=True)
class Ways:
    """Everything that touches the rows of one list."""

    acts: tuple[Way, ...]
    task: str = ""
    """From a row to its task, where an unannounced one hides the row; empty: nothing is hidden."""
    over: Callable[[int, int], Mapping[int, int]] = over_between
    """Which unannounced tasks may be told from which place of a stretch on."""
    span: int = SPAN

    def new_place(self) -> int:
        """The place that the log gives out next. Whatever was committed later than this was asked lies there or beyond.

        Safe to keep: one sequencer at a time numbers what is committed already (``ledger.services.sequence``), so that
        no place below one that was seen is ever filled afterwards.
        """
        newest = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
        return 0 if newest is None else newest + 1

    def touched(self, rows: QuerySet[Any, Any], *, since: int, until: int) -> dict[int, int]:
        """Key of each of these rows that an act between the two places touched → the last such place."""
        found: dict[int, int] = {}
        for path, places in _subjects(self, since, until):
            if places:
                for key, subject in _pairs(rows, path, list(places)):
                    found[key] = max(places[subject], found.get(key, -1))
        return found


@dataclass(frozen=True, slots=True)
class Turns:
    """What touches a department's objects: not the log, in which an import is one act, but the turns of their changes
    (``libraries.services.turns``), numbered as safely."""

    department: int
    span: int = 2_000

    def new_place(self) -> int:
        """The number that is given out next."""
        newest = ObjectTurn.objects.filter(department=self.department).aggregate(newest=Max("number"))[
            "newest"
        ]
        return 1 + (newest or 0)

    def touched(self, rows: QuerySet[Any, Any], *, since: int, until: int) -> dict[int, int]:
        """Key of each of these rows that changed between the two numbers → its number; an object has one, its last."""
        turns = ObjectTurn.objects.filter(department=self.department, number__gte=since, number__lt=until)
        told = turns.order_by("number").values_list("object", "number")
        numbers = {key: number for key, number in told if number is not None}
        return {key: numbers[key] for key, _ in _pairs(rows, "pk", list(numbers))}


def _pairs(rows: QuerySet[Any, Any], path: str, subjects: list[int]) -> list[tuple[int, int]]:
    if path == "pk":
        keys = rows.filter(pk__in=subjects).order_by().values_list("pk", flat=True)
        return [(key, key) for key in keys]
    pairs = rows.filter(**{f"{path}__in": subjects}).order_by().values_list("pk", path)
    wanted = set(subjects)
    return [(key, subject) for key, subject in pairs if subject in wanted]


def _subjects(ways: Ways, since: int, until: int) -> list[tuple[str, Mapping[int, int]]]:
    """By which path which subjects touch, each with its last place."""
    about = Q()
    for way in ways.acts:
        about |= way.asked()
    leaves = Leaf.objects.filter(about, index__gte=since, index__lt=until).order_by("index")
    told: dict[Way, dict[int, int]] = defaultdict(dict)
    for index, subject, act, key in leaves.values_list(
        "index", "entry__subject_type", "entry__act", "entry__subject_id"
    ):
        for way in ways.acts:
            if way.subject == subject and (not way.acts or act in way.acts):
                told[way][int(key)] = index
    found: list[tuple[str, Mapping[int, int]]] = [(way.path, places) for way, places in told.items()]
    return [*found, (ways.task, ways.over(since, until))] if ways.task else found
