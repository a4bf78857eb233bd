"""How often the objects of an exception were drawn this year, for whoever asks for, decides or files it (Art. 10)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from suiji.draws import queries
from suiji.organs.requests import Official
from suiji.tasks.queries import waivers_visible_to


def year_of(request: Official, pk: int) -> HttpResponse:
    """The year's joint checks of every object that the exception names."""
    found = get_object_or_404(waivers_visible_to(request.actor), pk=pk)
    return render(request, "draws/year_of.html", {"page": queries.year_of(found, today=request.today)})
