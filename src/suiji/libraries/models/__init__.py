"""两库 — objects and inspectors, and the files they came from."""

from suiji.catalogue.models import ObjectKind
from suiji.libraries.models.inspectors import Inspector, InspectorStatus, Recusal
from suiji.libraries.models.objects import InspectedObject, RegState, RiskClass, RiskRating
from suiji.libraries.models.runs import ImportRun, Library

__all__ = [
    "ImportRun",
    "InspectedObject",
    "Inspector",
    "InspectorStatus",
    "Library",
    "ObjectKind",
    "Recusal",
    "RegState",
    "RiskClass",
    "RiskRating",
]
