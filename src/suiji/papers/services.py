"""What the room does: it prints. Nothing here knows the law; the rooms above decide what a paper may say."""

from datetime import date, datetime

from suiji.papers.documents import Document
from suiji.papers.fonts import shared_fonts
from suiji.papers.typesetting import SHANGHAI, plain, qr, typeset


def render(document: Document, *, demonstration: bool) -> bytes:
    """A paper as PDF/A, the same bytes for the same content; in a demonstration every page says 演示."""
    content = plain(document)
    if not isinstance(content, dict):
        raise TypeError("a paper is a dataclass")
    values = content | {
        "title": document.title,
        "demo": demonstration,
        "families": shared_fonts().families(),
        "qr": qr(document.verify_url) if document.verify_url else "",
    }
    return typeset(document.template, values, printed_on=_day_of(document))


def _day_of(document: Document) -> date | None:
    """The day the paper bears, so that its bytes depend on nothing but its content."""
    for name in ("issued_on", "applied_on", "drawn_at", "ended_at"):
        value = getattr(document, name, None)
        if isinstance(value, datetime):
            return value.astimezone(SHANGHAI).date()
        if isinstance(value, date):
            return value
    return None
