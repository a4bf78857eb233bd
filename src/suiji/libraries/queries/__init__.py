"""What may be asked of the two libraries. Only ``ratings_of`` tells the class, and no page shows it."""

from suiji.libraries.queries.inspectors import (
    CERTIFICATE_NOTICE,
    InspectorRow,
    certificate_state,
    inspectors,
    inspectors_of,
    recusals,
    recused_pairs,
)
from suiji.libraries.queries.objects import Sheet, by_code, objects, ratings_of, regions, search, sheet, tags
from suiji.libraries.queries.overview import Overview, overview, own_department, runs, to_do
from suiji.libraries.queries.scope import RULE_KEYS, in_scope, stem
from suiji.libraries.queries.snapshots import Snapshot, snapshot

__all__ = [
    "CERTIFICATE_NOTICE",
    "RULE_KEYS",
    "InspectorRow",
    "Overview",
    "Sheet",
    "Snapshot",
    "by_code",
    "certificate_state",
    "in_scope",
    "inspectors",
    "inspectors_of",
    "objects",
    "overview",
    "own_department",
    "ratings_of",
    "recusals",
    "recused_pairs",
    "regions",
    "runs",
    "search",
    "sheet",
    "snapshot",
    "stem",
    "tags",
    "to_do",
]
