"""How objects are shown and searched. No page shows a class (Art. 25)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from suiji.libraries import queries, services
from suiji.libraries.forms import ObjectFilter, RatingsForm
from suiji.libraries.views.files import download
from suiji.organs.queries import regulators
from suiji.organs.requests import Official

PAGE = 50


def objects(request: Official) -> HttpResponse:
    """The object library, searched."""
    form = ObjectFilter(request.GET, departments=regulators())
    page = Paginator(queries.objects(**form.said()), PAGE).get_page(request.GET.get("page"))
    return render(request, "libraries/objects.html", {"form": form, "page": page})


@require_POST
def export(request: Official) -> HttpResponse:
    """What the search shows, as a file; on record."""
    form = ObjectFilter(request.GET, departments=regulators())
    content = services.export_objects(rows=queries.objects(**form.said()), actor=request.actor, at=request.at)
    return download(content, f"objects-{request.today:%Y%m%d}.csv")


def detail(request: Official, pk: int) -> HttpResponse:
    """One object: what the register says of it."""
    row = get_object_or_404(queries.search(""), pk=pk)
    return render(request, "libraries/object.html", {"sheet": queries.sheet(row)})


def ratings(request: Official) -> HttpResponse:
    """The one way in for classes."""
    form = RatingsForm(request.POST or None, request.FILES or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        received = services.receive_ratings(**form.said(), actor=request.actor, at=request.at)
        words = f"接收 {received.added} 条，未变 {received.unchanged} 条，拒绝 {len(received.refused)} 条。"
        messages.success(request, words)
        return render(request, "libraries/ratings.html", {"form": None, "received": received})
    return render(request, "libraries/ratings.html", {"form": form})
