"""What the archive remembers."""

from suiji.archive.models.destruction import (
    Appraiser,
    DestroyedFile,
    DestructionList,
    Extension,
    Hold,
    HoldKind,
    ListedFile,
    Verdict,
    Watcher,
)
from suiji.archive.models.files import CaseFile, Package, Retention, Supplement

__all__ = [
    "Appraiser",
    "CaseFile",
    "DestroyedFile",
    "DestructionList",
    "Extension",
    "Hold",
    "HoldKind",
    "ListedFile",
    "Package",
    "Retention",
    "Supplement",
    "Verdict",
    "Watcher",
]
