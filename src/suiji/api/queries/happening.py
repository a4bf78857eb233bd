"""What has happened since, for one outside system: in the order of the log, each act with where to read it (R127)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from suiji.api.events import KINDS
from suiji.api.queries.rows import ROWS
from suiji.api.queries.tokens import Reader
from suiji.api.scopes import Scope
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

    The log's places are given out in the order in which acts became visible, so none is passed over.
    """
    acts = [act for act, kind in KINDS.items() if kind.scope in scopes]
    rows = Leaf.objects.filter(index__gte=since, entry__act__in=acts).select_related("entry")
    looked = list(rows.order_by("index")[:LOOKED_AT])
    mine = _mine(reader, looked)
    found: list[dict[str, Any]] = []
    for leaf in looked:
        if len(found) == limit:
            return Happened(found, leaf.index, more=True)
        kind = KINDS[leaf.entry.act]
        if (kind.scope, leaf.entry.subject_id) in mine:
            found.append(_event(leaf))
    after = looked[-1].index + 1 if looked else since
    return Happened(found, after, more=len(looked) == LOOKED_AT)


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
    kind = KINDS[leaf.entry.act]
    return {
        "id": leaf.index,
        "act": leaf.entry.act,
        "label": kind.label,
        "at": leaf.entry.at,
        "resource": kind.resource,
        "resource_id": int(leaf.entry.subject_id),
    }
