"""What may be done to the two libraries, one module per lawful act."""

from suiji.libraries.services.browsing import say_what_for
from suiji.libraries.services.decide_conflict import decide_conflict
from suiji.libraries.services.entry_states import move_entries, move_entry
from suiji.libraries.services.export_objects import export_objects
from suiji.libraries.services.export_quality import export_quality
from suiji.libraries.services.feeding import Objects, begin_feed, feed_out
from suiji.libraries.services.flag_unreachable import clear_unreachable, flag_unreachable
from suiji.libraries.services.import_inspectors import import_inspectors, try_inspectors
from suiji.libraries.services.inspector_data import amend_inspector, export_inspectors, view_number
from suiji.libraries.services.load_codes import load_codes
from suiji.libraries.services.note_visit import note_results, note_visit, register_visit
from suiji.libraries.services.open_sealed import open_sealed
from suiji.libraries.services.presence import cancel_absence, change_status, record_absence
from suiji.libraries.services.receive_ratings import Received, receive_ratings
from suiji.libraries.services.recuse import declare_recusal, withdraw_recusal
from suiji.libraries.services.retaining import erase_what_has_ended
from suiji.libraries.services.tagging import drop_filter, keep_filter, tag_objects
from suiji.libraries.services.take_received import take_received
from suiji.libraries.services.tallying import merge_tallies
from suiji.libraries.services.turns import follow
from suiji.libraries.services.undo_upload import undo_upload
from suiji.libraries.services.uploads import (
    accept_upload,
    check_upload,
    discard_upload,
    import_objects,
    order_again,
    receive_upload,
    settle_columns,
    settle_uploads,
    tidy_up,
    write_upload,
)

__all__ = [
    "Objects",
    "Received",
    "accept_upload",
    "amend_inspector",
    "begin_feed",
    "cancel_absence",
    "change_status",
    "check_upload",
    "clear_unreachable",
    "decide_conflict",
    "declare_recusal",
    "discard_upload",
    "drop_filter",
    "erase_what_has_ended",
    "export_inspectors",
    "export_objects",
    "export_quality",
    "feed_out",
    "flag_unreachable",
    "follow",
    "import_inspectors",
    "import_objects",
    "keep_filter",
    "load_codes",
    "merge_tallies",
    "move_entries",
    "move_entry",
    "note_results",
    "note_visit",
    "open_sealed",
    "order_again",
    "receive_ratings",
    "receive_upload",
    "record_absence",
    "register_visit",
    "say_what_for",
    "settle_columns",
    "settle_uploads",
    "tag_objects",
    "take_received",
    "tidy_up",
    "try_inspectors",
    "undo_upload",
    "view_number",
    "withdraw_recusal",
    "write_upload",
]
