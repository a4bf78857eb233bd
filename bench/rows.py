"""Rows by the hundred thousand: a table filled from a select, every column that is not said left empty."""

import psycopg


def insert(db: "psycopg.Connection[object]", table: str, source: str, /, **said: str) -> None:
    """Rows of a table from a select; every column that is not said is empty."""
    from django.apps import apps
    from django.db import connection

    from suiji.portal.window import _empty

    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    fields = model._meta.local_concrete_fields
    empty = {f.column: _empty(str(f.db_type(connection)), f.get_default()) for f in fields}
    needed = {
        f.column: "1"
        for f in fields
        if not f.null and empty[f.column].startswith("NULL::") and "int" in empty[f.column]
    }
    said = empty | needed | said
    names = ", ".join(f'"{name}"' for name in said)
    db.execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(said.values())} FROM {source}")
