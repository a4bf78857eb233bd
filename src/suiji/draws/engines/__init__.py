"""抽取引擎 — the same draw for lists of any size: DuckDB over files for lots, OR-tools for staffing (protocol §6).

Nothing is decided here. Every function answers byte for byte as ``suiji.sampling`` does, refusals included,
and property tests hold it to that; an engine is only quicker, and needs less memory, when a list is long.
`choice` decides by size who computes. Rooms call `freeze_objects` and `draw`; the command line calls `console`.
"""

from suiji.draws.engines.choice import Engine
from suiji.draws.engines.memory import draw, freeze_objects

__all__ = ["Engine", "draw", "freeze_objects"]
