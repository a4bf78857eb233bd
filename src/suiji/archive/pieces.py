"""卷内文件 — the papers of one file, each with its title, place and bytes, in the order of the 卷内目录."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from suiji.archive.queries import ceremonies_of, whole_history
from suiji.archive.schemes import scheme_document
from suiji.disclosure.models import Publication
from suiji.draws.queries import bundle
from suiji.followup import queries as followup
from suiji.followup.letters import transfer_pdf
from suiji.followup.models import FollowUp
from suiji.inspections.documents import notice_document, record_document
from suiji.inspections.models import Visit
from suiji.inspections.queries import evidence_of, visits_are_over
from suiji.law.results import ResultCode
from suiji.papers.services import render

CERTIFICATES = {
    "commitment.json": "冻结承诺",
    "reveal.json": "种子揭示",
    "result.json": "抽取结果",
    "names.json": "抽取结果（不宜告知任务的名单）",
    "log/commitment.proof": "承诺入账证明",
    "log/result.proof": "结果入账证明",
    "log/vkey": "总账公钥",
}
"""The public files of a draw that prove it: enough to check it, and none that could show a class (Art. 25)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """卷内文件 — one paper of the file."""

    title: str
    name: str
    """Its file name inside the package, without order."""
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash by which the 卷内目录 names it."""
        return hashlib.sha256(self.content).hexdigest()


def pieces_of(visit: Visit, *, demonstration: bool) -> list[Piece]:
    """Every paper of the visit's file, in order; the same rows give the same bytes."""
    return [
        Piece("抽查方案", "抽查方案.pdf", render(scheme_document(visit.task), demonstration=demonstration)),
        *_draws(visit),
        *_papers(visit, demonstration=demonstration),
        *_evidence(visit),
        Piece("检查结果与公示记录", "检查结果与公示记录.json", _json(_publications(visit))),
        *_follow_ups(visit, demonstration=demonstration),
        Piece("办理记录", "办理记录.json", _json(whole_history(visit))),
    ]


def _draws(visit: Visit) -> Iterator[Piece]:
    for ceremony in ceremonies_of(visit):
        files = bundle(ceremony, audit=False, named=visits_are_over(visit.task))
        for path, title in CERTIFICATES.items():
            if path in files:
                kind = ceremony.get_kind_display()
                suffix = PurePosixPath(path).suffix or ".txt"
                yield Piece(f"{kind}{title}", f"{kind}{title}{suffix}", files[path])


def _papers(visit: Visit, *, demonstration: bool) -> Iterator[Piece]:
    notice = getattr(visit, "notice", None)
    if notice is not None:
        content = render(notice_document(notice), demonstration=demonstration)
        yield Piece(f"部门联合检查告知书 {notice.number}", "部门联合检查告知书.pdf", content)
    content = render(record_document(visit), demonstration=demonstration)
    yield Piece("市场监管领域部门联合抽查情况记录表", "检查情况记录表.pdf", content)


def _evidence(visit: Visit) -> Iterator[Piece]:
    for number, row in enumerate(evidence_of(visit), start=1):
        label = f"证据 {number} {row.get_kind_display()}：{row.title}"
        if row.file:
            with row.file.open("rb") as stored:
                yield Piece(
                    label, f"证据{number:02d}{PurePosixPath(str(row.file.name)).suffix}", stored.read()
                )
        else:
            words = {
                "kind": row.get_kind_display(),
                "title": row.title,
                "place": row.place,
                "note": row.note,
                "taken_at": row.taken_at.isoformat(timespec="seconds"),
                "received_at": row.received_at.isoformat(timespec="seconds"),
            }
            yield Piece(label, f"证据{number:02d}.json", _json(words))


def _publications(visit: Visit) -> list[dict[str, Any]]:
    rows = (
        Publication.objects.filter(visit=visit)
        .select_related("department")
        .prefetch_related("versions", "withholdings")
    )
    return [
        {
            "department": row.department.name,
            "state": row.state_label,
            "due_on": f"{row.due_on:%F}",
            "entered_at": row.entered_at.isoformat(timespec="seconds"),
            "versions": [
                {
                    "number": version.number,
                    "results": [ResultCode(code).words for code in version.results],
                    "rows": version.rows,
                    "published_at": version.published_at.isoformat(timespec="seconds"),
                    "reason": version.reason,
                }
                for version in sorted(row.versions.all(), key=lambda version: version.number)
            ],
            "withheld": [
                {
                    "state": kept.state_label,
                    "ground": kept.ground,
                    "reason": kept.reason,
                    "until_on": f"{kept.until_on:%F}" if kept.until_on else None,
                    "decided_at": kept.decided_at.isoformat(timespec="seconds") if kept.decided_at else None,
                }
                for kept in sorted(row.withholdings.all(), key=lambda kept: kept.pk)
            ],
        }
        for row in rows.order_by("department__code")
    ]


def _follow_ups(visit: Visit, *, demonstration: bool) -> Iterator[Piece]:
    rows = list(followup.of_visit(visit))
    if not rows:
        return
    yield Piece("后续处理记录", "后续处理记录.json", _json([_follow_up(row) for row in rows]))
    for number, row in enumerate((row for row in rows if row.document_number), start=1):
        content = transfer_pdf(row, demonstration=demonstration)
        yield Piece(f"移送函 {row.document_number}", f"移送函{number:02d}.pdf", content)


def _follow_up(row: FollowUp) -> dict[str, Any]:
    return {
        "kind": row.get_kind_display(),
        "department": row.department.name,
        "receiver": row.receiver_name,
        "document_number": row.document_number,
        "facts": row.facts,
        "evidence": row.evidence,
        "due_on": f"{row.due_on:%F}" if row.due_on else None,
        "sent_at": row.sent_at.isoformat(timespec="seconds") if row.sent_at else None,
        "received_at": row.received_at.isoformat(timespec="seconds") if row.received_at else None,
        "state": row.state_label,
        "outcome": row.outcome,
        "case_number": row.case_number,
        "decided_on": f"{row.decided_on:%F}" if row.decided_on else None,
        "recheck_failed": row.recheck_failed,
        "closed_at": row.closed_at.isoformat(timespec="seconds") if row.closed_at else None,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
