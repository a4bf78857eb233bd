"""销毁 — approved by a head, compared by two watchers, carried out by the owner's own hand (Art. 27, reading R110)."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from suiji.archive.models import CaseFile, DestroyedFile, DestructionList, Extension, Verdict, Watcher
from suiji.archive.queries import appraisal_of, kept_until, watched
from suiji.archive.states import CaseFileState, DestructionState
from suiji.inspections.services import discard_files, sweep_discarded
from suiji.law import require
from suiji.law.confidence import (
    archive_unchanged,
    destruction_approved_by_another,
    destruction_is_watched,
    file_is_at_rest,
    term_has_run_out,
)
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

LOOKED_AFTER = timedelta(days=30)
"""So long a destroyed file's evidence is looked for again in the store, day by day."""


@transaction.atomic
def approve(*, destruction: DestructionList, opinion: str, actor: Actor, at: datetime) -> DestructionList:
    """The principal head's approval of the list as it was handed in; files to be kept get their new term with it."""
    destruction = hold(destruction)
    require_role(actor, Role.PRINCIPAL_HEAD, department_id=destruction.department_id)
    require(
        destruction_approved_by_another,
        in_group=destruction.appraisers.filter(person_id=actor.id).exists()
        or destruction.watchers.filter(person_id=actor.id).exists(),
    )
    appraisal = appraisal_of(destruction)
    _require_same(destruction, appraisal.sha256)
    require(file_is_at_rest, open_matters=sum(len(row.obstacles) for row in appraisal.obstructed))
    destruction.approver_id, destruction.approval, destruction.approved_at = actor.id, opinion.strip(), at
    destruction.save(update_fields=["approver", "approval", "approved_at"])
    state = DestructionState.APPROVED if appraisal.to_destroy else DestructionState.KEPT
    facts = {"sha256": appraisal.sha256}
    move(destruction, state, actor=actor, at=at, because=destruction.approval, facts=facts)
    Extension.objects.bulk_create(
        Extension(
            case_file=row.line.case_file,
            destruction=destruction,
            keep_until=row.line.keep_until,
            decided_at=at,
        )
        for row in appraisal.lines
        if row.line.verdict == Verdict.KEEP and row.line.keep_until
    )
    return destruction


@transaction.atomic
def send_back(*, destruction: DestructionList, because: str, actor: Actor, at: datetime) -> DestructionList:
    """The head wants something appraised again."""
    destruction = hold(destruction)
    require_role(actor, Role.PRINCIPAL_HEAD, department_id=destruction.department_id)
    move(destruction, DestructionState.APPRAISING, actor=actor, at=at, because=because.strip())
    return destruction


@transaction.atomic
def check_off(*, destruction: DestructionList, actor: Actor, at: datetime) -> Watcher:
    """A watcher has compared the approved list with the files, one by one, and will see them destroyed."""
    destruction = lock(destruction)
    place = destruction.watchers.filter(person_id=actor.id).first()
    if place is None:
        raise NotYours("由清册上的监销人清点核对。")
    require(steps_in_order, allowed=destruction.state == DestructionState.APPROVED)
    appraisal = appraisal_of(destruction)
    _require_same(destruction, appraisal.sha256)
    place.checked_sha256, place.checked_at = appraisal.sha256, at
    place.save(update_fields=["checked_sha256", "checked_at"])
    record(
        destruction,
        "archive.destruction_watched",
        actor=actor,
        at=at,
        sentence=f"监销人{actor.department_name}{actor.name}按{destruction}清点核对 {appraisal.to_destroy} 卷。",
        facts={"sha256": appraisal.sha256},
    )
    return place


@transaction.atomic
def destroy(*, destruction: DestructionList, actor: Actor, at: datetime) -> DestructionList:
    """The volumes of the approved files are wiped, and the files of their visits' evidence with them.

    What stays: the list, every table of contents with its hashes, and the ledger. Nothing is wiped where one of the
    files is no longer what was approved, has something open, or has a term that runs.
    """
    destruction = hold(destruction)
    require_role(actor, Role.CLERK, department_id=destruction.department_id)
    require(steps_in_order, allowed=destruction.state == DestructionState.APPROVED)
    appraisal = appraisal_of(destruction)
    _require_same(destruction, appraisal.sha256)
    require(destruction_is_watched, watchers=len(appraisal.checked) if watched(destruction) else 0)
    condemned = [row.line.case_file for row in appraisal.lines if row.line.verdict == Verdict.DESTROY]
    require(file_is_at_rest, open_matters=sum(len(row.obstacles) for row in appraisal.obstructed))
    for case_file in condemned:
        require(term_has_run_out, keep_until=kept_until(case_file), on=day_of(at))
    volumes = {case_file.pk: _volumes(case_file) for case_file in condemned}
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_destroy(%s)", [destruction.pk])
    for case_file in condemned:
        DestroyedFile.objects.create(
            case_file=case_file, destruction=destruction, volumes=volumes[case_file.pk], destroyed_at=at
        )
        facts = {"volumes": volumes[case_file.pk]}
        move(case_file, CaseFileState.DESTROYED, actor=actor, at=at, because=str(destruction), facts=facts)
        discard_files(visit=case_file.visit, because=str(destruction), actor=actor, at=at)
    destruction.destroyed_at = at
    destruction.save(update_fields=["destroyed_at"])
    move(destruction, DestructionState.DESTROYED, actor=actor, at=at, facts={"files": len(condemned)})
    return destruction


def _volumes(case_file: CaseFile) -> list[dict[str, object]]:
    package = case_file.package
    rows: list[dict[str, object]] = [
        {"volume": "原卷", "sha256": package.sha256, "papers": len(package.manifest)}
    ]
    for volume in case_file.supplements.defer("content").order_by("number"):
        rows.append(
            {"volume": f"补充卷 {volume.number}", "sha256": volume.sha256, "papers": len(volume.manifest)}
        )
    return rows


def _require_same(destruction: DestructionList, sha256: str) -> None:
    """What is approved, watched and destroyed is what was handed in."""
    require(archive_unchanged, archived_sha256=destruction.content_sha256, current_sha256=sha256)


def sweep_destroyed(*, at: datetime) -> int:
    """Files of evidence that outlived their destruction of late, wiped now (a store may be out of reach); how many."""
    late = DestroyedFile.objects.filter(destroyed_at__gte=at - LOOKED_AFTER).select_related(
        "case_file__visit"
    )
    return sum(sweep_discarded(visit=row.case_file.visit) for row in late.order_by("pk").iterator())
