"""日志 — what the console is told of an error: where it happened, never whose data it happened to (Art. 25)."""

import logging
from types import TracebackType

Exc = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
SPEAKING = ("DETAIL:", "CONTEXT:", "HINT:", "LINE ")
"""PostgreSQL's lines about an error that quote rows and statements."""


class Discreet(logging.Formatter):
    """Tracebacks without the lines in which PostgreSQL quotes the row, such as ``Failing row contains (…)``."""

    def formatException(self, ei: Exc) -> str:  # noqa: N802 — logging's own name
        """The traceback's lines but those that quote."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not line.lstrip("E ").startswith(SPEAKING))
