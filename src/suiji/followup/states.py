"""What a result that found something leads to, until its outcome is written."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class FollowUpState(TextChoices):
    """States of a follow-up."""

    OPEN = "OPEN", "待处理"
    SENT = "SENT", "已移送"
    RECEIVED = "RECEIVED", "已签收"
    RETURNED = "RETURNED", "被退回"
    CLOSED = "CLOSED", "已办结"
    WITHDRAWN = "WITHDRAWN", "已撤销登记"


F = FollowUpState
ENDED = (F.CLOSED, F.WITHDRAWN)
"""The states in which nothing is left to do."""
CLERK, DEPUTY = frozenset({Role.CLERK}), frozenset({Role.DEPUTY_HEAD})

FOLLOW_UP = Machine(
    "后续处理",
    F.choices,
    initial=F.OPEN,
    edges=[
        Edge(F.OPEN, F.SENT, CLERK, "followup.sent", "{department}{actor}送出{subject}。"),
        Edge(F.RETURNED, F.SENT, CLERK, "followup.sent", "{department}{actor}重新送出{subject}。"),
        Edge(F.SENT, F.RECEIVED, CLERK, "followup.received", "{department}{actor}签收{subject}。"),
        Edge(F.SENT, F.RETURNED, CLERK, "followup.returned", "{department}{actor}退回{subject}：{because}"),
        Edge(F.RECEIVED, F.CLOSED, CLERK, "followup.closed", "{department}{actor}办结{subject}：{because}"),
        Edge(F.RETURNED, F.CLOSED, CLERK, "followup.closed", "{department}{actor}办结{subject}：{because}"),
        Edge(F.OPEN, F.CLOSED, CLERK, "followup.closed", "{department}{actor}办结{subject}：{because}"),
        Edge(
            F.OPEN,
            F.WITHDRAWN,
            DEPUTY,
            "followup.withdrawn",
            "{department}{actor}撤销{subject}的登记：{because}",
        ),
    ],
)


class RecognitionState(TextChoices):
    """States of the recognition of another department's result (Art. 24)."""

    APPLIED = "APPLIED", "待分管负责人审批"
    RECOGNISED = "RECOGNISED", "已互认"
    REJECTED = "REJECTED", "不予互认"


R = RecognitionState

RECOGNITION = Machine(
    "结果互认",
    R.choices,
    initial=R.APPLIED,
    edges=[
        Edge(R.APPLIED, R.RECOGNISED, DEPUTY, "followup.recognised", "{department}{actor}同意{subject}。"),
        Edge(
            R.APPLIED,
            R.REJECTED,
            DEPUTY,
            "followup.not_recognised",
            "{department}{actor}不同意{subject}：{because}",
        ),
    ],
)


class DisciplineState(TextChoices):
    """States of a joint punishment (Art. 24)."""

    PROPOSED = "PROPOSED", "待分管负责人审批"
    IN_FORCE = "IN_FORCE", "实施中"
    REJECTED = "REJECTED", "未批准"
    LIFTED = "LIFTED", "已解除"


D = DisciplineState

DISCIPLINE = Machine(
    "联合惩戒",
    D.choices,
    initial=D.PROPOSED,
    edges=[
        Edge(D.PROPOSED, D.IN_FORCE, DEPUTY, "followup.disciplined", "{department}{actor}批准{subject}。"),
        Edge(
            D.PROPOSED,
            D.REJECTED,
            DEPUTY,
            "followup.not_disciplined",
            "{department}{actor}不批准{subject}：{because}",
        ),
        Edge(D.IN_FORCE, D.LIFTED, DEPUTY, "followup.lifted", "{department}{actor}解除{subject}：{because}"),
    ],
)
