"""抽取 — a frozen bundle of any size is drawn, byte for byte as the reference draws it (§4, §7)."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from duckdb import DuckDBPyConnection

from suiji.draws.engines import lines
from suiji.draws.engines.choice import Progress, unheard
from suiji.draws.engines.duck import connected
from suiji.draws.engines.folder import Folder
from suiji.draws.engines.lots import Takes, draw_lots, names_of_lots
from suiji.draws.engines.staffing import assign
from suiji.sampling.canonical import judged
from suiji.sampling.commitment import INSPECTORS
from suiji.sampling.draw import (
    Drawn,
    Opened,
    draw_inspectors,
    draw_objects,
    open_bundle,
    require_lots_hash,
    sealed_strata,
)
from suiji.sampling.freeze import AUDIT_LOTS, FRAME
from suiji.sampling.seed import REVEAL

LABEL, STEPS = "抽取", 4


class Finders(Protocol):
    """Who goes through the lots and the frame: one machine, or a cluster."""

    def draw_lots(self, lots: Path, takes: Takes, seed: bytes, sizes: Mapping[str, int]) -> list[bytes]:
        """As the reference's ``draw_lots``."""

    def names_of_lots(self, frame: Path, key: bytes, chosen: list[bytes]) -> list[str]:
        """The ids, sorted, whose lots were chosen."""


@dataclass(frozen=True, slots=True)
class Duck:
    """One machine's."""

    db: DuckDBPyConnection

    def draw_lots(self, lots: Path, takes: Takes, seed: bytes, sizes: Mapping[str, int]) -> list[bytes]:
        """Over the lots file."""
        return draw_lots(self.db, lots, takes, seed, sizes)

    def names_of_lots(self, frame: Path, key: bytes, chosen: list[bytes]) -> list[str]:
        """From the frame file."""
        return names_of_lots(self.db, frame, key, chosen)


@contextmanager
def duck(work: Path) -> Iterator[Finders]:
    """DuckDB, its files in this folder."""
    with connected(work) as db:
        yield Duck(db)


def draw_folder(
    folder: Folder,
    *,
    reveal: bytes,
    work: Path,
    unannounced: bool = False,
    name: str = REVEAL,
    progress: Progress = unheard,
) -> Drawn:
    """The draw of a frozen bundle in a folder; refuses what the reference refuses. ``work`` is private."""
    opened = open_bundle(folder, reveal, name)
    if opened.commitment.kind == INSPECTORS:
        return draw_inspectors(folder, opened, assign)
    paths = {path: folder.path(path) for path in (AUDIT_LOTS, FRAME)}
    return draw_list(folder, opened, paths, work=work, unannounced=unannounced, progress=progress)


def draw_list(
    files: Mapping[str, bytes],
    opened: Opened,
    paths: Mapping[str, Path],
    *,
    work: Path,
    unannounced: bool = False,
    progress: Progress = unheard,
    finders: AbstractContextManager[Finders] | None = None,
) -> Drawn:
    """The draw of objects, whose two long files, lots and frame, lie at these paths. ``finders``: DuckDB's."""
    strata = sealed_strata(files, opened)
    takes = {stratum.label: stratum.take for stratum in strata}
    sizes = {stratum.label: stratum.size for stratum in strata}
    lots, frame = paths[AUDIT_LOTS], paths[FRAME]
    require_lots_hash(opened.commitment, lines.sha256_of(lots))
    with judged():
        lines.check_lots_lines(lots, AUDIT_LOTS)
        progress(LABEL, 1, STEPS)
        lines.check_frame_lines(frame, FRAME)
    progress(LABEL, 2, STEPS)
    with finders or duck(work) as finder:
        chosen = finder.draw_lots(lots, takes, opened.seed, sizes)
        progress(LABEL, 3, STEPS)
        names = finder.names_of_lots(frame, opened.key, chosen)
    progress(LABEL, STEPS, STEPS)
    return draw_objects(opened, chosen, names, unannounced=unannounced)
