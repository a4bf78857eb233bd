"""查找 — an object by its whole code, or by part of its name: each over the index that is made for it."""

import json

from django.db.models import QuerySet

from suiji.libraries.models import InspectedObject
from suiji.libraries.names import grams_of
from suiji.portal.models import CreditCode, PublicName

Row = tuple[int, str, str, str]
"""Key, code, name, kind."""
MOST = 300
"""Names that one search looks at; who gets as many writes more of the name."""

COMMON = 20_000
"""So many bearers with a public record, as the planner expects: then three hundred are near wherever one looks."""


def by_code(text: str) -> list[Row]:
    """The object whose whole code, or whose credit code, this is: each over its own index."""
    exact = text.upper().replace(" ", "")
    if not exact:
        return []
    own = InspectedObject.objects.filter(code=exact).values_list("pk", "code", "name", "kind")
    found = list(own)
    if found or not exact.isascii():  # no credit code has Chinese in it
        return found
    return list(CreditCode.objects.filter(uscc=exact).values_list("pk", "code", "name", "kind")[:2])


def by_name(text: str) -> QuerySet[PublicName]:
    """Objects whose name has this in it, in no order.

    The planner takes the pairs of one word for independent: of a word of three signs that a sixth of all names bear it
    would gather every bearer first. What it expects of the word as a whole tells a common one, which is found soonest
    by walking through the names.
    """
    pieces = grams_of(text)
    if not pieces:
        return PublicName.objects.none()
    rows = PublicName.objects.filter(name__contains=text)
    return rows if len(pieces) > 1 and _common(rows) else rows.filter(name_grams__contains=pieces)


def _common(rows: QuerySet[PublicName]) -> bool:
    (told,) = json.loads(rows.explain(format="json"))
    return bool(told["Plan"]["Plan Rows"] > COMMON)
