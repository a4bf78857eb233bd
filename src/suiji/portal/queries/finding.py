"""查找 — an object by its whole code, or by part of its name: each over the index that is made for it."""

from django.db.models import QuerySet

from suiji.libraries.models import InspectedObject
from suiji.libraries.names import grams_of
from suiji.portal.models import CreditCode, PublicName

Row = tuple[int, str, str, str]
"""Key, code, name, kind."""
MOST = 300
"""Names that one search looks at; who gets as many writes more of the name."""


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
    """Objects whose name has this in it, in no order."""
    pieces = grams_of(text)
    rows = PublicName.objects.filter(name_grams__contains=pieces, name__contains=text)
    return rows if pieces else rows.none()
