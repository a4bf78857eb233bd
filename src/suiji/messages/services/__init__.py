"""What may be done with messages; one module per act."""

from suiji.messages.channels import CHANNELS
from suiji.messages.services.delivering import ATTEMPTS, deliver
from suiji.messages.services.robots import remove_robot, set_robot, try_robot
from suiji.messages.services.telling import (
    due_for_a_round,
    forget_addresses,
    read,
    read_all,
    round_made,
    set_address,
    tell,
)

__all__ = [
    "ATTEMPTS",
    "CHANNELS",
    "deliver",
    "due_for_a_round",
    "forget_addresses",
    "read",
    "read_all",
    "remove_robot",
    "round_made",
    "set_address",
    "set_robot",
    "tell",
    "try_robot",
]
