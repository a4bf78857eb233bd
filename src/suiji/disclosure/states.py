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
