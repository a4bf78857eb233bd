"""What the officials' first page asks of every room: what waits, what lately happened, where something is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from suiji.archive import queries as archive
from suiji.catalogue import queries as catalogue
from suiji.disclosure import queries as disclosure
from suiji.draws import queries as draws
from suiji.followup import queries as followup
from suiji.inspections import queries as inspections
from suiji.law.workdays import Calendar, workdays_between
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.libraries import queries as libraries
from suiji.organs import queries as organs
from suiji.organs.queries import one_calendar
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.shortened import urgency
from suiji.organs.todo import Todo
from suiji.oversight import queries as oversight
from suiji.oversight.figures import year_of
from suiji.plans import queries as plans
from suiji.tasks import queries as tasks
from suiji.voices import queries as voices

ROOMS: tuple[tuple[str, ModuleType], ...] = (
    ("抽查事项清单", catalogue),
    ("抽查计划", plans),
    ("两库", libraries),
    ("导出审批", organs),
    ("抽查任务", tasks),
    ("随机抽取", draws),
    ("实施检查", inspections),
    ("结果公示", disclosure),
    ("企业投诉", voices),
    ("后续处理", followup),
    ("立卷归档", archive),
    ("通报", oversight),
)
"""In the order of the law's steps. Each room's ``queries.to_do(actor, today=…)`` says what waits there."""
AT_ONCE = 8
"""Lines of a group shown before the rest is folded away."""
LATELY = 8
FOUND = 10
"""Hits shown of each kind."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of 我的待办 beside its clock."""

    room: str
    todo: Todo
    days: int | None
    """Working days left; negative when overdue; None without a deadline."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one urgency: those shown, and those folded away."""

    key: str
    title: str
    shown: list[Waiting]
    folded: list[Waiting]

    @property
    def size(self) -> int:
        """How many things: a line of a long list stands for several."""
        return sum(row.todo.stands_for for row in self.shown) + self.folded_size

    @property
    def folded_size(self) -> int:
        """How many of them are folded away."""
        return sum(row.todo.stands_for for row in self.folded)


@dataclass(frozen=True, slots=True)
class Board:
    """What an official sees first."""

    groups: list[Group]

    @property
    def total(self) -> int:
        """How many things wait."""
        return sum(group.size for group in self.groups)

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(group.size for group in self.groups if group.key == "late")


_GROUPS = (
    ("late", "已超期"),
    ("soon", "三个工作日内到期"),
    ("dated", "有期限"),
    ("open", "没有法定期限"),
)


@dataclass(frozen=True, slots=True)
class Home:
    """The first page: what waits, how the department's year stands, what was done lately."""

    board: Board
    own_year: "OwnYear | None"
    entries: Iterable[Entry]


def home(actor: Actor, *, today: date, at: datetime) -> Home:
    """All of it, with one look at the calendar."""
    with one_calendar():
        return Home(board(actor, today=today), own_year(actor, at=at), lately(actor))


def board(actor: Actor, *, today: date) -> Board:
    """我的待办: everything that waits for this actor in any room, the nearest deadline first."""
    with one_calendar() as year:
        waiting = [
            Waiting(label, todo, days_left(todo, today, year))
            for label, room in ROOMS
            for todo in room.to_do(actor, today=today)
        ]
    waiting.sort(key=_urgency)
    groups = [
        _group(key, title, [row for row in waiting if urgency(row.days) == key]) for key, title in _GROUPS
    ]
    return Board([group for group in groups if group.size])


def _group(key: str, title: str, rows: list[Waiting]) -> Group:
    # One line more than the limit is shown rather than folded alone.
    at = AT_ONCE if len(rows) > AT_ONCE + 1 else len(rows)
    return Group(key, title, rows[:at], rows[at:])


def _urgency(row: Waiting) -> tuple[date, int]:
    return (row.todo.due.on if row.todo.due else date.max, row.todo.rank)


def days_left(todo: Todo, today: date, year: Calendar) -> int | None:
    """Working days left for it; negative when overdue; None without a deadline."""
    return workdays_between(today, todo.due.on, year) if todo.due is not None else None


def lately(actor: Actor) -> Iterable[Entry]:
    """What the ledger last recorded of the actor's department; of every department for the auditor."""
    return _lately_anywhere() if actor.holds(Role.AUDITOR) else _lately_in(actor.department_id)


@question
def _lately_in(department: int) -> QuerySet[Entry]:
    return Entry.objects.filter(department_id=department).order_by("-id")[:LATELY]


@question
def _lately_anywhere() -> QuerySet[Entry]:
    return Entry.objects.order_by("-id")[:LATELY]


@dataclass(frozen=True, slots=True)
class OwnYear:
    """The own department's year in a few numbers, as the report would count them."""

    year: int
    initiated: int
    floor: int | None
    inspected: int
    to_inspect: int
    published: int
    late: int


def own_year(actor: Actor, *, at: datetime) -> OwnYear | None:
    """The department's own line of the figures; None for an organ that has none (the office, an auditor)."""
    row = oversight.own_row(actor, year=year_of(at), at=at)
    if row is None:
        return None
    return OwnYear(
        year=year_of(at),
        initiated=row["initiated"],
        floor=row["floor"] if row["has_floor"] else None,
        inspected=row["inspected"],
        to_inspect=row["to_inspect"],
        published=row["published"],
        late=row["late"],
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found."""

    kind: str
    name: str
    note: str
    url: str


def search(actor: Actor, text: str) -> list[Hit]:
    """Tasks, objects, follow-ups and files the actor may read, by name, code or number."""
    text = text.strip()
    if not text:
        return []
    return [*_tasks(actor, text), *_objects(text), *_follow_ups(actor, text), *_files(actor, text)]


def _tasks(actor: Actor, text: str) -> list[Hit]:
    rows = tasks.visible_to(actor).filter(Q(number__icontains=text) | Q(title__icontains=text))[:FOUND]
    return [
        Hit(
            "抽查任务", row.title, f"{row.number} · {row.state_label}", reverse("tasks:detail", args=[row.pk])
        )
        for row in rows
    ]


def _objects(text: str) -> list[Hit]:
    rows = libraries.search(text)[:FOUND]
    return [Hit("检查对象", row.name, row.code, reverse("libraries:object", args=[row.pk])) for row in rows]


def _follow_ups(actor: Actor, text: str) -> list[Hit]:
    rows: Any = followup.visible_to(actor).filter(
        Q(document_number__icontains=text) | Q(finding__visit__drawn__object__name__icontains=text)
    )
    return [
        Hit(
            "后续处理",
            str(row),
            row.document_number or row.state_label,
            reverse("followup:detail", args=[row.pk]),
        )
        for row in rows.order_by("-pk")[:FOUND]
    ]


def _files(actor: Actor, text: str) -> list[Hit]:
    rows = archive.listed(actor, text=text)[:FOUND]
    return [
        Hit("案卷", row.visit.drawn.object.name, row.number, reverse("archive:detail", args=[row.pk]))
        for row in rows
    ]
