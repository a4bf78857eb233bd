"""A visit's course: assigned, notified, on site, recorded, signed."""

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
