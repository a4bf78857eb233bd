"""查账 — who stands outside a frozen list and why, and what alerts there are (Art. 10, 11, 28)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from suiji.tasks.models import Confirmation, FreezeAlert, FrozenScope, Waiver, WaiverKind
from suiji.tasks.queries.excluding import ARTICLES, REASONS
from suiji.tasks.queries.reading import visible_to
from suiji.tasks.queries.recomputing import left_out
from suiji.tasks.queries.waivers import usable


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An object of the scope that does not stand in the frame."""

    code: str
    name: str
    reason: str
    words: str
    article: int


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Everybody who was left out of one frozen list."""

    frozen: FrozenScope
    reasons: list[tuple[str, str, int]]
    """(code, words, number) of each reason."""
    chosen: str
    rows: list[LeftOut]
    kept_in: list[Waiver]
    """The exceptions on file at the freeze, by which objects at their cap stayed in the list all the same (Art. 10)."""


def exclusions(frozen: FrozenScope, *, reason: str = "") -> Exclusions:
    """Who was left out, by code; of one reason where it is named. No class is among the facts (Art. 25)."""
    found = left_out(frozen)
    numbers = Counter(code for _, code in found)
    wanted = [(code, why) for code, why in found if reason in ("", why)]
    names = dict(
        InspectedObject.objects.filter(code__in=[code for code, _ in wanted]).values_list("code", "name")
    )
    return Exclusions(
        frozen=frozen,
        reasons=[(why, REASONS[why], number) for why, number in sorted(numbers.items())],
        chosen=reason,
        rows=[
            LeftOut(code, names.get(code, ""), why, REASONS[why], ARTICLES.get(why, 11))
            for code, why in wanted
        ],
        kept_in=[
            waiver
            for waiver in usable(frozen.task, WaiverKind.CAP)
            if waiver.filed_at is not None and waiver.filed_at <= frozen.computed_at
        ],
    )


def frozen_visible_to(actor: Actor) -> QuerySet[FrozenScope]:
    """The freezes of the tasks this actor may read."""
    tasks = visible_to(actor).order_by().values("pk")
    return FrozenScope.objects.filter(task__in=tasks).select_related("task__initiator")


def confirmations_visible_to(actor: Actor) -> QuerySet[Confirmation]:
    """The confirmations whose rows this actor may read: the own department's, or all for auditors."""
    tasks = visible_to(actor).order_by().values("pk")
    rows = Confirmation.objects.filter(task__in=tasks).select_related("task__initiator", "department")
    return rows if actor.holds(Role.AUDITOR) else rows.filter(department_id=actor.department_id)


def alerts_for(actor: Actor) -> QuerySet[FreezeAlert]:
    """The alerts of the tasks this auditor or office may read, the newest first."""
    tasks = visible_to(actor).order_by().values("pk")
    return FreezeAlert.objects.filter(task__in=tasks).select_related("task__initiator").order_by("-pk")
