"""来件入库 — what a platform handed over enters the department's libraries as rows of its file would (Art. 11)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from suiji.exchange import services as exchange
from suiji.exchange.models import Inflow, ReceivedRow
from suiji.exchange.queries import received
from suiji.ledger import Actor
from suiji.libraries.headings import INSPECTOR_FIELDS
from suiji.libraries.models import ImportRun
from suiji.libraries.object_headings import OBJECT_FIELDS
from suiji.libraries.services.import_inspectors import import_inspectors
from suiji.libraries.services.uploads import import_objects
from suiji.organs.roles import Role
from suiji.papers import sheets

AT_ONCE = 500
"""Rows of one run: every refusal of it is kept by name."""
_FIRST_ROW = 2
"""The row under a table's heading."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How rows of a kind enter."""

    library: str
    fields: Mapping[str, tuple[str, ...]]
    always: tuple[str, ...]
    """Columns that the library asks for."""
    enter: Callable[..., ImportRun]


_WAYS = {
    "OBJECT": _Way("检查对象名录库", OBJECT_FIELDS, ("name", "uscc", "code"), import_objects),
    "INSPECTOR": _Way(
        "执法检查人员名录库",
        INSPECTOR_FIELDS,
        ("name", "staff_number", "certificate_number"),
        import_inspectors,
    ),
}


def take_received(*, at: datetime) -> int:
    """What waits enters, run by run; how many rows were settled. No machine confirms or decides a conflict (R125)."""
    number = 0
    for kind in received.ENTERS_BY_ITSELF:
        for inflow in received.inflows_of(kind):
            while rows := list(received.to_enter(inflow)[:AT_ONCE]):
                _enter(inflow, rows, at)
                number += len(rows)
    return number


@transaction.atomic
def _enter(inflow: Inflow, rows: Sequence[ReceivedRow], at: datetime) -> None:
    """One run, what became of each of its rows, and the place behind them: all, or nothing."""
    way = _WAYS[inflow.kind]
    actor = Actor(
        0,
        f"系统（{inflow.partner.name}）",
        inflow.department_id,
        inflow.department.name,
        frozenset({Role.LIBRARIAN}),
    )
    names = [name for name in way.fields if name in way.always or any(row.values.get(name) for row in rows)]
    lines = [[_cell(inflow, name, row.values.get(name, "")) for name in names] for row in rows]
    run = way.enter(
        content=sheets.csv_bytes([way.fields[name][0] for name in names], lines),
        file_name=f"来件：{inflow.partner.name}",
        department=inflow.department,
        actor=actor,
        at=at,
    )
    refused = {int(note["row"]): str(note["reason"]) for note in run.refusals}
    for place, row in enumerate(rows, start=_FIRST_ROW):
        why = refused.get(place, "")
        entered = f"写入{way.library}（第 {run.pk} 次导入）"
        exchange.settle_row(row=row, taken=not why, because=why or entered, actor=actor, at=at)
    inflow.entered = rows[-1].pk
    inflow.save(update_fields=["entered"])


def _cell(inflow: Inflow, name: str, value: str | list[str]) -> str:
    """As a file would say it: of kinds and codes the words."""
    about = inflow.about.by_name.get(name)
    choices = about.choices if about is not None else {}
    said = value if isinstance(value, list) else [value]
    return "、".join(choices.get(one, one) for one in said)
