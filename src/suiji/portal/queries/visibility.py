"""What must not be shown yet, and how anybody is named in public (Art. 20(2), 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from suiji.draws.queries.confirming import confirmed
from suiji.ledger.models import Entry
from suiji.organs.questions import question

UNANNOUNCED_TITLE = "不宜告知的联合抽查"
"""What stands in place of a title until the visits are over."""


def withheld(task: str) -> Q:
    """True of rows whose task must not be announced and whose visits are not all over.

    ``task`` is the field that leads to the task, such as ``visit__task``. The window's view decides it: there
    ``unannounced`` is false again once the visits are over.
    """
    return Q(**{f"{task}__unannounced": True})


def shown(task: str) -> Q:
    """The drawn objects that may be named in public: not withheld, and the auditor has signed for their draw (R55).

    A list from above has no draw here to sign for (R52).
    """
    return ~withheld(task) & (Q(ceremony=None) | confirmed("ceremony"))


@dataclass(frozen=True, slots=True)
class Announcement:
    """When, and by which department, something was made public."""

    at: datetime
    by: str
    index: int | None
    """Its number in the transparency log; None while it waits for the sequencer."""


def announcements(subject: str, keys: Iterable[int], act: str) -> dict[int, Announcement]:
    """For each subject the newest act of a kind, as the ledger holds it."""
    wanted = [str(key) for key in keys]
    rows = _said(subject, wanted, act) if wanted else []
    return {int(key): Announcement(at, by, index) for key, at, by, index in rows}


@question
def _said(subject: str, keys: list[str], act: str) -> QuerySet[Entry, tuple[str, datetime, str, int | None]]:
    rows = Entry.objects.filter(subject_type=subject, subject_id__among=keys, act=act).order_by("id")
    return rows.values_list("subject_id", "at", "department_name", "leaf__index")
