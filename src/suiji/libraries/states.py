"""Which moves a file on its way into the libraries may make."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class UploadState(TextChoices):
    """States of an uploaded file."""

    RECEIVED = "RECEIVED", "待对应列"
    CHECKING = "CHECKING", "校验中"
    FAILED = "FAILED", "无法读取"
    CHECKED = "CHECKED", "待导入"
    WRITING = "WRITING", "导入中"
    DONE = "DONE", "已导入"
    UNDONE = "UNDONE", "已撤销"
    DISCARDED = "DISCARDED", "已放弃"


class EntryState(TextChoices):
    """States of an entry of the object library."""

    ACTIVE = "ACTIVE", "有效"
    SUSPENDED = "SUSPENDED", "停用"
    PENDING = "PENDING", "待核"
    REMOVED = "REMOVED", "注销移出"


LIBRARIAN = frozenset({Role.LIBRARIAN})
SYSTEM = frozenset({Role.SYSTEM, Role.LIBRARIAN})
"""The job acts for the house; a small file is taken in by the librarian's own hand at once."""

_S = UploadState
_AGAIN = "{department}{actor}重新对应{subject}的列并校验。"
_DISCARDED = "{department}{actor}放弃{subject}，没有导入。"
"""A librarian's word, or the house's, where nobody went on with a file for a quarter (R182)."""

UPLOAD = Machine(
    "导入文件",
    UploadState.choices,
    initial=UploadState.RECEIVED,
    edges=[
        Edge(_S.RECEIVED, _S.CHECKING, LIBRARIAN, "libraries.checking", "{department}{actor}校验{subject}。"),
        Edge(_S.CHECKED, _S.CHECKING, LIBRARIAN, "libraries.checking", _AGAIN),
        Edge(_S.FAILED, _S.CHECKING, LIBRARIAN, "libraries.checking", _AGAIN),
        Edge(_S.CHECKING, _S.CHECKED, SYSTEM, "libraries.checked", "{subject}逐行校验完毕，名录库尚未改动。"),
        Edge(_S.CHECKING, _S.FAILED, SYSTEM, "libraries.unreadable", "{subject}不能读取：{because}"),
        Edge(
            _S.CHECKED, _S.WRITING, LIBRARIAN, "libraries.accepted", "{department}{actor}决定导入{subject}。"
        ),
        Edge(_S.WRITING, _S.DONE, SYSTEM, "libraries.written", "{subject}已导入名录库。"),
        Edge(
            _S.DONE,
            _S.UNDONE,
            LIBRARIAN,
            "libraries.undone",
            "{department}{actor}整体撤销{subject}的导入：{because}",
        ),
        Edge(_S.RECEIVED, _S.DISCARDED, SYSTEM, "libraries.discarded", _DISCARDED),
        Edge(_S.CHECKED, _S.DISCARDED, SYSTEM, "libraries.discarded", _DISCARDED),
        Edge(_S.FAILED, _S.DISCARDED, SYSTEM, "libraries.discarded", _DISCARDED),
        Edge(_S.CHECKING, _S.DISCARDED, LIBRARIAN, "libraries.discarded", _DISCARDED),
        Edge(_S.WRITING, _S.DISCARDED, LIBRARIAN, "libraries.discarded", _DISCARDED),
    ],
)


class AbsenceState(TextChoices):
    """States of days away."""

    RECORDED = "RECORDED", "已登记"
    CANCELLED = "CANCELLED", "已取消"


ABSENCE = Machine(
    "离岗",
    AbsenceState.choices,
    initial=AbsenceState.RECORDED,
    edges=[
        Edge(
            AbsenceState.RECORDED,
            AbsenceState.CANCELLED,
            LIBRARIAN,
            "libraries.absence_cancelled",
            "{department}{actor}取消{subject}：{because}",
        ),
    ],
)


class RecusalState(TextChoices):
    """States of a declared conflict."""

    DECLARED = "DECLARED", "有效"
    WITHDRAWN = "WITHDRAWN", "已撤回"


RECUSAL = Machine(
    "回避",
    RecusalState.choices,
    initial=RecusalState.DECLARED,
    edges=[
        Edge(
            RecusalState.DECLARED,
            RecusalState.WITHDRAWN,
            frozenset({Role.INSPECTOR, Role.LIBRARIAN, Role.CLERK}),
            "libraries.recusal_withdrawn",
            "{department}{actor}撤回{subject}。",
        ),
    ],
)

_E = EntryState
_SUSPENDED = "{department}{actor}停用{subject}：{because}"
_DOUBTED = "{department}{actor}将{subject}转为待核：{because}"
_RESTORED = "{department}{actor}恢复{subject}为有效：{because}"
_REMOVED = "{department}{actor}将{subject}注销移出名录库：{because}"

ENTRY = Machine(
    "名录条目",
    EntryState.choices,
    initial=EntryState.ACTIVE,
    edges=[
        Edge(_E.ACTIVE, _E.PENDING, LIBRARIAN, "libraries.entry_doubted", _DOUBTED),
        Edge(_E.ACTIVE, _E.SUSPENDED, LIBRARIAN, "libraries.entry_suspended", _SUSPENDED),
        Edge(_E.ACTIVE, _E.REMOVED, LIBRARIAN, "libraries.entry_removed", _REMOVED),
        Edge(_E.PENDING, _E.ACTIVE, LIBRARIAN, "libraries.entry_restored", _RESTORED),
        Edge(_E.PENDING, _E.SUSPENDED, LIBRARIAN, "libraries.entry_suspended", _SUSPENDED),
        Edge(_E.PENDING, _E.REMOVED, LIBRARIAN, "libraries.entry_removed", _REMOVED),
        Edge(_E.SUSPENDED, _E.ACTIVE, LIBRARIAN, "libraries.entry_restored", _RESTORED),
        Edge(_E.SUSPENDED, _E.PENDING, LIBRARIAN, "libraries.entry_doubted", _DOUBTED),
        Edge(_E.SUSPENDED, _E.REMOVED, LIBRARIAN, "libraries.entry_removed", _REMOVED),
        Edge(_E.REMOVED, _E.PENDING, LIBRARIAN, "libraries.entry_doubted", _DOUBTED),
    ],
)
