"""Questions of one shape: Django writes their SQL once a process, and they are asked with other values after that.

An official's first page puts some seventy questions to the database, and two thirds of its processor went into
writing the same SQL again (decision 0117). ``@question`` stands above a function that makes a query set of plain
values, always the same but for them; calling it gives the rows. Prefetched relations are fetched as ever.

    @question
    def returned(department: int) -> QuerySet[Publication]:
        return Publication.objects.filter(department_id=department, state=PublicationState.RETURNED)

    rows = returned(actor.department_id)
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar, get_args, get_origin

from django.db import connections
from django.db.backends.postgresql.base import CursorMixin
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg import ClientCursor, Cursor

P = ParamSpec("P")
R = TypeVar("R")
Values = tuple[Any, ...]
Rows = QuerySet[Any, Any]

_SERIES: dict[type, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
    int: (lambda n: 31_000 + n, lambda n: 32_000 + n),
    str: (lambda n: f"value {n}", lambda n: f"other value {n}"),
    date: (lambda n: date(2001, 3, 1) + timedelta(n), lambda n: date(2002, 3, 1) + timedelta(n)),
    datetime: (
        lambda n: datetime(2001, 5, 1, tzinfo=UTC) + timedelta(n),
        lambda n: datetime(2002, 5, 1, tzinfo=UTC) + timedelta(n),
    ),
}
"""Two series of values that stand in while the SQL is written: what differs between the two is a value's place. The
numbers fit the smallest column; in a list one stands for all."""

MOST_PREPARED = 300
"""Statements that the server keeps planned on one connection; beyond, the one not asked for longest goes."""
suspicious = False
"""In tests: whenever a question is asked, its SQL is written anew as well, and has to be the same."""


def _stand_ins(make: Callable[..., Rows], series: int) -> Values:
    """Values of the types that the function takes, to write its SQL with."""
    kinds = [one.annotation for one in signature(make).parameters.values()]
    return tuple(_stand_in(kind, number, series) for number, kind in enumerate(kinds))


def _stand_in(kind: Any, number: int, series: int) -> Any:
    if get_origin(kind) is list:
        return [_stand_in(get_args(kind)[0], number, series)]
    return _SERIES[kind][series](number)


def _compiled(rows: Rows, alias: str) -> tuple[SQLCompiler, str, Values]:
    compiler = rows.query.chain().get_compiler(using=alias)
    sql, params = compiler.as_sql()
    return compiler, sql, tuple(params)


class _Preparing(CursorMixin, Cursor[Any]):
    """Leaves the values to the server, which plans the statement once a connection (unless a pooler lends it)."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        """As every cursor's."""
        done = super().execute(query, params, prepare=True)
        self._query = _Told(self.connection, query, params)  # type: ignore[assignment]  # read by Django alone
        return done


@dataclass(frozen=True, slots=True)
class _Told:
    """The statement with its values, for whoever logs it or looks at it in a test."""

    connection: Any
    sql: str
    params: Any

    @property
    def query(self) -> bytes:
        """In full."""
        return ClientCursor(self.connection).mogrify(self.sql, self.params).encode()


class _Line:
    """A connection of Django's whose cursors prepare."""

    def __init__(self, alias: str) -> None:
        self._line: Any = connections[alias]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def cursor(self) -> Any:
        """A cursor of the connection's, through whatever Django puts around it."""
        self._line.ensure_connection()
        driver = self._line.connection
        usual, driver.cursor_factory, driver.prepared_max = driver.cursor_factory, _Preparing, MOST_PREPARED
        try:
            return self._line.cursor()
        finally:
            driver.cursor_factory = usual


@dataclass(frozen=True, slots=True)
class _Written:
    """The SQL of a question on one connection, and which of its parameters are whose value."""

    compiler: SQLCompiler
    sql: str
    params: Values
    slots: tuple[tuple[int, int, type], ...]
    """(Place among the parameters, which value, the type in which the database's driver is given it.)"""

    def filled(self, values: Values) -> Values:
        """The parameters for these values."""
        params = list(self.params)
        for place, which, kind in self.slots:
            params[place] = kind(values[which]) if issubclass(kind, int) else values[which]
        return tuple(params)

    def asked(self, rows: Rows, alias: str, params: Values) -> Rows:
        """A query set that has its SQL already."""
        compiler = copy(self.compiler)
        compiler.connection = _Line(alias)  # type: ignore[assignment]  # it is one in all that is asked of it
        compiler.as_sql = lambda *_, **__: (self.sql, params)  # type: ignore[method-assign]
        ready, query = object.__new__(type(rows)), object.__new__(type(rows.query))
        query.__dict__ = rows.query.__dict__ | {"get_compiler": lambda *_, **__: compiler}
        ready.__dict__ = rows.__dict__ | {"_query": query, "_result_cache": None, "_prefetch_done": False}
        return ready


class Question(Generic[P, R]):
    """Asks one question; see ``question``."""

    def __init__(self, make: Callable[P, QuerySet[Any, R]]) -> None:
        self._make: Callable[..., Rows] = make
        self._rows: Rows | None = None
        self._written: dict[str, _Written] = {}
        update_wrapper(self, make)
        _every.append(self)

    def __call__(self, *values: P.args, **named: P.kwargs) -> list[R]:
        """The rows, in the query set's order. Raises TypeError for a value that is missing or named."""
        if named or None in values or [] in values:
            raise TypeError(
                f"{self._make.__name__} takes values by their places, and none of them is missing"
            )
        if self._rows is None:
            self._rows = self._make(*_stand_ins(self._make, 0))
        rows, alias = self._rows, self._rows.db
        written = self._written.get(alias) or self.write(alias)
        params = written.filled(values)
        if suspicious:
            _, sql, anew = _compiled(self._make(*values), alias)
            assert (sql, anew) == (written.sql, params), f"{self._make.__name__} is not of one shape"
        return list(written.asked(rows, alias, params))

    def write(self, alias: str) -> _Written:
        """Write the SQL for a connection, before anybody asks. Raises TypeError where it is no question."""
        pairs = list(zip(_stand_ins(self._make, 0), _stand_ins(self._make, 1), strict=True))
        compiler, sql, params = _compiled(self._make(*(one for one, _ in pairs)), alias)
        _, same, others = _compiled(self._make(*(other for _, other in pairs)), alias)
        found = [
            (place, pair) for place, pair in enumerate(zip(params, others, strict=True)) if pair[0] != pair[1]
        ]
        if sql != same or any(pair not in pairs for _, pair in found):
            raise TypeError(f"{self._make.__name__} makes more of a value than the database is given")
        slots = tuple((place, pairs.index(pair), type(pair[0])) for place, pair in found)
        del compiler.connection  # or it would be held open behind the thread that wrote first
        self._written[alias] = _Written(compiler, sql, params, slots)
        return self._written[alias]


_every: list[Question[Any, Any]] = []


def write_all(package: str, alias: str) -> int:
    """Write every question that the modules of a package ask, for the connection that they ask on; how many."""
    found = [one for one in _every if one.__module__.startswith(f"{package}.")]
    for one in found:
        one.write(alias)
    return len(found)


def question(make: Callable[P, QuerySet[Any, R]]) -> Question[P, R]:
    """A function from whole numbers, words, days and instants to a query set, which then gives rows itself.

    Its parameters say of which of these types they are. Lists of these (keys for ``among``) are values too, as long as
    there is something in them. What it makes must be the same for all values but for the values themselves: no ``if``
    on one, nothing worked out of one (not ``icontains``, whose per cent signs are). Raises TypeError where that is not
    so, when it is written.
    """
    return Question(make)
