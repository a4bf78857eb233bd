"""督导文书 — letters of an upper department and of the supervisors (Art. 28)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Supervision:
    """指导意见、建议书、监督文书 — what was seen, what is asked, until when an answer is due; with a receipt."""

    template: ClassVar[str] = "supervision"
    title: str
    """文种."""
    subject: str
    number: str
    issuer: str
    issued_on: date
    recipient: str
    paragraphs: tuple[str, ...]
    task: str
    basis: str
    due_on: date
    contact: str
    verify_url: str = ""
