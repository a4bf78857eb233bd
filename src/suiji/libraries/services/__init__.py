"""What may be done to the two libraries, one module per lawful act."""

from suiji.libraries.services.export_objects import export_objects
from suiji.libraries.services.flag_unreachable import clear_unreachable, flag_unreachable
from suiji.libraries.services.import_inspectors import import_inspectors, try_inspectors
from suiji.libraries.services.inspector_data import amend_inspector, export_inspectors, view_number
from suiji.libraries.services.presence import cancel_absence, change_status, record_absence
from suiji.libraries.services.receive_ratings import Received, receive_ratings
from suiji.libraries.services.recuse import declare_recusal, withdraw_recusal
from suiji.libraries.services.import_objects import import_objects

__all__ = [
    "Received",
    "amend_inspector",
    "cancel_absence",
    "change_status",
    "clear_unreachable",
    "declare_recusal",
    "export_inspectors",
    "export_objects",
    "flag_unreachable",
    "import_inspectors",
    "import_objects",
    "receive_ratings",
    "record_absence",
    "try_inspectors",
    "view_number",
    "withdraw_recusal",
]
