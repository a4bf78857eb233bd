"""The roles' rights, granted by the owner after each migration, table by table; for the public its views alone."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from suiji.ledger.models import AppendOnly
from suiji.portal import window
from suiji.running.roles import PUBLIC, WEB

SCHEMA = "public"
RIGHTS = Path(__file__).with_name("rights.toml")


@dataclass(frozen=True, slots=True)
class Rights:
    """What the web role may do to the tables that are not append-only."""

    read: frozenset[str]
    changed: frozenset[str]
    """Read, added to, changed but for the primary key."""
    deleted: frozenset[str]
    """All that, and deleted."""
    added: Mapping[str, tuple[str, ...]]
    """Read and added to; of a row once written, only these columns are changed."""


def rights() -> Rights:
    """As ``rights.toml`` says."""
    said = tomllib.loads(RIGHTS.read_text("utf-8"))
    added = {table: tuple(columns) for table, columns in said["added"].items()}
    return Rights(frozenset(said["read"]), frozenset(said["changed"]), frozenset(said["deleted"]), added)


def protected_tables() -> list[str]:
    """Tables whose rows nobody changes or deletes: those of every model that derives from ``AppendOnly``."""
    models = apps.get_models(include_auto_created=True)
    return sorted({m._meta.db_table for m in models if issubclass(m, AppendOnly)})


def web_role() -> str:
    """The role the application runs under: the one in ``DATABASE_URL``, else the embedded server's."""
    return unquote(urlsplit(settings.ENVIRONMENT.database_url).username or WEB)


def public_role() -> str:
    """The role the public's pages read with: the one in ``SUIJI_PUBLIC_DATABASE_URL``, else the embedded server's."""
    return unquote(urlsplit(settings.ENVIRONMENT.public_database_url).username or PUBLIC)


def close_window(connection: BaseDatabaseWrapper) -> None:
    """The public's views go before a migration, which may not change a column that a view shows."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(window.SCHEMA)))


def grant(connection: BaseDatabaseWrapper) -> None:
    """The web role gets what ``rights.toml`` says, only adds to the append-only tables, makes and empties none.

    The public role may look at the public's views, made anew here, and at nothing else.

    Run as the owner. One transaction: a system in service never sees a moment without rights.
    """
    role, schema = sql.Identifier(web_role()), sql.Identifier(SCHEMA)
    statements = [
        "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    ]
    known = rights()
    added = frozenset(protected_tables()) | known.added.keys()
    written = known.changed | known.deleted
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(schema=schema, role=role))
        columns = _changeable(cursor)
        for right, tables in (
            ("SELECT", known.read | written | added),
            ("INSERT", written | added),
            ("DELETE", known.deleted),
        ):
            there = sql.SQL(", ").join(
                sql.Identifier(SCHEMA, table) for table in sorted(tables & columns.keys())
            )
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(right), there, role))
        changing: dict[str, Sequence[str]] = {table: columns[table] for table in written & columns.keys()}
        for table, changed in sorted((changing | dict(known.added)).items()):
            if not changed:
                continue
            names = sql.SQL(", ").join(map(sql.Identifier, changed))
            cursor.execute(
                sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(names, sql.Identifier(SCHEMA, table), role)
            )
        _open_window(cursor)


def _changeable(cursor: CursorWrapper) -> dict[str, list[str]]:
    """Table → its columns without the primary key: no row of this house ever takes another's name.

    A table that is nothing but its key keeps it: a row can be locked only by who might change something in it.
    """
    cursor.execute(
        "SELECT c.relname, coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE i.indrelid IS NULL),"
        " array_agg(a.attname::text))"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = %s"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)"
        " WHERE c.relkind IN ('r', 'p') GROUP BY c.relname",
        [SCHEMA],
    )
    return dict(cursor.fetchall())


def _open_window(cursor: CursorWrapper) -> None:
    for statement in window.statements():
        cursor.execute(statement)
    names = {
        "role": sql.Identifier(public_role()),
        "schema": sql.Identifier(SCHEMA),
        "views": sql.Identifier(window.SCHEMA),
    }
    for words in (
        "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA {views} TO {role}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {views} TO {role}",
    ):
        cursor.execute(sql.SQL(words).format(**names))
