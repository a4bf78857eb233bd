"""What may be done to the two libraries, one module per lawful act."""

from suiji.libraries.services.export_objects import export_objects
from suiji.libraries.services.flag_unreachable import clear_unreachable, flag_unreachable
from suiji.libraries.services.import_inspectors import import_inspectors
from suiji.libraries.services.import_objects import import_objects
from suiji.libraries.services.receive_ratings import Received, receive_ratings
from suiji.libraries.services.recuse import declare_recusal

__all__ = [
    "Received",
    "clear_unreachable",
    "declare_recusal",
    "export_objects",
    "flag_unreachable",
    "import_inspectors",
    "import_objects",
    "receive_ratings",
]
