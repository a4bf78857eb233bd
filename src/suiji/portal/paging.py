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
    """Counts up to ``MOST`` rows and no further; by other rows, as many, where those are cheaper to count."""

    def __init__(self, rows: QuerySet[Any], per_page: int, *, counted: QuerySet[Any]) -> None:
        super().__init__(rows, per_page)
        self.counted = counted

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most ``MOST``."""
        return self.counted.order_by()[:MOST].count()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than can be paged through."""
        return self.count >= MOST
