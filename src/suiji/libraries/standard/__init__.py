"""数据标准 — how a row becomes a member of a library, or why it does not (Art. 11)."""

from suiji.libraries.standard.cells import Fault, Reading, day, note, organisation_code_agrees, own_code
from suiji.libraries.standard.codes import Codes
from suiji.libraries.standard.files import Filed, read_file
from suiji.libraries.standard.inspectors import Known, read_inspector
from suiji.libraries.standard.objects import REGISTERED, Places, read_object

__all__ = [
    "REGISTERED",
    "Codes",
    "Fault",
    "Filed",
    "Known",
    "Places",
    "Reading",
    "day",
    "note",
    "organisation_code_agrees",
    "own_code",
    "read_file",
    "read_inspector",
    "read_object",
]
