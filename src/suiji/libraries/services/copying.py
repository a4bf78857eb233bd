"""Rows in the text format of COPY, which the database reads fastest."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection

from suiji.libraries.models import RowNote, StagedRow

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


class Copy(Protocol):
    """Where lines of COPY's text format go."""

    def write(self, lines: str) -> object:
        """Hand over some of them; the database takes them in while the caller goes on."""


@contextmanager
def copying(model: type[StagedRow] | type[RowNote], columns: Iterable[str]) -> Iterator[Copy]:
    """Lines into a table, as they come."""
    names = ", ".join(f'"{name}"' for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        yield copy


def copy_in(model: type[StagedRow] | type[RowNote], columns: Iterable[str], lines: list[str]) -> None:
    """Lines into a table, all at once."""
    if lines:
        with copying(model, columns) as copy:
            copy.write("".join(lines))


def copy_line(values: Sequence[Any]) -> str:
    """One row in COPY's text format. One look at all its texts tells the many that need no escape."""
    whole = "".join([value for value in values if value.__class__ is str])
    plain = whole.isprintable() and "\\" not in whole
    return "\t".join([v if plain and v.__class__ is str else _copied(v) for v in values]) + "\n"


def _copied(value: Any) -> str:
    match value:
        case None:
            return "\\N"
        case str():
            return value.translate(_ESCAPES)
        case bool():
            return "t" if value else "f"
        case list():
            return _array(value)
        case dict():
            return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return str(value)


def _array(words: list[str]) -> str:
    joined = '","'.join(words)
    if joined.isprintable() and "\\" not in joined and joined.count('"') == 2 * max(len(words) - 1, 0):
        return f'{{"{joined}"}}' if words else "{}"
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return ("{" + ",".join(f'"{word}"' for word in quoted) + "}").translate(_ESCAPES)
