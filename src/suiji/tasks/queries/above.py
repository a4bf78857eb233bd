"""外来名单 — what a list from outside is called, and which one was drawn above (Art. 5, 13; R14, R52)."""

from suiji.organs.models import Department, Level
from suiji.tasks.models import BroughtList, ListSource, Task

MARKS = {ListSource.TARGETED: "（定向）", ListSource.DISPATCHED: "（上级派发）"}
"""Ends the title of a task whose objects come from a list brought from outside, wherever it is shown."""
UNPROVEN = "上级派发，抽取证明不在本平台"
"""Stands beside every list that was drawn above."""


def marked(title: str, source: str | None) -> str:
    """The title with the mark of the list's source, once."""
    for mark in MARKS.values():
        title = title.removesuffix(mark)
    return title + (MARKS[ListSource(source)] if source else "")


def brought_source(task: Task) -> str | None:
    """Where the task's list comes from; None where this platform computes it."""
    return BroughtList.objects.filter(task=task).values_list("source", flat=True).first()


def is_from_above(task: Task) -> bool:
    """True when the task's list was drawn above and dispatched to us: it is not drawn again here."""
    return brought_source(task) == ListSource.DISPATCHED


def is_above(organ: str) -> bool:
    """False of a city's or county's department in our own directory: its draws take place on this platform."""
    return not Department.objects.filter(name=organ.strip()).exclude(level=Level.PROVINCE).exists()
