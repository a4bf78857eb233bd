"""The bytes of a leaf. A change of any column of an entry changes them, public or not."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from suiji.ledger.models import Entry
from suiji.sampling.canonical import canonical_json

CONTENT = (
    "act", "subject_type", "subject_id", "subject_name", "from_state", "to_state", "actor_id", "actor_name",
    "department_id", "department_name", "sentence", "because", "facts", "body",
)  # fmt: skip
"""Columns of an entry that its identity covers as they are; uid and instant join them as text."""


def instant(at: datetime) -> str:
    """An instant as the log writes it: UTC, whole seconds, ``2026-11-23T09:00:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def identity(entry: Entry) -> str:
    """A salted hash over everything the entry holds: shown instead of what must stay confidential."""
    content: dict[str, Any] = {name: getattr(entry, name) for name in CONTENT}
    content["uid"] = str(entry.uid)
    content["at"] = entry.at.astimezone(UTC).isoformat()
    return hashlib.sha256(bytes(entry.salt) + canonical_json(content)).hexdigest()


def leaf_bytes(entry: Entry) -> bytes:
    """What the tree hashes: JCS of act, instant, public body and identity; of a confidential act its identity only."""
    if entry.body is None:
        return canonical_json({"act": "sealed", "id": identity(entry)})
    return canonical_json(
        {"act": entry.act, "at": instant(entry.at), "body": entry.body, "id": identity(entry)}
    )
