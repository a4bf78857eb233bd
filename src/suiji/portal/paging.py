"""翻页 — pages of a list that may be very long: nobody waits for a million rows to be counted."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator

MOST = 3000
"""Rows that can be paged through; who wants more narrows the search or takes the open data."""


class Bounded(_Paginator):
    """Counts up to ``most`` rows and no further; by other rows, as many, where those are cheaper to count, or as
    ``counted`` says where they are counted already. ``first`` gives the rows of the first page for less."""

    def __init__(
        self,
        rows: QuerySet[Any],
        per_page: int,
        *,
        counted: QuerySet[Any] | Callable[[], int],
        first: Callable[[], list[Any]] | None = None,
        most: int | None = MOST,
    ) -> None:
        super().__init__(rows, per_page)
        self.counted, self.first, self.most = counted, first, most

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most ``most``."""
        if isinstance(self.counted, QuerySet):
            return self.counted.order_by()[: self.most].count()
        found = self.counted()
        return found if self.most is None else min(found, self.most)

    def page(self, number: int | str) -> Page[Any]:
        """A page of the rows."""
        if self.first is not None and self.validate_number(number) == 1:
            return Page(self.first(), 1, self)
        return super().page(number)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than can be paged through."""
        return self.most is not None and self.count >= self.most
