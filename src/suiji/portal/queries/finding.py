"""查找 — an object by its whole code, or by part of its name: each over the index that is made for it."""

from django.db.models import Q, QuerySet

from suiji.libraries.names import grams_of
from suiji.portal.models import PublicName

MOST = 300
"""Names that one search looks at; who gets as many writes more of the name."""


def by_code(text: str) -> Q:
    """An object whose whole code this is."""
    exact = text.upper().replace(" ", "")
    return Q(code=exact) | Q(uscc=exact) if exact else Q(pk=None)


def by_name(text: str) -> QuerySet[PublicName]:
    """Objects whose name has this in it, in no order."""
    pieces = grams_of(text)
    rows = PublicName.objects.filter(name_grams__contains=pieces, name__contains=text)
    return rows if pieces else rows.none()
