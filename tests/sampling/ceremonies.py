"""Small ceremonies for tests: plans, reveals, finished bundles, and a log that proves their order."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from suiji.sampling import draw, freeze_objects, freeze_staffing, merkle, plan_of
from suiji.sampling.canonical import canonical_json, sha256
from suiji.sampling.confirming import STATEMENT, auditor_key_id, confirmation_file, signed_bytes
from suiji.sampling.freeze import Frozen
from suiji.sampling.note import key_id
from suiji.sampling.proof import Proof
from tests.sampling import by_hand

KEY = bytes(range(32))
CEREMONY = "00112233445566778899aabbccddeeff"
TASK = "联合抽查〔2026〕7号"
RATES = {"A": 100, "B": 300, "C": 1000, "D": 2000}
VALUES = {"市场监管局": b"\x11" * 32, "纪检监察䶮": b"\x22" * 32, "第三方": b"\x33" * 32}
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
# Quicknet round 123, as published; public test vector of drand-verify.
ROUND = 123
RANDOMNESS = "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc"
SIGNATURE = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"
LOTTERY = {
    "kind": "announced",
    "what": "双色球第2026135期",
    "at": "2026-11-23T13:15:00Z",
    "pattern": "[0-9]{2}[ ][0-9]{2}[+][0-9]{2}",
}
DRAND = {"kind": "drand", "chain": QUICKNET, "round": ROUND}
BEACON = DRAND | {"randomness": RANDOMNESS, "signature": SIGNATURE}


def shares(parties: int = 2) -> list[dict[str, Any]]:
    return [
        {"kind": "share", "party": party, "sha256": by_hand.share(CEREMONY, party, value)}
        for party, value in list(VALUES.items())[:parties]
    ]


def plan(**changes: Any) -> dict[str, Any]:
    """A plan as JSON; a drand source moves its times to where round 123 is still to come."""
    value: dict[str, Any] = {
        "task": TASK,
        "ceremony": CEREMONY,
        "frozen_at": "2026-11-23T09:00:00Z",
        "reveal_by": "2026-11-23T10:00:00Z",
        "rates_bp": RATES,
        "count": None,
        "seed_sources": shares(),
    }
    if any(source.get("kind") == "drand" for source in changes.get("seed_sources", ())):
        value |= {"frozen_at": "2023-08-23T15:00:00Z", "reveal_by": "2023-08-23T15:09:00Z"}
    return value | changes


def reveal(sources: list[dict[str, Any]], *, withheld: tuple[str, ...] = ()) -> dict[str, Any]:
    """What opens these sources; the withheld parties default."""
    answers: list[dict[str, Any]] = []
    for source in sources:
        if source["kind"] == "share":
            party = source["party"]
            value = None if party in withheld else VALUES[party].hex()
            answers.append({"kind": "share", "party": party, "value": value})
        elif source["kind"] == "drand":
            answers.append(BEACON)
        else:
            answers.append({"kind": "announced", "text": "07 19+03"})
    return {"sources": answers}


def frame(sizes: Mapping[str, int] | None = None) -> list[tuple[str, str]]:
    sizes = sizes or {"A": 60, "B": 30, "C": 20, "D": 15}
    return [(f"91410000{label}{n:05d}", label) for label, size in sorted(sizes.items()) for n in range(size)]


EXCLUDED = [("91410000Z00001", "B", "CAP_OPEN"), ("91410000Y00002", "A", "REVOKED")]
SEALED_SIZES = {"A": 40, "B": 30, "C": 20, "D": 3}


def frozen(
    sizes: Mapping[str, int] | None = None,
    excluded: list[tuple[str, str, str]] | None = None,
    **changes: Any,
) -> Frozen:
    return freeze_objects(frame=frame(sizes), excluded=excluded or [], plan=plan_of(plan(**changes)), key=KEY)


def staffing(teams: int = 3, inspectors: int = 5, officers: int = 2) -> dict[str, Any]:
    names = [f"i{n}" for n in range(inspectors)]
    ids = [f"t{n}" for n in range(teams)]
    return {
        "task": TASK,
        "departments": [
            {"id": "fire", "officers": 1, "lead": False},
            {"id": "market", "officers": officers, "lead": True},
        ],
        "teams": [{"id": team, "objects": [f"o{team}a", f"o{team}b"]} for team in ids],
        "inspectors": {
            "fire": {f"f{n}": n for n in range(3)},
            "market": {name: n % 2 for n, name in enumerate(names)},
        },
        "eligible": {
            "fire": {team: ["f0", "f1", "f2"] for team in ids},
            "market": dict.fromkeys(ids, names),
        },
    }


def finished(made: Frozen, *, unannounced: bool = False, withheld: tuple[str, ...] = ()) -> dict[str, bytes]:
    """All files of a bundle after its draw."""
    opened = canonical_json(reveal(made.commitment["seed_sources"], withheld=withheld))
    drawn = draw(files=made.files, reveal=opened, unannounced=unannounced)
    return made.files | drawn.files


def finished_staffing() -> dict[str, bytes]:
    made = freeze_staffing(staffing=staffing(), plan=plan_of(plan(rates_bp={})), key=KEY)
    return finished(made)


class Log:
    """A transparency log in memory, with a checkpoint wherever a test wants one."""

    def __init__(self, name: str = "log.example/suiji", secret: bytes = b"\x07" * 32) -> None:
        self.name, self.leaves = name, [b"entry before"]
        self.signer = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = self.signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = key_id(name, self.public)

    @property
    def vkey(self) -> str:
        encoded = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}\n"

    def sign(self, text: str) -> str:
        signature = base64.b64encode(self.key_id + self.signer.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"

    def checkpoint(self, size: int) -> str:
        root = base64.b64encode(by_hand.tree(self.leaves[:size])).decode()
        return self.sign(f"{self.name}\n{size}\n{root}\n")

    def append(self, leaf: bytes) -> int:
        self.leaves.append(leaf)
        return len(self.leaves) - 1

    def proof(self, index: int, size: int | None = None) -> Proof:
        size = size or index + 1
        hashes = [merkle.leaf_hash(leaf) for leaf in self.leaves[:size]]
        path = tuple(merkle.inclusion_path(hashes, index))
        return Proof(self.leaves[index], index, path, self.checkpoint(size))


def bodies(files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The bodies of a bundle's four acts, by the file that proves each."""
    commitment = json.loads(files["commitment.json"])
    fixed = {
        "ceremony": commitment["ceremony"],
        "commitment_sha256": hashlib.sha256(files["commitment.json"]).hexdigest(),
    }
    opened = {name: commitment[name] for name in ("task", "ceremony", "kind")}
    revealed = sha256(canonical_json(json.loads(files["reveal.json"]))).hex()
    return {
        "opening": opened,
        "commitment": fixed,
        "reveals": fixed | {"reveal_sha256": revealed},
        "result": fixed | {"result_sha256": hashlib.sha256(files["result.json"]).hexdigest()},
    }


ACTS = {
    "opening": "draw.opened",
    "commitment": "draw.committed",
    "reveals": "draw.revealed",
    "result": "draw.resulted",
}


def leaf(act: str, body: Mapping[str, Any]) -> bytes:
    return canonical_json({"act": act, "at": "2026-11-23T09:00:01Z", "body": dict(body), "id": "f" * 64})


def with_log(files: Mapping[str, bytes], log: Log | None = None) -> dict[str, bytes]:
    """The bundle with proofs from a log in which its four acts follow one another."""
    log = log or Log()
    indexes = {name: log.append(leaf(ACTS[name], body)) for name, body in bodies(files).items()}
    proofs = {f"log/{name}.proof": log.proof(index).text().encode() for name, index in indexes.items()}
    return {**files, **proofs, "log/vkey": log.vkey.encode()}


AUDITOR = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)


def public_of(secret: Ed25519PrivateKey) -> bytes:
    return secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def a_confirmation(files: Mapping[str, bytes], **changes: str) -> bytes:
    """The auditor's signed word on a bundle; ``changes`` are made to the statement before it is signed."""
    said = {
        "auditor": "市纪委监委",
        "because": "",
        "ceremony": json.loads(files["commitment.json"])["ceremony"],
        "commitment_sha256": hashlib.sha256(files["commitment.json"]).hexdigest(),
        "report_sha256": "0" * 64,
        "result_sha256": hashlib.sha256(files["result.json"]).hexdigest(),
        "signed_at": "2026-11-23T11:00:00Z",
        "verdict": "confirmed",
    } | changes
    signature = AUDITOR.sign(signed_bytes(STATEMENT, said))
    return confirmation_file(said, public_of(AUDITOR), signature)


def with_confirmation(
    files: Mapping[str, bytes], *, order: tuple[str, ...] = ("key", *ACTS, "word"), **changes: str
) -> dict[str, bytes]:
    """The bundle logged, its names waiting for the auditor, and signed."""
    log, word = Log(), a_confirmation(files, **changes)
    key_id = auditor_key_id(public_of(AUDITOR))
    given = {"key_id": key_id, "confirmation_sha256": hashlib.sha256(word).hexdigest()}
    acts = ACTS | {"key": "draw.auditor_key_registered", "word": "draw.confirmed"}
    if changes.get("verdict") == "refused":
        acts["word"] = "draw.confirmation_refused"
    said = bodies(files) | {"key": {"key_id": key_id, "public_key": public_of(AUDITOR).hex()}, "word": given}
    said["commitment"] = said["commitment"] | {"confirmation": "required"}
    indexes = {name: log.append(leaf(acts[name], said[name])) for name in order}
    names = {"key": "signer_key", "word": "confirmation"}
    proofs = {
        f"log/{names.get(name, name)}.proof": log.proof(index).text().encode()
        for name, index in indexes.items()
    }
    return {**files, **proofs, "log/vkey": log.vkey.encode(), "confirmation.json": word}


def public(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What anybody may have of a bundle."""
    return {name: content for name, content in files.items() if not name.startswith("audit/")}
