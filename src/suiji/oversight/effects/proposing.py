"""下年比例建议 — a class found wanting more often is checked more; none less than its floor (Art. 13)."""

from typing import Any

STEP, WHOLE, MOST = 50, 10_000, 2
"""Basis points of a step, of everything, and the most by which a floor is raised."""


def proposed(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """The ratio of each class: its floor, raised in proportion to its finding rate, in steps, never inverted."""
    found = {row["name"]: row for row in summary["found_by_class"]}
    whole = sum(row["whole"] for row in found.values())
    part = sum(row["part"] for row in found.values())
    floors = {row["name"]: row["floor"] for row in summary["classes"]}
    rows, before = [], 0
    for name in "ABCD":
        if name not in floors:
            continue
        ratio = max(_ratio(floors[name], found.get(name), part, whole), before)
        rows.append({"name": name, "floor": floors[name], "found": found.get(name), "proposed": ratio})
        before = ratio
    return rows


def _ratio(floor: int, found: dict[str, int] | None, part: int, whole: int) -> int:
    """Raised only where the whole interval lies above the average of all."""
    if not found or not whole or found["low"] is None or found["low"] * whole <= part * WHOLE:
        return floor
    raised: int = min(floor * found["part"] * whole // (found["whole"] * part), floor * MOST)
    return max(floor, min(WHOLE, -(-raised // STEP) * STEP))
