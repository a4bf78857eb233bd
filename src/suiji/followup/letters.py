"""案件（线索）移送函 — the letter that goes with a transfer (Art. 20(3))."""

from suiji.followup.models import FollowUp, FollowUpKind
from suiji.inspections import queries as inspections
from suiji.inspections.models import EvidenceKind
from suiji.law.field_duties import transfer_due
from suiji.law.register import entry
from suiji.organs.days import day_of
from suiji.papers.documents import Evidence, Transfer
from suiji.papers.services import render

BASIS = "《安阳市市场监管领域全面推行部门联合“双随机、一公开”抽查实施细则》（安双随机办〔2022〕8号）第二十条第（三）项"


def transfer_letter(follow_up: FollowUp) -> Transfer:
    """What the letter says: the party, the facts, the evidence and both days of the clock."""
    visit = follow_up.finding.visit
    party = visit.drawn.object
    formed_on = inspections.formed_on(visit, follow_up.finding.department_id)
    return Transfer(
        number=follow_up.document_number,
        issuer=follow_up.department.name,
        issued_on=day_of(follow_up.sent_at or follow_up.opened_at),
        recipient=follow_up.receiver_name,
        party=party.name,
        code=party.uscc or party.code,
        address=party.address,
        origin=f"部门联合抽查任务 {visit.task.number}《{visit.task.title}》",
        facts=follow_up.facts or follow_up.finding.problem,
        basis=f"{BASIS}：“{entry(transfer_due).says}”",
        evidence=tuple(_line(row) for row in follow_up.evidence),
        formed_on=formed_on,
        due_on=follow_up.due_on or formed_on,
        contact=follow_up.opened_by.name,
        phone="",
        is_crime=follow_up.kind == FollowUpKind.CRIME,
    )


def _line(row: dict[str, object]) -> Evidence:
    pages = row.get("pages")
    kind = str(row.get("kind") or EvidenceKind.PAPER.label)
    return Evidence(
        name=str(row["title"]),
        kind=kind,
        pages=pages if isinstance(pages, int) else None,
        digest=str(row.get("sha256") or ""),
    )


def transfer_pdf(follow_up: FollowUp, *, demonstration: bool) -> bytes:
    """The letter as a PDF; the same row gives the same bytes."""
    return render(transfer_letter(follow_up), demonstration=demonstration)
