"""The protocol once more, written from its text with hashlib alone and nothing of `suiji.sampling`.

Slow and short on purpose: what the package computes cleverly is computed here as the text says it.
"""

import hashlib
import hmac
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Pairs = Mapping[tuple[str, str, str], int]


def h(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()[:16]


def jcs(value: Any) -> bytes:
    """Enough of RFC 8785 for documents whose names are ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def blind_of(key: bytes, name: str) -> bytes:
    return mac(key, name.encode() + bytes(1))


def lot(key: bytes, name: str) -> bytes:
    return mac(key, b"lot" + bytes(1) + name.encode())


def blind(key: bytes, name: str) -> bytes:
    return mac(key, b"blind" + bytes(1) + name.encode())


def lots_file(key: bytes, frame: Iterable[tuple[str, str]]) -> bytes:
    return b"".join(sorted(f"{lot(key, name).hex()},{stratum}\n".encode() for name, stratum in frame))


def member(key: bytes, name: str) -> str:
    return f"{name},{h(lot(key, name) + blind(key, name)).hex()}"


def members_file(key: bytes, frame: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{member(key, name)}\n" for name, _ in sorted(frame)).encode()


def tree(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, over the leaves' data."""
    if not leaves:
        return h(b"")
    if len(leaves) == 1:
        return h(b"\x00" + leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return h(b"\x01" + tree(leaves[:k]) + tree(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), tree(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree(leaves[:k])]


def strata(
    frame: Sequence[tuple[str, str]],
    excluded: Sequence[tuple[str, str, str]],
    rates: Mapping[str, int],
    count: int | None,
) -> list[dict[str, Any]]:
    labels = sorted({row[1] for row in [*frame, *excluded]})
    base = {x: sum(row[1] == x for row in [*frame, *excluded]) for x in labels}
    size = {x: sum(row[1] == x for row in frame) for x in labels}
    floor = {x: -(-base[x] * rates[x] // 10000) for x in labels}
    extra = dict.fromkeys(labels, 0)
    if count is not None:
        s, r = count - sum(floor.values()), sum(base[x] - floor[x] for x in labels)
        if r:
            extra = {x: s * (base[x] - floor[x]) // r for x in labels}
            rest = sorted(labels, key=lambda x: (-(s * (base[x] - floor[x]) % r), x))
            for x in rest[: s - sum(extra.values())]:
                extra[x] += 1
    return [
        {
            "label": x,
            "base": base[x],
            "size": size[x],
            "rate_bp": rates[x],
            "want": floor[x] + extra[x],
            "take": min(floor[x] + extra[x], size[x]),
        }
        for x in labels
    ]


def is_sealed(rows: Sequence[Mapping[str, Any]], excluded: int, min_cell: int) -> bool:
    if [row["label"] for row in rows] == ["ALL"]:
        return False
    differ = any(
        -(-row["size"] * row["rate_bp"] // 10000) != -(-row["base"] * row["rate_bp"] // 10000) for row in rows
    )
    return (
        any(0 < row["size"] < min_cell for row in rows)
        or len([row for row in rows if row["take"] > 0]) <= 1
        or len([row for row in rows if row["take"] < row["size"]]) <= 1
        or (0 < excluded < 10 and differ)
    )


def commitment(
    frame: Sequence[tuple[str, str]],
    excluded: Sequence[tuple[str, str, str]],
    plan: Mapping[str, Any],
    key: bytes,
) -> dict[str, Any]:
    rows = strata(frame, excluded, plan["rates_bp"], plan["count"])
    min_cell = plan.get("min_cell", 5)
    sealed = is_sealed(rows, len(excluded), min_cell)
    leaves = members_file(key, frame).decode().splitlines()
    gone = "".join(sorted(f"{name},{reason}\n" for name, _, reason in excluded)).encode()
    document = {
        "protocol": "suiji-draw/1",
        "kind": "objects",
        "task": plan["task"],
        "ceremony": plan["ceremony"],
        "frozen_at": plan["frozen_at"],
        "reveal_by": plan["reveal_by"],
        "key_sha256": h(key).hex(),
        "members": {"count": len(frame), "root": tree([line.encode() for line in leaves]).hex()},
        "lots": {
            "sha256": h(lots_file(key, frame)).hex(),
            "visibility": "sealed" if sealed else "public",
            "min_cell": min_cell,
        },
        "exclusions": {"count": len(excluded), "sha256": h(gone + blind_of(key, "exclusions")).hex()},
        "count": plan["count"],
        "strata_sha256": h(jcs(rows) + blind_of(key, "strata")).hex(),
        "seed_sources": plan["seed_sources"],
    }
    if not sealed:
        document["strata"] = [{k: v for k, v in row.items() if k != "base"} for row in rows]
    return document


def share(ceremony: str, party: str, value: bytes) -> str:
    text = b"suiji-share/1\x00" + ceremony.encode() + b"\x00" + party.encode() + b"\x00" + value
    return h(text).hex()


def seed(commitment_sha256: bytes, values: Iterable[bytes]) -> bytes:
    data = b"suiji-seed/1\x00" + commitment_sha256
    for value in values:
        data += bytes([0, 0, len(value) >> 8, len(value) & 255]) + value
    return h(data)


def drawn(
    frame: Sequence[tuple[str, str]], rows: Sequence[Mapping[str, Any]], key: bytes, the_seed: bytes
) -> tuple[list[str], bytes]:
    """The drawn ids, sorted, and the drawn-lots file."""
    names: list[str] = []
    for row in rows:
        own = [name for name, stratum in frame if stratum == row["label"]]
        own.sort(key=lambda name: (h(the_seed + lot(key, name)), lot(key, name)))
        names += own[: row["take"]]
    lines = sorted(f"{lot(key, name).hex()}\n" for name in names)
    return sorted(names), "".join(lines).encode()


# ── inspectors ─────────────────────────────────────────────────────────────────────────


def weight(the_seed: bytes, department: str, team: str, inspector: str) -> int:
    text = f"assign\x00{department}\x00{team}\x00{inspector}".encode()
    return int(h(the_seed + text).hex()[:10], 16)


def staffings(eligible: Mapping[str, Sequence[str]], need: int) -> list[dict[str, tuple[str, ...]]]:
    """Every staffing there is."""
    choices = [itertools.combinations(sorted(names), need) for names in eligible.values()]
    return [dict(zip(eligible, chosen, strict=True)) for chosen in itertools.product(*choices)]


def best_staffing(
    eligible: Mapping[str, Sequence[str]],
    need: int,
    prior: Mapping[str, int],
    weights: Mapping[tuple[str, str], int],
) -> tuple[int, int, dict[str, set[str]]]:
    """lo, hi and the staffing, by trying all of them."""
    every = staffings(eligible, need)
    most = {i: sum(i in names for names in eligible.values()) for i in prior}

    def load(staffing: Mapping[str, Sequence[str]], i: str) -> int:
        return sum(i in names for names in staffing.values())

    def within(staffing: Mapping[str, Sequence[str]], lo: int, hi: int) -> bool:
        return all(
            max(0, min(lo - prior[i], most[i])) <= load(staffing, i) <= max(0, hi - prior[i]) for i in prior
        )

    hi = next(bound for bound in itertools.count() if any(within(s, 0, bound) for s in every))
    lo = next(bound for bound in range(hi, -1, -1) if any(within(s, bound, hi) for s in every))

    def rank(staffing: Mapping[str, Sequence[str]]) -> tuple[int, list[tuple[str, str]]]:
        pairs = sorted((team, i) for team, names in staffing.items() for i in names)
        return sum(weights[pair] for pair in pairs), pairs

    best = min((s for s in every if within(s, lo, hi)), key=rank)
    return lo, hi, {team: set(names) for team, names in best.items()}
