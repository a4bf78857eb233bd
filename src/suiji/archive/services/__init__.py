"""What may be done in the archive; one module per lawful act."""

from suiji.archive.services.appraising import (
    Opinion,
    begin_appraisal,
    sign_appraisal,
    submit,
    withdraw,
    write_opinions,
)
from suiji.archive.services.destroying import approve, check_off, destroy, send_back, sweep_destroyed
from suiji.archive.services.filing import add_supplement, archive, open_file, open_files
from suiji.archive.services.holding import lift_hold, place_hold
from suiji.archive.services.lending import Volume, lend

__all__ = [
    "Opinion",
    "Volume",
    "add_supplement",
    "approve",
    "archive",
    "begin_appraisal",
    "check_off",
    "destroy",
    "lend",
    "lift_hold",
    "open_file",
    "open_files",
    "place_hold",
    "send_back",
    "sign_appraisal",
    "submit",
    "sweep_destroyed",
    "withdraw",
    "write_opinions",
]
