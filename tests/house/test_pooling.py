"""Behind a pooler that lends a server for a transaction, nothing stays on a connection (docs/deploying-many.md)."""

import re

from suiji.config.settings import WINDOW, database
from tests.house.source import SOURCE

LEFT_BEHIND = re.compile(
    r"pg_(?:try_)?advisory_(?:lock|unlock)\b"
    r"|\bset_config\([^)]*,\s*false\)"
    r"|[\"'](?:SET (?!LOCAL )(?:SESSION )?[a-z_]+ (?:TO|=)|LISTEN |UNLISTEN |PREPARE |DISCARD |DECLARE )"
)


def _statements() -> list[tuple[str, str]]:
    files = [
        path
        for path in SOURCE.rglob("*.py")
        if "/migrations/" not in str(path) and "/engines/" not in str(path)
    ]
    return [(str(path.relative_to(SOURCE)), path.read_text("utf-8")) for path in files]


def test_no_statement_of_the_house_leaves_anything_on_its_connection() -> None:
    found = [(name, hit) for name, text in _statements() for hit in LEFT_BEHIND.findall(text)]

    assert found == []


def test_temporary_tables_go_with_their_transaction() -> None:
    odd = [
        name
        for name, text in _statements()
        if text.count("CREATE TEMP TABLE") != text.count("ON COMMIT DROP")
    ]

    assert odd == []


def test_the_reader_of_statements_finds_what_it_looks_for() -> None:
    for words in (
        'cursor.execute("SET search_path TO x")',
        "pg_advisory_lock(1)",
        '"LISTEN jobs"',
        "select set_config('a', 'b', false)",
    ):
        assert LEFT_BEHIND.search(words), words
    for words in ('"SET LOCAL work_mem = 1"', "pg_advisory_xact_lock(1)", "set_config('a', 'b', true)"):
        assert not LEFT_BEHIND.search(words), words


class TestConnections:
    ADDRESS = "postgresql://web:x@pooler:6432/suiji"

    def test_through_a_transaction_pooler_ask_for_nothing_that_stays(self) -> None:
        found = database(self.ADDRESS, options=WINDOW, prepared=True, pooler="transaction")

        assert found["DISABLE_SERVER_SIDE_CURSORS"]
        assert found["OPTIONS"]["prepare_threshold"] is None
        assert not {"options", "server_side_binding"} & set(found["OPTIONS"])

    def test_straight_to_the_server_begin_in_the_window(self) -> None:
        found = database(self.ADDRESS, options=WINDOW, prepared=True, pooler="none")

        assert found["OPTIONS"]["options"] == WINDOW
        assert not found["DISABLE_SERVER_SIDE_CURSORS"]
