"""The house does not open when the past could be changed."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from suiji.ledger.models import Entry
from suiji.running.grants import RIGHTS, protected_tables, public_role, rights, web_role
from suiji.running.guards import problems, refuse_unprotected
from suiji.running.trouble import Trouble

pytestmark = pytest.mark.django_db


def address(role: str) -> str:
    from django.conf import settings

    environment = settings.ENVIRONMENT
    whole = environment.owner_database_url if role == "owner" else environment.database_url
    return make_conninfo(whole, dbname=connection.settings_dict["NAME"])


@contextmanager
def undone(wrong: str, right: str) -> Iterator[None]:
    """The owner does something wrong to the ledger's table, and mends it afterwards."""
    with psycopg.connect(address("owner"), autocommit=True) as owner:
        table, role = sql.Identifier(Entry._meta.db_table), sql.Identifier(web_role())
        owner.execute(sql.SQL(wrong).format(table=table, role=role))
        try:
            yield
        finally:
            owner.execute(sql.SQL(right).format(table=table, role=role))


class TestGuards:
    def test_are_content_after_a_migration(self) -> None:
        assert list(problems(connection)) == []
        refuse_unprotected(connection)

    def test_notice_a_sleeping_trigger(self) -> None:
        with undone("ALTER TABLE {table} DISABLE TRIGGER USER", "ALTER TABLE {table} ENABLE TRIGGER USER"):
            found = list(problems(connection))

        assert any("表 ledger_entry 的触发器" in line and "被停用" in line for line in found)

    def test_notice_a_missing_trigger(self) -> None:
        with psycopg.connect(address("owner")) as owner:
            names = owner.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_entry'::regclass AND tgname LIKE %s",
                ["%append_only%"],
            ).fetchone()
        assert names is not None
        with undone(
            f'ALTER TRIGGER "{names[0]}" ON {{table}} RENAME TO elsewhere',
            f'ALTER TRIGGER elsewhere ON {{table}} RENAME TO "{names[0]}"',
        ):
            found = list(problems(connection))

        assert any(f"表 ledger_entry 缺少触发器 {names[0]}" in line for line in found)

    @pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
    def test_refuse_a_role_that_may_change_the_past(self, right: str) -> None:
        with (
            undone(f"GRANT {right} ON {{table}} TO {{role}}", f"REVOKE {right} ON {{table}} FROM {{role}}"),
            pytest.raises(Trouble, match=f"对只增不改的表 ledger_entry 执行 {right}"),
        ):
            refuse_unprotected(connection)

    def test_notice_a_right_that_somebody_gave_by_hand(self) -> None:
        with psycopg.connect(address("owner"), autocommit=True) as owner:
            role = sql.Identifier(web_role())
            owner.execute(sql.SQL("GRANT DELETE ON tasks_task TO {}").format(role))
            try:
                found = list(problems(connection))
            finally:
                owner.execute(sql.SQL("REVOKE DELETE ON tasks_task FROM {}").format(role))

        assert any("对表 tasks_task 的权限多于 rights.toml" in line for line in found)
        assert list(problems(connection)) == []


class TestGrants:
    def test_are_given_on_purpose_table_by_table(self) -> None:
        """A table that a migration brings and nobody put into ``rights.toml`` fails here, and in service at once."""
        known = rights()
        named = [*known.read, *known.changed, *known.deleted, *known.added, *protected_tables()]
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            there = {name for (name,) in cursor.fetchall()}

        assert sorted(named) == sorted(set(named)), "a table stands twice"
        assert there == set(named)

    def test_are_what_the_list_says_and_no_more(self) -> None:
        known = rights()
        added = {*protected_tables(), *known.added}
        written = known.changed | known.deleted
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname, ARRAY(SELECT r FROM unnest(%(rights)s::text[]) r"
                " WHERE has_table_privilege(%(role)s, c.oid, r)),"
                " ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped"
                " AND a.attrelid = c.oid AND NOT has_column_privilege(%(role)s, c.oid, a.attnum, 'UPDATE')),"
                " ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped"
                " AND a.attrelid = c.oid)"
                " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')",
                {
                    "rights": ["SELECT", "INSERT", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"],
                    "role": web_role(),
                },
            )
            rows = cursor.fetchall()
        found = {table: (held, fixed) for table, held, fixed, _ in rows}
        every = {table: set(names) for table, _, _, names in rows}

        for table, (held, fixed) in found.items():
            wanted = {"SELECT"} | ({"INSERT"} if table in written | added else set())
            assert set(held) == wanted | ({"DELETE"} if table in known.deleted else set()), table
            if table in written - {"ledger_pending"}:  # which is a key and nothing else
                assert len(fixed) == 1, (
                    table,
                    fixed,
                )  # the primary key, and nothing else, keeps its value for ever
        for table, columns in known.added.items():
            assert set(found[table][1]) == every[table] - set(columns), table
            assert columns == tuple(name for name in columns if name in every[table]), table

    def test_of_the_public_are_none_at_all_on_tables(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind IN ('r', 'p') AND has_any_column_privilege(%s, oid, 'SELECT, INSERT, UPDATE')",
                [public_role()],
            )
            assert cursor.fetchall() == []

    def test_say_of_everything_deleted_what_it_is(self) -> None:
        assert all(len(words) > 8 for words in tomllib.loads(RIGHTS.read_text("utf-8"))["deleted"].values())

    def test_the_ledger_is_among_the_protected(self) -> None:
        assert {"ledger_entry", "ledger_leaf", "ledger_node", "ledger_checkpoint"} <= set(protected_tables())

    @pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
    def test_web_cannot_change_any_protected_table(self, statement: str) -> None:
        with psycopg.connect(address("web"), autocommit=True) as web:
            for table in protected_tables():
                column = web.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table]
                ).fetchone()
                assert column is not None
                name = sql.Identifier(column[0])
                with pytest.raises(errors.InsufficientPrivilege):
                    web.execute(sql.SQL(statement).format(sql.Identifier(table), name, name))

    def test_web_cannot_disable_a_trigger(self) -> None:
        with (
            psycopg.connect(address("web"), autocommit=True) as web,
            pytest.raises(errors.InsufficientPrivilege),
        ):
            web.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
