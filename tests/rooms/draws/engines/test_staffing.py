"""OR-tools staffs as the reference does: same bands, same optimum, ties included (protocol §7)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from suiji.draws.engines import staffing as quick
from suiji.draws.engines.choice import LARGE_STAFFING, Engine, for_staffing
from suiji.draws.engines.memory import assign_by
from suiji.sampling import staffing as reference
from suiji.sampling.staffing import Department, Staffing, read_staffing


@st.composite
def departments(draw: st.DrawFn) -> Department:
    """Some teams, each with enough eligible inspectors, who come with prior loads."""
    names = [f"i{n}" for n in range(draw(st.integers(1, 7)))]
    officers = draw(st.integers(1, min(3, len(names))))
    size = st.integers(officers, len(names))
    eligible = {
        f"t{n}": sorted(draw(st.permutations(names))[: draw(size)]) for n in range(draw(st.integers(1, 8)))
    }
    prior = {name: draw(st.integers(0, 6)) for name in names}
    return Department("d", officers, lead=True, prior=prior, eligible=eligible)


def staffed(department: Department) -> Staffing:
    return read_staffing(
        {
            "task": "t",
            "departments": [{"id": "d", "officers": department.officers, "lead": True}],
            "teams": [{"id": team, "objects": []} for team in sorted(department.eligible)],
            "inspectors": {"d": dict(department.prior)},
            "eligible": {"d": {team: list(names) for team, names in department.eligible.items()}},
        },
        "staffing.json",
    )


class TestAssign:
    @settings(max_examples=150, deadline=None)
    @given(departments(), st.binary(min_size=32, max_size=32))
    def test_gives_the_references_assignment(self, department: Department, seed: bytes) -> None:
        staffing = staffed(department)

        assert quick.assign(staffing, seed) == reference.assign(staffing, seed)

    @settings(max_examples=150, deadline=None)
    @given(departments(), st.data())
    def test_of_several_optima_takes_the_smallest_list(self, department: Department, data: Any) -> None:
        weights = {
            (team, name): data.draw(st.integers(0, 2))
            for team, names in department.eligible.items()
            for name in names
        }

        assert quick.solve(department, weights) == reference.solved(department, weights)

    def test_takes_the_smallest_list_where_everything_weighs_the_same(self) -> None:
        eligible = {team: ["a", "b", "c"] for team in ("t1", "t2", "t3")}
        department = Department("d", 1, lead=True, prior=dict.fromkeys("abc", 0), eligible=eligible)

        lo, hi, chosen = quick.solve(department, {(t, i): 7 for t in eligible for i in "abc"})

        assert (lo, hi) == (1, 1)
        assert chosen == {"t1": {"a"}, "t2": {"b"}, "t3": {"c"}}


class TestChoice:
    def test_goes_by_the_number_of_pairs_unless_one_is_asked_for(self) -> None:
        names = [f"i{n}" for n in range(10)]
        few = Department("d", 1, lead=True, prior={}, eligible={"t": names})
        many = Department(
            "d", 1, lead=True, prior={}, eligible={f"t{n}": names for n in range(LARGE_STAFFING // 10)}
        )

        assert for_staffing(Engine.AUTO, Staffing({}, (), (few,))) is Engine.REFERENCE
        assert for_staffing(Engine.AUTO, Staffing({}, (), (many,))) is Engine.DUCKDB
        assert for_staffing(Engine.DUCKDB, Staffing({}, (), (few,))) is Engine.DUCKDB

    def test_either_way_gives_the_same_assignment(self) -> None:
        eligible = {f"t{n}": ["a", "b", "c"] for n in range(5)}
        staffing = staffed(Department("d", 2, lead=True, prior={"a": 0, "b": 3, "c": 1}, eligible=eligible))
        seed = b"\x31" * 32

        assert assign_by(Engine.DUCKDB)(staffing, seed) == assign_by(Engine.REFERENCE)(staffing, seed)
