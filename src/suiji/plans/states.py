"""Which moves a plan line may make."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class PlanState(TextChoices):
    """States of a line of the annual plan, or of a filed temporary check."""

    DRAFT = "DRAFT", "草稿"
    SUBMITTED = "SUBMITTED", "已报送"
    RETURNED = "RETURNED", "退回修改"
    ACCEPTED = "ACCEPTED", "已受理"
    PUBLISHED = "PUBLISHED", "已公示"
    SUPERSEDED = "SUPERSEDED", "已变更"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class RectificationState(TextChoices):
    """States of a special rectification."""

    REGISTERED = "REGISTERED", "已登记"
    JOINT = "JOINT", "联合抽查"
    APART = "APART", "单独实施"


CLERK = frozenset({Role.CLERK})
DEPUTY_HEAD = frozenset({Role.DEPUTY_HEAD})
OFFICE = frozenset({Role.OFFICE})
PUBLISHERS = CLERK | OFFICE
"""A filed temporary check is published by its initiator too: filing is notification, not approval (R5)."""

PLAN = Machine(
    "抽查计划",
    PlanState.choices,
    initial=PlanState.DRAFT,
    edges=[
        Edge(
            PlanState.DRAFT,
            PlanState.SUBMITTED,
            CLERK,
            "plans.submitted",
            "{department}{actor}报送{subject}。",
        ),
        Edge(
            PlanState.RETURNED,
            PlanState.SUBMITTED,
            CLERK,
            "plans.submitted",
            "{department}{actor}重新报送{subject}。",
        ),
        Edge(
            PlanState.SUBMITTED,
            PlanState.RETURNED,
            OFFICE,
            "plans.returned",
            "{department}{actor}退回{subject}：{because}",
        ),
        Edge(
            PlanState.SUBMITTED,
            PlanState.ACCEPTED,
            OFFICE,
            "plans.accepted",
            "{department}{actor}受理{subject}。",
        ),
        Edge(
            PlanState.ACCEPTED,
            PlanState.PUBLISHED,
            OFFICE,
            "plans.published",
            "{department}{actor}公示{subject}。",
            public=True,
        ),
        Edge(
            PlanState.SUBMITTED,
            PlanState.PUBLISHED,
            PUBLISHERS,
            "plans.published",
            "{department}{actor}公示已备案的{subject}。",
            public=True,
        ),
        Edge(
            PlanState.PUBLISHED,
            PlanState.SUPERSEDED,
            PUBLISHERS,
            "plans.superseded",
            "{subject}变更为新的版本：{because}",
            public=True,
        ),
        Edge(
            PlanState.PUBLISHED,
            PlanState.WITHDRAWN,
            CLERK,
            "plans.recalled",
            "{department}{actor}撤回已公示的{subject}：{because}",
            public=True,
        ),
        Edge(
            PlanState.DRAFT,
            PlanState.WITHDRAWN,
            CLERK,
            "plans.withdrawn",
            "{department}{actor}撤回{subject}：{because}",
        ),
        Edge(
            PlanState.RETURNED,
            PlanState.WITHDRAWN,
            CLERK,
            "plans.withdrawn",
            "{department}{actor}撤回{subject}：{because}",
        ),
    ],
)

RECTIFICATION = Machine(
    "专项整治",
    RectificationState.choices,
    initial=RectificationState.REGISTERED,
    edges=[
        Edge(
            RectificationState.REGISTERED,
            RectificationState.JOINT,
            CLERK,
            "plans.rectification_joint",
            "{department}{actor}把{subject}列为联合抽查。",
        ),
        Edge(
            RectificationState.REGISTERED,
            RectificationState.APART,
            DEPUTY_HEAD,
            "plans.rectification_apart",
            "{department}分管负责人{actor}批准{subject}单独实施：{because}",
        ),
    ],
)
