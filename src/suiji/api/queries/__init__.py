"""What may be asked at the machines' door."""

from suiji.api.queries.health import EXPOSITION, exposition, readiness
from suiji.api.queries.tokens import Bearer, acts_on, bearer_of, systems, tokens, tokens_of

__all__ = [
    "EXPOSITION",
    "Bearer",
    "acts_on",
    "bearer_of",
    "exposition",
    "readiness",
    "systems",
    "tokens",
    "tokens_of",
]
