"""A department's result of a visit: entered, reviewed, published; corrected only by a signed new version."""

from django.db.models import TextChoices

from suiji.law.results import published_result_stands
from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class PublicationState(TextChoices):
    """States of a department's result of one visit."""

    ENTERED = "ENTERED", "已录入待公示"
    RETURNED = "RETURNED", "审核退回"
    PUBLISHED = "PUBLISHED", "已公示"
    CORRECTED = "CORRECTED", "已更正"


P = PublicationState
MADE_PUBLIC = (P.PUBLISHED, P.CORRECTED)
"""The states in which anybody may read a result."""

PUBLICATION = Machine(
    "结果公示",
    P.choices,
    initial=P.ENTERED,
    edges=[
        Edge(
            P.ENTERED,
            P.PUBLISHED,
            frozenset({Role.REVIEWER}),
            "disclosure.published",
            "{department}{actor}审核并公示{subject}。",
            public=True,
        ),
        Edge(
            P.ENTERED,
            P.RETURNED,
            frozenset({Role.REVIEWER}),
            "disclosure.returned",
            "{department}{actor}审核退回{subject}。",
        ),
        Edge(
            P.RETURNED,
            P.ENTERED,
            frozenset({Role.CLERK, Role.INSPECTOR}),
            "disclosure.resubmitted",
            "{department}{actor}改正后重新送审{subject}。",
        ),
        *(
            Edge(
                source,
                P.CORRECTED,
                frozenset({Role.PRINCIPAL_HEAD}),
                "disclosure.corrected",
                "{department}{actor}签字更正{subject}：{because}",
                public=True,
            )
            for source in MADE_PUBLIC
        ),
    ],
    refusal=published_result_stands,
)


class CorrectionState(TextChoices):
    """States of an application to correct a published result (Art. 22)."""

    APPLIED = "APPLIED", "待主要负责人签字"
    SIGNED = "SIGNED", "已签字更正"
    REJECTED = "REJECTED", "未同意"


K = CorrectionState
PRINCIPAL = frozenset({Role.PRINCIPAL_HEAD})

CORRECTION = Machine(
    "结果更正",
    K.choices,
    initial=K.APPLIED,
    edges=[
        Edge(
            K.APPLIED,
            K.SIGNED,
            PRINCIPAL,
            "disclosure.correction_signed",
            "{department}{actor}签字同意{subject}。",
        ),
        Edge(
            K.APPLIED,
            K.REJECTED,
            PRINCIPAL,
            "disclosure.correction_rejected",
            "{department}{actor}不同意{subject}：{because}",
        ),
    ],
)


class ObjectionState(TextChoices):
    """States of what an inspected object says against a result."""

    RAISED = "RAISED", "已提出，待办理"
    TAKEN_UP = "TAKEN_UP", "已提出更正申请，待主要负责人签字"
    SETTLED = "SETTLED", "已采纳，结果已更正"
    HEARD = "HEARD", "已听取并答复"
    DECLINED = "DECLINED", "经核查不予采纳"


B = ObjectionState
CLERKS = frozenset({Role.CLERK})
DEPUTY = frozenset({Role.DEPUTY_HEAD})

OBJECTION = Machine(
    "企业异议",
    B.choices,
    initial=B.RAISED,
    edges=[
        Edge(
            B.RAISED,
            B.TAKEN_UP,
            CLERKS,
            "disclosure.objection_taken_up",
            "{department}{actor}采纳{subject}，据此申请更正。",
        ),
        Edge(
            B.RAISED,
            B.HEARD,
            CLERKS,
            "disclosure.statement_heard",
            "{department}{actor}听取并答复{subject}。",
        ),
        Edge(
            B.RAISED,
            B.DECLINED,
            DEPUTY,
            "disclosure.objection_declined",
            "{department}{actor}经核查不采纳{subject}：{because}",
        ),
        Edge(
            B.TAKEN_UP,
            B.SETTLED,
            PRINCIPAL,
            "disclosure.objection_settled",
            "{department}{actor}签字更正，{subject}办结。",
        ),
        Edge(
            B.TAKEN_UP,
            B.DECLINED,
            PRINCIPAL,
            "disclosure.objection_declined",
            "{department}{actor}不同意更正，不采纳{subject}：{because}",
        ),
    ],
)


class WithholdingState(TextChoices):
    """States of a decision not to publish a result (Art. 4)."""

    APPLIED = "APPLIED", "待分管负责人审批"
    APPROVED = "APPROVED", "已批准不予公开"
    REJECTED = "REJECTED", "未批准"
    ENDED = "ENDED", "已恢复公示"


W = WithholdingState

WITHHOLDING = Machine(
    "不予公开",
    W.choices,
    initial=W.APPLIED,
    edges=[
        Edge(
            W.APPLIED,
            W.APPROVED,
            DEPUTY,
            "disclosure.withheld",
            "{department}{actor}批准{subject}：{because}",
        ),
        Edge(
            W.APPLIED,
            W.REJECTED,
            DEPUTY,
            "disclosure.withholding_rejected",
            "{department}{actor}不同意{subject}：{because}",
        ),
        Edge(
            W.APPROVED,
            W.ENDED,
            DEPUTY,
            "disclosure.withholding_ended",
            "{department}{actor}终止{subject}：{because}",
        ),
    ],
)


class QualityState(TextChoices):
    """States of a look at the quality of what was published (Art. 26)."""

    OPEN = "OPEN", "待整改"
    SOUND = "SOUND", "抽查合格"
    CLOSED = "CLOSED", "已整改并追究责任"


U = QualityState

QUALITY = Machine(
    "公示质量抽查",
    U.choices,
    initial=U.OPEN,
    edges=[
        Edge(
            U.OPEN,
            U.SOUND,
            frozenset({Role.DEPUTY_HEAD, Role.AUDITOR}),
            "disclosure.quality_sound",
            "{department}{actor}抽查{subject}，合格。",
        ),
        Edge(
            U.OPEN,
            U.CLOSED,
            frozenset({Role.PRINCIPAL_HEAD}),
            "disclosure.quality_closed",
            "{department}{actor}办结{subject}：{because}",
        ),
    ],
)
