"""A visit whose papers are all there, ready for its file."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from suiji.archive.models import CaseFile
from suiji.archive.services import open_file
from suiji.disclosure.models import Publication, PublicationVersion
from suiji.disclosure.states import PublicationState
from suiji.draws.models import BundleFile, DrawKind
from suiji.inspections.models import Visit
from suiji.ledger.services import move
from suiji.organs.models import Department
from tests.factories.followup import Scene, a_ceremony, a_clerk, a_hand, a_signed_visit
from tests.factories.organs import a_person

PUBLISHED_AT = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)
ARCHIVED_AT = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)


def publish(visit: Visit, department: Department, *, at: datetime = PUBLISHED_AT) -> Publication:
    """The department's result of the visit, published at an instant."""
    publication = Publication.objects.create(
        state=PublicationState.ENTERED,
        visit=visit,
        department=department,
        due_on=date(2026, 6, 1),
        entered_by=a_person("录入人", department=department),
        entered_at=at,
    )
    results = sorted(
        {code for finding in visit.findings.filter(department=department) for code in finding.results}
    )
    PublicationVersion.objects.create(
        publication=publication,
        number=1,
        results=results,
        rows=[{"item": "SX-001", "title": "餐饮服务食品安全检查", "results": results}],
        responsible=a_person("审核人", department=department),
        published_at=at,
    )
    move(publication, PublicationState.PUBLISHED, actor=a_hand(department), at=at, body={"visit": visit.pk})
    return publication


def a_proven_draw(scene: Scene) -> None:
    """The public files of both draws."""
    for kind in DrawKind:
        for path in ("commitment.json", "result.json"):
            BundleFile.objects.create(
                ceremony=a_ceremony(scene.task, kind), path=path, content=b'{"ceremony":"1"}', public=True
            )


def a_complete_visit(*, results: Sequence[str] = ("NO_PROBLEM",), lead: Department | None = None) -> Scene:
    """Signed, published by both departments, both draws proven."""
    scene = a_signed_visit(results=results, lead=lead)
    a_proven_draw(scene)
    for department in (scene.lead, scene.other):
        publish(scene.visit, department)
    return scene


def a_case_file(scene: Scene | None = None, *, at: datetime = ARCHIVED_AT) -> CaseFile:
    """An open file of a complete visit."""
    scene = scene or a_complete_visit()
    return open_file(visit=scene.visit, actor=a_clerk(scene.lead), at=at)
