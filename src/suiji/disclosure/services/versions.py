"""The versions that the public reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from suiji.disclosure.models import Correction, Publication, PublicationVersion
from suiji.disclosure.services.rows import Row, union
from suiji.inspections.queries import visits_are_over
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.libraries.services import note_results
from suiji.organs.days import day_of


def add_version(
    publication: Publication,
    rows: Sequence[Row],
    actor: Actor,
    at: datetime,
    *,
    correction: Correction | None = None,
) -> PublicationVersion:
    """The next version; the earlier ones stay. The database takes a second one only for a signed correction."""
    _tell_the_library(publication, rows, at)
    return PublicationVersion.objects.create(
        publication=publication,
        number=publication.versions.count() + 1 if correction else 1,
        results=union(row["results"] for row in rows),
        rows=list(rows),
        responsible_id=actor.id,
        published_at=at,
        reason=correction.reason if correction else "",
        correction=correction,
    )


def _tell_the_library(publication: Publication, rows: Sequence[Row], at: datetime) -> None:
    """Results flow back to the object, so that a later scheme can show what need not be checked again (Art. 24)."""
    visit = publication.visit
    if visit.ended_at is not None:
        note_results(
            object=visit.drawn.object,
            department=publication.department_id,
            results={row["item"]: row["results"] for row in rows},
            on=day_of(visit.ended_at),
            reference=visit.task.number,
            at=at,
        )


def public_body(version: PublicationVersion) -> dict[str, Any]:
    """What anybody may read: no person, no class; no unannounced task before its visits are over."""
    visit = version.publication.visit
    task = visit.task
    hidden = task.unannounced and not visits_are_over(task)
    return {
        "object": visit.drawn.object.code,
        "department": version.publication.department.name,
        "task": "" if hidden else task.number,
        "results": [ResultCode(code).words for code in version.results],
        "version": version.number,
    }
