"""What may be asked of tasks: whose they are, what they cover, what is confirmed, what waits for whom."""

from suiji.tasks.queries.above import UNPROVEN, is_from_above
from suiji.tasks.queries.auditing import (
    alerts_for,
    confirmations_visible_to,
    exclusions,
    frozen_visible_to,
)
from suiji.tasks.queries.confirming import (
    Changed,
    Confirmed,
    changed_since,
    confirmations,
    people_confirmations,
)
from suiji.tasks.queries.hints import Hints, hints
from suiji.tasks.queries.listed import ListedRatio, listed_ratios
from suiji.tasks.queries.merging import Pair, PairPage, pair_of, pairs, undecided_with, versions_of
from suiji.tasks.queries.reading import (
    CLASSES,
    drafts_of,
    floors,
    is_member,
    members,
    mode_of,
    next_number,
    officers_of,
    parts_of,
    scope_of,
    visible_to,
)
from suiji.tasks.queries.recomputing import frozen_scopes, recompute
from suiji.tasks.queries.rows import take
from suiji.tasks.queries.scope import Scope, population, scope_rule_of, within, words_of
from suiji.tasks.queries.sheet import Doable, Sheet, Step, doable, sheet, steps_of
from suiji.tasks.queries.totals import Totals, least_of, totals
from suiji.tasks.queries.units import (
    all_executors,
    carries_out,
    executes,
    executors_of,
    least_officers,
    members_of,
    part_for,
    region_for,
    regions_below,
    units_of,
)
from suiji.tasks.queries.waiting import to_do
from suiji.tasks.queries.waivers import (
    needs_rate_waiver,
    rate_exception,
    waiver_page,
    waivers_of,
    waivers_visible_to,
    waivers_waiting_for,
)

__all__ = [
    "CLASSES",
    "UNPROVEN",
    "Changed",
    "Confirmed",
    "Doable",
    "Hints",
    "ListedRatio",
    "Pair",
    "PairPage",
    "Scope",
    "Sheet",
    "Step",
    "Totals",
    "alerts_for",
    "all_executors",
    "carries_out",
    "changed_since",
    "confirmations",
    "confirmations_visible_to",
    "doable",
    "drafts_of",
    "exclusions",
    "executes",
    "executors_of",
    "floors",
    "frozen_scopes",
    "frozen_visible_to",
    "hints",
    "is_from_above",
    "is_member",
    "least_of",
    "least_officers",
    "listed_ratios",
    "members",
    "members_of",
    "mode_of",
    "needs_rate_waiver",
    "next_number",
    "officers_of",
    "pair_of",
    "pairs",
    "part_for",
    "parts_of",
    "people_confirmations",
    "population",
    "rate_exception",
    "recompute",
    "region_for",
    "regions_below",
    "scope_of",
    "scope_rule_of",
    "sheet",
    "steps_of",
    "take",
    "to_do",
    "totals",
    "undecided_with",
    "units_of",
    "versions_of",
    "visible_to",
    "waiver_page",
    "waivers_of",
    "waivers_visible_to",
    "waivers_waiting_for",
    "within",
    "words_of",
]
