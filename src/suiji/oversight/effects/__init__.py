"""效果可评 — what the checks of a year have brought, with intervals, and what follows from it (Art. 5, 13)."""

from suiji.oversight.effects.intervals import Rate, rate, told
from suiji.oversight.effects.proposing import proposed
from suiji.oversight.effects.summing import summed

__all__ = ["Rate", "proposed", "rate", "summed", "told"]
