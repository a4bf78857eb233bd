"""列异线索移交包 — the hand-over for the list of abnormal operation, for people and for the organ's system."""

import io
import json
import zipfile
from typing import Any

from suiji.inspections.models import PaperKind, Visit
from suiji.inspections.queries.papers import paper_of
from suiji.inspections.queries.record import evidence_of
from suiji.papers.models import IssuedPaper


def listing_package(visit: Visit) -> bytes | None:
    """The hand-over for the list of abnormal operation as a ZIP; None before there is a letter.

    ``clue.json`` says in plain keys what a registration organ's system takes in; the evidence lies beside it.
    """
    letter = paper_of(visit, PaperKind.LISTING)
    if letter is None:
        return None
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("letter.pdf", bytes(letter.content))
        evidence = _add_evidence(package, visit)
        words = json.dumps({**_clue(visit, letter), "evidence": evidence}, ensure_ascii=False, indent=2)
        package.writestr("clue.json", words)
    return target.getvalue()


def _clue(visit: Visit, letter: IssuedPaper) -> dict[str, Any]:
    """What a system takes in."""
    thing = visit.drawn.object
    return {
        "kind": "通过登记的住所或者经营场所无法联系",
        "number": letter.number,
        "issued_on": f"{letter.issued_on:%F}",
        "department": letter.department.name,
        "uscc": thing.uscc,
        "name": thing.name,
        "address": thing.address,
        "task": visit.task.number,
        "visited_at": visit.arrived_at.isoformat() if visit.arrived_at else None,
        "letters": [
            {
                "sent_on": f"{one.sent_on:%F}",
                "tracking": one.tracking,
                "outcome": one.result.get_outcome_display(),
            }
            for one in visit.address_letters.select_related("result").order_by("place")
        ],
        "letter_sha256": letter.sha256,
    }


def _add_evidence(package: zipfile.ZipFile, visit: Visit) -> list[dict[str, str]]:
    """Put every file of evidence into the package; what each one is."""
    listed: list[dict[str, str]] = []
    for number, kept in enumerate(evidence_of(visit), 1):
        entry = {
            "title": kept.title,
            "kind": kept.get_kind_display(),
            "note": kept.note,
            "sha256": kept.sha256,
        }
        if kept.file:
            entry["file"] = f"evidence/{number:02d}.{str(kept.file.name).rpartition('.')[2]}"
            package.writestr(entry["file"], kept.file.read())
        listed.append(entry)
    return listed
