"""How far a ceremony has come, and what it waits for (protocol §3)."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from suiji import law
from suiji.draws.models import Ceremony, Share, Sighting
from suiji.draws.queries.log import REVEALED, entry_of
from suiji.draws.states import CeremonyState
from suiji.law.workdays import Calendar, add_workdays
from suiji.organs.days import day_of
from suiji.sampling.canonical import from_hex
from suiji.sampling.seed import SHARE_BYTES
from suiji.sampling.sources import LEAST_PARTIES, Announced, Beacon, parse_sources, share_commitment
from suiji.sampling.sources import Share as ShareSource
from suiji.sampling.strength import DOUBLE_BALL, SUPER_LOTTO, Strength, strength_of
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

SETTLED_WITHIN = 3
"""Working days after ``reveal_by`` in which a commitment has its result or its void (protocol §2)."""
NUMBER_WAIT = timedelta(hours=24)
"""After its announced time, a number that nobody has seen is taken not to come."""


def opens(share: Share, value: str) -> bool:
    """True when the value is the one behind the share's hash."""
    data = from_hex(value, SHARE_BYTES)
    if data is None:
        return False
    return share_commitment(share.ceremony.ceremony, share.party_name, data) == share.sha256


def missing_shares(ceremony: Ceremony) -> list[Share]:
    """Shares that nobody has opened."""
    return list(ceremony.shares.filter(reveal=None).order_by("party__code"))


@dataclass(frozen=True, slots=True)
class Later:
    """A public source that the commitment names and nobody could know when it was frozen."""

    place: int
    source: Announced | Beacon
    due: datetime
    seen: tuple[Sighting, ...]
    """Everything that was read off it, the earliest first."""
    value: str
    """The announced text, or the beacon's signature; empty until it stands."""

    @property
    def is_beacon(self) -> bool:
        """True of a round of drand."""
        return isinstance(self.source, Beacon)

    @property
    def what(self) -> str:
        """How people call it."""
        if isinstance(self.source, Beacon):
            return f"drand 随机信标第 {self.source.round} 轮"
        return self.source.what


LOTTERIES = {
    "ssq": ("中国福利彩票双色球", DOUBLE_BALL),
    "dlt": ("中国体育彩票超级大乐透", SUPER_LOTTO),
}
"""Each name holds the lottery's own (``strength.Lottery.name``), by which its bits are known."""


def issue_named(kind: str, issue: str) -> str:
    """What the commitment calls a lottery's issue."""
    return f"{LOTTERIES[kind][0]}第 {issue} 期开奖号码"


def is_coded(source: Mapping[str, Any]) -> bool:
    """A source in whose name there is room for no words but the house's own: a beacon, a lottery's issue."""
    named = [(issue_named(kind, "[0-9]{5,8}"), lottery.pattern) for kind, (_, lottery) in LOTTERIES.items()]
    return source["kind"] != "announced" or any(
        source["pattern"] == pattern and re.fullmatch(name, source["what"]) for name, pattern in named
    )


def later_sources(ceremony: Ceremony) -> list[Later]:
    """The public sources, due after ``reveal_by``, in the order of the commitment."""
    seen: dict[int, list[Sighting]] = defaultdict(list)
    for row in ceremony.sightings.select_related("seen_by__department").order_by("pk"):
        seen[row.place].append(row)
    sources = parse_sources(ceremony.freeze.commitment["seed_sources"], "commitment.json", 0)
    return [
        Later(
            place,
            source,
            datetime.fromtimestamp(source.due, UTC),
            tuple(seen[place]),
            _value(source, seen[place]),
        )
        for place, source in enumerate(sources)
        if isinstance(source, Announced | Beacon)
    ]


def _value(source: Announced | Beacon, seen: list[Sighting]) -> str:
    """A beacon proves itself; of a number, what the first two persons agree on."""
    if isinstance(source, Beacon):
        return seen[0].text if seen else ""
    readers: dict[str, set[int | None]] = defaultdict(set)
    for row in seen:
        readers[row.text].add(row.seen_by_id)
        if law.sampling_duties.number_has_two_witnesses(witnesses=len(readers[row.text])):
            return row.text
    return ""


def may_default(ceremony: Ceremony, at: datetime) -> bool:
    """True when those who did not reveal count as empty: a later source stands, and two shares are open."""
    revealed = ceremony.shares.filter(reveal__isnull=False).count()
    overdue = ceremony.reveal_by is not None and at > ceremony.reveal_by
    return overdue and bool(later_sources(ceremony)) and revealed >= LEAST_PARTIES


def has_failed(ceremony: Ceremony, at: datetime) -> bool:
    """True for a frozen ceremony that a party's default, or a number that never came, has made void."""
    return (
        ceremony.state == CeremonyState.COMMITTED
        and ceremony.reveal_by is not None
        and at > ceremony.reveal_by
        and entry_of(ceremony, REVEALED) is None
        and (_is_short_of_shares(ceremony, at) or bool(lapsed(ceremony, at)))
    )


def beacons_due(at: datetime) -> list[tuple[Ceremony, Later]]:
    """Every round of drand that is out and that no ceremony has yet."""
    waiting = Ceremony.objects.filter(state=CeremonyState.COMMITTED).select_related(
        "freeze", "task__initiator", "host"
    )
    return [
        (ceremony, later)
        for ceremony in waiting.order_by("pk")
        for later in later_sources(ceremony)
        if later.is_beacon and not later.value and at > later.due
    ]


def _is_short_of_shares(ceremony: Ceremony, at: datetime) -> bool:
    return bool(missing_shares(ceremony)) and not may_default(ceremony, at)


def lapsed(ceremony: Ceremony, at: datetime) -> list[Later]:
    """Announced numbers that nobody has seen a day after their time.

    One that a single person has read did come: it waits for the second witness, and a beacon's round can
    always be fetched. Otherwise keeping silent would be a way out of an unwelcome result.
    """
    return [
        later
        for later in later_sources(ceremony)
        if not later.is_beacon and not later.seen and at > later.due + NUMBER_WAIT
    ]


def voided_freezes(ceremony: Ceremony) -> int:
    """How often a frozen list was void: of this draw, or of tasks given up or withdrawn on the same plan line."""
    task = ceremony.task
    same = task.ceremonies.filter(kind=ceremony.kind, unit=ceremony.unit_id, host=ceremony.host_id)
    own = same.filter(state=CeremonyState.VOID, freeze__isnull=False).count()
    others = Task.objects.filter(plan_line__number=task.plan_line.number).exclude(pk=task.pk)
    frozen = Ceremony.objects.filter(task=OuterRef("pk"), state=CeremonyState.VOID, freeze__isnull=False)
    lost = Q(state=TaskState.VOID) | Q(Exists(frozen), state=TaskState.WITHDRAWN)
    return own + others.filter(lost).count()


def is_abandoned(reveal_by: datetime | None, today: date, days: Calendar) -> bool:
    """True of a commitment that should by now have had its result or its void."""
    return reveal_by is not None and today > add_workdays(day_of(reveal_by), SETTLED_WITHIN, days).on


def seed_strength(ceremony: Ceremony) -> Strength:
    """How many bits each source brings; before the freeze, of the shares that are in."""
    if hasattr(ceremony, "freeze"):
        named = ceremony.freeze.commitment["seed_sources"]
        over = entry_of(ceremony, REVEALED) is not None
        defaulted = [share.party_name for share in missing_shares(ceremony)] if over else []
        return strength_of(parse_sources(named, "commitment.json", 0), defaulted)
    shares = ceremony.shares.order_by("party__code")
    return strength_of([ShareSource(share.party_name, share.sha256) for share in shares])
