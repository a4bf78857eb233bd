"""口径 — the report's figures: what each means (``definitions``), and how it is counted (``counting``)."""

from suiji.oversight.figures.counting import Behind, Counted, Late, behind, count, year_of
from suiji.oversight.figures.definitions import FIGURES, KEYS, Figure

__all__ = ["FIGURES", "KEYS", "Behind", "Counted", "Figure", "Late", "behind", "count", "year_of"]
