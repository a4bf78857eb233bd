"""What is sealed, shown once: for a reason that stays on record, and never kept by a browser (Art. 25)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from suiji.libraries.forms import ReasonForm
from suiji.organs.requests import Official
from suiji.vault import Unopenable

LIBRARIES = {"object": "检查对象名录库", "inspector": "执法检查人员名录库"}


def show_once(
    request: Official, row: Any, *, door: str, words: str, open_it: Callable[..., str]
) -> HttpResponse:
    """The page on which it is asked for, and then shown; ``open_it`` takes the reason and puts it on record.

    ``door`` is ``object`` or ``inspector``: the name of the row's own page, and with an s of its library's.
    """
    form, seen, trouble = ReasonForm(request.POST or None), "", ""
    if request.method == "POST" and form.is_valid():
        try:
            seen = open_it(**form.said(), actor=request.actor, at=request.at)
        except Unopenable as error:
            trouble = str(error)
    shown = {
        "form": form,
        "whose": row,
        "words": words,
        "seen": seen,
        "trouble": trouble,
        "library": LIBRARIES[door],
        "library_url": reverse(f"libraries:{door}s"),
        "back": reverse(f"libraries:{door}", args=[row.pk]),
    }
    return render(request, "libraries/opened.html", shown)
