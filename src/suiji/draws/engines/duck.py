"""DuckDB, held short: bounded memory, its files in one private folder, and nothing ever fetched from anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "768MiB"
"""What DuckDB may hold; beyond it works in its folder."""


@contextmanager
def connected(folder: Path, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose every file lies in this folder."""
    with duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": memory,
            "temp_directory": str(folder),
        }
    ) as connection:
        yield connection


def text_of(path: Path) -> str:
    """A path as a text in SQL."""
    return "'" + str(path).replace("'", "''") + "'"
