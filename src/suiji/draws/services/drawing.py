"""抽取 — the seed decides; the result is audited, stored and logged together, once (Art. 13, 15)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.draws.engines import draw
from suiji.draws.engines.choice import Progress, unheard
from suiji.draws.models import Ceremony, DrawKind, DrawnObject, DrawResult, FrameMember
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.log import REVEALED, is_proven
from suiji.draws.services.auditing import audited
from suiji.draws.services.batching import form_batches
from suiji.draws.services.committing import require_other_hands, store
from suiji.draws.services.keeping import forget_shares, require_key
from suiji.draws.services.revealing import close_reveals
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, sequence
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.sampling.canonical import sha256
from suiji.sampling.draw import RESULT
from suiji.sampling.seed import REVEAL
from suiji.tasks.services import mark
from suiji.tasks.states import TaskState


def draw_objects(
    *, ceremony: Ceremony, actor: Actor, at: datetime, progress: Progress = unheard
) -> DrawResult:
    """The drawn list, which from here on nobody can change; the task's objects are drawn.

    Refused: a second draw, a source not revealed, a result that the separate check does not accept.
    """
    prepare(ceremony, DrawKind.OBJECTS, actor=actor, at=at)
    with transaction.atomic():
        hold(ceremony)
        result, names = conclude(ceremony, actor=actor, at=at, progress=progress)
        _keep_list(ceremony, names["drawn"], day_of(at).year)
        form_batches(ceremony=ceremony, actor=actor, at=at)
        mark(task=ceremony.task, to=TaskState.OBJECTS_DRAWN, actor=actor, at=at)
    sequence(at=at)
    return result


def _keep_list(ceremony: Ceremony, codes: list[str], year: int) -> None:
    members = FrameMember.objects.filter(ceremony=ceremony, object__code__in=codes).order_by("object__code")
    DrawnObject.objects.bulk_create(
        DrawnObject(ceremony=ceremony, task=ceremony.task, object_id=pk, year=year)
        for pk in members.values_list("object", flat=True)
    )


def prepare(ceremony: Ceremony, kind: DrawKind, *, actor: Actor, at: datetime) -> None:
    """The reveals are closed and proven in the log, with every public value among them."""
    with transaction.atomic():
        hold(ceremony)
        require_role(actor, Role.CLERK, department_id=ceremony.host_id)
        law.require(law.sampling_duties.two_persons, operator=actor.id, witness=ceremony.witness_id)
        law.require(
            law.sampling_duties.drawn_once, previous_draws=int(ceremony.state == CeremonyState.RESULTED)
        )
        law.require(
            law.general.steps_in_order,
            allowed=ceremony.kind == kind and ceremony.state == CeremonyState.COMMITTED,
        )
        require_other_hands(ceremony, actor)
        close_reveals(ceremony, actor=actor, at=at)
    sequence(at=at)
    law.require(law.sampling_duties.commitment_precedes_reveal, checkpointed=is_proven(ceremony, REVEALED))


def conclude(
    ceremony: Ceremony, *, actor: Actor, at: datetime, progress: Progress = unheard
) -> tuple[DrawResult, dict[str, Any]]:
    """Draw, have it checked, store and log it; with the full document. Call in a transaction."""
    law.require(law.sampling_duties.drawn_once, previous_draws=int(ceremony.state != CeremonyState.COMMITTED))
    require_key(ceremony)
    files = stored(ceremony, audit=True)
    reveal = files.pop(REVEAL)
    drawn = draw(files=files, reveal=reveal, unannounced=ceremony.task.unannounced, progress=progress)
    progress("另一程序从头核验", 0, 1)
    report = audited(files | drawn.files)
    store(ceremony, {path: content for path, content in drawn.files.items() if path != REVEAL})
    forget_shares(ceremony)
    result_sha256 = sha256(drawn.files[RESULT]).hex()
    result = DrawResult.objects.create(
        ceremony=ceremony,
        seed=drawn.seed.hex(),
        result_sha256=result_sha256,
        audited_at=at,
        audit_report=report,
        drawn_at=at,
    )
    move(
        ceremony,
        CeremonyState.RESULTED,
        actor=actor,
        at=at,
        body={
            "ceremony": ceremony.ceremony,
            "commitment_sha256": ceremony.freeze.commitment_sha256,
            "result_sha256": result_sha256,
        },
    )
    return result, drawn.full
