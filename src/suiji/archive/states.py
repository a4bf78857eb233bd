"""A file is open until everything is in it; then nothing changes it, and only an approved list ends it."""

from django.db.models import TextChoices

from suiji.law.confidence import archive_unchanged
from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class CaseFileState(TextChoices):
    """States of a file."""

    OPEN = "OPEN", "立卷中"
    ARCHIVED = "ARCHIVED", "已归档"
    DESTROYED = "DESTROYED", "已销毁"


FILED = (CaseFileState.ARCHIVED, CaseFileState.DESTROYED)
"""The states of a file that was sealed once, whatever became of it after its term."""

CASE_FILE = Machine(
    "案卷",
    CaseFileState.choices,
    initial=CaseFileState.OPEN,
    edges=[
        Edge(
            CaseFileState.OPEN,
            CaseFileState.ARCHIVED,
            frozenset({Role.CLERK}),
            "archive.archived",
            "{department}{actor}将{subject}归档。",
        ),
        Edge(
            CaseFileState.ARCHIVED,
            CaseFileState.DESTROYED,
            frozenset({Role.CLERK}),
            "archive.destroyed",
            "{department}{actor}按{because}销毁{subject}。",
        ),
    ],
    refusal=archive_unchanged,
)


class DestructionState(TextChoices):
    """States of a 销毁清册."""

    APPRAISING = "APPRAISING", "鉴定中"
    SUBMITTED = "SUBMITTED", "待主要负责人审批"
    APPROVED = "APPROVED", "已批准待监销"
    DESTROYED = "DESTROYED", "已销毁"
    KEPT = "KEPT", "已批准全部续存"
    WITHDRAWN = "WITHDRAWN", "已撤回"


D = DestructionState
CLERKS, PRINCIPALS = frozenset({Role.CLERK}), frozenset({Role.PRINCIPAL_HEAD})

DESTRUCTION = Machine(
    "销毁清册",
    D.choices,
    initial=D.APPRAISING,
    edges=[
        Edge(
            D.APPRAISING,
            D.SUBMITTED,
            CLERKS,
            "archive.destruction_submitted",
            "{department}{actor}将{subject}送主要负责人审批。",
        ),
        Edge(
            D.SUBMITTED,
            D.APPROVED,
            PRINCIPALS,
            "archive.destruction_approved",
            "{department}{actor}批准{subject}：{because}",
        ),
        Edge(
            D.SUBMITTED,
            D.KEPT,
            PRINCIPALS,
            "archive.destruction_kept",
            "{department}{actor}批准{subject}，全部案卷继续保管：{because}",
        ),
        Edge(
            D.SUBMITTED,
            D.APPRAISING,
            PRINCIPALS,
            "archive.destruction_returned",
            "{department}{actor}退回{subject}：{because}",
        ),
        Edge(
            D.APPROVED,
            D.DESTROYED,
            CLERKS,
            "archive.destruction_done",
            "{department}{actor}在监销人见证下按{subject}销毁案卷。",
        ),
        *(
            Edge(
                source,
                D.WITHDRAWN,
                CLERKS | PRINCIPALS,
                "archive.destruction_withdrawn",
                "{department}{actor}撤回{subject}：{because}",
            )
            for source in (D.APPRAISING, D.SUBMITTED, D.APPROVED)
        ),
    ],
)


class HoldState(TextChoices):
    """States of an order to keep a file."""

    IN_FORCE = "IN_FORCE", "暂缓中"
    LIFTED = "LIFTED", "已解除"


HOLDERS = frozenset({Role.DEPUTY_HEAD, Role.AUDITOR})

HOLD = Machine(
    "暂缓销毁",
    HoldState.choices,
    initial=HoldState.IN_FORCE,
    edges=[
        Edge(
            HoldState.IN_FORCE,
            HoldState.LIFTED,
            HOLDERS,
            "archive.hold_lifted",
            "{department}{actor}解除{subject}：{because}",
        ),
    ],
)
