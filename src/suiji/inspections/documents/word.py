"""文书的 Word 版 — an issued paper's words again, for whoever must go on working with them; the PDF is what holds."""

from suiji.inspections.documents import notice_document, record_document
from suiji.inspections.documents.papers import (
    evidence_document,
    note_document,
    order_document,
    receipt_document,
    result_document,
    sample_document,
)
from suiji.inspections.models import (
    Order,
    PaperKind,
    PreparedNotice,
    ResultLetter,
    Sample,
    Service,
    SiteNote,
    VisitPaper,
)
from suiji.law.parameters import parameter
from suiji.law.results import publication_due
from suiji.organs.days import day_of
from suiji.organs.queries import calendar
from suiji.papers.services import Paper, render_word

KINDS = frozenset(PaperKind) - {PaperKind.LISTING}
"""Papers that have a Word form."""


def word_of(row: VisitPaper) -> bytes:
    """The paper as a Word file, in the office's own form where it has one."""
    return render_word(_document(row), row.department)


def _document(row: VisitPaper) -> Paper:
    paper, visit = row.paper, row.visit
    match PaperKind(row.kind):
        case PaperKind.NOTICE:
            return notice_document(PreparedNotice.objects.get(paper=paper))
        case PaperKind.NOTE:
            return note_document(SiteNote.objects.get(paper=paper))
        case PaperKind.ORDER:
            return order_document(Order.objects.get(paper=paper))
        case PaperKind.SAMPLE:
            return sample_document(Sample.objects.get(paper=paper))
        case PaperKind.RECEIPT:
            service = Service.objects.get(receipt=paper)
            return receipt_document(service, number=paper.number, issued_on=paper.issued_on)
        case PaperKind.EVIDENCE:
            return evidence_document(
                visit, department=row.department, number=paper.number, issued_on=paper.issued_on
            )
        case PaperKind.LETTER:
            return _result(row)
        case _:
            return record_document(visit)


def _result(row: VisitPaper) -> Paper:
    letter = ResultLetter.objects.get(paper=row.paper)
    assert row.visit.ended_at is not None
    ended_on = day_of(row.visit.ended_at)
    due = publication_due(ended_on=ended_on, calendar=calendar(), days=parameter("publish_within", ended_on))
    return result_document(row.visit, number=letter.number, issued_on=row.paper.issued_on, publish_due=due.on)
