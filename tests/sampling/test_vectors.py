"""The pinned vectors (protocol §9): what other languages replay, this package gives too."""

import json
from typing import Any

import pytest

from suiji.sampling import (
    draw,
    freeze_objects,
    merkle,
    plan_of,
    seed_of,
    share_commitment,
    ticket,
    verify_bundle,
)
from suiji.sampling import frame as frames
from suiji.sampling.canonical import blind_of, canonical_json, sha256
from suiji.sampling.quotas import quotas
from suiji.sampling.seed import open_sources
from suiji.sampling.sources import Beacon
from suiji.sampling.staffing import assign, read_staffing
from tests.sampling import make_vectors


def stored(name: str) -> Any:
    return json.loads((make_vectors.FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", make_vectors.VECTORS)
def test_the_stored_vectors_are_those_of_the_text(name: str) -> None:
    assert (make_vectors.FOLDER / f"{name}.json").read_text(encoding="utf-8") == make_vectors.written(name)


def test_pseudonyms() -> None:
    vector = stored("pseudonyms")
    key = bytes.fromhex(vector["key"])
    rows = [(name, stratum) for name, stratum in vector["frame"]]

    for row in vector["ids"]:
        assert frames.lot_of(key, row["id"]).hex() == row["lot"]
        assert frames.id_blind(key, row["id"]).hex() == row["blind"]
        assert frames.lots_and_members([(row["id"], "A")], key)[1].decode() == row["member"] + "\n"
    assert frames.lots_and_members(rows, key)[0].decode() == vector["lots_csv"]
    assert frames.lots_and_members(rows, key)[1].decode() == vector["members_csv"]
    assert {name: blind_of(key, name).hex() for name in vector["blinds"]} == vector["blinds"]


@pytest.mark.parametrize("vector", stored("merkle"), ids=lambda vector: str(vector["size"]))
def test_merkle(vector: dict[str, Any]) -> None:
    leaves = [merkle.leaf_hash(vector["leaf"].format(n=n).encode()) for n in range(vector["size"])]
    top = merkle.root(leaves)

    assert top.hex() == vector["root"]
    for index, steps in vector["paths"].items():
        path = merkle.inclusion_path(leaves, int(index))
        assert [step.hex() for step in path] == steps
        assert merkle.verify_inclusion(leaves[int(index)], int(index), len(leaves), path, top)


@pytest.mark.parametrize("vector", stored("quotas"))
def test_quotas(vector: dict[str, Any]) -> None:
    sizes = frames.strata_of(vector["frame"])
    bases = sizes + frames.strata_of(vector["excluded"])

    made = quotas(bases=bases, sizes=sizes, rates_bp=vector["rates_bp"], count=vector["count"])

    assert [stratum.document() for stratum in made] == vector["strata"]


@pytest.mark.parametrize("vector", stored("shares"), ids=lambda vector: ascii(vector["party"]))
def test_shares(vector: dict[str, str]) -> None:
    value = bytes.fromhex(vector["value"])
    assert share_commitment(vector["ceremony"], vector["party"], value) == vector["sha256"]


@pytest.mark.parametrize("vector", stored("seeds"))
def test_seeds(vector: dict[str, Any]) -> None:
    sources = [bytes.fromhex(source) for source in vector["sources"]]
    assert seed_of(bytes.fromhex(vector["commitment_sha256"]), sources).hex() == vector["seed"]


@pytest.mark.parametrize("vector", stored("ceremonies"), ids=lambda vector: vector["name"])
def test_ceremonies(vector: dict[str, Any]) -> None:
    frozen = freeze_objects(
        frame=[tuple(row) for row in vector["frame"]],
        excluded=[tuple(row) for row in vector["excluded"]],
        plan=plan_of(vector["plan"]),
        key=bytes.fromhex(vector["key"]),
    )
    drawn = draw(files=frozen.files, reveal=canonical_json(vector["reveal"]))

    assert frozen.commitment == vector["commitment"]
    assert frozen.commitment_sha256 == vector["commitment_sha256"]
    assert drawn.seed.hex() == vector["seed"]
    assert drawn.full["drawn"] == vector["drawn"]
    assert drawn.files["audit/drawn_lots.csv"].decode() == vector["drawn_lots_csv"]
    key = bytes.fromhex(vector["key"])
    for name, hashed in vector["tickets"].items():
        assert ticket(drawn.seed, frames.lot_of(key, name)).hex() == hashed
    assert verify_bundle(frozen.files | drawn.files, audit=True).ok


@pytest.mark.parametrize("vector", stored("assignments"))
def test_assignments(vector: dict[str, Any]) -> None:
    made = assign(read_staffing(vector["staffing"], "s"), bytes.fromhex(vector["seed"]))

    assert canonical_json(made) == canonical_json(vector["assignment"])


def test_a_drand_round() -> None:
    vector = stored("drand")
    beacon = Beacon(vector["chain"], vector["round"])

    revealed = open_sources("", [beacon], {"sources": [vector]})

    assert revealed.values == (bytes.fromhex(vector["randomness"]),)
    assert revealed.unverified == ()
    assert sha256(bytes.fromhex(vector["signature"])).hex() == vector["randomness"]
