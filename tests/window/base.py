"""Django asks for the backend here."""

from typing import Any

from django.db import connections
from django.db.backends.postgresql import base

from suiji.portal.window import SCHEMA
from suiji.running.grants import public_role


class _Masked:
    """A cursor of the web role's that runs every statement as the public role."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __iter__(self) -> Any:
        return iter(self.cursor)

    def __enter__(self) -> "_Masked":
        self.cursor.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self.cursor.__exit__(*error)

    def execute(self, sql: Any, params: Any = None) -> Any:
        """One statement through the window."""
        line = connections["default"].connection
        line.execute(f"SET ROLE {public_role()}; SET search_path TO {SCHEMA}")
        try:
            return self.cursor.execute(sql, params)
        finally:
            if line.info.transaction_status.name != "INERROR":
                line.execute("RESET ROLE; RESET search_path")


class DatabaseWrapper(base.DatabaseWrapper):
    """Lends the default connection's cursors out under the public role."""

    def cursor(self) -> Any:
        """A cursor through the window."""
        return _Masked(connections["default"].cursor())

    def chunked_cursor(self) -> Any:
        """The same, for many rows."""
        return _Masked(connections["default"].chunked_cursor())

    def ensure_connection(self) -> None:
        """There is one connection."""
        connections["default"].ensure_connection()
        self.connection = connections["default"].connection

    def close(self) -> None:
        """The default connection closes itself."""
        self.connection = None

    def close_if_unusable_or_obsolete(self) -> None:
        """It never is."""

    @property
    def pg_version(self) -> int:  # type: ignore[override]
        """Of the one server."""
        return int(connections["default"].pg_version)
