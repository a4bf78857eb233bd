"""The roles' rights, granted by the owner after each migration: all ordinary work, and for the public its views."""

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
    """The web role reads and writes all tables, only adds to the append-only ones, makes and empties none.

    The public role may look at the public's views, made anew here, and at nothing else.

    Run as the owner. One transaction: a system in service never sees a moment without rights.
    """
    role, schema = sql.Identifier(web_role()), sql.Identifier(SCHEMA)
    statements = [
        "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    ]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(schema=schema, role=role))
        for table in protected_tables():
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE ON {}.{} FROM {}").format(schema, sql.Identifier(table), role)
            )
        _open_window(cursor)


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
