"""Which moves a version of a checklist item may make, who makes them, and what the ledger then says."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class ItemState(TextChoices):
    """States of one version of an item."""

    DRAFT = "DRAFT", "草稿"
    REVIEWED = "REVIEWED", "部门已审核"
    PUBLISHED = "PUBLISHED", "已公布"
    SUSPENDED = "SUSPENDED", "暂停"
    SUPERSEDED = "SUPERSEDED", "已被新版本取代"
    ABOLISHED = "ABOLISHED", "废止"


CLERK = frozenset({Role.CLERK})
DEPUTY = frozenset({Role.DEPUTY_HEAD})
PUBLISHED_OR_SUSPENDED = (ItemState.PUBLISHED, ItemState.SUSPENDED)

ITEM = Machine(
    "抽查事项",
    ItemState.choices,
    initial=ItemState.DRAFT,
    edges=[
        Edge(
            ItemState.DRAFT,
            ItemState.REVIEWED,
            DEPUTY,
            "catalogue.reviewed",
            "{department}{actor}审核通过{subject}。",
        ),
        Edge(
            ItemState.REVIEWED,
            ItemState.DRAFT,
            DEPUTY,
            "catalogue.returned",
            "{department}{actor}退回{subject}：{because}",
        ),
        Edge(
            ItemState.REVIEWED,
            ItemState.PUBLISHED,
            CLERK,
            "catalogue.published",
            "{department}{actor}公布{subject}。",
            public=True,
        ),
        *(
            Edge(
                source,
                ItemState.SUPERSEDED,
                CLERK,
                "catalogue.superseded",
                "{subject}被新版本取代。",
                public=True,
            )
            for source in PUBLISHED_OR_SUSPENDED
        ),
        Edge(
            ItemState.PUBLISHED,
            ItemState.SUSPENDED,
            CLERK,
            "catalogue.suspended",
            "{department}{actor}暂停{subject}：{because}",
            public=True,
        ),
        Edge(
            ItemState.SUSPENDED,
            ItemState.PUBLISHED,
            CLERK,
            "catalogue.resumed",
            "{department}{actor}恢复{subject}：{because}",
            public=True,
        ),
        *(
            Edge(
                source,
                ItemState.ABOLISHED,
                CLERK,
                "catalogue.abolished",
                "{department}{actor}废止{subject}：{because}",
                public=True,
            )
            for source in PUBLISHED_OR_SUSPENDED
        ),
    ],
)
