"""Conditions of one shape, for questions that are written once (``questions``): whatever the value, the same SQL.

``among``: one of these keys, however many, where Django's ``in`` writes a mark for each. ``holds``: an array with all
of these in it, likewise. ``like``: the pattern as it stands, where ``contains`` makes one of its value; ``within``
makes it beforehand.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Field, ForeignObject
from django.db.models.lookups import Lookup

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


@ForeignObject.register_lookup
@Field.register_lookup
class Among(_Lookup):
    """``keys__among=[…]``: true where the value is one of the list; of an empty list never."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        """The values as the column's type writes them."""
        return [self.lhs.output_field.get_prep_value(one) for one in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """With the whole list as one value."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*params, self.rhs)


@Field.register_lookup
class Holds(_Lookup):
    """``name_grams__holds=[…]``: true of an array in which all of these are."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """With the whole list as one value of the array's type."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @> %s::{self.lhs.output_field.db_type(connection)}", (*params, self.rhs)


@Field.register_lookup
class Like(_Lookup):
    """``name__like="%餐饮%"``: true where the text is as the pattern says."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """As PostgreSQL writes it."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left}::text LIKE %s", (*params, self.rhs)


def within(text: str) -> str:
    """The pattern of all that has this text in it, as ``contains`` would make it."""
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%"
