"""A visit's course: assigned, notified, on site, recorded, signed; an approval's: asked for, decided; and that of a
check which nobody drew."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class VisitState(TextChoices):
    """States of one visit to one drawn object."""

    ASSIGNED = "ASSIGNED", "待检查"
    NOTIFIED = "NOTIFIED", "已告知"
    ON_SITE = "ON_SITE", "检查中"
    SIGNED = "SIGNED", "记录已签字"


V = VisitState
INSPECTOR = frozenset({Role.INSPECTOR})

VISIT = Machine(
    "上门检查",
    V.choices,
    initial=V.ASSIGNED,
    edges=[
        Edge(V.ASSIGNED, V.NOTIFIED, INSPECTOR, "inspections.notified", "{department}{actor}告知{subject}。"),
        Edge(V.NOTIFIED, V.ON_SITE, INSPECTOR, "inspections.arrived", "检查小组到达{subject}。"),
        Edge(
            V.ASSIGNED,
            V.ON_SITE,
            INSPECTOR,
            "inspections.arrived_unannounced",
            "检查小组到达{subject}（不宜告知）。",
        ),
        Edge(V.ON_SITE, V.SIGNED, INSPECTOR, "inspections.signed", "{subject}的记录表签字完毕，检查结束。"),
    ],
)


class ApprovalState(TextChoices):
    """States of an application to the deputy head."""

    APPLIED = "APPLIED", "待分管负责人审批"
    APPROVED = "APPROVED", "已批准"
    REJECTED = "REJECTED", "未批准"


A = ApprovalState
DEPUTY = frozenset({Role.DEPUTY_HEAD})

APPROVAL = Machine(
    "行政检查审批",
    A.choices,
    initial=A.APPLIED,
    edges=[
        Edge(A.APPLIED, A.APPROVED, DEPUTY, "inspections.approved", "{department}{actor}批准{subject}。"),
        Edge(
            A.APPLIED,
            A.REJECTED,
            DEPUTY,
            "inspections.approval_refused",
            "{department}{actor}不批准{subject}：{because}",
        ),
    ],
)


class OtherCheckState(TextChoices):
    """States of a check outside the draws: it begins at the door."""

    ON_SITE = "ON_SITE", "检查中"
    SIGNED = "SIGNED", "记录已签字"
    DROPPED = "DROPPED", "没有实施"


C = OtherCheckState

OTHER_CHECK = Machine(
    "抽查以外的检查",
    C.choices,
    initial=C.ON_SITE,
    edges=[
        Edge(
            C.ON_SITE,
            C.SIGNED,
            INSPECTOR,
            "inspections.other_signed",
            "{subject}的记录表签字完毕，检查结束。",
        ),
        Edge(
            C.ON_SITE,
            C.DROPPED,
            INSPECTOR,
            "inspections.other_dropped",
            "{department}{actor}登记{subject}没有实施：{because}",
        ),
    ],
)
