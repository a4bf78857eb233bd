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
    WITHDRAWN = "WITHDRAWN", "已撤回"


CLERK = frozenset({Role.CLERK})
OFFICE = frozenset({Role.OFFICE})

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
