"""冻结名单 — the frame is computed, never picked; commitment first, chance later (Art. 10, 11, 13, 15)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from suiji import law
from suiji.draws.engines import freeze_objects as freeze_bytes
from suiji.draws.engines.choice import Progress, unheard
from suiji.draws.models import Ceremony, DrawKind, Exclusion, FrameMember, Freeze
from suiji.draws.queries.frame import Frame, frame_of
from suiji.draws.services.committing import Source, commit, require_ready, take_cap_lock
from suiji.ledger import Actor
from suiji.ledger.services import hold, sequence
from suiji.organs.days import day_of
from suiji.sampling.commitment import Plan
from suiji.sampling.freeze import Frozen
from suiji.tasks.models import Task
from suiji.tasks.queries import confirmations, least_of, rate_exception
from suiji.tasks.services import insist_on_basis, insist_on_confirmations, keep_scope, mark
from suiji.tasks.services.draft import require_rates
from suiji.tasks.states import TaskState

STEP = 10_000
"""Rows between two words about how far the writing is."""


def freeze_objects(
    *,
    ceremony: Ceremony,
    reveal_by: datetime,
    extra_sources: Collection[Source] = (),
    actor: Actor,
    at: datetime,
    progress: Progress = unheard,
) -> Freeze:
    """The frame is fixed, committed to, and under a signed checkpoint; the task is frozen.

    Refused: fewer than two shares, a confirmation that no longer holds, a plan, an item or a department that no
    longer holds, a rate under its floor, a total under the rates, an empty frame, a second freeze.
    """
    require_ready(ceremony, DrawKind.OBJECTS, actor)
    insist_on_confirmations(task=ceremony.task, actor=actor, at=at)
    with transaction.atomic():
        hold(ceremony)
        require_ready(ceremony, DrawKind.OBJECTS, actor)
        freeze = _freeze(ceremony, reveal_by, extra_sources, actor, at, progress)
    sequence(at=at)
    return freeze


def _freeze(
    ceremony: Ceremony,
    reveal_by: datetime,
    extra_sources: Collection[Source],
    actor: Actor,
    at: datetime,
    progress: Progress,
) -> Freeze:
    task = hold(ceremony.task)
    progress("读取名录库，计算名单", 0, 1)
    frame = _lawful_frame(task, day_of(at))
    freeze = commit(
        ceremony,
        lambda plan, key: _bytes(frame, plan, key, progress),
        particulars={"rates_bp": task.rates_bp, "count": task.count, "min_cell": task.min_cell},
        reveal_by=reveal_by,
        extra_sources=extra_sources,
        actor=actor,
        at=at,
    )
    _keep_frame(ceremony, frame, progress)
    progress("登记重算所需的原始行", 0, 1)
    keep_scope(
        task=task,
        ceremony=ceremony.ceremony,
        facts=frame.facts,
        frame_sha256=frame.frame_sha256,
        excluded_sha256=frame.excluded_sha256,
        actor=actor,
        at=at,
    )
    mark(task=task, to=TaskState.FROZEN, actor=actor, at=at)
    return freeze


def _lawful_frame(task: Task, today: date) -> Frame:
    """The frame of the day, where plan, items, departments, rates, confirmations and the cap allow one."""
    insist_on_basis(task=task, today=today)
    require_rates(task.rates_bp, today, exception=rate_exception(task))
    unconfirmed = sum(not row.valid for row in confirmations(task, today))
    law.require(law.libraries.libraries_confirmed, missing=unconfirmed)
    take_cap_lock()
    frame = frame_of(task, today)
    law.require(
        law.sampling_duties.scheme_is_complete, missing_fields=int(not (frame.eligible or frame.excluded))
    )
    law.require(
        law.lists_and_plans.object_has_visits_left, visits_this_year=0, open_frames=0, cap=len(frame.eligible)
    )
    bases = Counter(row.stratum for rows in (frame.eligible, frame.excluded) for row in rows)
    least = least_of(bases, task.rates_bp)
    law.require(law.schemes.total_covers_the_rates, count=task.count, least=least, most=bases.total())
    return frame


def _keep_frame(ceremony: Ceremony, frame: Frame, progress: Progress) -> None:
    """By COPY: a frame may have half a million rows."""
    members = ((ceremony.pk, row.object_id) for row in frame.eligible)
    _copy(FrameMember, ("ceremony_id", "object_id"), members, len(frame.eligible), progress)
    left_out = [*frame.excluded, *frame.gone]
    reasons = ((ceremony.pk, row.object_id, row.reason) for row in left_out)
    _copy(Exclusion, ("ceremony_id", "object_id", "reason"), reasons, len(left_out), progress)


def _copy(
    model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], total: int, progress: Progress
) -> None:
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    order = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), named)
    with connection.cursor() as cursor, cursor.copy(order) as copy:
        for number, row in enumerate(rows, start=1):
            copy.write_row(row)
            if number % STEP == 0:
                progress("写入冻结名单", number, total)


def _bytes(frame: Frame, plan: Plan, key: bytes, progress: Progress) -> Frozen:
    frozen = freeze_bytes(
        frame=frame.eligible_pairs,
        excluded=frame.excluded_triples,
        plan=plan,
        key=key,
        progress=progress,
    )
    for stratum in frozen.strata:
        # The law and the draw count the floor each for itself; a freeze in which they disagree must not stand.
        floor = law.sampling_duties.quota(base=stratum.base, rate_bp=stratum.rate_bp)
        if stratum.want < floor:
            raise AssertionError(f"the draw wants fewer than the law's quota of {floor}")
    return frozen
