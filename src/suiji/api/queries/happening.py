"""What has happened since, for one outside system: in the order of the log, each act with where to read it (R127)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from suiji.api.events import KINDS
from suiji.api.queries.ending import OF_TASK, OVER, end_places, unannounced
from suiji.api.queries.rows import ROWS
from suiji.api.queries.tokens import Reader
from suiji.api.scopes import Scope
from suiji.inspections.models import Visit
from suiji.ledger.models import Leaf

LOOKED_AT = 500
"""Entries of the log that one question looks at; few of them concern one department."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Events, and from which place of the log to go on."""

    rows: list[dict[str, Any]]
    next: int
    more: bool


def events(reader: Reader, *, scopes: Collection[Scope], since: int, limit: int) -> Happened:
    """The acts from a place of the log on that the department's machine may know of.

    The log's places are given out in the order in which acts became visible, so none is passed over. What an
    unannounced check withheld is told where its last visit ends, all at once, be it more than the limit (R127).
    """
    acts = [act for act, kind in KINDS.items() if kind.scope in scopes]
    rows = Leaf.objects.filter(index__gte=since, entry__act__in=[*acts, OVER]).select_related("entry")
    looked = list(rows.order_by("index")[:LOOKED_AT])
    late = {leaf.index: _withheld_until(leaf, acts) for leaf in _ends(looked)}
    known = [leaf for leaf in looked if leaf.entry.act != OVER]
    mine = _mine(reader, known + [leaf for leaves in late.values() for leaf in leaves])
    found: list[dict[str, Any]] = []
    later = _told_later(known)
    for leaf in looked:
        if leaf.index in later:
            continue
        if len(found) >= limit:
            return Happened(found, leaf.index, more=True)
        told = late.get(leaf.index, []) if leaf.entry.act == OVER else [leaf]
        found += [_event(one) for one in told if (KINDS[one.entry.act].scope, one.entry.subject_id) in mine]
    after = looked[-1].index + 1 if looked else since
    return Happened(found, after, more=len(looked) == LOOKED_AT)


def _ends(leaves: Collection[Leaf]) -> list[Leaf]:
    """Of these entries those that ended the last visit of an unannounced task."""
    ended = [leaf.entry.subject_id for leaf in leaves if leaf.entry.act == OVER]
    places = set(end_places(unannounced(ended)).values())
    return [leaf for leaf in leaves if leaf.index in places]


def _withheld_until(end: Leaf, acts: Collection[str]) -> list[Leaf]:
    """What was done in the task of this visit before it ended and could not be told then, in the log's order."""
    task = Visit.objects.values_list("task_id", flat=True).get(pk=end.entry.subject_id)
    about = Q()
    for kind, (model, way) in OF_TASK.items():
        keys = model._default_manager.filter(**{way: task}).values_list("pk", flat=True)
        about |= Q(entry__subject_type=kind, entry__subject_id__in=[str(key) for key in keys])
    rows = Leaf.objects.filter(about, index__lt=end.index, entry__act__in=acts)
    return list(rows.select_related("entry").order_by("index"))


def _told_later(leaves: Collection[Leaf]) -> set[int]:
    """Of these entries those that are told where the last visit of their unannounced task ends: once, and there."""
    tasks: dict[tuple[str, str], int] = {}
    for kind, (model, way) in OF_TASK.items():
        if keys := [leaf.entry.subject_id for leaf in leaves if leaf.entry.subject_type == kind]:
            hidden = "unannounced" if way == "pk" else f"{way}__unannounced"
            rows = model._default_manager.filter(**{"pk__in": keys, hidden: True})
            tasks |= {(kind, str(pk)): task for pk, task in rows.values_list("pk", way)}
    ends = end_places(set(tasks.values()))
    places = {leaf.index: tasks.get((leaf.entry.subject_type, leaf.entry.subject_id)) for leaf in leaves}
    return {
        index
        for index, task in places.items()
        if task is not None and (task not in ends or index < ends[task])
    }


def _mine(reader: Reader, leaves: Collection[Leaf]) -> set[tuple[Scope, str]]:
    """The subjects among these entries that the department may read: one question a scope."""
    asked: dict[Scope, set[str]] = {}
    for leaf in leaves:
        kind = KINDS[leaf.entry.act]
        if leaf.entry.subject_type == kind.subject:
            asked.setdefault(kind.scope, set()).add(leaf.entry.subject_id)
    return {
        (scope, str(pk))
        for scope, keys in asked.items()
        for pk in ROWS[scope](reader).filter(pk__in=keys).order_by().values_list("pk", flat=True)
    }


def _event(leaf: Leaf) -> dict[str, Any]:
    kind, key = KINDS[leaf.entry.act], int(leaf.entry.subject_id)
    return {
        "id": leaf.index,
        "act": leaf.entry.act,
        "label": kind.label,
        "at": leaf.entry.at,
        "resource": kind.resource,
        "resource_id": key,
        "href": kind.href(key),
    }
