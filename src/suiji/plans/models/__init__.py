"""What is remembered of plans: lines and their versions, publications, rectifications, and the year's counts."""

from suiji.plans.models.counts import Exemption, Initiation, OpeningBalance, OpeningVisit
from suiji.plans.models.lines import (
    Attachment,
    PlanBatch,
    PlanKind,
    PlanLine,
    PlanMode,
    PlanPart,
    Selection,
)
from suiji.plans.models.rectifications import Rectification

__all__ = [
    "Attachment",
    "Exemption",
    "Initiation",
    "OpeningBalance",
    "OpeningVisit",
    "PlanBatch",
    "PlanKind",
    "PlanLine",
    "PlanMode",
    "PlanPart",
    "Rectification",
    "Selection",
]
