"""What the columns of a file mean, as far as headings and the department's memory tell."""

from collections.abc import Sequence

from suiji.libraries.models import ColumnMemory
from suiji.libraries.object_headings import NEEDED, OBJECT_FIELDS, is_confidential
from suiji.papers.sheets import fold


def columns_for(headings: Sequence[str], *, department: int) -> list[str]:
    """A field, or nothing, for each heading: first what the department remembers, then the usual words."""
    known = {fold(word): field for field, words in OBJECT_FIELDS.items() for word in words}
    remembered = dict(ColumnMemory.objects.filter(department_id=department).values_list("heading", "field"))
    known |= remembered
    found = ["" if is_confidential(heading) else known.get(fold(heading), "") for heading in headings]
    return found if "address" in found else _only_place(found)


def _only_place(found: list[str]) -> list[str]:
    """A file that knows one place only means it as the address."""
    at = found.index("business_place") if "business_place" in found else None
    return ["address" if place == at else field for place, field in enumerate(found)]


def missing_columns(columns: Sequence[str]) -> str:
    """The Chinese names of needed columns nobody has mapped; empty when nothing is missing."""
    lacking = [group for group in NEEDED if not any(field in columns for field in group)]
    return "、".join("或".join(OBJECT_FIELDS[field][0] for field in group) for group in lacking)
