"""One page for an act that is asked once: what is to be done, a few words, one button."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from suiji.organs.requests import Official


@dataclass(frozen=True, slots=True)
class Act:
    """What the page says around the form."""

    title: str
    lead: str
    button: str
    back: str
    """The page one came from, and goes back to."""
    done: str
    """What is said afterwards."""
    article: int
    says: str
    room: str = "通报与监督"


def ask(request: Official, act: Act, form: Form, do: Callable[[], object]) -> HttpResponse:
    """The page, or the act and back to where one came from."""
    if request.method == "POST" and form.is_valid():
        do()
        messages.success(request, act.done)
        return redirect(act.back)
    return render(request, "oversight/act.html", {"act": act, "form": form})
