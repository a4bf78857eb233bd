"""What may be asked of draws."""

from suiji.draws.queries.bundle import bundle, bundle_zip
from suiji.draws.queries.frame import visits_this_year
from suiji.draws.queries.public import public_draw, published_draws
from suiji.draws.queries.teams import Member, members_now, teams_of

__all__ = [
    "Member",
    "bundle",
    "bundle_zip",
    "members_now",
    "public_draw",
    "published_draws",
    "teams_of",
    "visits_this_year",
]
