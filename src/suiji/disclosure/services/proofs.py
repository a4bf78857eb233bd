"""证明材料 — files that come with an application for correction, or with what an object says."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from suiji.disclosure.models import Correction, Objection, Proof
from suiji.inspections.files import fault_of, format_of
from suiji.inspections.models import EvidenceKind
from suiji.inspections.services.evidence import UnfitEvidence

MOST = 5
"""Files with one application."""
Attached = tuple[str, bytes]
"""Name and content of a file."""
SAYS_NOTHING = frozenset({"", "无", "没有", "略", "见附件", "详见附件", "/", "-", "—", "。"})
"""Words that stand in a field only because it may not be empty."""


def fault_in(files: Sequence[Attached]) -> str | None:
    """Why these files cannot be taken, naming the file, in Chinese; None when they can."""
    if len(files) > MOST:
        return f"一次最多提交 {MOST} 个文件。"
    for name, content in files:
        fault = fault_of(EvidenceKind.PAPER, content, "")
        if fault is not None:
            return f"“{name}”：{fault}"
    return None


def count_proof(words: str, files: Sequence[Attached]) -> int:
    """How much there is to look at: each file, and words that name something."""
    return len(files) + (words.strip() not in SAYS_NOTHING)


def keep_proofs(of: Correction | Objection, files: Sequence[Attached], at: datetime) -> list[dict[str, str]]:
    """The files are kept for ever beside what they prove; returns name and hash of each, for the ledger.

    Raises UnfitEvidence for a file that is none of PDF, JPG and PNG, or too large.
    """
    fault = fault_in(files)
    if fault is not None:
        raise UnfitEvidence(fault)
    kept = []
    for name, content in files:
        digest = hashlib.sha256(content).hexdigest()
        proof = Proof(name=name[-120:], sha256=digest, added_at=at)
        proof.correction, proof.objection = (of, None) if isinstance(of, Correction) else (None, of)
        proof.file.save(f"{digest[:32]}.{format_of(content)}", ContentFile(content), save=False)
        proof.save()
        kept.append({"name": proof.name, "sha256": digest})
    return kept
