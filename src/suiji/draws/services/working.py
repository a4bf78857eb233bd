"""长时办理 — the worker freezes or draws a long list; everybody sees how far it is, and may leave and come back."""

import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from suiji import law
from suiji.draws.engines.choice import Progress
from suiji.draws.models import Ceremony, DrawKind, LongWork, WorkAct
from suiji.draws.services.committing import Source, require_ready
from suiji.draws.services.drawing import draw_objects
from suiji.draws.services.freezing import freeze_objects
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.leaf import instant
from suiji.ledger.services import hold
from suiji.organs.days import day_of
from suiji.organs.queries import actor_of

JOB = "draws.carry_out"
LEAST_PAUSE = 0.3
"""Seconds between two notes of how far the work is."""


@transaction.atomic
def order_freeze(
    *,
    ceremony: Ceremony,
    reveal_by: datetime,
    extra_sources: Collection[Source] = (),
    actor: Actor,
    at: datetime,
) -> LongWork:
    """The worker will freeze the list; what can be refused at once is."""
    hold(ceremony)
    require_ready(ceremony, DrawKind.OBJECTS, actor)
    words = {"reveal_by": instant(reveal_by), "sources": [dict(one) for one in extra_sources]}
    return _order(ceremony, WorkAct.FREEZE, words, actor, at)


@transaction.atomic
def order_draw(*, ceremony: Ceremony, actor: Actor, at: datetime) -> LongWork:
    """The worker will draw from the frozen list."""
    hold(ceremony)
    return _order(ceremony, WorkAct.DRAW, {}, actor, at)


def _order(ceremony: Ceremony, act: WorkAct, words: dict[str, Any], actor: Actor, at: datetime) -> LongWork:
    if LongWork.objects.filter(ceremony=ceremony, ended=False).exists():
        raise Stale("系统正在办理，请在仪式页面查看进度。")
    work = LongWork.objects.create(
        ceremony=ceremony, act=act, asked_by_id=actor.id, asked_at=at, words=words, label="等待后台办理"
    )
    app.configure_task(JOB, lock=f"ceremony-{ceremony.pk}", queue="draws").defer(work=work.pk)
    return work


def carry_out(*, work: LongWork) -> LongWork:
    """What was ordered is done, or why it was not is kept for whoever ordered it. May run again after a crash.

    The act's time is the time it was ordered; that it was already done, by an earlier run, is no trouble.
    """
    if work.ended:
        return work
    actor = actor_of(work.asked_by, today=day_of(work.asked_at))
    if actor is None:
        return _end(work, "申请办理的人员已经不在岗。")
    try:
        _act(work, actor, Note(work))
    except law.Refused as refused:
        return _end(
            work, "" if _is_done(work) else f"第{refused.article}条：{refused.says}。{refused.advice}"
        )
    except (Stale, NotYours) as error:
        return _end(work, "" if _is_done(work) else str(error))
    return _end(work, "")


def _act(work: LongWork, actor: Actor, progress: Progress) -> None:
    ceremony, at = work.ceremony, work.asked_at
    if work.act == WorkAct.DRAW:
        draw_objects(ceremony=ceremony, actor=actor, at=at, progress=progress)
        return
    freeze_objects(
        ceremony=ceremony,
        reveal_by=datetime.fromisoformat(work.words["reveal_by"]),
        extra_sources=work.words["sources"],
        actor=actor,
        at=at,
        progress=progress,
    )


def _is_done(work: LongWork) -> bool:
    """True where an earlier run had already brought it to its end."""
    found = Ceremony.objects.get(pk=work.ceremony_id)
    return hasattr(found, "result" if work.act == WorkAct.DRAW else "freeze")


def _end(work: LongWork, trouble: str) -> LongWork:
    LongWork.objects.filter(pk=work.pk).update(ended=True, trouble=trouble)
    work.refresh_from_db()
    return work


class Note:
    """Progress that everybody sees at once: on a connection of its own, beside the work's transaction."""

    def __init__(self, work: LongWork) -> None:
        self.work, self.label = work, ""
        self.began = self.noted = time.monotonic()
        self.start = self.since = work.asked_at

    def __call__(self, label: str, done: int, total: int) -> None:
        """So far the work is."""
        now = time.monotonic()
        if label != self.label:
            self.label, self.since = label, self.start + timedelta(seconds=now - self.began)
        elif now - self.noted < LEAST_PAUSE:
            return
        self.noted = now
        beside = connection.copy()
        try:
            with beside.cursor() as cursor:
                cursor.execute(
                    "UPDATE draws_longwork SET label = %s, done = %s, total = %s, since = %s WHERE id = %s",
                    [label, done, total, self.since, self.work.pk],
                )
        finally:
            beside.close()
