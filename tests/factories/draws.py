"""Ceremonies through the real services, step by step or to the end."""

import hashlib
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from suiji.draws import services
from suiji.draws.models import Attestation, AuditorKey, Ceremony, DrawKind
from suiji.draws.queries.confirming import last_check, statement_of
from suiji.draws.queries.parties import parties_of
from suiji.ledger import Actor
from suiji.libraries.models import Library
from suiji.organs.days import day_of
from suiji.organs.models import Department, Kind
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role
from suiji.sampling.confirming import CONFIRMED, KEY, STATEMENT, signed_bytes
from suiji.sampling.sources import share_commitment
from suiji.tasks.models import ExecutingUnit, Task
from suiji.tasks.queries import executors_of, people_confirmations
from suiji.tasks.services import confirm_library
from tests.factories.organs import a_department, a_person, an_actor
from tests.factories.tasks import Cast, later

REVEAL_BY = later(60)


def a_value(ceremony: Ceremony, department: Department) -> str:
    """The department's secret number in this ceremony: always the same, so that it can be revealed."""
    return hashlib.sha256(f"{ceremony.ceremony}{department.code}".encode()).hexdigest()


def a_ceremony(
    task: Task,
    cast: Cast,
    kind: DrawKind = DrawKind.OBJECTS,
    *,
    host: Department | None = None,
    unit: ExecutingUnit | None = None,
    at: datetime | None = None,
) -> Ceremony:
    """An open ceremony with a witness from the department that holds it, the initiator unless told."""
    host = host or cast.initiator
    drawing = unit or task.units.first()
    if kind == DrawKind.INSPECTORS and drawing is not None:
        people_confirmed(drawing, cast, at=at or later(1))
    witness = a_person("见证人", department=host)
    clerk = cast.of(host, Role.CLERK)
    return services.open_ceremony(
        task=task, kind=kind, unit=unit, witness=witness, actor=clerk, at=at or later(1)
    )


def people_confirmed(unit: ExecutingUnit, cast: Cast, *, at: datetime) -> None:
    """Every department of the unit has answered for its inspectors as they stand."""
    for row in people_confirmations(unit.task, executors_of(unit), day_of(at)):
        if not row.valid:
            librarian = cast.of(row.department, Role.LIBRARIAN)
            confirm_library(task=unit.task, library=Library.INSPECTORS, actor=librarian, at=at)


def hand_in(ceremony: Ceremony, cast: Cast, *, at: datetime | None = None) -> None:
    """The share of every department that may take part."""
    for department in parties_of(ceremony):
        value = bytes.fromhex(a_value(ceremony, department))
        services.hand_in_share(
            ceremony=ceremony,
            sha256=share_commitment(ceremony.ceremony, department.name, value),
            actor=cast.of(department, Role.CLERK),
            at=at or later(2),
        )


def freeze(ceremony: Ceremony, cast: Cast, *, at: datetime | None = None) -> None:
    """Frozen and committed, with an hour to reveal."""
    at = at or later(3)
    if ceremony.unit is not None:
        people_confirmed(ceremony.unit, cast, at=at)
    act = services.freeze_objects if ceremony.kind == DrawKind.OBJECTS else services.freeze_inspectors
    clerk = cast.of(ceremony.host, Role.CLERK)
    act(ceremony=ceremony, reveal_by=at + timedelta(hours=1), actor=clerk, at=at)


def reveal(ceremony: Ceremony, cast: Cast, *departments: Department, at: datetime | None = None) -> None:
    """The shares of these departments, or of all."""
    for department in departments or parties_of(ceremony):
        services.reveal_share(
            ceremony=ceremony,
            value=a_value(ceremony, department),
            actor=cast.of(department, Role.CLERK),
            at=at or later(4),
        )


AUDITORS_SECRET = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)


def a_signature(purpose: str, statement: dict[str, str], secret: Ed25519PrivateKey = AUDITORS_SECRET) -> str:
    """What an auditor's browser makes of a statement."""
    return secret.sign(signed_bytes(purpose, statement)).hex()


def an_auditor(name: str = "白清廉") -> Actor:
    """Somebody of the discipline inspection, which takes no part in any task."""
    organ = a_department("纪委监委", kind=Kind.SUPERVISOR)
    return an_actor(Role.AUDITOR, department=organ, name=name)


def a_key(
    auditor: Actor, *, secret: Ed25519PrivateKey = AUDITORS_SECRET, at: datetime | None = None
) -> AuditorKey:
    """The auditor's registered key; the same one when asked twice."""
    public = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    found = AuditorKey.objects.filter(public_key=public).first()
    claim = {"auditor": auditor.department_name, "public_key": public}
    return found or services.register_auditor_key(
        public_key=public, signature=a_signature(KEY, claim, secret), actor=auditor, at=at or later(0)
    )


def sign_result(
    ceremony: Ceremony,
    auditor: Actor,
    *,
    verdict: str = CONFIRMED,
    because: str = "",
    at: datetime | None = None,
) -> Attestation:
    """The auditor's signed word under a result that was replayed before."""
    at, key, check = at or later(6), a_key(auditor), last_check(ceremony)
    assert check is not None
    said = statement_of(ceremony, key, check, verdict=verdict, because=because, at=at)
    return services.confirm_result(
        ceremony=ceremony,
        key=key,
        verdict=verdict,
        because=because,
        signed_at=at,
        signature=a_signature(STATEMENT, said),
        actor=auditor,
        at=at,
    )


def confirm(ceremony: Ceremony, *, at: datetime | None = None) -> Attestation:
    """An auditor has replayed the draw and signed for it: its names are public."""
    found = AuditorKey.objects.select_related("person__department").first()
    auditor = actor_of(found.person, today=day_of(at or later(6))) if found else an_auditor()
    assert auditor is not None
    services.replay(ceremony=ceremony, actor=auditor, at=at or later(6))
    return sign_result(ceremony, auditor, at=at)


def drawn_objects(task: Task, cast: Cast, *, at: datetime | None = None, confirmed: bool = True) -> Ceremony:
    """A ceremony carried to its drawn list, which the auditor has signed for unless told otherwise."""
    ceremony = a_ceremony(task, cast, at=at)
    hand_in(ceremony, cast, at=at)
    freeze(ceremony, cast, at=at)
    reveal(ceremony, cast, at=at)
    services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=at or later(5))
    if confirmed:
        confirm(ceremony, at=at)
    task.refresh_from_db()
    return ceremony


def dispatched(task: Task, cast: Cast, *, at: datetime | None = None) -> ExecutingUnit:
    """The drawn list is with its one unit, the initiator's own."""
    services.dispatch(task=task, actor=cast.clerk, at=at or later(6))
    return task.units.get()


def drawn_inspectors(task: Task, cast: Cast, *, at: datetime | None = None) -> Ceremony:
    """A task with a drawn list, dispatched, and its inspectors drawn into teams."""
    services.dispatch(task=task, actor=cast.clerk, at=at or later(6))
    return staffed_by(task, cast, cast.initiator, at=at)


def staffed_by(
    task: Task,
    cast: Cast,
    host: Department,
    *,
    unit: ExecutingUnit | None = None,
    at: datetime | None = None,
) -> Ceremony:
    """A ceremony of inspectors held by a department, carried to its end."""
    ceremony = a_ceremony(task, cast, DrawKind.INSPECTORS, host=host, unit=unit, at=at or later(7))
    hand_in(ceremony, cast, at=at or later(7))
    freeze(ceremony, cast, at=at or later(7))
    reveal(ceremony, cast, at=at or later(7))
    services.draw_inspectors(ceremony=ceremony, actor=cast.of(host, Role.CLERK), at=at or later(8))
    task.refresh_from_db()
    return ceremony
