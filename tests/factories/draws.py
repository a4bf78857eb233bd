"""Ceremonies through the real services, step by step or to the end."""

import hashlib
from datetime import datetime, timedelta

from suiji.draws import services
from suiji.draws.models import Ceremony, DrawKind
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.sampling.sources import share_commitment
from suiji.tasks.models import Task
from tests.factories.organs import a_person
from tests.factories.tasks import Cast, later

REVEAL_BY = later(60)


def a_value(ceremony: Ceremony, department: Department) -> str:
    """The department's secret number in this ceremony: always the same, so that it can be revealed."""
    return hashlib.sha256(f"{ceremony.ceremony}{department.code}".encode()).hexdigest()


def a_ceremony(
    task: Task, cast: Cast, kind: DrawKind = DrawKind.OBJECTS, *, at: datetime | None = None
) -> Ceremony:
    """An open ceremony with a witness from the initiator."""
    witness = a_person("见证人", department=cast.initiator)
    return services.open_ceremony(task=task, kind=kind, witness=witness, actor=cast.clerk, at=at or later(1))


def hand_in(ceremony: Ceremony, cast: Cast, *, at: datetime | None = None) -> None:
    """Every department's share."""
    for department in cast.departments:
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
    act = services.freeze_objects if ceremony.kind == DrawKind.OBJECTS else services.freeze_inspectors
    act(ceremony=ceremony, reveal_by=at + timedelta(hours=1), actor=cast.clerk, at=at)


def reveal(ceremony: Ceremony, cast: Cast, *departments: Department, at: datetime | None = None) -> None:
    """The shares of these departments, or of all."""
    for department in departments or cast.departments:
        services.reveal_share(
            ceremony=ceremony,
            value=a_value(ceremony, department),
            actor=cast.of(department, Role.CLERK),
            at=at or later(4),
        )


def drawn_objects(task: Task, cast: Cast, *, at: datetime | None = None) -> Ceremony:
    """A ceremony carried to its drawn list."""
    ceremony = a_ceremony(task, cast, at=at)
    hand_in(ceremony, cast, at=at)
    freeze(ceremony, cast, at=at)
    reveal(ceremony, cast, at=at)
    services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=at or later(5))
    task.refresh_from_db()
    return ceremony


def drawn_inspectors(task: Task, cast: Cast, *, at: datetime | None = None) -> Ceremony:
    """A task with a drawn list, dispatched, and its inspectors drawn into teams."""
    services.dispatch(task=task, actor=cast.clerk, at=at or later(6))
    ceremony = a_ceremony(task, cast, DrawKind.INSPECTORS, at=at or later(7))
    hand_in(ceremony, cast, at=at or later(7))
    freeze(ceremony, cast, at=at or later(7))
    reveal(ceremony, cast, at=at or later(7))
    services.draw_inspectors(ceremony=ceremony, actor=cast.clerk, at=at or later(8))
    task.refresh_from_db()
    return ceremony
