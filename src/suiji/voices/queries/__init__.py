"""What may be asked of what objects bring."""

from suiji.voices.queries.access import COOKIE, candidates, firm_of, is_throttled, object_by_code
from suiji.voices.queries.supervising import (
    Grade,
    complaints_open_to,
    content_of,
    grades,
    prepared_for,
    quarter_of,
    to_do,
)

__all__ = [
    "COOKIE",
    "Grade",
    "candidates",
    "complaints_open_to",
    "content_of",
    "firm_of",
    "grades",
    "is_throttled",
    "object_by_code",
    "prepared_for",
    "quarter_of",
    "to_do",
]
