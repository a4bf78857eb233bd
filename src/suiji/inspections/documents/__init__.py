"""What the papers of a visit say: notice, record, approvals, orders, notes, and their Word form; papers prints."""

from suiji.inspections.documents.other import other_document
from suiji.inspections.documents.visit import MEASURES, Announced, announced, notice_document, record_document

__all__ = ["MEASURES", "Announced", "announced", "notice_document", "other_document", "record_document"]
