"""待报送 — the lines of a kind whose changes are noted: read before its rows are, crossed out once these left.

A line stands wherever something may have to leave (decision 0118): beside every change, every row that was sent back,
and every row of a batch that was taken back. It may stand where nothing waits any more, never the other way round: only
lines that were read before the rows are crossed out, and a change that comes later has its own. The line of a row that
has never left is written once and goes with its first leaving: it says for certain that the row waits.
"""

from collections.abc import Collection, Mapping

from django.db import transaction

from suiji.exchange.models import Due
from suiji.exchange.services.prepare_batch import hold_numbers


@transaction.atomic
def hold_lines(kind: str, department: int) -> dict[int, str]:
    """The lines of rows that may have left before, each with the row's name; no batch is made beside this one."""
    hold_numbers()
    lines = Due.objects.filter(kind=kind, department=department, fresh=False)
    return dict(lines.values_list("pk", "key"))


@transaction.atomic
def cross_out(
    kind: str, department: int, *, left: Collection[str], lines: Mapping[int, str], everything: bool
) -> None:
    """These rows have left; ``everything`` that was to leave by these lines, or only a part of it."""
    done = [line for line, key in lines.items() if everything or key in left]
    Due.objects.filter(pk__in=done).delete()
    Due.objects.filter(kind=kind, department=department, fresh=True, key__in=left).delete()
