"""The ceremony as everybody in the room follows it: steps, parties, public sources, what is waited for."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from suiji import law
from suiji.draws.models import Ceremony, DrawKind, Share, VoidCause
from suiji.draws.queries.confirming import Standing, standing_of
from suiji.draws.queries.dealing import deal
from suiji.draws.queries.evidence import Evidence, evidence_of
from suiji.draws.queries.frame import frame_of
from suiji.draws.queries.log import COMMITTED, REVEALED, VOIDED
from suiji.draws.queries.parties import parties_of
from suiji.draws.queries.progress import Later, has_failed, later_sources, seed_strength
from suiji.draws.queries.staffing import Outlook, outlook
from suiji.draws.queries.working import WorkNow, is_long, population_of, work_of
from suiji.draws.states import CeremonyState
from suiji.law.register import Rule
from suiji.ledger import Actor
from suiji.ledger.queries import history
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.sampling.sources import LEAST_PARTIES
from suiji.sampling.strength import Strength
from suiji.tasks.queries import Step

C = CeremonyState


@dataclass(frozen=True, slots=True)
class Party:
    """A department of the task, and how far its share has come."""

    department: Department
    share: Share | None
    revealed_at: datetime | None
    own: bool


@dataclass(frozen=True, slots=True)
class Now:
    """What the room waits for, in one sentence, and for whom."""

    words: str
    missing: tuple[str, ...] = ()
    until: datetime | None = None
    label: str = "等待"
    """Before the names of those who are missing."""


@dataclass(frozen=True, slots=True)
class Room:
    """What anybody may see, the projector's view: no person, no lot, no class."""

    ceremony: Ceremony
    title: str
    steps: list[Step]
    parties: list[Party]
    later: list[Later]
    strength: Strength
    evidence: Evidence
    now: Now
    standing: Standing
    pulse: str
    """Changes with every act, so that a page knows when to look again."""
    reason: str
    """Why the ceremony is void; withheld for a task that must not be announced."""


@dataclass(frozen=True, slots=True)
class MayCeremony:
    """What this actor may do at the ceremony now."""

    hand_in: bool
    freeze: bool
    reveal: bool
    sight: list[Later]
    bring: list[Later]
    draw: bool
    void: bool
    audit: bool
    hindrance: Rule | None


@dataclass(frozen=True, slots=True)
class CeremonyPage:
    """Everything the desk's page of a ceremony shows."""

    room: Room
    own: Party | None
    eligible: int | None
    excluded: int | None
    long: bool
    """The worker freezes and draws; before the freeze ``eligible`` is then the whole scope."""
    work: WorkNow | None
    outlook: list[Outlook]
    """Of an open draw of inspectors: who could stand in each team, as the libraries are now."""
    may: MayCeremony

    @property
    def short(self) -> list[Outlook]:
        """The teams that cannot be filled."""
        return [one for one in self.outlook if one.is_short]


def pulse_of(ceremony: Ceremony) -> str:
    """A word that changes with every act of the ceremony."""
    newest = history(ceremony).order_by("-pk").values_list("pk", flat=True).first()
    work = ceremony.long_works.order_by("-pk").values_list("pk", "label", "done", "ended").first() or ()
    return "-".join(map(str, (ceremony.state, newest, *work)))


def room_of(ceremony: Ceremony, *, at: datetime, department_id: int | None = None) -> Room:
    """The ceremony as it stands. Of an unannounced task only those departments that the log already names."""
    hidden = ceremony.task.unannounced and department_id is None
    parties = [one for one in _parties(ceremony, department_id) if one.share or not hidden]
    later = later_sources(ceremony) if ceremony.state != C.OPEN and hasattr(ceremony, "freeze") else []
    evidence, standing = evidence_of(ceremony), standing_of(ceremony)
    return Room(
        ceremony=ceremony,
        title="不宜告知的任务" if hidden else ceremony.task.title,
        steps=_steps(ceremony, parties, later, evidence, standing),
        parties=parties,
        later=later,
        strength=seed_strength(ceremony),
        evidence=evidence,
        now=_now_resulted(standing, at)
        if ceremony.state == C.RESULTED
        else _now(ceremony, parties, later, at),
        standing=standing,
        pulse=pulse_of(ceremony),
        reason=_why_void(ceremony, hidden=hidden),
    )


def ceremony_page(ceremony: Ceremony, actor: Actor, *, at: datetime, today: date) -> CeremonyPage:
    """The ceremony as this actor sees it now."""
    room = room_of(ceremony, at=at, department_id=actor.department_id)
    eligible, excluded = room.evidence.framed, room.evidence.excluded
    long = is_long(ceremony)
    if ceremony.state == C.OPEN and long:
        eligible = population_of(ceremony)
    elif ceremony.state == C.OPEN and ceremony.kind == DrawKind.OBJECTS:
        frame = frame_of(ceremony.task, today)
        eligible, excluded = len(frame.eligible), len(frame.excluded)
    own = next((party for party in room.parties if party.own), None)
    work = work_of(ceremony, at=at)
    busy = work is not None and not work.ended
    may = _may(room, actor, own, at)
    may = replace(may, freeze=may.freeze and not busy, draw=may.draw and not busy)
    people: list[Outlook] = []
    if ceremony.state == C.OPEN and ceremony.unit is not None:
        people = outlook(ceremony.unit, ceremony.host, deal(ceremony.unit))
    return CeremonyPage(room, own, eligible, excluded, long, work, people, may)


def _why_void(ceremony: Ceremony, *, hidden: bool) -> str:
    """The case, and the words unless they might name an unannounced task (R153)."""
    cause = str(VoidCause(ceremony.void_cause).label) if ceremony.void_cause else ""
    return "：".join(filter(None, (cause, "" if hidden else ceremony.void_reason)))


def _parties(ceremony: Ceremony, department_id: int | None) -> list[Party]:
    shares = {share.party_id: share for share in ceremony.shares.select_related("reveal")}
    return [
        _party(department, shares.get(department.pk), department.pk == department_id)
        for department in parties_of(ceremony)
    ]


def _party(department: Department, share: Share | None, own: bool) -> Party:
    reveal = getattr(share, "reveal", None)
    return Party(department, share, reveal.revealed_at if reveal else None, own)


def _unrevealed(parties: list[Party]) -> list[Party]:
    return [party for party in parties if party.share and party.revealed_at is None]


def _may(room: Room, actor: Actor, own: Party | None, at: datetime) -> MayCeremony:
    ceremony, clerk = room.ceremony, actor.holds(Role.CLERK)
    operates = clerk and actor.department_id == ceremony.host_id and actor.id != ceremony.witness_id
    shares = [party for party in room.parties if party.share]
    unrevealed, frozen = _unrevealed(room.parties), ceremony.state == C.COMMITTED
    late = _is_late(ceremony, at)
    waiting = [one for one in room.later if frozen and not one.value and at > one.due]
    witnesses = actor.id == ceremony.witness_id or (clerk and own is not None)
    return MayCeremony(
        hand_in=clerk and ceremony.state == C.OPEN and own is not None and own.share is None,
        freeze=operates
        and ceremony.state == C.OPEN
        and law.sampling_duties.chance_has_two_sources(parties=len(shares)),
        reveal=clerk and frozen and not late and own in unrevealed and _is_public(room, COMMITTED),
        sight=[
            one
            for one in waiting
            if not one.is_beacon
            and witnesses
            and actor.id != ceremony.operator_id
            and all(row.seen_by_id != actor.id for row in one.seen)
        ],
        bring=[one for one in waiting if one.is_beacon and own is not None],
        draw=operates
        and frozen
        and all(one.value for one in room.later)
        and (not unrevealed or (late and bool(room.later))),
        void=actor.holds(Role.PRINCIPAL_HEAD)
        and actor.department_id == ceremony.host_id
        and (ceremony.state == C.OPEN or has_failed(ceremony, at)),
        audit=actor.holds(Role.AUDITOR) and frozen | (ceremony.state == C.RESULTED),
        hindrance=_hindrance(ceremony, shares, unrevealed),
    )


def _is_public(room: Room, act: str) -> bool:
    found = room.evidence.event(act)
    return found is not None and found.index is not None


def _is_late(ceremony: Ceremony, at: datetime) -> bool:
    frozen = ceremony.state == C.COMMITTED
    return frozen and ceremony.reveal_by is not None and at > ceremony.reveal_by


def _hindrance(ceremony: Ceremony, shares: list[Party], unrevealed: list[Party]) -> Rule | None:
    if ceremony.state == C.OPEN and len(shares) < LEAST_PARTIES:
        return law.entry(law.sampling_duties.chance_has_two_sources)
    if ceremony.state == C.COMMITTED and unrevealed:
        return law.entry(law.sampling_duties.every_source_revealed)
    return None


def _now(ceremony: Ceremony, parties: list[Party], later: list[Later], at: datetime) -> Now:
    if ceremony.state == C.VOID:
        return Now("本次抽取已经作废。")
    if ceremony.state == C.OPEN:
        return _now_open(parties)
    unrevealed = tuple(party.department.short_name for party in _unrevealed(parties))
    if unrevealed and not _is_late(ceremony, at):
        return Now("请提交过份额的部门揭示份额。", unrevealed, ceremony.reveal_by)
    if unrevealed and has_failed(ceremony, at):
        return Now("逾期未揭示，本次抽取作废，由系统自动登记并公开。", unrevealed, label="没有揭示")
    return _now_later(later, at)


def _now_resulted(standing: Standing, at: datetime) -> Now:
    if standing.is_refused:
        return Now("纪检监察机关拒绝确认本次结果，名单不公布，也不派发。")
    if not standing.names_open and standing.due is not None:
        late = standing.is_late(day_of(at))
        words = "名单逾期没有确认，已提请联席会议办公室督促。" if late else "抽取完成，独立程序核验通过。"
        return Now(f"{words}名单待纪检监察机关签名确认后公布，最迟 {standing.due.on:%-m 月 %-d 日}。")
    return Now("抽取完成，独立核验通过，结果已经公开。")


def _now_open(parties: list[Party]) -> Now:
    without = tuple(party.department.short_name for party in parties if not party.share)
    given = len(parties) - len(without)
    if given < LEAST_PARTIES:
        return Now(f"至少两个部门提交份额后才能冻结名单，已有 {given} 个。", without)
    return Now("份额已经够数，等待主持部门冻结名单；其他部门仍可提交。", without)


def _now_later(later: list[Later], at: datetime) -> Now:
    for one in later:
        if one.value:
            continue
        if at <= one.due:
            return Now(f"等待{one.what}公布。", until=one.due)
        if one.is_beacon:
            return Now(f"{one.what}应已公布，正在取得。")
        return Now(f"请见证人录入{one.what}，两人一致后生效，已有 {len(one.seen)} 人录入。")
    return Now("种子来源已经全部公开，等待抽取。")


def _steps(
    ceremony: Ceremony, parties: list[Party], later: list[Later], evidence: Evidence, standing: Standing
) -> list[Step]:
    shares = [party for party in parties if party.share]
    frozen, drawn = evidence.frozen_at is not None, ceremony.state == C.RESULTED
    revealed = evidence.event(REVEALED)
    all_open = frozen and not _unrevealed(parties)
    before = "两库确认" if ceremony.kind == DrawKind.OBJECTS else "名单派发签收"
    rows: list[tuple[str, bool, datetime | None]] = [
        (before, True, None),
        ("开启仪式", True, ceremony.opened_at),
        ("提交份额", frozen or len(shares) >= LEAST_PARTIES, None),
        ("冻结并承诺", frozen, evidence.frozen_at),
        ("揭示份额", all_open or revealed is not None, None),
    ]
    if later:
        rows.append(("公布值", all(one.value for one in later), later[-1].due))
    rows += [("抽取", drawn, evidence.drawn_at), ("独立核验", drawn, None)]
    if standing.demanded:
        given = standing.newest.signed_at if standing.newest else None
        rows.append(("纪检确认", standing.is_confirmed, given))
    rows.append(("公布结果", drawn and standing.names_open, None))
    done = [is_done for _, is_done, _ in rows]
    now = done.index(False) if False in done else len(done)
    is_void = evidence.event(VOIDED) is not None
    return [
        Step(label, _status(place, now, is_void), when=when) for place, (label, _, when) in enumerate(rows)
    ]


def _status(place: int, now: int, is_void: bool) -> str:
    if place < now:
        return "locked"
    return "current" if place == now and not is_void else "next"
