"""DuckDB's freeze and draw are the reference's, byte for byte and refusal for refusal (protocol §6)."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suiji import sampling
from suiji.draws import engines
from suiji.draws.engines import Engine, lines
from suiji.draws.engines.choice import LARGE_LIST, for_list
from suiji.draws.engines.duck import connected
from suiji.draws.engines.freezing import freeze_list
from suiji.draws.engines.lots import draw_lots
from suiji.sampling import Plan, Unusable, plan_of
from suiji.sampling.canonical import canonical_json
from suiji.sampling.frame import frame_file, read_frame
from suiji.sampling.freeze import Frozen
from tests.sampling import by_hand
from tests.sampling.ceremonies import (
    EXCLUDED,
    KEY,
    LOTTERY,
    SEALED_SIZES,
    frame,
    plan,
    reveal,
    shares,
    staffing,
)

IDS = st.text(alphabet="019AZaz._:-", min_size=1, max_size=8)
LABELS = st.sampled_from(["A", "B", "C_", "0", "_" * 16])
RATES = st.sampled_from([0, 1, 100, 3333, 10_000])
Rows = list[tuple[str, str]]


@st.composite
def lists(draw: st.DrawFn) -> tuple[Rows, list[tuple[str, str, str]], dict[str, int]]:
    """A frame, its exclusions, and rates that may take all, some or none of a stratum."""
    names = draw(st.lists(IDS, unique=True, max_size=60))
    rows = [(name, draw(LABELS)) for name in names]
    cut = draw(st.integers(0, min(5, len(rows))))
    excluded = [(name, label, "CAP") for name, label in rows[:cut]]
    return rows[cut:], excluded, {label: draw(RATES) for label in ("A", "B", "C_", "0", "_" * 16)}


def both(**words: Any) -> tuple[Frozen, Frozen]:
    return sampling.freeze_objects(**words), engines.freeze_objects(**words, engine=Engine.DUCKDB)


class TestFreezeAndDraw:
    @settings(max_examples=60, deadline=None)
    @given(lists(), st.binary(min_size=32, max_size=32), st.booleans())
    def test_give_the_bytes_of_the_reference(
        self, given: tuple[Rows, list[tuple[str, str, str]], dict[str, int]], key: bytes, unannounced: bool
    ) -> None:
        rows, excluded, rates = given

        frozen, quick = both(frame=rows, excluded=excluded, plan=plan_of(plan(rates_bp=rates)), key=key)

        assert quick == frozen
        words: dict[str, Any] = {
            "files": frozen.files,
            "reveal": canonical_json(reveal(shares())),
            "unannounced": unannounced,
        }
        assert engines.draw(**words, engine=Engine.DUCKDB) == sampling.draw(**words)

    @pytest.mark.parametrize("sizes", [None, SEALED_SIZES, {"ALL": 30}, {"A": 40, "B": 40, "C": 0}])
    def test_agree_of_public_and_sealed_draws(self, sizes: dict[str, int] | None) -> None:
        rates = {"A": 100, "B": 300, "C": 1000, "D": 2000, "ALL": 500}
        sources = [*shares(3), LOTTERY]
        named = plan_of(plan(rates_bp=rates, seed_sources=sources))

        frozen, quick = both(frame=frame(sizes), plan=named, key=KEY)

        assert quick == frozen
        opened = canonical_json(reveal(sources, withheld=("第三方",)))
        quickly = engines.draw(files=quick.files, reveal=opened, engine=Engine.DUCKDB)
        assert quickly == sampling.draw(files=frozen.files, reveal=opened)
        assert quickly.defaulted == ("第三方",)

    def test_of_inspectors_agree_too(self) -> None:
        frozen = sampling.freeze_staffing(staffing=staffing(), plan=plan_of(plan(rates_bp={})), key=KEY)
        words: dict[str, Any] = {"files": frozen.files, "reveal": canonical_json(reveal(shares()))}

        assert engines.draw(**words, engine=Engine.DUCKDB) == sampling.draw(**words)
        assert engines.draw(**words) == sampling.draw(**words)

    def test_of_a_short_list_are_the_references(self) -> None:
        words: dict[str, Any] = {"frame": frame(), "plan": plan_of(plan()), "key": KEY}

        frozen = engines.freeze_objects(**words)

        assert frozen == sampling.freeze_objects(**words)
        opened = canonical_json(reveal(shares()))
        assert engines.draw(files=frozen.files, reveal=opened) == sampling.draw(
            files=frozen.files, reveal=opened
        )

    def test_tell_how_far_they_are(self) -> None:
        told: list[tuple[str, int, int]] = []

        frozen = engines.freeze_objects(
            frame=frame(),
            plan=plan_of(plan()),
            key=KEY,
            engine=Engine.DUCKDB,
            progress=lambda *step: told.append(step),
        )
        engines.draw(
            files=frozen.files,
            reveal=canonical_json(reveal(shares())),
            engine=Engine.DUCKDB,
            progress=lambda *step: told.append(step),
        )

        assert [step for step in told if step[1] == step[2]] == [("冻结名单", 6, 6), ("抽取", 4, 4)]
        assert told == sorted(told, key=lambda step: (step[0] != "冻结名单", step[1]))


class TestChoice:
    def test_goes_by_size_unless_one_is_asked_for(self) -> None:
        assert for_list(Engine.AUTO, LARGE_LIST - 1) is Engine.REFERENCE
        assert for_list(Engine.AUTO, LARGE_LIST) is Engine.DUCKDB
        assert for_list(Engine.REFERENCE, LARGE_LIST) is Engine.REFERENCE
        assert for_list(Engine.DUCKDB, 1) is Engine.DUCKDB


class TestLongLists:
    """What is read piece by piece comes out as if it were read at once."""

    @pytest.fixture(autouse=True)
    def small_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lines, "LEAVES", 4)

    @pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 8, 15, 16, 17, 33])
    def test_have_the_same_root(self, size: int) -> None:
        named = plan_of(plan(rates_bp={"A": 5000}))

        frozen, quick = both(frame=frame({"A": size}), plan=named, key=KEY)

        assert quick.files == frozen.files

    @pytest.mark.parametrize("places", [(0, 3), (3, 4), (0, 9), (7, 8), (8, 9)])
    def test_are_refused_with_an_id_twice_wherever_it_stands(self, places: tuple[int, int]) -> None:
        rows = frame({"A": 10})
        rows[places[1]] = rows[places[0]][0], "B"

        refusal_of_both(frame_file(rows))


def refusal_of_both(
    data: bytes, excluded: list[tuple[str, str, str]] | None = None, named: Plan | None = None
) -> str:
    """The words with which reference and engine refuse a frame file, which are the same."""
    words: dict[str, Any] = {"excluded": excluded or [], "plan": named or plan_of(plan()), "key": KEY}
    with pytest.raises(Unusable) as slow:
        sampling.freeze_objects(frame=read_frame(data, "frame.csv"), **words)
    with TemporaryDirectory() as name:
        work, listed = Path(name) / "work", Path(name) / "frame.csv"
        work.mkdir()
        listed.write_bytes(data)
        with pytest.raises(Unusable) as quick:
            freeze_list(frame=listed, work=work, **words)
    assert str(quick.value) == str(slow.value)
    return str(quick.value)


class TestRefusals:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"id,strata\nA,A\n",
            b"id,stratum\r\nA,A\r\n",
            b"id,stratum\nA,A\r\nB,A\r\n",
            b"id,stratum\nA\n",
            b"id,stratum\nA,A\nB,A,C\n",
            b"id,stratum\nA,A\n\n",
            b"id,stratum\nA,A\nB,A",
            b"id,stratum\nA,A\n\xff,A\n",
            b'id,stratum\n"A",A\n',
            b"id,stratum\n,A\n",
            b"id,stratum\nA,a\n",
            b"id,stratum\nA,A\n\xe4\xb6\xae,A\n",
            b"id,stratum\nA,A\nB,B\nA,A\n",
            b"id,stratum\nA,A\nB,B\nA,B\nB,B\n",
            b"id,stratum\nA,ALL\nB,B\n",
            b"id,stratum\nA,Q\n",
        ],
    )
    def test_of_a_frame_have_the_same_words(self, data: bytes) -> None:
        assert refusal_of_both(data)

    @pytest.mark.parametrize(
        "excluded",
        [
            [("91410000A00003", "A", "CAP")],
            [("X", "A", "CAP"), ("91410000B00003", "A", "CAP")],
            [("X", "A", "CAP"), ("X", "A", "CAP")],
            [("X", "A", "cap")],
            [("X", "ALL", "CAP")],
        ],
    )
    def test_of_exclusions_have_the_same_words(self, excluded: list[tuple[str, str, str]]) -> None:
        assert refusal_of_both(frame_file(frame()), excluded)

    @pytest.mark.parametrize("count", [1, 10_000])
    def test_of_a_count_out_of_bounds_have_the_same_words(self, count: int) -> None:
        assert refusal_of_both(frame_file(frame()), EXCLUDED, plan_of(plan(count=count))).startswith("plan:")

    def test_of_a_key_too_short_and_of_a_line_feed_in_an_id(self) -> None:
        words: dict[str, Any] = {"plan": plan_of(plan()), "engine": Engine.DUCKDB}

        with pytest.raises(Unusable, match="31 bytes"):
            engines.freeze_objects(frame=frame(), key=KEY[1:], **words)
        with pytest.raises(Unusable, match="outside its alphabet"):
            engines.freeze_objects(frame=[("A,A\nB", "B")], key=KEY, **words)


class TestDrawLots:
    @pytest.mark.parametrize("take", [0, 1, 30, 299, 300, 301])
    @pytest.mark.parametrize("form", ["csv", "parquet"])
    def test_takes_the_same_from_a_lots_file_as_from_parquet(
        self, take: int, form: str, tmp_path: Path
    ) -> None:
        rows = [(by_hand.h(bytes([n % 256, n // 256]))[:16], "AB"[n % 2]) for n in range(600)]
        seed = b"\x55" * 32

        with connected(tmp_path) as db:
            path = written(db, rows, tmp_path / f"lots.{form}")
            drawn = draw_lots(db, path, {"A": take, "B": 3, "Z": 7}, seed)

        strata = {label: [lot for lot, own in rows if own == label] for label in "AB"}
        assert drawn == sampling.draw_lots(strata, {"A": take, "B": 3}, seed)

    @pytest.mark.parametrize("size", [1, 299, 301, 100_000])
    def test_is_right_whatever_sizes_it_is_told(self, size: int, tmp_path: Path) -> None:
        lots = [by_hand.h(bytes([n % 256, n // 256]))[:16] for n in range(300)]
        seed = b"\x55" * 32

        with connected(tmp_path) as db:
            path = written(db, [(lot, "A") for lot in lots], tmp_path / "lots.csv")
            drawn = draw_lots(db, path, {"A": 40}, seed, {"A": size})

        assert drawn == sampling.draw_lots({"A": lots}, {"A": 40}, seed)

    def test_draws_lots_whose_tickets_are_all_large_too(self, tmp_path: Path) -> None:
        seed = b"\x77" * 32
        lots = [by_hand.h(bytes([n % 256, n // 256]))[:16] for n in range(2000)]
        unlucky = [lot for lot in lots if by_hand.h(seed + lot)[0] > 0x80]

        with connected(tmp_path) as db:
            path = written(db, [(lot, "A") for lot in unlucky], tmp_path / "lots.csv")
            drawn = draw_lots(db, path, {"A": 5}, seed)

        assert drawn == sampling.draw_lots({"A": unlucky}, {"A": 5}, seed)


def written(db: Any, rows: list[tuple[bytes, str]], path: Path) -> Path:
    if path.suffix == ".csv":
        path.write_text("".join(sorted(f"{lot.hex()},{label}\n" for lot, label in rows)))
        return path
    db.execute("CREATE TABLE rows (lot BLOB, stratum VARCHAR)")
    db.executemany("INSERT INTO rows VALUES (?, ?)", rows)
    db.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    return path


class TestDuckDB:
    def test_fetches_nothing_and_is_held_short(self, tmp_path: Path) -> None:
        names = (
            "autoinstall_known_extensions",
            "autoload_known_extensions",
            "allow_community_extensions",
            "temp_directory",
        )
        with connected(tmp_path, "64MiB") as db:
            held = [db.execute(f"SELECT current_setting('{name}')").fetchall() for name in names]
            memory = db.execute("SELECT current_setting('memory_limit')").fetchall()

        assert held == [[(False,)], [(False,)], [(False,)], [(str(tmp_path),)]]
        assert memory == [("64.0 MiB",)]
