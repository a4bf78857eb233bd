"""How a file leaves the room: in the browser's own window, under a name of our making."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def inline(content: bytes, name: str, content_type: str = "application/pdf") -> HttpResponse:
    """A file to be looked at."""
    return named(HttpResponse(content, content_type=content_type), name)


def named(answer: HttpResponse, name: str) -> HttpResponse:
    """The answer under a file name."""
    header = content_disposition_header(as_attachment=False, filename=name)
    if header:
        answer["Content-Disposition"] = header
    return answer
