"""What may be asked at the machines' door."""

from suiji.api.queries.health import EXPOSITION, exposition, readiness
from suiji.api.queries.tokens import (
    Bearer,
    acts_on,
    bearer_of,
    deliveries,
    deliveries_of,
    hooks,
    hooks_of,
    systems,
    tokens,
    tokens_of,
)

__all__ = [
    "EXPOSITION",
    "Bearer",
    "acts_on",
    "bearer_of",
    "deliveries",
    "deliveries_of",
    "exposition",
    "hooks",
    "hooks_of",
    "readiness",
    "systems",
    "tokens",
    "tokens_of",
]
