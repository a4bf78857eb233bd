"""查找 — an object by its whole code, or by part of its name: each over the index that is made for it."""

import json
from time import monotonic

from django.db.models import QuerySet

from suiji.libraries.models import InspectedObject
from suiji.libraries.names import grams_of
from suiji.organs.lookups import within
from suiji.organs.questions import question
from suiji.portal.models import CreditCode, PublicName

Row = tuple[int, str, str, str]
"""Key, code, name, kind."""
MOST = 300
"""Names that one search looks at; who gets as many writes more of the name."""

COMMON = 20_000
"""So many bearers with a public record, as the planner expects: then three hundred are near wherever one looks."""
REMEMBERED, AN_HOUR = 20_000, 3600.0
"""Pieces of names whose bearers each process has asked the planner for; seconds for which its word counts."""


@question
def _by_own_code(code: str) -> QuerySet[InspectedObject, Row]:
    return InspectedObject.objects.filter(code=code).values_list("pk", "code", "name", "kind")


@question
def _by_credit_code(code: str) -> QuerySet[CreditCode, Row]:
    return CreditCode.objects.filter(uscc=code).values_list("pk", "code", "name", "kind")[:2]


@question
def _by_pieces(pattern: str, pieces: list[str]) -> QuerySet[PublicName, Row]:
    rows = PublicName.objects.filter(name__like=pattern, name_grams__holds=pieces)
    return rows.values_list("pk", "code", "name", "kind")[:MOST]


@question
def _by_walking(pattern: str) -> QuerySet[PublicName, Row]:
    return PublicName.objects.filter(name__like=pattern).values_list("pk", "code", "name", "kind")[:MOST]


def by_code(text: str) -> list[Row]:
    """The object whose whole code, or whose credit code, this is: each over its own index."""
    exact = text.upper().replace(" ", "")
    if not exact:
        return []
    found = _by_own_code(exact)
    if found or not exact.isascii():  # no credit code has Chinese in it
        return found
    return _by_credit_code(exact)


def by_name(text: str) -> list[Row]:
    """Objects whose name has this in it, at most ``MOST``, in no order.

    The planner takes the pairs of one word for independent: of a word of three signs that a sixth of all names bear it
    would gather every bearer first. What it expects of the word as a whole tells a common one, which is found soonest
    by walking through the names.
    """
    pieces = grams_of(text)
    if not pieces:
        return []
    if len(pieces) > 1 and _common(text, pieces):
        return _by_walking(within(text))
    return _by_pieces(within(text), pieces)


def _common(text: str, pieces: list[str]) -> bool:
    """No word is more common than the rarest piece of it, and pieces are soon known: one known for rare will do."""
    met = sorted(pieces, key=lambda piece: _known.get(piece, (0.0, COMMON + 1))[1])
    return all(_bearers(piece) > COMMON for piece in met) and _expected(text) > COMMON


_known: dict[str, tuple[float, int]] = {}
"""Piece → until when it counts, and how many bearers the planner expects."""


def _bearers(piece: str) -> int:
    until, number = _known.get(piece, (0.0, 0))
    now = monotonic()
    if now >= until:
        number = _expected(piece)
        if len(_known) >= REMEMBERED:
            _known.clear()
        _known[piece] = now + AN_HOUR, number
    return number


def _expected(text: str) -> int:
    (told,) = json.loads(PublicName.objects.filter(name__contains=text).explain(format="json"))
    return int(told["Plan"]["Plan Rows"])
