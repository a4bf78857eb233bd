"""A ceremony runs forward or is void; a replacement is decided once; a voiding is signed, then filed."""

from django.db.models import TextChoices

from suiji.law.sampling_duties import list_never_changes
from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class CeremonyState(TextChoices):
    """States of one draw."""

    OPEN = "OPEN", "已开启，收集份额"
    COMMITTED = "COMMITTED", "名单已冻结并承诺"
    RESULTED = "RESULTED", "已抽取"
    VOID = "VOID", "作废"


C = CeremonyState
CLERK = frozenset({Role.CLERK})

CEREMONY = Machine(
    "抽取仪式",
    C.choices,
    initial=C.OPEN,
    edges=[
        Edge(
            C.OPEN,
            C.COMMITTED,
            CLERK,
            "draw.committed",
            "{department}{actor}冻结名单并公开承诺，{subject}。",
            public=True,
        ),
        Edge(
            C.COMMITTED,
            C.RESULTED,
            CLERK,
            "draw.resulted",
            "{department}{actor}完成抽取，{subject}。",
            public=True,
        ),
        *(
            Edge(
                source,
                C.VOID,
                frozenset({Role.PRINCIPAL_HEAD, Role.SYSTEM}),
                "draw.voided",
                "{subject}作废：{because}",
                public=True,
            )
            for source in (C.OPEN, C.COMMITTED)
        ),
    ],
    refusal=list_never_changes,
)


class ReplacementState(TextChoices):
    """States of an application to replace a drawn inspector (Art. 16)."""

    APPLIED = "APPLIED", "待分管负责人审批"
    APPROVED = "APPROVED", "已同意"
    REJECTED = "REJECTED", "未同意"


R = ReplacementState
DEPUTY = frozenset({Role.DEPUTY_HEAD})

REPLACEMENT = Machine(
    "人员调整",
    R.choices,
    initial=R.APPLIED,
    edges=[
        Edge(
            R.APPLIED,
            R.APPROVED,
            DEPUTY,
            "draw.replacement_approved",
            "{department}{actor}同意{subject}。",
            public=True,
        ),
        Edge(
            R.APPLIED,
            R.REJECTED,
            DEPUTY,
            "draw.replacement_rejected",
            "{department}{actor}不同意{subject}：{because}",
        ),
    ],
)


class VoidingState(TextChoices):
    """States of giving a whole task up (reading R14)."""

    SIGNED = "SIGNED", "主要负责人已签字，待备案"
    FILED = "FILED", "已备案，任务作废"


VOIDING = Machine(
    "任务作废",
    VoidingState.choices,
    initial=VoidingState.SIGNED,
    edges=[
        Edge(
            VoidingState.SIGNED,
            VoidingState.FILED,
            frozenset({Role.OFFICE}),
            "draw.voiding_filed",
            "{department}{actor}对{subject}备案，备案号{because}。",
            public=True,
        ),
    ],
)
