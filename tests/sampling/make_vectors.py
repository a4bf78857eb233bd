"""Write `vectors/*.json` from the protocol's text as `by_hand` computes it: ``python -m tests.sampling.make_vectors``.

The package under test takes no part. A test compares the stored files with this and with the package.
"""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.sampling import by_hand

FOLDER = Path(__file__).parent / "vectors"
KEY = bytes.fromhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
CEREMONY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
IDS = ["91410000174111536Q", "0", "a", "Z.9_:-", "z" * 64, "item:2026-07", "91410000170476001B"]
PARTIES = ["市场监督管理局", "纪检监察䶮", "𠮷田商會 😀", "Ágnes Ő", "a\u0000b"]
RATES = {"A": 100, "B": 300, "C": 1000, "D": 2000}
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
BEACON = {
    "kind": "drand",
    "chain": QUICKNET,
    "round": 123,
    "randomness": "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc",
    "signature": "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482"
    "e26cd02df835d3546d23c4b13e0dfc92",
}


def value(number: int) -> bytes:
    return by_hand.h(b"vector share %d" % number)


def share(number: int) -> dict[str, Any]:
    party = PARTIES[number]
    return {"kind": "share", "party": party, "sha256": by_hand.share(CEREMONY, party, value(number))}


def plan(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "task": "联合抽查䶮〔2023〕1号 😀",
        "ceremony": CEREMONY,
        "frozen_at": "2023-08-23T15:00:00Z",
        "reveal_by": "2023-08-23T15:10:00Z",
        "rates_bp": RATES,
        "count": None,
        "seed_sources": [share(0), share(1)],
    }
    return base | changes


def frame(**sizes: int) -> list[list[str]]:
    return [[f"{label}{n:04d}", label] for label, size in sorted(sizes.items()) for n in range(size)]


def pseudonyms() -> dict[str, Any]:
    rows = [(name, "ABCD"[n % 4]) for n, name in enumerate(IDS)]
    return {
        "key": KEY.hex(),
        "ids": [
            {
                "id": name,
                "lot": by_hand.lot(KEY, name).hex(),
                "blind": by_hand.blind(KEY, name).hex(),
                "member": by_hand.member(KEY, name),
            }
            for name in IDS
        ],
        "frame": rows,
        "lots_csv": by_hand.lots_file(KEY, rows).decode(),
        "members_csv": by_hand.members_file(KEY, rows).decode(),
        "blinds": {
            name: by_hand.blind_of(KEY, name).hex()
            for name in ("exclusions", "strata", "drawn_lots", "drawn", "staffing", "assignment")
        },
    }


def trees() -> list[dict[str, Any]]:
    made = []
    for size in (*range(9), 255, 256, 257):
        leaves = [b"line %d" % n for n in range(size)]
        indexes = range(size) if size < 9 else (0, 1, 127, 128, size - 1)
        paths = {str(n): [step.hex() for step in by_hand.path(n, leaves)] for n in indexes}
        made.append({"size": size, "leaf": "line {n}", "root": by_hand.tree(leaves).hex(), "paths": paths})
    return made


def quotas() -> list[dict[str, Any]]:
    cases: list[tuple[list[list[str]], list[list[str]], dict[str, int], int | None]] = [
        (frame(A=100, B=100, C=100, D=100), [], RATES, None),
        (frame(A=101, B=34, C=11, D=6), [], RATES, None),
        (frame(A=10, B=20, C=30), [], {"A": 1000, "B": 500, "C": 333}, 12),
        (frame(X=10, Y=10), [], {"X": 0, "Y": 0}, 1),
        (frame(A=3), [["Z1", "A", "R"], ["Z2", "A", "R"]], {"A": 9000}, None),
        (frame(A=3), [["Z1", "B", "R"]], {"A": 9000, "B": 1, "Q": 5}, 4),
        (frame(ALL=7), [], {"ALL": 10000}, 7),
        ([], [], {}, 0),
    ]
    return [
        {
            "frame": rows,
            "excluded": excluded,
            "rates_bp": rates,
            "count": count,
            "strata": by_hand.strata(_pairs(rows), _triples(excluded), rates, count),
        }
        for rows, excluded, rates, count in cases
    ]


def _pairs(rows: list[list[str]]) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in rows]


def _triples(rows: list[list[str]]) -> list[tuple[str, str, str]]:
    return [(row[0], row[1], row[2]) for row in rows]


def ceremonies() -> list[dict[str, Any]]:
    lottery = {
        "kind": "announced",
        "what": "大乐透",
        "at": "2023-08-23T20:30:00Z",
        "pattern": "[0-9]{2}[ ][0-9]{2}[-][A-F]",
    }
    drand = {name: BEACON[name] for name in ("kind", "chain", "round")}
    text = {"kind": "announced", "text": "07 31-C"}
    early = {"frozen_at": "2023-08-23T14:00:00Z", "reveal_by": "2023-08-23T15:09:26Z"}
    cases: list[tuple[str, list[list[str]], list[list[str]], dict[str, Any], list[Any]]] = [
        ("public", frame(A=40, B=30, C=20, D=10), [], {}, [0, 1]),
        ("a count and three parties", frame(A=40, B=30, C=20, D=10), [], {
            "count": 33, "seed_sources": [share(3), share(1), share(2)]}, [3, 1, 2]),
        ("sizes tie, one stratum is empty", frame(A=12, B=12, C=0, D=12), [["E1", "C", "CAP_OPEN"]], {}, [0, 1]),
        ("unstratified", frame(ALL=25), [["E1", "ALL", "R"]], {"rates_bp": {"ALL": 1234}}, [0, 1]),
        ("sealed by a small stratum", frame(A=40, B=30, C=20, D=4), [], {}, [0, 1]),
        ("sealed by few exclusions", frame(A=100, B=60), [["E2", "B", "R"], ["E1", "A", "S_9"]], {}, [0, 1]),
        ("a beacon", frame(A=20, B=20), [], early | {"seed_sources": [share(0), share(1), drand]}, [0, 1, BEACON]),
        ("a default", frame(A=20, B=20), [], {
            "seed_sources": [share(0), share(4), share(2), lottery]}, [0, None, 2, text]),
    ]  # fmt: skip
    return [_ceremony(*case) for case in cases]


def _ceremony(
    name: str, rows: list[list[str]], excluded: list[list[str]], changes: dict[str, Any], answers: list[Any]
) -> dict[str, Any]:
    the_plan = plan(**changes)
    document = by_hand.commitment(_pairs(rows), _triples(excluded), the_plan, KEY)
    digest = by_hand.h(by_hand.jcs(document))
    sources, revealed = [], []
    for source, answer in zip(the_plan["seed_sources"], answers, strict=True):
        if isinstance(answer, dict):
            data = bytes.fromhex(answer["randomness"]) if "randomness" in answer else answer["text"].encode()
            revealed.append(answer)
        else:
            data = b"" if answer is None else value(answer)
            revealed.append({"kind": "share", "party": source["party"], "value": data.hex() or None})
        sources.append(data)
    seed = by_hand.seed(digest, sources)
    strata = by_hand.strata(_pairs(rows), _triples(excluded), the_plan["rates_bp"], the_plan["count"])
    names, lines = by_hand.drawn(_pairs(rows), strata, KEY, seed)
    return {
        "name": name,
        "key": KEY.hex(),
        "frame": rows,
        "excluded": excluded,
        "plan": the_plan,
        "reveal": {"sources": revealed},
        "commitment": document,
        "commitment_sha256": digest.hex(),
        "seed": seed.hex(),
        "tickets": {row[0]: by_hand.h(seed + by_hand.lot(KEY, row[0])).hex() for row in rows[:3]},
        "drawn": names,
        "drawn_lots_csv": lines.decode(),
    }


def seeds() -> list[dict[str, Any]]:
    commitment = by_hand.h(b"a commitment")
    lists = [[value(0)], [value(0), b""], [value(0), value(1), b"07 31-C"], [b"x" * 300]]
    return [
        {
            "commitment_sha256": commitment.hex(),
            "sources": [source.hex() for source in sources],
            "seed": by_hand.seed(commitment, sources).hex(),
        }
        for sources in lists
    ]


def shares() -> list[dict[str, str]]:
    return [
        {
            "ceremony": CEREMONY,
            "party": party,
            "value": value(n).hex(),
            "sha256": by_hand.share(CEREMONY, party, value(n)),
        }
        for n, party in enumerate(PARTIES)
    ]


def assignments() -> list[dict[str, Any]]:
    made = []
    for teams, people, officers, prior in (
        (2, 4, 2, (0, 0, 0, 0)),
        (3, 4, 1, (3, 0, 1, 0)),
        (2, 5, 2, (9, 0, 0, 5, 1)),
    ):
        names = [f"i:{n}" for n in range(people)]
        ids = [f"team-{n}" for n in range(teams)]
        staffing = {
            "task": "人员䶮",
            "departments": [
                {"id": "fire", "officers": 1, "lead": False},
                {"id": "market", "officers": officers, "lead": True},
            ],
            "teams": [{"id": team, "objects": [f"o{team}"]} for team in ids],
            "inspectors": {
                "fire": {"f1": 0, "f2": 2},
                "market": dict(zip(names, prior, strict=True)),
            },
            "eligible": {
                "fire": {team: ["f1", "f2"] for team in ids},
                "market": {team: names[n % 2 :] for n, team in enumerate(ids)},
            },
        }
        made.append(_assignment(staffing, by_hand.h(b"seed %d" % teams)))
    return made


def _assignment(staffing: dict[str, Any], seed: bytes) -> dict[str, Any]:
    bands, leaders = {}, {}
    teams: dict[str, dict[str, list[str]]] = {team["id"]: {} for team in staffing["teams"]}
    for department in staffing["departments"]:
        name = department["id"]
        eligible, prior = staffing["eligible"][name], staffing["inspectors"][name]
        weights = {
            (team, who): by_hand.weight(seed, name, team, who)
            for team, who in itertools.product(eligible, prior)
        }
        lo, hi, members = by_hand.best_staffing(eligible, department["officers"], prior, weights)
        bands[name] = [lo, hi]
        for team, chosen in members.items():
            teams[team][name] = sorted(chosen)
            if department["lead"]:
                leaders[team] = min((weights[team, who], who) for who in chosen)[1]
    assignment = {"bands": bands, "leaders": leaders, "teams": teams}
    return {"seed": seed.hex(), "staffing": staffing, "assignment": assignment}


VECTORS: dict[str, Callable[[], Any]] = {
    "pseudonyms": pseudonyms,
    "merkle": trees,
    "quotas": quotas,
    "shares": shares,
    "seeds": seeds,
    "ceremonies": ceremonies,
    "assignments": assignments,
    "drand": lambda: BEACON,
}


def written(name: str) -> str:
    """The text of one vector file."""
    return json.dumps(VECTORS[name](), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for each in VECTORS:
        (FOLDER / f"{each}.json").write_text(written(each), encoding="utf-8")
