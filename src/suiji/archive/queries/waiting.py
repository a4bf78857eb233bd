"""What waits in the archive: visits to file, files to seal, lists to appraise, approve, watch and carry out."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from suiji.archive.models import CaseFile, DestructionList
from suiji.archive.queries.destroying import (
    content_sha256,
    one_under_way,
    open_places,
    run_out_count,
    watched,
)
from suiji.archive.queries.filing import readiness, unfiled_count
from suiji.archive.states import CaseFileState, DestructionState
from suiji.disclosure.models import Publication
from suiji.disclosure.states import MADE_PUBLIC, WithholdingState
from suiji.followup.models import FollowUp
from suiji.followup.states import ENDED
from suiji.inspections.models import Finding, Visit
from suiji.inspections.queries import led_by
from suiji.ledger import Actor
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """Everything of this room that waits for the actor."""
    return [*_filing(actor), *_destroying(actor, today)]


LOOKED_INTO = 8
"""Files that the first page looks into paper by paper; of more it says how many there are."""


@question
def _told_files(department: int) -> QuerySet[CaseFile]:
    """The oldest of them, one more than is looked into."""
    rows = _all_told(department).select_related("visit__drawn__object", "visit__task")
    return rows.order_by("pk")[: LOOKED_INTO + 1]


@question
def _told_count(department: int) -> "QuerySet[CaseFile, int]":
    return _all_told(department).values("state").annotate(many=Count("pk")).values_list("many", flat=True)


def _all_told(department: int) -> QuerySet[CaseFile]:
    """Open files of visits that the department leads, whose results all stand and whose follow-ups have all ended."""
    led = Visit.objects.filter(led_by(department)).values("pk")
    told = Q(state__in=MADE_PUBLIC) | Q(withholdings__state=WithholdingState.APPROVED)
    stands = Publication.objects.filter(told, visit=OuterRef("visit"), department=OuterRef("department"))
    untold = Finding.objects.filter(~Exists(stands), visit=OuterRef("visit"))
    followed = FollowUp.objects.filter(finding__visit=OuterRef("visit")).exclude(state__in=ENDED)
    mine = CaseFile.objects.filter(state=CaseFileState.OPEN, visit__in=led)
    return mine.filter(~Exists(untold), ~Exists(followed))


def _filing(actor: Actor) -> list[Todo]:
    if not actor.holds(Role.CLERK):
        return []
    waiting = sum(unfiled_count(actor.department_id))
    rows = []
    if waiting:
        rows.append(
            Todo(
                f"{waiting} 户检查已结束，还没有立卷。",
                "立卷",
                reverse("archive:list") + "#to-be-filed",
                article=27,
            )
        )
    return rows + _to_archive(actor.department_id)


def _to_archive(department: int) -> list[Todo]:
    told = _told_files(department)
    rows = [
        Todo(
            f"{case_file.visit.drawn.object}的案卷材料已齐，可以归档。",
            "归档",
            reverse("archive:detail", args=[case_file.pk]),
            article=27,
        )
        for case_file in told[:LOOKED_INTO]
        if readiness(case_file).is_complete
    ]
    if len(told) > LOOKED_INTO:
        more = sum(_told_count(department)) - LOOKED_INTO
        sentence = f"另有 {more} 卷案卷的结果都已公示、后续处理都已办结，请核对材料后归档。"
        url = reverse("archive:list") + f"?state={CaseFileState.OPEN.value}"
        rows.append(Todo(sentence, "全部查看", url, article=27, stands_for=more))
    return rows


def _destroying(actor: Actor, today: date) -> list[Todo]:
    rows = []
    if actor.holds(Role.CLERK) and (number := sum(run_out_count(actor.department_id, today))):
        sentence = f"{number} 卷案卷保管期限已经届满，需要鉴定。"
        rows.append(Todo(sentence, "开始鉴定", reverse("archive:destructions"), article=27))
    for destruction, sentence, action in _lists(actor):
        url = reverse("archive:destruction", args=[destruction.pk])
        rows.append(Todo(sentence, action, url, article=27))
    return rows


def _lists(actor: Actor) -> list[tuple[DestructionList, str, str]]:
    if not one_under_way(actor.department_id):
        return []
    own = DestructionList.objects.filter(department_id=actor.department_id).order_by("pk")
    places = {place.destruction_id: place for place in open_places(actor)}
    appraised = own.filter(state=DestructionState.APPRAISING, pk__in=places).exclude(lines__verdict="")
    rows = [
        (row, f"{row}等待您签署鉴定意见。", "签署鉴定意见")
        for row in appraised
        if places[row.pk].signed_sha256 != content_sha256(row)
    ]
    if actor.holds(Role.PRINCIPAL_HEAD):
        rows += [
            (row, f"{row}等待您审批。", "审批销毁清册")
            for row in own.filter(state=DestructionState.SUBMITTED)
        ]
    approved = own.filter(state=DestructionState.APPROVED)
    unwatched = approved.filter(watchers__person_id=actor.id, watchers__checked_at=None)
    rows += [(row, f"{row}等待您清点核对。", "清点核对") for row in unwatched]
    if actor.holds(Role.CLERK):
        rows += [(row, f"{row}已由监销人核对，可以销毁。", "销毁") for row in approved if watched(row)]
    return rows
