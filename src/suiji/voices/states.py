"""A complaint comes in, and the supervisor answers it."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class ComplaintState(TextChoices):
    """States of a complaint."""

    RECEIVED = "RECEIVED", "已收到"
    ANSWERED = "ANSWERED", "已答复"


C = ComplaintState

COMPLAINT = Machine(
    "企业投诉",
    C.choices,
    initial=C.RECEIVED,
    edges=[
        Edge(
            C.RECEIVED,
            C.ANSWERED,
            frozenset({Role.AUDITOR}),
            "voices.complaint_answered",
            "{department}{actor}答复{subject}。",
        )
    ],
)
