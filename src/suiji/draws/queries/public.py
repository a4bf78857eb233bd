"""What anybody may know of a draw (protocol §5). No class, no stratum, no inspector is in these values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from suiji.draws.models import Ceremony, DrawKind, DrawnObject, Share
from suiji.draws.queries.bundle import bundle
from suiji.draws.queries.log import COMMITTED, OPENED, RESULTED, REVEALED, SHARE_REVEALED, SHARED, VOIDED
from suiji.draws.states import CeremonyState
from suiji.law.workdays import Calendar, add_workdays
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import ObjectKind
from suiji.organs.days import day_of
from suiji.organs.queries import calendar

GRACE = 3
"""Working days after ``reveal_by`` within which a commitment has a result or a void (protocol §2)."""
UNNAMED = "不宜告知的任务"
EVENTS = {
    OPENED: "开启仪式",
    SHARED: "提交份额",
    COMMITTED: "冻结名单并公开承诺",
    SHARE_REVEALED: "揭示份额",
    REVEALED: "份额全部公开",
    RESULTED: "抽取结果",
    VOIDED: "作废",
}


@dataclass(frozen=True, slots=True)
class PublicSource:
    """A source of the seed."""

    kind: str
    name: str
    sha256: str
    value: str
    """Empty until it is revealed."""


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An act in the log."""

    label: str
    party: str
    at: datetime
    index: int | None
    """The entry's number in the log; None for the second or two it waits."""


@dataclass(frozen=True, slots=True)
class PublicDraw:
    """A ceremony as the public sees it in a list."""

    ceremony: str
    kind: str
    kind_label: str
    task_number: str
    task_title: str
    initiator: str
    state: str
    state_label: str
    opened_at: datetime
    reveal_by: datetime | None
    frozen_at: datetime | None
    drawn_at: datetime | None
    visibility: str
    """``public``, ``sealed``; empty for inspectors and before the freeze."""
    commitment_sha256: str
    result_sha256: str
    seed: str
    framed: int | None
    """Objects in the frame, or teams of a draw of inspectors."""
    excluded: int | None
    drawn: int | None
    """How many names were drawn; None before the result and for inspectors."""
    unannounced: bool
    void_reason: str
    abandoned: bool
    """True for a commitment left without result or void beyond its time."""


@dataclass(frozen=True, slots=True)
class PublicName:
    """A drawn object. A natural person is not named."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicDetail:
    """Everything the public page of one draw shows."""

    draw: PublicDraw
    sources: list[PublicSource]
    events: list[PublicEvent]
    names: list[PublicName] | None
    """None while the names may not be told (Art. 20(2)), and for inspectors."""
    files: dict[str, int]
    """Path → size of every public file of the bundle."""


def published_draws(*, today: date | None = None) -> list[PublicDraw]:
    """Every ceremony that has frozen something, the newest first; and those that were voided before."""
    rows = _whole().exclude(state=CeremonyState.OPEN).order_by("-opened_at", "-pk")
    known = calendar() if today else None
    return [_public(row, today, known) for row in rows]


def public_draw(ceremony: str, *, today: date | None = None) -> PublicDetail:
    """One draw with its sources, events, names and files. Raises ``Ceremony.DoesNotExist``."""
    row = _whole().get(ceremony=ceremony)
    entries = list(history(row).filter(act__in=EVENTS).select_related("leaf"))
    return PublicDetail(
        _public(row, today, calendar() if today else None),
        _sources(row),
        [_event(entry) for entry in entries],
        _names(row),
        {path: len(content) for path, content in bundle(row, audit=False).items()},
    )


def _whole() -> QuerySet[Ceremony]:
    shares = Share.objects.select_related("reveal").order_by("party__code")
    return Ceremony.objects.select_related("task__initiator", "freeze", "result").prefetch_related(
        Prefetch("shares", shares), Prefetch("drawn", DrawnObject.objects.select_related("object"))
    )


def _public(row: Ceremony, today: date | None, known: Calendar | None) -> PublicDraw:
    freeze, result = getattr(row, "freeze", None), getattr(row, "result", None)
    commitment = freeze.commitment if freeze else {}
    task, objects = row.task, row.kind == DrawKind.OBJECTS
    return PublicDraw(
        ceremony=row.ceremony,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        task_number=task.number,
        task_title=UNNAMED if task.unannounced else task.title,
        initiator=task.initiator.name,
        state=row.state,
        state_label=row.state_label,
        opened_at=row.opened_at,
        reveal_by=row.reveal_by,
        frozen_at=freeze.frozen_at if freeze else None,
        drawn_at=result.drawn_at if result else None,
        visibility=freeze.visibility if freeze else "",
        commitment_sha256=freeze.commitment_sha256 if freeze else "",
        result_sha256=result.result_sha256 if result else "",
        seed=result.seed if result else "",
        framed=commitment.get("members", {}).get("count", commitment.get("teams")),
        excluded=commitment.get("exclusions", {}).get("count"),
        drawn=len(row.drawn.all()) if result and objects else None,
        unannounced=task.unannounced,
        void_reason=row.void_reason,
        abandoned=_is_abandoned(row, today, known),
    )


def _is_abandoned(row: Ceremony, today: date | None, known: Calendar | None) -> bool:
    if row.state != CeremonyState.COMMITTED or row.reveal_by is None or today is None or known is None:
        return False
    return today > add_workdays(day_of(row.reveal_by), GRACE, known).on


def _sources(row: Ceremony) -> list[PublicSource]:
    shares = {
        share.party_name: PublicSource("share", share.party_name, share.sha256, _value(share))
        for share in row.shares.all()
    }
    freeze = getattr(row, "freeze", None)
    later = freeze.commitment["seed_sources"] if freeze else []
    return [
        *shares.values(),
        *(
            PublicSource(one["kind"], one.get("what") or f"drand {one.get('round')}", "", "")
            for one in later
            if one["kind"] != "share"
        ),
    ]


def _value(share: Share) -> str:
    reveal = getattr(share, "reveal", None)
    return reveal.value if reveal else ""


def _event(entry: Entry) -> PublicEvent:
    leaf = getattr(entry, "leaf", None)
    party = str((entry.body or {}).get("party", ""))
    return PublicEvent(EVENTS[entry.act], party, entry.at, leaf.index if leaf else None)


def _names(row: Ceremony) -> list[PublicName] | None:
    if row.kind != DrawKind.OBJECTS or row.state != CeremonyState.RESULTED or row.task.unannounced:
        return None
    return _named(row.drawn.all())


def _named(drawn: Iterable[DrawnObject]) -> list[PublicName]:
    """By code, as in the result: the order says nothing about tickets or classes."""
    found = [
        PublicName("", "（自然人，不公示姓名）")
        if line.object.kind == ObjectKind.PERSON
        else PublicName(line.object.code, line.object.name)
        for line in drawn
    ]
    return sorted(found, key=lambda name: name.code)
