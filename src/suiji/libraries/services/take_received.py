"""来件入库 — objects that a platform handed over enter the department's library as rows of its file would (Art. 11)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from suiji.exchange import services as exchange
from suiji.exchange.models import Inflow, ReceivedRow
from suiji.exchange.queries import received
from suiji.ledger import Actor
from suiji.libraries.models import ImportRun
from suiji.libraries.object_headings import OBJECT_FIELDS
from suiji.libraries.services.uploads import import_objects
from suiji.organs.roles import Role
from suiji.papers import sheets

AT_ONCE = 500
"""Rows of one run: every refusal of it is kept by name."""
_FIRST_ROW = 2
"""The row under a table's heading."""
_ALWAYS = ("name", "uscc", "code")


def take_received(*, at: datetime) -> int:
    """What waits enters, run by run; how many rows were settled. No machine confirms or decides a conflict (R125)."""
    number = 0
    for inflow in received.inflows_of("OBJECT"):
        while rows := list(received.to_enter(inflow)[:AT_ONCE]):
            _enter(inflow, rows, at)
            number += len(rows)
    return number


@transaction.atomic
def _enter(inflow: Inflow, rows: Sequence[ReceivedRow], at: datetime) -> None:
    """One run, what became of each of its rows, and the place behind them: all, or nothing."""
    actor = Actor(
        0,
        f"系统（{inflow.partner.name}）",
        inflow.department_id,
        inflow.department.name,
        frozenset({Role.LIBRARIAN}),
    )
    names = [name for name in OBJECT_FIELDS if name in _ALWAYS or any(row.values.get(name) for row in rows)]
    words = inflow.about.field("kind").choices  # the library reads kinds in words
    lines = [
        [
            words.get(str(value), str(value)) if name == "kind" else str(value)
            for name, value in ((name, row.values.get(name, "")) for name in names)
        ]
        for row in rows
    ]
    run = import_objects(
        content=sheets.csv_bytes([OBJECT_FIELDS[name][0] for name in names], lines),
        file_name=f"来件：{inflow.partner.name}",
        department=inflow.department,
        actor=actor,
        at=at,
    )
    refused = {int(note["row"]): str(note["reason"]) for note in run.refusals}
    for place, row in enumerate(rows, start=_FIRST_ROW):
        why = refused.get(place, "")
        exchange.settle_row(row=row, taken=not why, because=why or _entered(run), actor=actor, at=at)
    inflow.entered = rows[-1].pk
    inflow.save(update_fields=["entered"])


def _entered(run: ImportRun) -> str:
    return f"写入检查对象名录库（第 {run.pk} 次导入）"
