"""档案文书 — the papers of the archive: the list by which files are destroyed (Art. 27)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DestructionLine:
    """清册的一行 — one file: what it is, how long it was kept, what the group says."""

    number: str
    title: str
    papers: int
    sealed_on: date
    retention: str
    verdict: str
    opinion: str
    digest: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """销毁清册 — kept for ever, whatever becomes of the files on it."""

    template: ClassVar[str] = "inventory"
    number: str
    issuer: str
    issued_on: date
    lines: tuple[DestructionLine, ...]
    appraisers: tuple[tuple[str, date | None], ...]
    approver: str
    approval: str
    approved_on: date | None
    watchers: tuple[tuple[str, date | None], ...]
    destroyed_on: date | None
    sha256: str
    verify_url: str = ""

    @property
    def title(self) -> str:
        """档案鉴定销毁清册."""
        return "档案鉴定销毁清册"


ArchiveDocument = Inventory
