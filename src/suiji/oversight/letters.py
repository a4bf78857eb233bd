"""督导文书 as a paper: what the row said when it was sent; receipt and reply change nothing of it (Art. 28)."""

from suiji.organs.days import day_of
from suiji.oversight.models import OversightLetter
from suiji.papers.oversight_documents import Supervision
from suiji.papers.services import render


def letter_document(letter: OversightLetter) -> Supervision:
    """What the letter says; a stop that its writer typed is not printed twice."""
    return Supervision(
        title=letter.get_kind_display(),
        subject=letter.title,
        number=letter.number,
        issuer=letter.issuer.name,
        issued_on=day_of(letter.sent_at),
        recipient=letter.receiver.name,
        paragraphs=tuple(line.strip() for line in letter.content.splitlines() if line.strip()),
        task=f"{letter.task.number}《{letter.task.title}》" if letter.task else "",
        basis=letter.basis.rstrip("。"),
        due_on=letter.due_on,
        contact=letter.sent_by.name,
    )


def letter_pdf(letter: OversightLetter, *, demonstration: bool) -> bytes:
    """The letter as PDF/A; the same row gives the same bytes."""
    return render(letter_document(letter), demonstration=demonstration)
