"""销毁清册 as a paper: every file with its opinion, and who approved and who watched (Art. 27)."""

from suiji.archive.models import DestructionList, Retention
from suiji.archive.queries import appraisal_of
from suiji.archive.queries.destroying import Line
from suiji.organs.days import day_of
from suiji.papers.archive_documents import DestructionLine, Inventory
from suiji.papers.services import render


def inventory(destruction: DestructionList) -> Inventory:
    """What the list says, in the words of the archive rules."""
    appraisal = appraisal_of(destruction)
    approver = destruction.approver
    return Inventory(
        number=destruction.number,
        issuer=destruction.department.name,
        issued_on=day_of(destruction.opened_at),
        lines=tuple(_line(row) for row in appraisal.lines),
        appraisers=tuple(
            (one.person.name, day_of(one.signed_at) if one in appraisal.signed and one.signed_at else None)
            for one in appraisal.appraisers
        ),
        approver=approver.name if approver else "",
        approval=destruction.approval,
        approved_on=day_of(destruction.approved_at) if destruction.approved_at else None,
        watchers=tuple(
            (one.person.name, day_of(one.checked_at) if one.checked_at else None)
            for one in appraisal.watchers
        ),
        destroyed_on=day_of(destruction.destroyed_at) if destruction.destroyed_at else None,
        sha256=appraisal.sha256,
    )


def _line(row: Line) -> DestructionLine:
    case_file = row.line.case_file
    package = case_file.package
    kept = row.line.keep_until
    return DestructionLine(
        number=case_file.number,
        title=f"{case_file.visit.drawn.object.name}联合抽查案卷（{case_file.visit.task.number}）",
        papers=len(package.manifest),
        sealed_on=day_of(package.sealed_at),
        retention=Retention(package.retention).label,
        verdict=f"保管至{kept.year}年{kept.month}月{kept.day}日" if kept else row.line.get_verdict_display(),
        opinion=row.line.opinion,
        digest=package.sha256,
    )


def inventory_pdf(destruction: DestructionList, *, demonstration: bool) -> bytes:
    """The list as a PDF; the same rows give the same bytes."""
    return render(inventory(destruction), demonstration=demonstration)
