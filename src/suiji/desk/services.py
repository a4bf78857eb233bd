"""提醒 — the deadlines of every room come to the people who must act, by the sentences of 我的待办 itself."""

from datetime import date, datetime

from suiji.desk.queries import ROOMS, days_left
from suiji.disclosure import queries as disclosure
from suiji.disclosure.queries.reminding import step_of
from suiji.messages import services as messages
from suiji.messages.models import MessageKind
from suiji.organs.models import Person
from suiji.organs.queries import actor_of, calendar
from suiji.organs.todo import Todo
from suiji.plans import queries as plans

BY_THEMSELVES = (plans, disclosure)
"""Rooms that remind of their own clocks, whose steps are their own."""
A_WHILE = 200
"""People gone through in one call: the job is called again within the hour."""


def remind(*, today: date, at: datetime) -> int:
    """Go once a day through what waits for each person, and tell whoever has a term that comes near or is over.

    At 10, 5, 2 and 0 working days and once afterwards; nobody twice for the same step of the same thing. A day on which
    the house was switched off is made up when it comes back. How many messages were new.
    """
    told = 0
    for person in messages.due_for_a_round(today=today)[:A_WHILE]:
        told += _remind(person, today, at)
        messages.round_made(person=person, today=today)
    return told


def _remind(person: Person, today: date, at: datetime) -> int:
    actor = actor_of(person, today=today)
    if actor is None or not actor.roles:
        return 0
    year = calendar()
    told = 0
    for _, room in ROOMS:
        if room in BY_THEMSELVES:
            continue
        for todo in room.to_do(actor, today=today):
            days = days_left(todo, today, year)
            step = step_of(days) if days is not None else ""
            if todo.due is not None and step:
                told += messages.tell(
                    people=[person],
                    key=f"desk:{todo.url}:{todo.due.on}:{step}"[:150],
                    kind=MessageKind.REMINDER,
                    sentence=_sentence(todo, days, step),
                    url=todo.url,
                    due_on=todo.due.on,
                    at=at,
                )
    return told


def _sentence(todo: Todo, days: int | None, step: str) -> str:
    left = {"late": "已经逾期", "0": "今天到期"}.get(step, f"还有 {days} 个工作日")
    left = left if todo.stands_for == 1 else f"最早的一件{left}"
    return f"{todo.sentence.rstrip('。')}（{left}）。"[:500]
