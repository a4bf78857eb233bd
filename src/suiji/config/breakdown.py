"""故障 — what a visitor is told when the house itself cannot: 503 while database or disk are away, else 500.

Rendered without a question to the database: that is what may be missing.
"""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

from suiji.config.logs import chain

FULL = {errno.ENOSPC, errno.EDQUOT}
AGAIN = 30
"""Seconds after which it is worth another try: a killed database is back by then."""


def page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 — Django's signature of such a view
    """The page for what nobody has caught."""
    errors = list(chain(sys.exc_info()[1]))
    full = any(isinstance(one, OSError) and one.errno in FULL for one in errors)
    if not full and not any(isinstance(one, OperationalError | InterfaceError) for one in errors):
        return HttpResponse(loader.render_to_string("500.html"), status=500)
    answer = HttpResponse(loader.render_to_string("503.html", {"full": full}), status=503)
    answer["Retry-After"] = str(AGAIN)
    return answer
