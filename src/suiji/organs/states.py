"""A file of confidential rows leaves once, after a head of the department has agreed (Art. 25)."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class ExportState(TextChoices):
    """States of an export permit."""

    REQUESTED = "REQUESTED", "待分管负责人审批"
    APPROVED = "APPROVED", "已批准，可以导出一次"
    REFUSED = "REFUSED", "未批准"
    USED = "USED", "已导出"


E = ExportState
DEPUTY = frozenset({Role.DEPUTY_HEAD})

EXPORT = Machine(
    "导出审批",
    E.choices,
    initial=E.REQUESTED,
    edges=[
        Edge(E.REQUESTED, E.APPROVED, DEPUTY, "organs.export_approved", "{department}{actor}批准{subject}。"),
        Edge(
            E.REQUESTED,
            E.REFUSED,
            DEPUTY,
            "organs.export_refused",
            "{department}{actor}未批准{subject}：{because}",
        ),
        Edge(
            E.APPROVED,
            E.USED,
            frozenset({Role.LIBRARIAN, Role.CLERK}),
            "organs.export_used",
            "{department}{actor}使用批准，完成{subject}。",
        ),
    ],
)
