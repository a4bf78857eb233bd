"""What may be asked of draws."""

from suiji.draws.queries.bundle import bundle, bundle_zip
from suiji.draws.queries.ceremony import ceremony_page, pulse_of, room_of
from suiji.draws.queries.confirming import every_key, keys_to_withdraw
from suiji.draws.queries.counted import year_of
from suiji.draws.queries.desk import (
    ceremonies_in_public,
    ceremonies_visible_to,
    frozen_visible_to,
    members_visible_to,
    replacements_visible_to,
    task_draws,
    units_led_by,
    voidings_visible_to,
)
from suiji.draws.queries.dispatching import come_back, destinations, other_leads, unit_pages
from suiji.draws.queries.evidence import evidence_of
from suiji.draws.queries.frame import full_objects, visits_this_year
from suiji.draws.queries.inclusion import inclusion_of
from suiji.draws.queries.parties import is_complete
from suiji.draws.queries.patterns import approved_in, patterns_of
from suiji.draws.queries.progress import beacons_due, is_abandoned
from suiji.draws.queries.rates import ReplacementRate, replacement_rates
from suiji.draws.queries.sealed import auditing_page, to_audit
from suiji.draws.queries.teams import Member, leads_of, members_now, teams_of
from suiji.draws.queries.waiting import to_do

__all__ = [
    "Member",
    "ReplacementRate",
    "approved_in",
    "auditing_page",
    "beacons_due",
    "bundle",
    "bundle_zip",
    "ceremonies_in_public",
    "ceremonies_visible_to",
    "ceremony_page",
    "come_back",
    "destinations",
    "every_key",
    "evidence_of",
    "frozen_visible_to",
    "full_objects",
    "inclusion_of",
    "is_abandoned",
    "is_complete",
    "keys_to_withdraw",
    "leads_of",
    "members_now",
    "members_visible_to",
    "other_leads",
    "patterns_of",
    "pulse_of",
    "replacement_rates",
    "replacements_visible_to",
    "room_of",
    "task_draws",
    "teams_of",
    "to_audit",
    "to_do",
    "unit_pages",
    "units_led_by",
    "visits_this_year",
    "voidings_visible_to",
    "year_of",
]
