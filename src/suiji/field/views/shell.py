"""The pages: the list that works without script, and the app's empty shell, which holds nobody's data."""

from csp.decorators import csp_update
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache

from suiji.field.protocol import build_of_the_app
from suiji.inspections import queries as inspections
from suiji.organs.requests import Official


def home(request: Official) -> HttpResponse:
    """Today's visits of the inspector who is logged in, for a phone without script."""
    visits = inspections.of_the_day(request.actor, today=request.today)[:100]
    return render(request, "field/home.html", {"visits": visits, "today": request.today})


@csp_update({"img-src": ["blob:"], "media-src": ["'self'", "blob:"]})
def app(request: HttpRequest) -> HttpResponse:
    """The app's shell: the same bytes for everybody, so that it may be kept on the phone."""
    return render(request, "field/app.html", {"build": build_of_the_app()})


@never_cache
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, with the name of the app it belongs to in its first line; its scope is this folder."""
    path = finders.find("vendor/field/worker.js")
    if path is None:
        raise Http404("the front end is not built")
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 — the finder gives a string
        code = file.read()
    kept = [reverse("field:app"), reverse("field:manifest"), *(static(name) for name in _KEPT)]
    head = f"self.SUIJI_BUILD={build_of_the_app()!r};self.SUIJI_SHELL={kept!r};\n"
    return HttpResponse(head + code, content_type="text/javascript; charset=utf-8")


_KEPT = ("vendor/field/app.js", "vendor/field/app.css", "field/icon.svg", "field/icon-192.png")


def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the app installable."""
    return render(request, "field/manifest.json", content_type="application/manifest+json")
