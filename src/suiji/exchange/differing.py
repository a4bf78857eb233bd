"""两边核对 — two lists of keys and hashes, however long, side by side: on disk, not in memory."""

import sqlite3
from collections.abc import Iterable
from typing import Self

MOST_NAMED = 1000
"""So many differences are named; all of them are counted."""
Row = tuple[str, str]
"""Key and hash."""


class Sides:
    """Theirs and ours. A key that one side says twice counts as it said it last."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("")  # a file that nobody else sees, gone with the connection

    def __enter__(self) -> Self:
        self._base.executescript(
            "CREATE TABLE theirs (key TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;"
            "CREATE TABLE ours (key TEXT PRIMARY KEY, digest TEXT) WITHOUT ROWID;"
        )
        return self

    def __exit__(self, *trouble: object) -> None:
        self._base.close()

    def theirs(self, rows: Iterable[Row]) -> None:
        """What the other side holds."""
        self._base.executemany("INSERT OR REPLACE INTO theirs VALUES (?, ?)", rows)

    def ours(self, rows: Iterable[Row]) -> None:
        """What stands here."""
        self._base.executemany("INSERT OR REPLACE INTO ours VALUES (?, ?)", rows)

    def only_here(self) -> list[str]:
        """Keys that the other side does not hold, in order; at most ``MOST_NAMED`` of them."""
        return self._keys("ours LEFT JOIN theirs USING (key) WHERE theirs.key IS NULL")

    def only_there(self) -> list[str]:
        """Keys that stand there alone, in order."""
        return self._keys("theirs LEFT JOIN ours USING (key) WHERE ours.key IS NULL")

    def otherwise(self) -> list[str]:
        """Keys under which the two say different things, in order."""
        return self._keys("ours JOIN theirs USING (key) WHERE ours.digest <> theirs.digest")

    def counts(self) -> tuple[int, int, int]:
        """How many stand only here, only there, and otherwise."""
        return (
            self._number("ours LEFT JOIN theirs USING (key) WHERE theirs.key IS NULL"),
            self._number("theirs LEFT JOIN ours USING (key) WHERE ours.key IS NULL"),
            self._number("ours JOIN theirs USING (key) WHERE ours.digest <> theirs.digest"),
        )

    def _keys(self, which: str) -> list[str]:
        found = self._base.execute(f"SELECT key FROM {which} ORDER BY key LIMIT ?", [MOST_NAMED])  # noqa: S608 — the words above
        return [key for (key,) in found]

    def _number(self, which: str) -> int:
        (number,) = self._base.execute(f"SELECT count(*) FROM {which}").fetchone()  # noqa: S608 — the words above
        return int(number)
