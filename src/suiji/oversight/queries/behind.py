"""What lies behind a figure: every row it counted, with the page where it can be looked at (Art. 29)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suiji.disclosure.models import Publication
from suiji.draws.models import DrawnObject, TeamMember
from suiji.followup.models import FollowUp
from suiji.inspections.models import Visit
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.oversight.figures import FIGURES, Behind, Figure, behind, year_of
from suiji.oversight.models import Circulation, Report
from suiji.oversight.queries.scope import scope_of
from suiji.plans.models import PlanLine
from suiji.tasks.models import Task, Waiver

MOST = 2000
"""Rows shown on a page; the number is always the whole one."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row behind a figure, in words."""

    name: str
    note: str
    url: str
    times: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure opened up: it is the sum of its rows."""

    figure: Figure
    department: Department
    number: int
    facts: list[Fact]


def may_open(actor: Actor) -> QuerySet[Department]:
    """Whose figures the actor may open up: the office and supervisors all they read, a department its own."""
    rows = scope_of(actor)
    if actor.holds(Role.OFFICE, Role.AUDITOR, Role.UPPER):
        return rows
    return rows.filter(pk=actor.department_id)


def openable(actor: Actor) -> frozenset[str]:
    """The codes of those departments."""
    return frozenset(may_open(actor).values_list("code", flat=True))


def period_of(given: dict[str, Any], *, at: datetime) -> tuple[int, datetime, Report | Circulation | None]:
    """The year and the instant asked for: a report's own, those sent round, or now; 404 where there is none."""
    found: Report | Circulation | None = None
    if given.get("report"):
        found = get_object_or_404(Report, pk=given["report"])
    elif given.get("circulation"):
        found = get_object_or_404(Circulation, pk=given["circulation"])
    if found is not None:
        return found.year, found.cut_off_at, found
    until = min(given.get("until") or at, at)
    return given.get("year") or year_of(at), until.replace(microsecond=0), None


def opened(actor: Actor, code: str, key: str, *, year: int, cut_off: datetime) -> Opened:
    """What one department's figure is made of; 404 for a department or a figure the actor may not open."""
    place = get_object_or_404(may_open(actor), code=code)
    figure = next((one for one in FIGURES if one.key == key), None)
    if figure is None:
        raise Http404(key)
    rows = behind(place.pk, key, year=year, cut_off=cut_off, calendar=calendar())
    number = sum(times for _, times in rows)
    return Opened(figure, place, number, _told(rows[:MOST]))


def _told(rows: list[tuple[Behind, int]]) -> list[Fact]:
    wanted: dict[str, list[int]] = {}
    for row, _ in rows:
        wanted.setdefault(row.kind, []).append(row.pk)
    words = {kind: _KINDS[kind](pks) for kind, pks in wanted.items() if kind in _KINDS}
    return [
        Fact(*words[row.kind][row.pk], times)
        if row.kind in words
        else Fact("平台启用以前的期初数", "", reverse("plans:list"), times)
        for row, times in rows
    ]


Words = dict[int, tuple[str, str, str]]


def _tasks(pks: list[int]) -> Words:
    rows = Task.objects.filter(pk__in=pks)
    return {row.pk: (f"{row.number}《{row.title}》", row.state_label, _task_url(row.pk)) for row in rows}


def _task_url(pk: int) -> str:
    return reverse("tasks:detail", args=[pk])


def _drawn(pks: list[int]) -> Words:
    rows = DrawnObject.objects.filter(pk__in=pks).select_related("object", "task")
    return {row.pk: (row.object.name, f"任务 {row.task.number}", _task_url(row.task_id)) for row in rows}


def _visits(pks: list[int]) -> Words:
    rows = Visit.objects.filter(pk__in=pks).select_related("drawn__object", "task")
    return {
        row.pk: (
            row.drawn.object.name,
            f"任务 {row.task.number}",
            reverse("inspections:detail", args=[row.pk]),
        )
        for row in rows
    }


def _publications(pks: list[int]) -> Words:
    rows = Publication.objects.filter(pk__in=pks).select_related("visit__drawn__object", "visit__task")
    return {
        row.pk: (
            row.visit.drawn.object.name,
            f"任务 {row.visit.task.number}，公示期限 {row.due_on:%F}",
            reverse("disclosure:detail", args=[row.pk]),
        )
        for row in rows
    }


def _follow_ups(pks: list[int]) -> Words:
    rows = FollowUp.objects.filter(pk__in=pks).select_related("finding__visit__drawn__object")
    return {
        row.pk: (
            row.finding.visit.drawn.object.name,
            f"{row.get_kind_display()}，{row.state_label}",
            reverse("followup:detail", args=[row.pk]),
        )
        for row in rows
    }


def _lines(pks: list[int]) -> Words:
    rows = PlanLine.objects.filter(pk__in=pks)
    return {row.pk: (str(row), row.state_label, reverse("plans:detail", args=[row.pk])) for row in rows}


def _waivers(pks: list[int]) -> Words:
    rows = Waiver.objects.filter(pk__in=pks).select_related("task")
    return {
        row.pk: (f"任务 {row.task.number}", f"{row.get_kind_display()}，{row.filing}", _task_url(row.task_id))
        for row in rows
    }


def _members(pks: list[int]) -> Words:
    rows = TeamMember.objects.filter(pk__in=pks).select_related("inspector", "team__task")
    return {
        row.pk: (row.inspector.name, f"任务 {row.team.task.number} {row.team}", _task_url(row.team.task_id))
        for row in rows
    }


_KINDS: dict[str, Callable[[list[int]], Words]] = {
    "task": _tasks,
    "drawn": _drawn,
    "visit": _visits,
    "publication": _publications,
    "follow_up": _follow_ups,
    "line": _lines,
    "waiver": _waivers,
    "member": _members,
}
