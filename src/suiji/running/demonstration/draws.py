"""The demonstration's tasks: schemes, confirmations and ceremonies, by the real services."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from suiji.draws import services as draws
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.queries.confirming import keys_of, last_check, statement_of
from suiji.libraries.models import Library
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.running.demonstration.lists import Lists
from suiji.running.demonstration.moments import moment, workday_after
from suiji.running.demonstration.organs import Cast
from suiji.sampling import share_commitment
from suiji.sampling.confirming import CONFIRMED, KEY, STATEMENT, signed_bytes
from suiji.tasks import services as tasks
from suiji.tasks.models import Execution, Task
from suiji.tasks.queries import members, units_of


@dataclass(frozen=True, slots=True)
class Outline:
    """What distinguishes one task of the story."""

    item: int
    number: str
    opens_on: date
    """The day of the object draw, a working day."""
    period_until: date
    teams: int
    execution: str = Execution.OWN
    method: str = "以实地检查为主，结合书面检查；各部门按分工一并检查，进一次门、查多项事。"


def prepare(cast: Cast, lists: Lists, outline: Outline) -> Task:
    """Scheme, countersignatures of all participants, confirmation of both libraries (Art. 11, 12)."""
    line, version = lists.lines[outline.item], lists.items[outline.item]
    days = calendar()
    drafted = moment(workday_after(outline.opens_on, -4, days))
    clerk = cast.clerk_of(line.initiator)
    task = tasks.draft_task(
        number=outline.number,
        title=version.title,
        plan_line=line,
        item_versions=[version],
        scope_rule=version.scope_rule,
        period_from=outline.opens_on,
        period_until=outline.period_until,
        rates_bp={},
        fields={
            "method": outline.method,
            "notes": "严格执行涉企行政检查“五个严禁”“八个不得”；检查人员主动出示执法证件。",
            "officers": 2,
            "teams": outline.teams,
            "execution": outline.execution,
            "central_inspectors": True,
            "duties": {part.department_id: part.content for part in version.parts.all()},
        },
        actor=clerk,
        at=drafted,
    )
    tasks.send(task=task, actor=clerk, at=drafted)
    signed = moment(workday_after(outline.opens_on, -3, days), 15)
    for department in others(task):
        tasks.countersign(task=task, actor=cast.clerk_of(department), at=signed)
    confirmed = moment(workday_after(outline.opens_on, -1, days), 16)
    for department in members(task):
        for library in Library:
            tasks.confirm_library(
                task=task, library=library, actor=cast.holder(department, "ku"), at=confirmed
            )
    task.refresh_from_db()
    return task


def others(task: Task) -> list[Department]:
    """The participants besides the initiator."""
    return [department for department in members(task) if department.pk != task.initiator_id]


def draw(cast: Cast, task: Task, kind: DrawKind, on: date, hour: int) -> Ceremony:
    """A whole ceremony with two parties, from opening to result, within an hour of the story's day."""
    clerk = cast.clerk_of(task.initiator)
    witness = cast.people[f"{cast.prefix_of(task.initiator)}.ku"]
    ceremony = draws.open_ceremony(task=task, kind=kind, witness=witness, actor=clerk, at=moment(on, hour))
    parties = [task.initiator, others(task)[0]]
    values = {party.pk: secrets.token_hex(32) for party in parties}
    for party in parties:
        draws.hand_in_share(
            ceremony=ceremony,
            sha256=share_commitment(ceremony.ceremony, party.name, bytes.fromhex(values[party.pk])),
            actor=cast.clerk_of(party),
            at=moment(on, hour, 5),
        )
    freeze = draws.freeze_objects if kind == DrawKind.OBJECTS else draws.freeze_inspectors
    freeze(ceremony=ceremony, reveal_by=moment(on, hour, 50), actor=clerk, at=moment(on, hour, 10))
    for party in parties:
        draws.reveal_share(
            ceremony=ceremony, value=values[party.pk], actor=cast.clerk_of(party), at=moment(on, hour, 20)
        )
    finish = draws.draw_objects if kind == DrawKind.OBJECTS else draws.draw_inspectors
    finish(ceremony=ceremony, actor=clerk, at=moment(on, hour, 30))
    if kind == DrawKind.OBJECTS:
        sign(cast, ceremony, at=moment(on, hour, 45))
    return ceremony


AUDITORS_KEY = Ed25519PrivateKey.from_private_bytes(
    sha256(b"suiji demonstration: the auditor's key").digest()
)
"""Known to everybody who reads this, and registered in no house but a demonstration."""


def register_key(cast: Cast, *, at: datetime) -> None:
    """The discipline inspection's public key enters the log before anything is drawn (R55)."""
    auditor = cast.actor("jw")
    public = AUDITORS_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    claim = {"auditor": auditor.department_name, "public_key": public}
    proof = AUDITORS_KEY.sign(signed_bytes(KEY, claim)).hex()
    draws.register_auditor_key(public_key=public, signature=proof, actor=auditor, at=at)


def sign(cast: Cast, ceremony: Ceremony, *, at: datetime) -> None:
    """The auditor replays the draw and signs for it; names are public from here on."""
    auditor = cast.actor("jw")
    draws.replay(ceremony=ceremony, actor=auditor, at=at)
    key, check = keys_of(auditor)[0], last_check(ceremony)
    if check is None:
        raise LookupError(ceremony.ceremony)
    said = statement_of(ceremony, key, check, verdict=CONFIRMED, because="", at=at)
    draws.confirm_result(
        ceremony=ceremony,
        key=key,
        verdict=CONFIRMED,
        because="",
        signed_at=at,
        signature=AUDITORS_KEY.sign(signed_bytes(STATEMENT, said)).hex(),
        actor=auditor,
        at=at,
    )


def draw_both(cast: Cast, task: Task, on: date) -> Task:
    """Objects in the morning, dispatch, inspectors in the afternoon (Art. 14, 15, 17)."""
    draw(cast, task, DrawKind.OBJECTS, on, 9)
    task.refresh_from_db()
    draws.dispatch(task=task, actor=cast.clerk_of(task.initiator), at=moment(on, 11))
    task.refresh_from_db()
    draw(cast, task, DrawKind.INSPECTORS, on, 14)
    task.refresh_from_db()
    return task


def dispatch_below(cast: Cast, task: Task, on: date) -> Task:
    """The list goes to the counties; all but the last of them have accepted theirs (Art. 13)."""
    draws.dispatch(task=task, actor=cast.clerk_of(task.initiator), at=moment(on, 11))
    below = [unit for unit in units_of(task) if unit.lead_id != task.initiator_id]
    for unit in below[:-1]:
        draws.accept(unit=unit, actor=cast.clerk_of(unit.lead), at=moment(on, 15))
    task.refresh_from_db()
    return task


def spread(days: Iterable[date], count: int) -> list[date]:
    """``count`` days out of the given ones, in order, as evenly as may be."""
    pool = list(days)
    return [pool[place * len(pool) // count] for place in range(count)]


def working_days(start: date, count: int) -> list[date]:
    """``count`` working days from ``start`` on."""
    days, day = calendar(), start - timedelta(days=1)
    found: list[date] = []
    while len(found) < count:
        day = workday_after(day, 1, days)
        found.append(day)
    return found
