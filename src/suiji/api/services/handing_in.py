"""报送 — what a machine hands in goes the way of a person's file; no machine confirms or signs (R125)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from suiji.api.queries.tokens import Bearer
from suiji.api.scopes import Scope
from suiji.exchange import services as exchange
from suiji.exchange.models import ExchangeBatch, Reply
from suiji.exchange.replies import ACCEPTED
from suiji.libraries.models import ImportRun
from suiji.libraries.object_headings import OBJECT_FIELDS
from suiji.libraries.services import import_objects
from suiji.papers import sheets

FILE = "接口报送"
_ALWAYS = ("name", "uscc", "code")
"""Columns without which a file would be refused whole; here the row is."""
_FIRST_ROW = 2
"""The row under a table's heading."""


def hand_in_objects(*, bearer: Bearer, rows: Sequence[Mapping[str, str]], at: datetime) -> dict[str, Any]:
    """Objects enter the department's library as rows of its file would; what became of each is said."""
    names = [name for name in OBJECT_FIELDS if name in _ALWAYS or any(row.get(name) for row in rows)]
    content = sheets.csv_bytes(
        [OBJECT_FIELDS[name][0] for name in names], [[row.get(name, "") for name in names] for row in rows]
    )
    run = import_objects(
        content=content,
        file_name=f"{FILE}：{bearer.system.name}",
        department=bearer.system.department,
        actor=bearer.as_actor(Scope.OBJECTS_IN),
        at=at,
    )
    return _imported(run)


def _imported(run: ImportRun) -> dict[str, Any]:
    return {
        "added": run.added,
        "changed": run.changed,
        "unchanged": run.unchanged,
        "conflicting": run.conflicting,
        "refused": run.refused,
        "refusals": [_note(one) for one in run.refusals],
        "warnings": [_note(one) for one in run.warnings],
    }


def _note(said: Mapping[str, Any]) -> dict[str, Any]:
    row = int(said["row"])
    return {"row": row - _FIRST_ROW + 1 if row else 0, "field": said["field"], "reason": said["reason"]}


def hand_in_reply(
    *, bearer: Bearer, batch: ExchangeBatch, rows: Sequence[Mapping[str, Any]], at: datetime
) -> dict[str, Any]:
    """What the receiver answered to a batch, kept as the file it would have been."""
    lines = [
        {
            "batch": batch.number,
            "key": row["key"],
            "outcome": ACCEPTED if row["accepted"] else "退回",
            "published": row["published_at"].isoformat() if row["published_at"] else "",
            "reason": row["reason"],
            "foreign": row["foreign_number"],
        }
        for row in rows
    ]
    reply = exchange.acknowledge(
        batch=batch,
        name=f"{FILE}：{bearer.system.name}.json",
        content=json.dumps({"rows": lines}, ensure_ascii=False).encode(),
        actor=bearer.as_actor(Scope.EXCHANGE_IN),
        at=at,
    )
    return _replied(batch, reply)


def _replied(batch: ExchangeBatch, reply: Reply) -> dict[str, Any]:
    return {
        "batch": batch.number,
        "state": batch.state,
        "accepted": reply.accepted,
        "refused": reply.refused,
        "troubles": [{"row": number, "field": "", "reason": why} for number, why in reply.troubles],
    }
