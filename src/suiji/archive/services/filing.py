"""What may be done with files: open one for a finished visit, and seal it once it is complete."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from suiji.archive.descriptions import described
from suiji.archive.models import CaseFile, Package, Retention, Supplement
from suiji.archive.packages import manifest_of, zip_of
from suiji.archive.pieces import Piece, pieces_of
from suiji.archive.queries import contents_of, missing_papers
from suiji.archive.states import CaseFileState
from suiji.followup.queries import open_of
from suiji.inspections.models import Visit
from suiji.inspections.queries import lead_of
from suiji.inspections.states import VisitState
from suiji.law import require
from suiji.law.aftercare import no_open_follow_up
from suiji.law.confidence import file_is_complete, retention_ends
from suiji.law.general import steps_in_order
from suiji.law.results import result_is_signed
from suiji.ledger import Actor
from suiji.ledger.services import lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.queries import is_demonstration
from suiji.organs.roles import Role
from suiji.tasks.models import Task


@transaction.atomic
def open_file(*, visit: Visit, actor: Actor, at: datetime) -> CaseFile:
    """The visit's file, opened by who leads it once the record is signed; the same file when asked twice."""
    visit = lock(visit)
    require_role(actor, Role.CLERK, department_id=lead_of(visit).pk)
    require(result_is_signed, signed=visit.state == VisitState.SIGNED)
    found = CaseFile.objects.filter(visit=visit).first()
    if found is not None:
        return found
    # Files of one task are numbered one after the other; the task's row keeps two clerks apart.
    task = Task.objects.select_for_update(of=("self",)).get(pk=visit.task_id)
    number = CaseFile.objects.filter(visit__task=task).count() + 1
    case_file = CaseFile.objects.create(
        state=CaseFile.machine.initial, visit=visit, number=f"{task.number}-{number:03d}", opened_at=at
    )
    record(
        case_file,
        "archive.opened",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{visit}立卷，卷号 {case_file.number}。",
    )
    return case_file


@transaction.atomic
def open_files(*, visits: Iterable[Visit], actor: Actor, at: datetime) -> list[CaseFile]:
    """The files of several visits at once: all of them, or none where one is refused."""
    return [open_file(visit=visit, actor=actor, at=at) for visit in visits]


@transaction.atomic
def archive(
    *, case_file: CaseFile, retention: Retention = Retention.THIRTY, actor: Actor, at: datetime
) -> Package:
    """The sealed package of a complete file. Refused while a piece is missing or a follow-up is open (Art. 23, 27)."""
    case_file = lock(case_file)
    visit = case_file.visit
    require_role(actor, Role.CLERK, department_id=lead_of(visit).pk)
    require(no_open_follow_up, open=open_of(visit).count())
    require(file_is_complete, missing=len(missing_papers(visit)))
    move(case_file, CaseFileState.ARCHIVED, actor=actor, at=at)
    pieces = pieces_of(visit, demonstration=is_demonstration())
    manifest = manifest_of(pieces)
    heading = {
        "case_file": case_file.number,
        "object": visit.drawn.object.name,
        "task": visit.task.number,
        "sealed_at": at.isoformat(timespec="seconds"),
        "retention": retention.label,
    }
    content = zip_of(pieces, manifest, heading, described(case_file, retention, at))
    # By its key: a one-to-one remembers both ends, and such a ring keeps the bytes until the collector comes.
    package = Package.objects.create(
        case_file_id=case_file.pk,
        manifest=manifest,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        sealed_at=at,
        retention=retention,
        keep_until=_keep_until(retention, at),
    )
    record(
        case_file,
        "archive.sealed",
        actor=actor,
        at=at,
        sentence=f"{case_file}封存 {len(pieces)} 件，保管期限{retention.label}，校验值 {package.sha256[:16]}。",
        facts={"sha256": package.sha256, "papers": len(pieces), "retention": retention.value},
    )
    return package


def _keep_until(retention: Retention, at: datetime) -> date | None:
    if retention.years is None:
        return None
    return retention_ends(sealed_on=day_of(at), years=retention.years)


@transaction.atomic
def add_supplement(
    *, case_file: CaseFile, title: str, reason: str, suffix: str, content: bytes, actor: Actor, at: datetime
) -> Supplement:
    """A further volume beside a sealed file; the file itself stays what it was, and is checked to be."""
    case_file = lock(case_file)
    require_role(actor, Role.CLERK, department_id=lead_of(case_file.visit).pk)
    require(steps_in_order, allowed=case_file.state == CaseFileState.ARCHIVED)
    package = Package.objects.get(case_file=case_file)
    contents_of(package)
    number = case_file.supplements.count() + 1
    pieces = [Piece(title.strip(), f"补充材料.{suffix}", content)]
    heading = {
        "case_file": case_file.number,
        "volume": f"补充卷 {number}",
        "reason": reason.strip(),
        "supplements_sha256": package.sha256,
        "sealed_at": at.isoformat(timespec="seconds"),
    }
    manifest = manifest_of(pieces)
    description = described(
        case_file, Retention(package.retention), at, volume=heading["volume"], title=title.strip()
    )
    sealed = zip_of(pieces, manifest, heading, description)
    supplement = Supplement.objects.create(
        case_file=case_file,
        number=number,
        title=title.strip(),
        reason=reason.strip(),
        manifest=manifest,
        content=sealed,
        sha256=hashlib.sha256(sealed).hexdigest(),
        sealed_at=at,
    )
    record(
        case_file,
        "archive.supplemented",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{case_file}另立补充卷 {number}：{supplement.title}。",
        because=supplement.reason,
        facts={"sha256": supplement.sha256, "number": number},
    )
    return supplement
