"""翻页 — pages of a list that may be very long: nobody waits for a million rows to be counted."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator

MOST = 3000
"""Rows that can be paged through; who wants more narrows the search or takes the open data."""


class Bounded(_Paginator):
    """Counts up to ``MOST`` rows and no further."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most ``MOST``."""
        rows = self.object_list
        assert isinstance(rows, QuerySet)
        return rows.order_by()[:MOST].count()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than can be paged through."""
        return self.count >= MOST
