"""The cluster's bytes are the reference's bytes (``make test-spark``: Java 17 and ``suiji[spark]``)."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")
if shutil.which("java") is None:
    pytest.skip("no Java here: apt-get install -y openjdk-17-jre-headless", allow_module_level=True)

from suiji import sampling
from suiji.draws.engines.drawing import draw_list
from suiji.draws.engines.duck import connected
from suiji.draws.engines.freezing import freeze_list
from suiji.draws.engines.lots import draw_lots
from suiji.draws.engines.spark import MAC, Spark, _binary, cluster
from suiji.sampling import Plan, Unusable, plan_of
from suiji.sampling.canonical import canonical_json
from suiji.sampling.draw import open_bundle
from suiji.sampling.frame import frame_file
from suiji.sampling.freeze import AUDIT_LOTS, FRAME
from tests.sampling.ceremonies import KEY, plan, reveal, shares

SIZE = 3000
ROWS = [(f"9141{sha256(str(n).encode()).hexdigest()[:14].upper()}", "AAABBCD"[n % 7]) for n in range(SIZE)]
AWKWARD = [
    ("id", "A"),
    ("A", "B"),
    ("A-", "A"),
    ("A.", "A"),
    ("a", "B"),
    ("0", "C"),
    ("00", "C"),
    ("_:", "D"),
]
"""Ids that other orders than that of bytes would sort elsewhere, or take for a heading, a number or nothing."""
EXCLUDED = [("91410000Z00001", "B", "CAP_OPEN")]
MASTER = os.environ.get("SUIJI_SPARK", "local-cluster[2,1,1024]")


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with cluster(MASTER, **{"spark.sql.shuffle.partitions": "4", "spark.default.parallelism": "4"}) as found:
        yield found


def the_plan() -> Plan:
    return plan_of(plan())


def frozen_by(spark: Spark, rows: list[tuple[str, str]], folder: Path) -> tuple[Any, dict[str, Path]]:
    listed, work = folder / "frame.csv", folder / "work"
    listed.write_bytes(frame_file(rows))
    work.mkdir()
    return freeze_list(
        frame=listed, excluded=EXCLUDED, plan=the_plan(), key=KEY, work=work, hands=nullcontext(spark)
    )


@pytest.mark.parametrize("rows", [ROWS, AWKWARD], ids=["long", "awkward"])
def test_freeze_and_draw_give_the_bytes_of_the_reference(
    spark: Spark, tmp_path: Path, rows: list[tuple[str, str]]
) -> None:
    reference = sampling.freeze_objects(frame=rows, excluded=EXCLUDED, plan=the_plan(), key=KEY)
    opened = canonical_json(reveal(shares()))

    frozen, paths = frozen_by(spark, rows, tmp_path)

    files = frozen.files | {name: path.read_bytes() for name, path in paths.items()}
    assert files == reference.files
    (tmp_path / "draw").mkdir()
    drawn = draw_list(
        files,
        open_bundle(files, opened),
        {AUDIT_LOTS: paths[AUDIT_LOTS], FRAME: paths[FRAME]},
        work=tmp_path / "draw",
        finders=nullcontext(spark),
    )
    assert drawn == sampling.draw(files=reference.files, reveal=opened)


def test_its_parquet_is_what_one_machine_reads(spark: Spark, tmp_path: Path) -> None:
    listed, rows = tmp_path / "frame.csv", tmp_path / "rows.parquet"
    listed.write_bytes(frame_file(ROWS))
    takes, seed = {"A": 40, "B": 30, "C": 20, "D": 0}, b"\x07" * 32

    spark.hash_rows(listed, rows, KEY)

    sizes = spark.sizes(rows)
    assert sizes == Counter(label for _, label in ROWS)
    with connected(tmp_path) as db:
        parts = db.read_parquet(f"{rows}/*.parquet").project("lot, stratum")
        parts.write_parquet(f"{tmp_path}/one.parquet")
        assert spark.draw_lots(rows, takes, seed, sizes) == draw_lots(
            db, tmp_path / "one.parquet", takes, seed
        )


@pytest.mark.parametrize(
    ("rows", "words"),
    [([*ROWS[:20], ROWS[3]], "occurs twice"), ([*ROWS[:20], ("91410000Z00001", "A")], "occurs twice")],
    ids=["twice", "excluded"],
)
def test_refuses_what_the_reference_refuses(
    spark: Spark, tmp_path: Path, rows: list[tuple[str, str]], words: str
) -> None:
    with pytest.raises(Unusable, match=words) as here:
        frozen_by(spark, rows, tmp_path)
    with pytest.raises(Unusable, match=words) as there:
        sampling.freeze_objects(frame=rows, excluded=EXCLUDED, plan=the_plan(), key=KEY)

    assert here.value.reason == there.value.reason


def test_a_plan_never_shows_the_key(spark: Spark) -> None:
    secret = sha256(b"a key").digest() * 2
    words = MAC.format(outer=_binary(secret), inner=_binary(secret))
    frame = spark.session.range(1).selectExpr("cast(id AS STRING) AS id").selectExpr(f"{words} AS lot", "id")

    shown = frame._jdf.queryExecution().toString()

    assert secret.hex() not in shown.lower()
    assert "redacted" in shown.lower()
