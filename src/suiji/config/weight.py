"""How much a request may bring. What is too heavy is refused by what it announces, before a byte of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MEBIBYTE = 1024 * 1024
STRANGER, OFFICIAL = 32 * MEBIBYTE, 640 * MEBIBYTE
"""What somebody without a log-in, and what an official, may send in one request."""


class Weight:
    """413 with what to do, for a request that announces more than its sender may send."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        size = int(announced) if announced.isdigit() else 0
        if size > STRANGER and size > (OFFICIAL if request.user.is_authenticated else STRANGER):
            limit = (OFFICIAL if request.user.is_authenticated else STRANGER) // MEBIBYTE
            return render(request, "413.html", {"size": size // MEBIBYTE, "limit": limit}, status=413)
        return self.get_response(request)
