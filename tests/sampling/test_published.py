"""Our Merkle proofs against the vectors that transparency-dev publishes: every false proof among them is rejected."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from suiji.sampling.merkle import verify_consistency, verify_inclusion

VECTORS = json.loads((Path(__file__).parent / "vectors" / "transparency_dev.json").read_text("utf-8"))
NO_HASHES = "consistency/additional/sizes-are-equal-one-and-proof-is-empty"
"""Published as true of two equal roots that are no hashes (12 bytes); we ask for 32 bytes."""


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def path(vector: dict[str, Any]) -> list[bytes]:
    return [decoded(step) for step in vector["proof"] or []]


def named(kind: str) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in VECTORS[kind]]


class TestPublishedVectors:
    def test_are_all_here(self) -> None:
        assert len(VECTORS["inclusion"]) == len(VECTORS["consistency"]) == 98
        assert (
            sum(vector["wantErr"] for kind in ("inclusion", "consistency") for vector in VECTORS[kind]) > 180
        )

    @pytest.mark.parametrize("vector", named("inclusion"))
    def test_of_inclusion(self, vector: dict[str, Any]) -> None:
        holds = verify_inclusion(
            decoded(vector["leafHash"]),
            vector["leafIdx"],
            vector["treeSize"],
            path(vector),
            decoded(vector["root"]),
        )

        assert holds is not vector["wantErr"]

    @pytest.mark.parametrize("vector", named("consistency"))
    def test_of_consistency(self, vector: dict[str, Any]) -> None:
        holds = verify_consistency(
            vector["size1"],
            vector["size2"],
            path(vector),
            decoded(vector["root1"]),
            decoded(vector["root2"]),
        )

        assert holds is (not vector["wantErr"] and vector["name"] != NO_HASHES)
