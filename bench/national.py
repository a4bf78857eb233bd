"""全国抽取 — a national draw on a Spark cluster: what one core does in a second, and what many nodes would take.

``python -m bench.national [LOTS [MASTER]]`` (4,000,000 on ``local[2]`` unless said; Java 17, ``suiji[spark]``) freezes
and draws one list, step by step. What the workers do is counted per row and core; what one pass of the driver does is
counted per row. From both follows what 190 million would take on 4 and on 40 nodes of 16 cores, if the workers' part
divides evenly and the shared disk keeps up: reckoned, and marked so.
"""

import hashlib
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

from bench.draw_reference import prepare
from bench.measuring import machine
from suiji.draws.engines.drawing import draw_list
from suiji.draws.engines.freezing import freeze_list
from suiji.draws.engines.lots import Takes
from suiji.draws.engines.spark import Spark, cluster
from suiji.sampling import plan_of
from suiji.sampling.canonical import canonical_json, parse_json
from suiji.sampling.draw import open_bundle
from suiji.sampling.freeze import AUDIT_LOTS, FRAME, Frozen

T = TypeVar("T")
NATION, NODE_CORES = 190_000_000, 16
KEY = hashlib.sha256(b"bench").digest()


class Watched:
    """The cluster's hands and finders, each step timed."""

    def __init__(self, spark: Spark) -> None:
        self.spark, self.steps = spark, defaultdict[str, float](float)

    def _timed(self, step: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        done = work()
        self.steps[step] += time.perf_counter() - began
        return done

    def hash_rows(self, frame: Path, rows: Path, key: bytes) -> None:
        """As ``Spark``'s."""
        self._timed("hash every row", lambda: self.spark.hash_rows(frame, rows, key))

    def sizes(self, rows: Path) -> Counter[str]:
        """As ``Spark``'s."""
        return self._timed("count the strata", lambda: self.spark.sizes(rows))

    def among(self, rows: Path, listed: Sequence[str]) -> set[str]:
        """As ``Spark``'s."""
        return self._timed("look for the excluded", lambda: self.spark.among(rows, listed))

    def write_members(self, rows: Path, to: Path) -> None:
        """As ``Spark``'s."""
        self._timed("sort the members", lambda: self.spark.write_members(rows, to))

    def write_lots(self, rows: Path, to: Path) -> None:
        """As ``Spark``'s."""
        self._timed("sort the lots", lambda: self.spark.write_lots(rows, to))

    def draw_lots(self, lots: Path, takes: Takes, seed: bytes, sizes: Mapping[str, int]) -> list[bytes]:
        """As ``Spark``'s."""
        return self._timed("draw the lots", lambda: self.spark.draw_lots(lots, takes, seed, sizes))

    def names_of_lots(self, frame: Path, key: bytes, chosen: list[bytes]) -> list[str]:
        """As ``Spark``'s."""
        return self._timed("find the names", lambda: self.spark.names_of_lots(frame, key, chosen))


def main(lots: int = 4_000_000, master: str = "local[2]") -> None:
    """Freeze, draw, and reckon."""
    print(machine())
    cores = os.cpu_count() or 1
    with (
        tempfile.TemporaryDirectory(prefix="suiji-bench-") as name,
        cluster(master, **{"spark.ui.showConsoleProgress": "false"}) as spark,
    ):
        folder = Path(name)
        prepare(folder, lots)
        spark.session.range(1000).count()  # the machine of the workers is up
        watched = Watched(spark)
        began = time.perf_counter()
        _draw(folder, _freeze(folder, watched), watched)
        whole = time.perf_counter() - began
    workers = sum(watched.steps.values())
    driver = whole - workers
    print(
        f"{lots:,} lots on {master}, {cores} cores\n\n| step | seconds | µs a row and core |\n|---|---:|---:|"
    )
    for step, seconds in watched.steps.items():
        print(f"| {step} | {seconds:.1f} | {1e6 * seconds * cores / lots:.2f} |")
    print(f"| the driver's passes, one core | {driver:.1f} | {1e6 * driver / lots:.2f} |")
    print(f"\n{lots / workers / cores:,.0f} rows a second and core through all of the workers' steps")
    for nodes in (4, 40):
        spread = NATION * workers * cores / lots / (nodes * NODE_CORES)
        alone = NATION * driver / lots
        print(f"reckoned for {NATION:,} on {nodes} nodes of {NODE_CORES} cores: workers {spread / 60:.1f} min,"
              f" driver {alone / 60:.1f} min")  # fmt: skip


def _freeze(folder: Path, watched: Watched) -> tuple[Frozen, dict[str, Path]]:
    plan = plan_of(parse_json((folder / "plan.json").read_bytes(), "plan.json"))
    work = folder / "work"
    work.mkdir()
    return freeze_list(frame=folder / "frame.csv", plan=plan, key=KEY, work=work, hands=nullcontext(watched))


def _draw(folder: Path, frozen: tuple[Frozen, dict[str, Path]], watched: Watched) -> None:
    reveal = canonical_json(parse_json((folder / "reveal.json").read_bytes(), "reveal.json"))
    files, paths, work = frozen[0].files, frozen[1], folder / "drawing"
    work.mkdir()
    draw_list(
        files,
        open_bundle(files, reveal),
        {AUDIT_LOTS: paths[AUDIT_LOTS], FRAME: paths[FRAME]},
        work=work,
        finders=nullcontext(watched),
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *sys.argv[2:3])
