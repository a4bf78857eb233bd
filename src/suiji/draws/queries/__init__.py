"""What may be asked of draws."""

from suiji.draws.queries.bundle import bundle, bundle_zip
from suiji.draws.queries.desk import (
    ceremonies_visible_to,
    ceremony_page,
    members_visible_to,
    pulse_of,
    replacements_visible_to,
    task_draws,
)
from suiji.draws.queries.frame import visits_this_year
from suiji.draws.queries.public import public_draw, published_draws
from suiji.draws.queries.teams import Member, members_now, teams_of
from suiji.draws.queries.waiting import to_do

__all__ = [
    "Member",
    "bundle",
    "bundle_zip",
    "ceremonies_visible_to",
    "ceremony_page",
    "members_now",
    "members_visible_to",
    "public_draw",
    "published_draws",
    "pulse_of",
    "replacements_visible_to",
    "task_draws",
    "teams_of",
    "to_do",
    "visits_this_year",
]
