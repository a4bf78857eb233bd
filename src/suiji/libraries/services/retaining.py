"""到期删除 — data about people go once their purpose has ended, by night, on record (个人信息保护法 Art. 19, 47).

What is done may be done twice: it looks for what is still there. No day of a row changes, so that nothing that rests on
it has to be confirmed anew; no sentence names what went.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from suiji import vault
from suiji.ledger.models import Entry
from suiji.ledger.services import move, record
from suiji.libraries.models import (
    GONE,
    Absence,
    AbsenceKind,
    Change,
    Conflict,
    InspectedObject,
    Inspector,
    Recusal,
    RegState,
    RowNote,
    StagedRow,
    Upload,
)
from suiji.libraries.states import EntryState, RecusalState, UploadState
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.queries import system_actor

SOON = timedelta(days=90)
"""What served one act, or a person who has left: after it is done, and a quarter in which mistakes come up."""
LATE = timedelta(days=1096)
"""What a dispute over a check may still need: thirty-six months, as for the log of log-ins (R121)."""
ERASED = "（已到期删除）"
BATCH = 500
UNFINISHED = (UploadState.RECEIVED, UploadState.CHECKED, UploadState.FAILED)


def erase_what_has_ended(*, at: datetime) -> int:
    """Everything of the libraries whose term is over; how many rows that were."""
    return (
        _numbers_of_those_who_left(at)
        + _people_of_objects_that_ended(at)
        + _offers_that_are_decided(at)
        + _illness_that_is_over(at)
        + _names_in_recusals_that_ended(at)
        + _lists(at)
    )


def _numbers_of_those_who_left(at: datetime) -> int:
    """Identity number and telephone of an inspector who has left: nobody calls them any more."""
    left = Inspector.objects.filter(status__in=GONE, updated_at__lt=at - SOON)
    rows = left.exclude(identity_number="", phone="", identity_mark="").select_related("department")
    done = 0
    for row in rows.order_by("pk"):
        with transaction.atomic():
            done += Inspector.objects.filter(pk=row.pk, status__in=GONE).update(
                identity_number="", phone="", identity_mark=""
            )
            _tell(
                row,
                row.department,
                "libraries.numbers_erased",
                at,
                f"{row}离岗期满，其身份证号和手机已删除。",
            )
    return done


def _people_of_objects_that_ended(at: datetime) -> int:
    """Representative, liaison and telephone of an object that left the register or the library three years ago."""
    ended = Q(state=EntryState.REMOVED) | Q(reg_state__in=(RegState.CANCELLED, RegState.ANNULLED))
    rows = InspectedObject.objects.filter(ended, updated_at__lt=at - LATE)
    rows = rows.exclude(legal_rep="", liaison="", phone="").select_related("source")
    done = 0
    while found := list(rows.order_by("pk")[:BATCH]):
        with transaction.atomic():
            for row in found:
                row.legal_rep = row.liaison = row.phone = ""
                row.prints = {}
            InspectedObject.objects.bulk_update(found, ["legal_rep", "liaison", "phone", "prints"])
            _count(found, "source", "libraries.contacts_erased", at, "户已注销检查对象的负责人、联络员和电话")
        done += len(found)
    return done


def _offers_that_are_decided(at: datetime) -> int:
    """What a department offered for a sealed field, once it was decided."""
    rows = Conflict.objects.exclude(sealed="").filter(decided_at__lt=at - SOON).select_related("holder")
    return _blank(
        rows, {"sealed": ""}, "holder", "libraries.offers_erased", at, "项已处理数据冲突中的加密内容"
    )


def _illness_that_is_over(at: datetime) -> int:
    """That somebody was ill: an absence stays one, its kind becomes another (sensitive data, Art. 28)."""
    rows = Absence.objects.filter(kind=AbsenceKind.SICK, until_on__lt=day_of(at - SOON))
    rows = rows.select_related("inspector__department")
    return _blank(
        rows,
        {"kind": AbsenceKind.OTHER},
        "inspector.department",
        "libraries.illness_erased",
        at,
        "条离岗记录中的病假事由",
    )


def _names_in_recusals_that_ended(at: datetime) -> int:
    """The person whom an officer must not meet: kin mostly. The recusal stays, without the name."""
    gone = Entry.objects.filter(act="libraries.recusal_withdrawn", recorded_at__lt=at - LATE)
    withdrawn = [int(key) for key in gone.values_list("subject_id", flat=True)]
    ended = (
        Q(state=RecusalState.WITHDRAWN, pk__in=withdrawn)
        | Q(until_on__lt=day_of(at - LATE))
        | Q(inspector__status__in=GONE, inspector__updated_at__lt=at - LATE)
    )
    rows = Recusal.objects.exclude(party="").filter(ended).select_related("inspector__department")
    found = [row for row in rows.order_by("pk") if vault.take(row, "party") != ERASED]
    with transaction.atomic():
        for row in found:
            vault.put(row, "party", ERASED)
        Recusal.objects.bulk_update(found, ["party"])
        _count(found, "inspector.department", "libraries.recusals_erased", at, "项已失效回避中的姓名")
    return len(found)


def _lists(at: datetime) -> int:
    """Uploaded lists: those in use or undone, and those that nobody went on with, which are given up first."""
    over = Q(used_at__lt=at - SOON) | Q(received_at__lt=at - SOON, state__in=(*UNFINISHED, *_CLOSED))
    over |= Q(state=UploadState.DONE, written_at__lt=at - LATE)
    rows = Upload.objects.exclude(path="").filter(over).select_related("department").order_by("pk")
    for row in rows:
        _erase_list(row, at)
    return len(rows)


_CLOSED = (UploadState.UNDONE, UploadState.DISCARDED)


@transaction.atomic
def _erase_list(row: Upload, at: datetime) -> None:
    """The file goes first: where that was all, the next night finds the row again and goes on."""
    row = Upload.objects.select_for_update(of=("self",)).select_related("department").get(pk=row.pk)
    if not row.path:
        return
    default_storage.delete(row.path)
    house = system_actor(row.department)
    if row.state in UNFINISHED:
        move(row, UploadState.DISCARDED, actor=house, at=at, because="九十天内没有继续办理")
    for model in (StagedRow, RowNote, Change):
        model.objects.filter(upload=row).delete()
    row.path, row.used_at = "", row.used_at or at  # what it changed is forgotten: it can no longer be undone
    row.save(update_fields=["path", "used_at"])
    _tell(
        row, row.department, "libraries.list_erased", at, f"{row}保存期满，文件和逐行内容已删除，校验值保留。"
    )


def _blank(rows: QuerySet[Any], values: dict[str, str], whose: str, act: str, at: datetime, what: str) -> int:
    with transaction.atomic():
        found = list(rows.order_by("pk"))
        rows.model._base_manager.filter(pk__in=[row.pk for row in found]).update(**values)
        _count(found, whose, act, at, what)
    return len(found)


def _count(rows: Iterable[Model], whose: str, act: str, at: datetime, what: str) -> None:
    """One entry of the ledger a department: how many, never which."""
    counted: dict[Department, int] = {}
    for row in rows:
        department: Department = _whose(row, whose)
        counted[department] = counted.get(department, 0) + 1
    for department, number in counted.items():
        sentence = f"{number} {what}保存期满，已删除。"
        _tell(department, department, act, at, sentence, {"rows": number})


def _whose(row: object, path: str) -> Department:
    for name in path.split("."):
        row = getattr(row, name)
    assert isinstance(row, Department)
    return row


def _tell(
    subject: Model,
    department: Department,
    act: str,
    at: datetime,
    sentence: str,
    facts: dict[str, int] | None = None,
) -> None:
    record(
        subject, act, actor=system_actor(department), at=at, sentence=f"{department.name}：{sentence}",
        because="个人信息保护法第四十七条", facts=facts,
    )  # fmt: skip
