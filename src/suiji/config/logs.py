"""日志 — what the console is told of an error: where it happened, never whose data it happened to (Art. 25)."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType

import psycopg

Exc = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
SPEAKING = ("DETAIL:", "CONTEXT:", "HINT:", "LINE ")
"""PostgreSQL's lines about an error that quote rows and statements."""


AWAY = ("08", "57P")
"""How the codes begin by which PostgreSQL says that it is not there or goes away; without any, nobody answered."""


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def database_is_away(error: BaseException) -> bool:
    """Whether this is the database's own word, or silence, that it is not to be reached."""
    return isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08").startswith(AWAY)


class Discreet(logging.Formatter):
    """Tracebacks without the lines in which PostgreSQL quotes the row, such as ``Failing row contains (…)``.

    Of a database that is away one line: every request meets it, and a hundred lines each would fill the disk.
    """

    def formatException(self, ei: Exc) -> str:  # noqa: N802 — logging's own name
        """The traceback's lines but those that quote."""
        for error in chain(ei[1]):
            if database_is_away(error):
                return f"the database is away: {str(error).strip().partition(chr(10))[0]}"
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if not line.lstrip("E ").startswith(SPEAKING))


class Lines(Discreet):
    """One JSON object a line (``SUIJI_LOG=json``): time, level, logger, words, and what a record says in ``said``.

    Django's records of bad requests carry the request; nothing is taken from them but the words, without the query.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage().partition("?")[0],
        }
        line |= getattr(record, "said", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
