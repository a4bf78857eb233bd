"""The database that the migrations make is the one that the models describe, however little was rendered on the way."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from suiji.running.migrating import rendering_one_model

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
TYPE = "SELECT format_type(to_regtype(%s), to_regtypemod(%s))"
POINTING = """
SELECT r.relname, a.attname, t.relname FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
JOIN pg_class t ON t.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f'
"""
NAMED = """
SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind IN ('i', 'I')
"""


def rows(sql: str, values: list[str] | None = None) -> set[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return set(cursor.fetchall())


def tables() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def fields() -> list[tuple[type[models.Model], "models.Field[object, object]"]]:
    """All but the keys of tables between two: in migrations these take the house's kind, not their own app's."""
    every = ((model, field) for model in tables() for field in model._meta.local_concrete_fields)
    return [(model, field) for model, field in every if not (model._meta.auto_created and field.primary_key)]


@pytest.mark.django_db
class TestTheDatabaseIsWhatTheModelsSay:
    def test_in_every_column_with_its_type(self) -> None:
        types = {said: "" for _, field in fields() if (said := field.db_type(connection))}
        for said in types:
            ((types[said],),) = rows(TYPE, [said, said])  # type: ignore[assignment]

        expected = {
            (model._meta.db_table, field.column, types[str(field.db_type(connection))], not field.null)
            for model, field in fields()
        }

        assert expected <= rows(COLUMNS)

    def test_in_every_table_pointed_to(self) -> None:
        expected = {
            (model._meta.db_table, field.column, field.related_model._meta.db_table)
            for model, field in fields()
            if isinstance(field, models.ForeignKey) and field.db_constraint  # type: ignore[attr-defined]
        }

        assert expected <= rows(POINTING)

    def test_in_every_constraint_and_index_with_a_name(self) -> None:
        named = [*(one for model in tables() for one in (*model._meta.constraints, *model._meta.indexes))]

        assert {(one.name,) for one in named} <= rows(NAMED)

    def test_in_every_trigger(self) -> None:
        expected = {
            (model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()
        }

        assert len(expected) > 100
        assert expected <= rows(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        )


class TestRenderingOneModel:
    def test_leaves_its_neighbours_as_they_were_and_says_so_to_whoever_wants_all(self) -> None:
        state: ProjectState = MigrationLoader(None).project_state()
        hub, leaf = ("organs", "department"), ("organs", "person")
        before = {key: state.apps.get_model(*key) for key in (hub, leaf)}

        with rendering_one_model():
            state.reload_model(*leaf)

        assert state.apps.get_model(*hub) is before[hub]
        assert state.apps.get_model(*leaf) is not before[leaf]
        state.clear_delayed_apps_cache()
        assert state.apps.get_model(*hub) is not before[hub]
        assert isinstance(state.models[leaf], ModelState)
