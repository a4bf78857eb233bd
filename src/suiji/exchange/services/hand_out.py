"""下载批次文件 — who carried which file away, and when."""

import hashlib
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.exchange.models import ExchangeBatch
from suiji.exchange.queries.batches import rows_of
from suiji.exchange.states import SENDERS, BatchState
from suiji.exchange.writing import FORMS, as_file
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role

_NAMES = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}


@transaction.atomic
def hand_out(*, batch: ExchangeBatch, form: str, actor: Actor, at: datetime) -> bytes:
    """The batch as ``xlsx``, ``csv`` or ``json``; the ledger keeps who took it and the hash of what was taken."""
    if form not in FORMS:
        raise ValueError(f"no file of the form {form}")
    require_role(actor, *SENDERS, department_id=batch.department_id)
    law.require(law.general.steps_in_order, allowed=batch.state != BatchState.TAKEN_BACK)
    content = as_file(batch, rows_of(batch), form)
    record(
        batch,
        "exchange.downloaded",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}下载{batch}的 {_NAMES[form]} 文件。",
        facts={"form": form, "sha256": hashlib.sha256(content).hexdigest()},
    )
    return content
