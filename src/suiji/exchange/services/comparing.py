"""核对 — what a platform holds and what stands here, side by side; asked for by a person, done by the worker (R128)."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import quote

from django.db import transaction

from suiji.exchange import outward
from suiji.exchange.differing import MOST_NAMED, Sides
from suiji.exchange.models import Compared, Inflow, Partner
from suiji.exchange.outward import Unanswered
from suiji.exchange.queries.partners import accepted_digests
from suiji.exchange.queries.received import digests
from suiji.exchange.services.carry import headers_for
from suiji.exchange.services.fetch import asked
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

MOST_PAGES = 20_000
NOT_THERE, NOT_HERE, DIFFERS = "对方没有", "本系统没有记载", "内容不同"
MISSING, GONE = "对方有，这里没有收到", "对方已经没有"
_PARTNERS, _INFLOWS = (
    (Role.SYSTEM_ADMIN, Role.OFFICE),
    (Role.SYSTEM_ADMIN, Role.OFFICE, Role.LIBRARIAN, Role.CLERK),
)


def ask_compare(*, subject: Partner | Inflow, actor: Actor, at: datetime) -> None:
    """Have it compared within the minute; asked twice it is done once."""
    require_role(actor, *(_PARTNERS if isinstance(subject, Partner) else _INFLOWS))
    waiting = type(subject).objects.filter(pk=subject.pk, ended_at=None)
    waiting.update(asked_at=at, asked_by=actor.name)


def compare_asked(*, at: datetime) -> int:
    """Everything that somebody waits for; how many were compared. What failed says why and is not tried again."""
    done = 0
    for partner in Partner.objects.filter(ended_at=None, asked_at__isnull=False).order_by("asked_at", "pk"):
        done += _tried(partner, compare, partner=partner, actor=_system(partner, Role.OFFICE), at=at)
    waiting = Inflow.objects.filter(ended_at=None, partner__ended_at=None, asked_at__isnull=False)
    for inflow in waiting.select_related("partner", "department").order_by("asked_at", "pk"):
        done += _tried(inflow, compare_inflow, inflow=inflow, actor=_system(inflow, Role.CLERK), at=at)
    return done


def _system(subject: Compared, role: Role) -> Actor:
    """The house, for the one who asked."""
    return Actor(0, f"系统（应{subject.asked_by}的要求）", 0, "", frozenset({role}))


def _tried(subject: Compared, act: Callable[..., object], **words: object) -> int:
    try:
        act(**words)
    except Unanswered as trouble:
        subject.asked_at, subject.obstacle = None, str(trouble)[:200]
        subject.save(update_fields=["asked_at", "obstacle"])
        return 0
    return 1


def compare(*, partner: Partner, actor: Actor, at: datetime) -> Partner:
    """Ask the platform which rows it shows and note where they differ from those we know to be accepted (R128).

    Raises ``Unanswered``; then the last comparison stands.
    """
    require_role(actor, *_PARTNERS)
    named: list[list[str]] = []
    number = 0
    for kind in partner.kinds:
        with Sides() as sides:
            sides.theirs(_shown(partner, kind))
            sides.ours(accepted_digests(partner, kind))
            number += sum(sides.counts())
            for keys, what in (
                (sides.only_here(), NOT_THERE),
                (sides.only_there(), NOT_HERE),
                (sides.otherwise(), DIFFERS),
            ):
                named += [[kind, key, what] for key in keys]
    with transaction.atomic():
        _compared(partner, named, number, at)
        partner.save(update_fields=Compared.COMPARED)
        record(
            partner,
            "exchange.compared",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}与{partner}核对，{number} 处不同。",
        )
    return partner


def _compared(subject: Compared, named: list[list[str]], number: int, at: datetime) -> None:
    subject.compared_at, subject.differences, subject.different = at, named[:MOST_NAMED], number
    subject.asked_at, subject.asked_by, subject.obstacle = None, "", ""


def _shown(partner: Partner, kind: str) -> Iterator[tuple[str, str]]:
    """Key and hash of every row that the platform shows, page by page."""
    cursor = ""
    for _ in range(MOST_PAGES):
        address = f"{partner.base}/rows?kind={quote(kind)}&cursor={quote(cursor, safe='')}"
        answer = outward.ask("GET", address, headers=headers_for(partner))
        if answer.status != 200:
            raise Unanswered(f"对方答复 {answer.status}")
        try:
            page = json.loads(answer.content)
            rows = [(str(row["key"]), str(row["sha256"])) for row in page["rows"]]
            cursor = str(page.get("next") or "")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Unanswered("对方的答复读不懂") from None
        yield from rows
        if not cursor:
            return
    raise Unanswered("对方的列表没有尽头")


def compare_inflow(*, inflow: Inflow, actor: Actor, at: datetime) -> Inflow:
    """Ask what the platform holds and note where it differs from what came; what differs is fetched anew.

    Raises ``Unanswered``; then the last comparison stands.
    """
    require_role(actor, *_INFLOWS)
    with Sides() as sides:
        sides.theirs(_held(inflow))
        sides.ours(digests(inflow))
        gone, missing, differing = sides.counts()
        named = [[key, MISSING] for key in sides.only_there()]
        named += [[key, GONE] for key in sides.only_here()]
        named += [[key, DIFFERS] for key in sides.otherwise()]
    with transaction.atomic():
        held = Inflow.objects.select_for_update(of=("self",)).select_related("partner").get(pk=inflow.pk)
        _compared(held, named, gone + missing + differing, at)
        if missing or differing:
            held.cursor, held.due_at = "", at
        held.save(update_fields=[*Compared.COMPARED, "cursor", "due_at"])
        record(
            held,
            "exchange.inflow_compared",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}核对{held}，{held.different} 处不同。",
        )
    return held


def _held(inflow: Inflow) -> Iterator[tuple[str, str]]:
    cursor = ""
    for _ in range(MOST_PAGES):
        said = asked(
            inflow.partner, f"outgoing/keys?kind={quote(inflow.kind)}&cursor={quote(cursor, safe='')}"
        )
        try:
            rows = [(str(row["key"]), str(row["sha256"])) for row in said["rows"]]
            cursor, more = str(said["next"]), said["more"] is True
        except (KeyError, TypeError):
            raise Unanswered("对方的答复读不懂") from None
        yield from rows
        if not more:
            return
    raise Unanswered("对方的列表没有尽头")
