"""What the transparency log says of a ceremony."""

from suiji.draws.models import Ceremony
from suiji.ledger.models import Entry
from suiji.ledger.queries import history, is_checkpointed
from suiji.sampling.canonical import sha256

OPENED, SHARED, COMMITTED = "draw.opened", "draw.share_handed_in", "draw.committed"
SHARE_REVEALED, REVEALED = "draw.share_revealed", "draw.revealed"
NUMBER_SEEN, BEACON_BROUGHT = "draw.number_seen", "draw.beacon_brought"
RESULTED, VOIDED = "draw.resulted", "draw.voided"
PROOFS = {"opening": OPENED, "commitment": COMMITTED, "reveals": REVEALED, "result": RESULTED}
"""Proof in the bundle → act it proves (protocol §10)."""


def public_label(ceremony: Ceremony) -> str:
    """What log and commitment call the task: its number, or of an unannounced one only the ceremony's (Art. 20(2))."""
    return ceremony.ceremony if ceremony.task.unannounced else ceremony.task.number


def words_sha256(words: str, salt: str) -> str:
    """What the log holds of words that may name an unannounced task: SHA-256 of the words and 16 random bytes."""
    return sha256(words.encode() + bytes.fromhex(salt)).hex()


def entry_of(ceremony: Ceremony, act: str) -> Entry | None:
    """The ceremony's entry of an act that happens once."""
    return history(ceremony).filter(act=act).first()


def is_proven(ceremony: Ceremony, act: str) -> bool:
    """True once a signed checkpoint holds the act."""
    found = entry_of(ceremony, act)
    return found is not None and is_checkpointed(found)
