"""两库 — objects and inspectors, and the files they came from."""

from suiji.catalogue.models import ObjectKind
from suiji.libraries.models.codes import CodeKind, CodeTable, CodeWord
from suiji.libraries.models.inspectors import (
    GONE,
    Absence,
    AbsenceKind,
    Inspector,
    InspectorStatus,
    Recusal,
    Sex,
    UnitLevel,
)
from suiji.libraries.models.objects import (
    ClassInForce,
    Coordinates,
    InspectedObject,
    Licence,
    RegState,
    RiskClass,
    RiskRating,
    Tagging,
)
from suiji.libraries.models.runs import ImportRun, Library
from suiji.libraries.models.tallies import Tally
from suiji.libraries.models.turns import Followed, ObjectTurn
from suiji.libraries.models.uploads import (
    Browsing,
    Change,
    ColumnMemory,
    Conflict,
    Decision,
    LastConfirmed,
    RowNote,
    SavedFilter,
    StagedRow,
    Upload,
)
from suiji.libraries.models.visits import KnownResult, PastVisit, VisitKind

__all__ = [
    "GONE",
    "Absence",
    "AbsenceKind",
    "Browsing",
    "Change",
    "ClassInForce",
    "CodeKind",
    "CodeTable",
    "CodeWord",
    "ColumnMemory",
    "Conflict",
    "Coordinates",
    "Decision",
    "Followed",
    "ImportRun",
    "InspectedObject",
    "Inspector",
    "InspectorStatus",
    "KnownResult",
    "LastConfirmed",
    "Library",
    "Licence",
    "ObjectKind",
    "ObjectTurn",
    "PastVisit",
    "Recusal",
    "RegState",
    "RiskClass",
    "RiskRating",
    "RowNote",
    "SavedFilter",
    "Sex",
    "StagedRow",
    "Tagging",
    "Tally",
    "UnitLevel",
    "Upload",
    "VisitKind",
]
