"""来件 — what comes in: from where, how far, and whose turn each row is."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from suiji.exchange.models import Inflow, ReceivedRow, Settlement
from suiji.ledger import Actor
from suiji.organs.roles import Role

WAITING, TROUBLED, TAKEN, ASIDE = "waiting", "troubled", "taken", "aside"
STANDINGS = {WAITING: "等待办理", TROUBLED: "读不懂", TAKEN: "已办理", ASIDE: "不采用"}
AT_ONCE = 5_000
"""Rows that are looked at together."""
MOST_COUNTED = 10_000
ENTERS_BY_ITSELF = ("OBJECT", "INSPECTOR")
"""Kinds that a room takes in by itself; the others wait for a person."""


def inflows(actor: Actor) -> QuerySet[Inflow]:
    """What the actor's department receives; the system administrator sees all of them, and no row."""
    rows = (
        Inflow.objects.filter(ended_at=None)
        .select_related("partner", "department")
        .order_by("partner", "kind")
    )
    return rows if actor.holds(Role.SYSTEM_ADMIN) else rows.filter(department=actor.department_id)


def inflows_of(kind: str) -> QuerySet[Inflow]:
    """Those of a kind, for the room that takes its rows in."""
    return (
        Inflow.objects.filter(ended_at=None, kind=kind).select_related("partner", "department").order_by("pk")
    )


def newest(inflow: Inflow) -> QuerySet[ReceivedRow]:
    """The row that counts under each key, in the order in which they came."""
    later = ReceivedRow.objects.filter(inflow=OuterRef("inflow"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    return ReceivedRow.objects.filter(~Exists(later), inflow=inflow).order_by("pk")


def digests(inflow: Inflow) -> Iterator[tuple[str, str]]:
    """Key and hash of the row that counts under each key, by key: in pieces, however many there are."""
    last = ""
    while True:
        rows = ReceivedRow.objects.filter(inflow=inflow, key__gt=last).order_by("key", "-pk").distinct("key")
        piece = list(rows.values_list("key", "digest")[:AT_ONCE])
        if not piece:
            return
        yield from piece
        last = piece[-1][0]


def to_enter(inflow: Inflow) -> QuerySet[ReceivedRow]:
    """What waits behind the place where the room that takes it in by itself has come, in order."""
    return standing(newest(inflow), WAITING).filter(pk__gt=inflow.entered)


def standing(rows: QuerySet[ReceivedRow], name: str) -> QuerySet[ReceivedRow]:
    """Of these rows those that stand so."""
    match name:
        case "waiting":
            return rows.filter(settlement=None, troubles=[])
        case "troubled":
            return rows.filter(~Q(troubles=[]), settlement=None)
        case "taken":
            return rows.filter(settlement__taken=True)
        case "aside":
            return rows.filter(settlement__taken=False)
        case _:
            return rows


def rows_open_to(actor: Actor) -> QuerySet[ReceivedRow]:
    """Rows of the actor's own department."""
    rows = ReceivedRow.objects.select_related("inflow__partner", "inflow__department", "settlement")
    return rows.filter(inflow__department=actor.department_id)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An inflow and how its rows stand."""

    inflow: Inflow
    counts: dict[str, int]
    """How many rows stand how; not counted beyond ``MOST_COUNTED``."""

    def _words(self, name: str) -> str:
        number = self.counts[name]
        return f"{number}" if number <= MOST_COUNTED else f"{MOST_COUNTED} 以上"

    @property
    def figures(self) -> list[tuple[str, str]]:
        """How many rows stand how, in words."""
        return [(label, f"{self._words(name)} {self.inflow.about.unit}") for name, label in STANDINGS.items()]

    @property
    def whose(self) -> str:
        """Who has to do something now."""
        if self.inflow.trouble:
            return f"系统稍后再试：{self.inflow.trouble}"
        if self.counts[TROUBLED]:
            return "对方改正，或者系统管理员补字段对照"
        if self.counts[WAITING]:
            by_itself = self.inflow.kind in ENTERS_BY_ITSELF
            return "系统写入名录库" if by_itself else f"{self.inflow.department.name}办理"
        return "没有要办的"


def incoming(actor: Actor) -> list[Incoming]:
    """Every inflow with its counts."""
    return [Incoming(one, {name: _counted(one, name) for name in STANDINGS}) for one in inflows(actor)]


def _counted(inflow: Inflow, name: str) -> int:
    waits_by_itself = name == WAITING and inflow.kind in ENTERS_BY_ITSELF
    rows = to_enter(inflow) if waits_by_itself else standing(newest(inflow), name)
    return rows[: MOST_COUNTED + 1].count()


def shown_values(row: ReceivedRow) -> list[tuple[str, str]]:
    """Label and words of every field that has any."""
    found = []
    for about in row.inflow.about.fields:
        value = row.values.get(about.name, "")
        words = value if isinstance(value, list) else [value] if value else []
        if words:
            found.append((about.label, "、".join(about.choices.get(word, word) for word in words)))
    return found


def settled(row: ReceivedRow) -> Settlement | None:
    """What became of it, if anything has."""
    return getattr(row, "settlement", None)
