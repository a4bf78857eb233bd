"""监督确认 — the auditor's signed word on a result; it stands in the log before names appear (§5, decision 0029).

The key is the auditor's own; the house that runs the draw does not hold it. Reading only: nothing is signed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suiji.sampling.canonical import Invalid, canonical_json, judged, parse_canonical, sha256
from suiji.sampling.note import verify_ed25519
from suiji.sampling.order import has_log, logged
from suiji.sampling.shape import Record

CONFIRMATION = "confirmation.json"
KEY_PROOF = "log/signer_key.proof"
CONFIRMATION_PROOF = "log/confirmation.proof"
COMMITMENT_PROOF, RESULT_PROOF = "log/commitment.proof", "log/result.proof"
STATEMENT, KEY = "suiji-confirmation/1", "suiji-auditor-key/1"
"""What a signature is for: it begins the signed bytes, so that one never passes for the other."""
CONFIRMED, REFUSED = "confirmed", "refused"
REQUIRED = "required"
"""The member ``confirmation`` of a logged commitment whose names wait for the auditor."""
ACT = {CONFIRMED: "draw.confirmed", REFUSED: "draw.confirmation_refused"}
KEY_ACT = "draw.auditor_key_registered"
MEMBERS = (
    "auditor", "because", "ceremony", "commitment_sha256", "report_sha256", "result_sha256", "signed_at", "verdict",
)  # fmt: skip


def signed_bytes(purpose: str, statement: Mapping[str, str]) -> bytes:
    """The bytes under a signature: what it is for, a zero byte, and the statement in canonical JSON."""
    return purpose.encode() + b"\x00" + canonical_json(dict(statement))


def auditor_key_id(public: bytes) -> str:
    """How a key is called: 16 digits of its hash, short enough to be read out."""
    return sha256(public).hex()[:16]


def is_signed(purpose: str, statement: Mapping[str, str], public: bytes, signature: bytes) -> bool:
    """Whether this key signed the statement for this purpose."""
    return verify_ed25519(public, signed_bytes(purpose, statement), signature)


def confirmation_file(statement: Mapping[str, str], public: bytes, signature: bytes) -> bytes:
    """The file in a bundle."""
    return canonical_json(
        {
            "protocol": STATEMENT,
            "public_key": public.hex(),
            "signature": signature.hex(),
            "statement": dict(statement),
        }
    )


@dataclass(frozen=True, slots=True)
class Confirmation:
    """监督确认 — as read, its signature verified."""

    statement: dict[str, Any]
    public: bytes
    sha256: bytes
    """Of the file."""

    @property
    def key_id(self) -> str:
        """Whose key."""
        return auditor_key_id(self.public)


def read_confirmation(data: bytes) -> Confirmation:
    """The confirmation in a bundle; `Invalid` unless it is in its form and its key signed it."""
    with judged():
        record = Record(
            parse_canonical(data, CONFIRMATION),
            CONFIRMATION,
            required=("protocol", "public_key", "signature", "statement"),
        )
        record.one_of("protocol", STATEMENT)
        public, signature = record.hexed("public_key", 32), record.hexed("signature", 64)
        said = Record(record.value["statement"], CONFIRMATION, required=MEMBERS, at="statement")
        for name in MEMBERS:
            if name != "because":
                said.text(name)
        said.one_of("verdict", CONFIRMED, REFUSED)
        if not isinstance(said.value["because"], str):
            raise said.refusal("because", "is not a text")
    if not is_signed(STATEMENT, said.value, public, signature):
        raise Invalid(f"{CONFIRMATION}: the signature is false")
    return Confirmation(said.value, public, sha256(data))


def check_confirmed(
    files: Mapping[str, bytes], facts: Mapping[str, str], *, named: bool, audit: bool
) -> str | None:
    """What the bundle says of the auditor's signature; None where none is due. `Invalid` where it does not hold.

    Call once the order of events is checked. ``facts`` are the hashes it must speak of; ``named`` tells that the
    names are open. An auditor's own check comes before the signature and does not ask for it.
    """
    frozen = logged(files, COMMITMENT_PROOF, "draw.committed", {}) if has_log(files) else None
    demanded = frozen is not None and frozen.body.get("confirmation") == REQUIRED
    if CONFIRMATION not in files:
        if demanded and named and not audit:
            raise Invalid(f"{CONFIRMATION}: is missing, although the log says that names wait for it")
        return "The auditor has not signed yet; before, no names are published." if demanded else None
    found = read_confirmation(files[CONFIRMATION])
    for name, value in facts.items():
        if found.statement[name] != value:
            raise Invalid(f"{CONFIRMATION}: its {name} is not this bundle's")
    when = "" if frozen is None else _when_registered(files, found, frozen.index)
    who, word = found.statement["auditor"], found.statement["verdict"]
    if word == REFUSED:
        raise Invalid(f"{CONFIRMATION}: {who} REFUSED this result: {found.statement['because']}")
    return f"Confirmed by {who}, key {found.key_id}{when}: compare it with the key they publish."


def _when_registered(files: Mapping[str, bytes], found: Confirmation, frozen: int) -> str:
    """Whether the key was in the log before the freeze; `Invalid` where key or word are not in the log at all."""
    key = {"key_id": found.key_id, "public_key": found.public.hex()}
    word = {"key_id": found.key_id, "confirmation_sha256": found.sha256.hex()}
    registered = logged(files, KEY_PROOF, KEY_ACT, key).index
    given = logged(files, CONFIRMATION_PROOF, ACT[found.statement["verdict"]], word).index
    if given <= logged(files, RESULT_PROOF, "draw.resulted", {}).index:
        raise Invalid(f"{CONFIRMATION_PROOF}: entry {given} does not come after the result")
    return f", registered {'before' if registered < frozen else 'only after'} the freeze"
