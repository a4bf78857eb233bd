"""全国抽取 — a list of any size on a Spark cluster, byte for byte as one machine does it (decision 0093).

``suiji[spark]`` brings pyspark 4; Java 17 is the machine's. Rows are hashed, sorted and searched by the workers; what
is one pass over finished lines (strictness, Merkle root, files' hashes) stays with the driver, in small pieces.
Nothing here decides anything: labels, strata, takes and refusals are the reference's.

Every worker must see the folders of the work under the same path (a shared disk; on one machine any folder).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj, rmtree
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from suiji.draws.engines.freezing import keyed_blocks
from suiji.draws.engines.lots import Takes
from suiji.sampling.draw import HIGHEST, ticket_bound

PRIVATE = {
    "spark.ui.enabled": "false",
    "spark.eventLog.enabled": "false",
    # A plan's text names the key's blocks as literals; whatever prints a plan prints this instead.
    "spark.sql.redaction.string.regex": "(?i)(0x|X')?[0-9a-f]{64,}'?",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.sources.commitProtocolClass": (
        "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol"
    ),
}
"""A draw's key passes through these plans: no page, no log of events, no text of a plan shows it."""
# As ``freezing.MAC``: HMAC-SHA-256 with the key's two blocks given, its first 16 bytes.
MAC = "unhex(left(sha2(concat({outer}, unhex(sha2(concat({inner}, encode(id, 'UTF-8')), 256))), 256), 32))"
FRAME, LOTS = "id STRING, stratum STRING", "lot STRING, stratum STRING"


@contextmanager
def cluster(master: str, **settings: str) -> Iterator["Spark"]:
    """A session of its own on the cluster at ``master`` (``spark://…``, or ``local-cluster[2,1,1024]`` to try)."""
    builder = SparkSession.builder.master(master).appName("suiji")
    for name, value in (PRIVATE | settings).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield Spark(session)
    finally:
        session.stop()


@dataclass(frozen=True, slots=True)
class Spark:
    """A cluster's hands and eyes: ``freezing.Hands`` and ``drawing.Finders``."""

    session: SparkSession

    def hash_rows(self, frame: Path, rows: Path, key: bytes) -> None:
        """Parquet with the same four columns as DuckDB's."""
        outer, lot, blind = (_binary(keyed_blocks(key)[name]) for name in ("outer", "lot", "blind"))
        keyed = self._read(frame, FRAME, header=True).selectExpr(
            "id",
            "stratum",
            f"{MAC.format(outer=outer, inner=lot)} AS lot",
            f"{MAC.format(outer=outer, inner=blind)} AS blind",
        )
        hashed = keyed.selectExpr("id", "stratum", "lot", "unhex(sha2(concat(lot, blind), 256)) AS member")
        hashed.write.parquet(_address(rows))

    def sizes(self, rows: Path) -> Counter[str]:
        """Counted by the workers."""
        counted = self._rows(rows).groupBy("stratum").count().collect()
        return Counter({row["stratum"]: row["count"] for row in counted})

    def among(self, rows: Path, listed: Sequence[str]) -> set[str]:
        """Joined with the short list."""
        if not listed:
            return set()
        wanted = self.session.createDataFrame([(name,) for name in listed], "id STRING").distinct()
        return {row["id"] for row in self._rows(rows).join(wanted.hint("broadcast"), "id").collect()}

    def write_members(self, rows: Path, to: Path) -> None:
        """Spark compares text by its bytes."""
        self._write(self._rows(rows).orderBy("id").selectExpr("concat(id, ',', lower(hex(member)))"), to)

    def write_lots(self, rows: Path, to: Path) -> None:
        """And binary values too, unsigned."""
        self._write(self._rows(rows).orderBy("lot").selectExpr("concat(lower(hex(lot)), ',', stratum)"), to)

    def draw_lots(self, lots: Path, takes: Takes, seed: bytes, sizes: Mapping[str, int]) -> list[bytes]:
        """Every row is hashed by the workers, the few under their stratum's bound are ranked."""
        bounds = {label: ticket_bound(take, sizes.get(label, 0)) for label, take in takes.items()}
        drawn = self._smallest(lots, takes, bounds, seed)
        if len(drawn) < sum(takes.values()):
            drawn = self._smallest(lots, takes, dict.fromkeys(takes, HIGHEST), seed)
        return drawn

    def _smallest(self, lots: Path, takes: Takes, bounds: Mapping[str, bytes], seed: bytes) -> list[bytes]:
        strata = [(label, take, bounds[label].hex()) for label, take in takes.items() if take]
        if not strata:
            return []
        wanted = self.session.createDataFrame(strata, "stratum STRING, take BIGINT, bound STRING")
        ticketed = self._lots(lots).selectExpr(
            "stratum", "lot", f"sha2(concat({_binary(seed)}, lot), 256) AS ticket"
        )
        few = ticketed.join(wanted.hint("broadcast"), "stratum").where("ticket <= bound")
        place = "row_number() OVER (PARTITION BY stratum ORDER BY ticket, lot) AS place"
        found = few.selectExpr("lot", "take", place).where("place <= take").select("lot").collect()
        return sorted(bytes(row["lot"]) for row in found)

    def names_of_lots(self, frame: Path, key: bytes, chosen: list[bytes]) -> list[str]:
        """The chosen lots, looked for among all that the key makes."""
        outer, lot = (_binary(keyed_blocks(key)[name]) for name in ("outer", "lot"))
        wanted = self.session.createDataFrame([(bytearray(one),) for one in chosen], "lot BINARY")
        keyed = self._read(frame, FRAME, header=True).selectExpr(
            "id", f"{MAC.format(outer=outer, inner=lot)} AS lot"
        )
        return sorted(row["id"] for row in keyed.join(wanted.hint("broadcast"), "lot").select("id").collect())

    def _rows(self, rows: Path) -> DataFrame:
        return self.session.read.parquet(_address(rows))

    def _lots(self, lots: Path) -> DataFrame:
        if lots.suffix == ".parquet":
            return self._rows(lots)
        return self._read(lots, LOTS, header=False).selectExpr("unhex(lot) AS lot", "stratum")

    def _read(self, path: Path, schema: str, *, header: bool) -> DataFrame:
        """Lines of two columns, in which nothing is quoted, trimmed or taken for a missing value."""
        said: dict[str, Any] = {"sep": ",", "quote": "", "escape": "", "lineSep": "\n", "mode": "FAILFAST"}
        said |= {"nullValue": "\x01", "emptyValue": "\x01", "header": header, "encoding": "UTF-8"}
        return self.session.read.schema(schema).options(**said).csv(_address(path))

    def _write(self, line: DataFrame, to: Path) -> None:
        """The workers' parts, one after the other: each is sorted, and the first ends before the second begins."""
        parts = to.with_name(f"{to.name}.parts")
        line.write.text(_address(parts), lineSep="\n")
        with to.open("wb") as whole:
            for part in sorted(parts.glob("part-*")):
                with part.open("rb") as piece:
                    copyfileobj(piece, whole, 1 << 20)
        rmtree(parts)


def _address(path: Path) -> str:
    return path.absolute().as_uri()


def _binary(content: bytes) -> str:
    return f"X'{content.hex()}'"
