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


F = FollowUpState
CLERK = frozenset({Role.CLERK})

FOLLOW_UP = Machine(
    "后续处理",
    F.choices,
    initial=F.OPEN,
    edges=[
        Edge(F.OPEN, F.SENT, CLERK, "followup.sent", "{department}{actor}移送{subject}。"),
        Edge(F.RETURNED, F.SENT, CLERK, "followup.sent", "{department}{actor}重新移送{subject}。"),
        Edge(F.SENT, F.RECEIVED, CLERK, "followup.received", "{department}{actor}签收{subject}。"),
        Edge(F.SENT, F.RETURNED, CLERK, "followup.returned", "{department}{actor}退回{subject}：{because}"),
        Edge(F.RECEIVED, F.CLOSED, CLERK, "followup.closed", "{department}{actor}办结{subject}：{because}"),
        Edge(F.RETURNED, F.CLOSED, CLERK, "followup.closed", "{department}{actor}办结{subject}：{because}"),
        Edge(F.OPEN, F.CLOSED, CLERK, "followup.closed", "{department}{actor}办结{subject}：{because}"),
    ],
)
