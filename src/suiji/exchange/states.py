"""Which moves a batch may make."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class BatchState(TextChoices):
    """States of a batch for the publicity system."""

    HANDED_OUT = "HANDED_OUT", "已导出，等待回执"
    PARTLY = "PARTLY", "部分回执"
    SETTLED = "SETTLED", "全部回执"
    TAKEN_BACK = "TAKEN_BACK", "已收回"


SENDERS = frozenset({Role.CLERK, Role.OFFICE, Role.REVIEWER})
"""Who may carry rows out and bring answers in; for which kind, the room above knows."""
ANSWERABLE = (BatchState.HANDED_OUT, BatchState.PARTLY)

BATCH = Machine(
    "交换批次",
    BatchState.choices,
    initial=BatchState.HANDED_OUT,
    edges=[
        Edge(
            BatchState.HANDED_OUT,
            BatchState.PARTLY,
            SENDERS,
            "exchange.partly_answered",
            "{department}{actor}导入{subject}的回执，还有记录没有答复。",
        ),
        *(
            Edge(
                source,
                BatchState.SETTLED,
                SENDERS,
                "exchange.settled",
                "{department}{actor}导入{subject}的回执，全部记录都有了答复。",
                public=True,
            )
            for source in ANSWERABLE
        ),
        Edge(
            BatchState.HANDED_OUT,
            BatchState.TAKEN_BACK,
            SENDERS,
            "exchange.taken_back",
            "{department}{actor}收回没有报送的{subject}：{because}",
        ),
    ],
)
