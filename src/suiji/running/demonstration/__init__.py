"""演示 — a year of a made-up city, every step done by the real services on a real database.

Accepts only an empty database and marks it 演示 for ever. Real firms get only “未发现问题”; made-up findings go to
made-up firms. All in one transaction: an interrupted demonstration leaves nothing behind.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from suiji.config import clock
from suiji.draws.models import DrawKind
from suiji.draws.queries import members_now
from suiji.inspections import services as inspections
from suiji.inspections.models import Visit
from suiji.ledger.models import Entry
from suiji.ledger.services import sequence
from suiji.organs.days import day_of
from suiji.organs.models import Department, Installation
from suiji.organs.queries import calendar, system_actor
from suiji.organs.services import found
from suiji.running.demonstration import aftermath, draws, lists, registers, visits
from suiji.running.demonstration.moments import moment, workday_after, year_of
from suiji.running.demonstration.organs import Cast, gather
from suiji.running.demonstration.welcome import PASSWORD, welcome
from suiji.running.trouble import Trouble
from suiji.tasks.models import Execution, Task

Progress = Callable[[str, int, int], None]
VISITS_A_DAY = 4


def silent(label: str, done: int, total: int) -> None:
    """A progress that nobody watches."""


def is_empty() -> bool:
    """True for a database in which nobody has done anything yet."""
    return not (Installation.objects.exists() or Department.objects.exists() or Entry.objects.exists())


def build(register: Path | None = None, progress: Progress = silent) -> None:
    """Fill an empty database with the demonstration; raises ``Trouble`` on any other."""
    if not is_empty():
        raise Trouble("演示数据只能载入空的数据库。这个数据库里已有数据，没有做任何改动。")
    now = clock.now()
    with transaction.atomic():
        found(demonstration=True, at=now)
        _tell(register, progress, now)
    sequence(at=now)


def _tell(register: Path | None, progress: Progress, now: datetime) -> None:
    today = day_of(now)
    year = year_of(today)
    encoded = make_password(PASSWORD)
    cast = gather(encoded)
    registers.import_firms(cast, register, year, progress)
    registers.import_inspectors(cast, encoded, year, progress)
    content = lists.publish_items(cast, year, progress)
    lists.publish_plans(cast, content, year, progress)
    draws.register_key(cast, at=moment(workday_after(date(year, 3, 1), 1, calendar()), 10))
    last = workday_after(min(today, date(year, 12, 10)) + timedelta(days=1), -1, calendar())
    finished_story(cast, content, year, progress)
    running_story(cast, content, year, workday_after(last, -6, calendar()), progress)
    dispatched_story(cast, content, year, workday_after(last, -1, calendar()), progress)
    waiting_story(cast, content, year, last, progress)
    aftermath.report(cast, year, min(now, moment(last, 17)))
    progress("收尾", 1, 1)


def finished_story(cast: Cast, content: lists.Lists, year: int, progress: Progress) -> Task:
    """The annual-report check: a public draw, every visit done, published, corrected, transferred, filed."""
    on = workday_after(date(year, 5, 11), 1, calendar())
    outline = draws.Outline(14, f"安双随机〔{year}〕1号", on, date(year, 8, 31), teams=2)
    task = draws.draw_both(cast, draws.prepare(cast, content, outline), on)
    mine = _visits(cast, task, on)
    days = draws.spread(
        draws.working_days(workday_after(on, 5, calendar()), max(1, len(mine) // VISITS_A_DAY + 1)), len(mine)
    )
    outcomes = visits.outcomes(mine)
    for done, (visit, day) in enumerate(zip(mine, days, strict=True), 1):
        visits.notify(visit, day)
        visit.refresh_from_db()
        visits.carry_out(visit, day, 9 + done % 7, outcomes[visit.pk])
        visit.refresh_from_db()
        aftermath.publish(cast, visit, day, late=done == 1)
        progress("第一个任务：检查与公示", done, len(mine))
    closing = workday_after(days[-1], 30, calendar())
    aftermath.follow_up(cast, mine, closing)
    aftermath.correct_one(cast, mine, closing)
    clean = [visit for visit in mine if outcomes[visit.pk] is visits.CLEAN]
    aftermath.file_away(cast, clean[:5], workday_after(closing, 5, calendar()))
    return task


def running_story(cast: Cast, content: lists.Lists, year: int, on: date, progress: Progress) -> Task:
    """The petrol stations: few of a class, so the draw is sealed; notices are out, the first visit is under way."""
    outline = draws.Outline(26, f"安双随机〔{year}〕2号", on, date(year, 12, 31), teams=2)
    task = draws.draw_both(cast, draws.prepare(cast, content, outline), on)
    mine = _visits(cast, task, on)
    today = workday_after(on, 6, calendar())
    for visit in mine[:-1]:
        visits.notify(visit, today)
    if mine:
        mine[0].refresh_from_db()
        leader = visits.officer(members_now(mine[0].team)[0].inspector, today)
        inspections.arrive(visit=mine[0], actor=leader, at=moment(today, 9))
    progress("第二个任务：抽取与告知", 1, 1)
    return task


def waiting_story(cast: Cast, content: lists.Lists, year: int, on: date, progress: Progress) -> Task:
    """The hotels: countersigned and confirmed, waiting for whoever opens the ceremony."""
    outline = draws.Outline(5, f"安双随机〔{year}〕3号", on, date(year, 12, 31), teams=2)
    task = draws.prepare(cast, content, outline)
    progress("第四个任务：等待抽取", 1, 1)
    return task


def dispatched_story(cast: Cast, content: lists.Lists, year: int, on: date, progress: Progress) -> Task:
    """School canteens: drawn by the city, dispatched to the counties, waiting for the last one's acceptance."""
    outline = draws.Outline(
        1, f"安双随机〔{year}〕4号", on, date(year, 12, 31), teams=1, execution=Execution.LOWER
    )
    task = draws.prepare(cast, content, outline)
    draws.draw(cast, task, DrawKind.OBJECTS, on, 9)
    task.refresh_from_db()
    draws.dispatch_below(cast, task, on)
    progress("第三个任务：派发下级", 1, 1)
    return task


def _visits(cast: Cast, task: Task, on: date) -> list[Visit]:
    inspections.take_over(task=task, actor=system_actor(task.initiator), at=moment(on, 17))
    visits.allow(cast, task, moment(on, 17, 30))
    return list(
        Visit.objects.filter(task=task).select_related("drawn__object", "team", "task").order_by("pk")
    )


__all__ = ["PASSWORD", "build", "is_empty", "welcome"]
