"""The doors of proof: the log as its C2SP tiles, its key, and the check in the visitor's own browser."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from suiji.organs.requests import Request
from suiji.portal.queries import draws, log, tiles
from suiji.portal.queries.signatures import auditor_keys

PLAIN, BINARY = "text/plain; charset=utf-8", "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"
"""A tile never changes: full or partial, its address says which hashes it holds."""


def proof(request: Request) -> HttpResponse:
    """How to check a draw oneself."""
    return render(request, "portal/proof.html", {"log": log.log(), "keys": auditor_keys()})


def check(request: Request, ceremony: str) -> HttpResponse:
    """One ceremony's bundle, checked where it is read."""
    found = draws.draw(ceremony, today=request.today)
    if found is None or not found.has_bundle:
        raise Http404
    return render(request, "portal/check.html", {"draw": found, "key": log.key()})


def check_file(request: Request) -> HttpResponse:
    """A bundle that somebody brings, checked where it is read and never sent."""
    return render(request, "portal/check.html", {"draw": None, "key": log.key()})


def checkpoint(_request: Request) -> HttpResponse:
    """The newest signed tree head."""
    note = log.log().note
    if not note:
        raise Http404
    response = HttpResponse(note, content_type=PLAIN)
    response["Cache-Control"] = "no-cache"
    return response


def vkey(_request: Request) -> HttpResponse:
    """The log's verifier key."""
    return HttpResponse(log.key() + "\n", content_type=PLAIN)


def tile(_request: Request, level: int, place: str) -> HttpResponse:
    """Hashes of up to 256 neighbouring subtrees of one level."""
    return _of_log(tiles.hashes(level=level, place=place))


def entries(_request: Request, place: str) -> HttpResponse:
    """The leaves that the lowest tile of this place hashes."""
    return _of_log(tiles.entries(place=place))


def _of_log(content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=BINARY)
    response["Cache-Control"] = FOR_EVER
    return response
