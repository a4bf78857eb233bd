"""What may be asked of the two libraries. Only ``ratings_of`` tells the class, and no page shows it."""

from suiji.libraries.queries.inspectors import (
    CERTIFICATE_NOTICE,
    Board,
    Card,
    InspectorRow,
    absences_of,
    card,
    certificate_state,
    covers,
    days_away,
    expiry_board,
    inspector_of,
    inspectors,
    inspectors_of,
    qualifications,
)
from suiji.libraries.queries.objects import Sheet, by_code, objects, ratings_of, regions, search, sheet, tags
from suiji.libraries.queries.overview import Overview, overview, own_department, runs, to_do
from suiji.libraries.queries.recusals import RecusalRow, own_recusals, recusals, recused_pairs, shown
from suiji.libraries.queries.scope import RULE_KEYS, in_scope, stem
from suiji.libraries.queries.snapshots import Snapshot, snapshot

__all__ = [
    "CERTIFICATE_NOTICE",
    "RULE_KEYS",
    "Board",
    "Card",
    "InspectorRow",
    "Overview",
    "RecusalRow",
    "Sheet",
    "Snapshot",
    "absences_of",
    "by_code",
    "card",
    "certificate_state",
    "covers",
    "days_away",
    "expiry_board",
    "in_scope",
    "inspector_of",
    "inspectors",
    "inspectors_of",
    "objects",
    "overview",
    "own_department",
    "own_recusals",
    "qualifications",
    "ratings_of",
    "recusals",
    "recused_pairs",
    "regions",
    "runs",
    "search",
    "sheet",
    "shown",
    "snapshot",
    "stem",
    "tags",
    "to_do",
]
