"""What an inspector has to do today, for the thumb. The visits' own pages are the inspections room's."""

from django.http import HttpResponse
from django.shortcuts import render

from suiji.inspections import queries
from suiji.organs.requests import Official


def home(request: Official) -> HttpResponse:
    """Today's visits of the inspector who is logged in."""
    visits = queries.of_the_day(request.actor, today=request.today)[:100]
    return render(request, "field/home.html", {"visits": visits, "today": request.today})
