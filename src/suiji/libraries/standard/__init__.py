"""数据标准 — how a row becomes a member of a library, or why it does not (Art. 11)."""

from suiji.libraries.standard.cells import Fault, Reading, day, note, organisation_code_agrees, own_code
from suiji.libraries.standard.inspectors import Known, read_inspector
from suiji.libraries.standard.objects import Places, read_object

__all__ = [
    "Fault",
    "Known",
    "Places",
    "Reading",
    "day",
    "note",
    "organisation_code_agrees",
    "own_code",
    "read_inspector",
    "read_object",
]
