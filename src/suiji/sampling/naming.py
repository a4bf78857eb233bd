"""公布名单 — the names of a draw that could not be announced, opened once its visits are over (protocol §4).

The logged result never changes: it holds a blinded hash of the names. Names and blind together open it.
"""

from collections.abc import Mapping
from typing import Any

from suiji.sampling.canonical import Invalid, blind_of, canonical_json, from_hex, parse_canonical, sha256
from suiji.sampling.shape import Record

NAMES = "names.json"
HIDDEN = "drawn_sha256"


def names_file(full: Mapping[str, Any], key: bytes) -> bytes:
    """The file that opens the names: the full result's list, and the blind of its hash."""
    return canonical_json({"blind": blind_of(key, "drawn").hex(), "drawn": full["drawn"]})


def with_names(files: Mapping[str, bytes], result: dict[str, Any]) -> dict[str, Any]:
    """The result with its names, where the bundle opens them; the result itself otherwise.

    `Invalid` where what is opened is not what was logged.
    """
    if NAMES not in files:
        return result
    record = Record(parse_canonical(files[NAMES], NAMES), NAMES, required=("blind", "drawn"))
    blind, names = record.hexed("blind", 16), record.items("drawn")
    logged = from_hex(str(result.get(HIDDEN, "")), 32)
    if logged is None:
        raise Invalid(f"{NAMES}: the result hides no names")
    if sha256(canonical_json(names) + blind) != logged:
        raise Invalid(f"{NAMES}: not the names whose hash is in the result")
    return result | {"drawn": names}
