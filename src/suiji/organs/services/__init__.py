"""What may be done to organs and to the reference tables everybody reads."""

from suiji.organs.services.exports import decide_export, request_export, use_export
from suiji.organs.services.people import enrol, found, grant_role
from suiji.organs.services.tables import Difference, load_reference, load_table
from suiji.organs.services.timekeeping import note_clock_was_set

__all__ = [
    "Difference",
    "decide_export",
    "enrol",
    "found",
    "grant_role",
    "load_reference",
    "load_table",
    "note_clock_was_set",
    "request_export",
    "use_export",
]
