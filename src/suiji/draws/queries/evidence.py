"""What everybody in the room may see of a ceremony (protocol §5). No class, no stratum, no inspector is in it.

The public's own pages are the portal's; this is what desk, projector and printed record share.
"""

from dataclasses import dataclass
from datetime import datetime

from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.queries.confirming import CONFIRMED, LATE, REFUSED, standing_of
from suiji.draws.queries.keeping import OPENED as OPENED_KEY
from suiji.draws.queries.log import (
    BEACON_BROUGHT,
    COMMITTED,
    NUMBER_SEEN,
    OPENED,
    RESULTED,
    REVEALED,
    SHARE_REVEALED,
    SHARED,
    VOIDED,
)
from suiji.draws.states import CeremonyState
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import ObjectKind

EVENTS = {
    OPENED: "开启仪式",
    SHARED: "提交份额",
    COMMITTED: "冻结名单并公开承诺",
    SHARE_REVEALED: "揭示份额",
    NUMBER_SEEN: "录入公布的号码",
    BEACON_BROUGHT: "取得随机信标",
    REVEALED: "种子来源全部公开",
    RESULTED: "抽取结果",
    CONFIRMED: "纪检监察机关签名确认",
    REFUSED: "纪检监察机关拒绝确认",
    LATE: "逾期没有签名确认",
    OPENED_KEY: "两名持有人打开密钥",
    VOIDED: "作废",
}


@dataclass(frozen=True, slots=True)
class Event:
    """An act in the log."""

    act: str
    label: str
    party: str
    at: datetime
    index: int | None
    """The entry's number in the log; None for the second or two it waits."""


@dataclass(frozen=True, slots=True)
class Name:
    """A drawn object. A natural person is not named."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is fixed so far, and proven by the log."""

    framed: int | None
    """Objects in the frame, or teams of a draw of inspectors."""
    excluded: int | None
    frozen_at: datetime | None
    visibility: str
    """``public``, ``sealed``; empty for inspectors and before the freeze."""
    commitment_sha256: str
    drawn_at: datetime | None
    drawn: int | None
    seed: str
    result_sha256: str
    events: list[Event]
    names: list[Name] | None
    """None before the result, while they may not be told (Art. 20(2)), and for inspectors."""

    def event(self, act: str) -> Event | None:
        """The first entry of an act."""
        return next((event for event in self.events if event.act == act), None)


def evidence_of(ceremony: Ceremony) -> Evidence:
    """The ceremony as far as it has come."""
    freeze, result = getattr(ceremony, "freeze", None), getattr(ceremony, "result", None)
    commitment = freeze.commitment if freeze else {}
    objects = ceremony.kind == DrawKind.OBJECTS
    entries = history(ceremony).filter(act__in=EVENTS).select_related("leaf")
    return Evidence(
        framed=commitment.get("members", {}).get("count", commitment.get("teams")),
        excluded=commitment.get("exclusions", {}).get("count"),
        frozen_at=freeze.frozen_at if freeze else None,
        visibility=freeze.visibility if freeze else "",
        commitment_sha256=freeze.commitment_sha256 if freeze else "",
        drawn_at=result.drawn_at if result else None,
        drawn=ceremony.drawn.count() if result and objects else None,
        seed=result.seed if result else "",
        result_sha256=result.result_sha256 if result else "",
        events=[_event(entry) for entry in entries],
        names=_names(ceremony),
    )


def _event(entry: Entry) -> Event:
    leaf = getattr(entry, "leaf", None)
    party = str((entry.body or {}).get("party", ""))
    return Event(entry.act, EVENTS[entry.act], party, entry.at, leaf.index if leaf else None)


def _names(ceremony: Ceremony) -> list[Name] | None:
    """By code, as in the result: the order says nothing about tickets or classes."""
    if ceremony.kind != DrawKind.OBJECTS or ceremony.state != CeremonyState.RESULTED:
        return None
    if ceremony.task.unannounced or not standing_of(ceremony).names_open:
        return None
    found = [
        Name("", "（自然人，不公示姓名）")
        if line.object.kind == ObjectKind.PERSON
        else Name(line.object.code, line.object.name)
        for line in ceremony.drawn.select_related("object")
    ]
    return sorted(found, key=lambda name: name.code)
