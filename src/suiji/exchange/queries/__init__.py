"""What may be asked of the exchange: how rows stand, what has changed since, which batches there are."""

from suiji.exchange.queries.batches import (
    BatchSheet,
    batches,
    batches_open_to,
    rows_of,
    sheet,
)
from suiji.exchange.queries.feeds import FeedSheet, feed_sheet, feeds_of, never_sent, noted, perhaps_sent
from suiji.exchange.queries.in_sql import with_standing
from suiji.exchange.queries.mappings import MappingSheet, mapping_in_use, mapping_sheet, newest_number
from suiji.exchange.queries.partners import Turn, partners, turns
from suiji.exchange.queries.standings import (
    Board,
    Difference,
    Offered,
    Publicity,
    RowState,
    Standing,
    accepted_times,
    board,
    publicity,
    refused_rows,
    status_of,
)

__all__ = [
    "BatchSheet",
    "Board",
    "Difference",
    "FeedSheet",
    "MappingSheet",
    "Offered",
    "Publicity",
    "RowState",
    "Standing",
    "Turn",
    "accepted_times",
    "batches",
    "batches_open_to",
    "board",
    "feed_sheet",
    "feeds_of",
    "mapping_in_use",
    "mapping_sheet",
    "never_sent",
    "newest_number",
    "noted",
    "partners",
    "perhaps_sent",
    "publicity",
    "refused_rows",
    "rows_of",
    "sheet",
    "status_of",
    "turns",
    "with_standing",
]
