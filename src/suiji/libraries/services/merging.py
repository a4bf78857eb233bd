"""Staged rows against the library, as sets: what is new, what changes, what another department holds.

Who holds a field changes it; who does not may fill it while it is empty; anything else is a conflict, which is kept
and shown, never written.
"""

# ruff: noqa: S608 — the statements are put together from the names in this module only

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from django.db import connection

from suiji.libraries.models import Upload
from suiji.libraries.names import grams_of, initials_of
from suiji.libraries.object_headings import SEALED
from suiji.libraries.services.copying import copy_line
from suiji.libraries.services.disagreeing import keep_conflicts
from suiji.libraries.services.licensing import compare_licences, keep_licence_conflicts, write_licences
from suiji.libraries.services.settling import settle
from suiji.libraries.services.staged_columns import COLUMNS, OBJECTS, STAGED, TEXTS, Column, Staged

NAMES_AT_ONCE = 10_000
Named = tuple[int, int | None, str, str, str]
"""Keys of a staged row and of its object, then name, address, and the name of the city."""


class Merge(Staged):
    """One upload against the library. Everything happens in the caller's transaction."""

    def __init__(self, upload: Upload, at: Any = None) -> None:
        super().__init__(upload, at)
        self.counts: dict[str, int] = {}
        self.settled = 0
        """Open conflicts that are none any more."""

    def judge(self) -> dict[str, int]:
        """Compare every staged row with the library; how many are new, changed, unchanged and conflicting."""
        if self.licensed:
            compare_licences(self)
        yes = (
            [f"({c.said()} AND {c.allowed()})" for c in self.columns]
            + self._words()
            + ["q.changed"] * self.licensed
        )
        no = [f"({c.said()} AND NOT {c.allowed()} AND {c.speaks()})" for c in self.columns]
        no += ["q.conflicting"] * self.licensed
        licences = "LEFT JOIN licensed q ON q.code = s.code" if self.licensed else ""
        renamed = "o.name <> s.name OR s.address IS NOT NULL AND o.address <> s.address"
        self.run("DROP TABLE IF EXISTS verdict")
        self.run(f"""
            CREATE TEMP TABLE verdict ON COMMIT DROP AS
            SELECT s.id AS staged, o.id AS object,
                   COALESCE(o.id IS NOT NULL AND ({" OR ".join(yes)}), false) AS changed,
                   COALESCE({" OR ".join(no)}, false) AS conflicting, COALESCE({renamed}, true) AS renamed
            FROM {STAGED} s LEFT JOIN {OBJECTS} o ON o.code = s.code {licences} {self.subject}
            WHERE s.upload_id = %(upload)s AND NOT s.repeated""")
        self.run("ANALYZE verdict")
        with connection.cursor() as cursor:
            cursor.execute("""
                SELECT count(*) FILTER (WHERE object IS NULL), count(*) FILTER (WHERE changed AND NOT conflicting),
                       count(*) FILTER (WHERE object IS NOT NULL AND NOT changed AND NOT conflicting),
                       count(*) FILTER (WHERE conflicting) FROM verdict""")
            found = cursor.fetchone()
        self.counts = dict(zip(("new", "changed", "unchanged", "conflicting"), found, strict=True))
        return self.counts

    def _words(self) -> list[str]:
        found = []
        for name, pool, present in (("tags", "false", self.tagged), ("pools", "true", self.pooled)):
            if present:
                found.append(f"""(s.{name} IS NOT NULL AND s.{name} <> COALESCE((SELECT array_agg(t.word ORDER BY
                    t.word COLLATE "C") FROM libraries_tagging t WHERE t.object_id = o.id AND t.pool = {pool}
                    AND t.department_id = %(department)s), '{{}}'))""")
        return found

    def write(self) -> None:
        """Everything the rows may change is changed; before-images are kept, conflicts are noted or settled."""
        self.run("SET LOCAL gin_pending_list_limit = '1GB'")
        self.run("SET LOCAL work_mem = '128MB'")
        self._dispute()
        touched = self.counts["conflicting"] or self.counts["changed"]
        if touched:
            self._remember()
        if self.counts["new"]:
            for first, last in self._named("v.object IS NULL"):
                self._insert(first, last)
        if touched:
            self._update()
            for _ in self._named("v.changed AND v.renamed"):
                self._rename()
        if touched or self.counts["new"]:
            self._mark()
        self.settled = settle(self, COLUMNS.values())

    def _dispute(self) -> None:
        """What the file says otherwise than its holder is kept and shown."""
        if self.counts["conflicting"]:
            keep_conflicts(self)
            if self.licensed:
                keep_licence_conflicts(self)

    def _mark(self) -> None:
        """Subjects, tags, pools and licences of what is new or changed."""
        self._tie()
        for name, pool, present in (("tags", "false", self.tagged), ("pools", "true", self.pooled)):
            if present:
                self._tag(name, pool)
        if self.licensed:
            write_licences(self)

    def _named(self, which: str) -> Iterator[tuple[int, int]]:
        """What these are searched by, in pieces: while the caller stores one, the next is computed.

        The rows are joined once and read through a cursor; whatever were joined piece by piece would cost the square.
        """
        self.run("DROP TABLE IF EXISTS named")
        self.run("""CREATE TEMP TABLE named (staged bigint, object bigint, grams varchar(2)[], initials varchar(200),
                    address_grams varchar(2)[]) ON COMMIT DROP""")
        self.run("SET LOCAL cursor_tuple_fraction = 1")
        with connection.chunked_cursor() as rows, ThreadPoolExecutor(max_workers=1) as clerk:
            rows.execute(f"""
                SELECT v.staged, v.object, COALESCE(o.name, s.name), COALESCE(o.address, s.address, ''), g.name
                FROM verdict v JOIN {STAGED} s ON s.id = v.staged LEFT JOIN {OBJECTS} o ON o.id = v.object
                JOIN organs_region g ON g.code = LEFT(COALESCE(o.region_id, s.region_id, s.new_region), 4) || '00'
                WHERE {which} ORDER BY v.staged""")
            first, coming = 0, _ordered(clerk, rows.fetchmany(NAMES_AT_ONCE))
            while coming is not None:
                last, lines = coming.result()
                coming = _ordered(clerk, rows.fetchmany(NAMES_AT_ONCE))
                self.run("TRUNCATE named")
                with connection.cursor() as cursor, cursor.copy("COPY named FROM STDIN") as copy:
                    copy.write(lines)
                yield first, last
                first = last

    def _remember(self) -> None:
        self.run(f"""
            INSERT INTO libraries_change (upload_id, object_id, before)
            SELECT %(upload)s, o.id, to_jsonb(o) || jsonb_build_object(
                'taggings', (SELECT jsonb_agg(jsonb_build_array(t.word, t.pool)) FROM libraries_tagging t
                             WHERE t.object_id = o.id AND t.department_id = %(department)s),
                'licences', (SELECT jsonb_agg(to_jsonb(l)) FROM libraries_licence l
                             WHERE l.object_id = o.id AND l.department_id = %(department)s))
            FROM verdict v JOIN {OBJECTS} o ON o.id = v.object WHERE v.changed""")

    def _update(self) -> None:
        sets = [f"{c.name} = CASE WHEN {c.said()} AND {c.allowed()} THEN {c.value} ELSE o.{c.name} END"
                for c in self.columns]  # fmt: skip
        claims = ", ".join(
            f"'{c.name}', CASE WHEN {c.said()} AND ({c.empty}) AND o.source_id <> %(department)s"
            f" THEN %(department)s::bigint END"
            for c in self.columns
        )
        prints = [f"'{c.name}', CASE WHEN {c.said()} AND {c.allowed()} THEN s.prints -> '{c.name}' END"
                  for c in self.columns if c.name in SEALED]  # fmt: skip
        if prints:
            sets.append(f"prints = o.prints || jsonb_strip_nulls(jsonb_build_object({', '.join(prints)}))")
        self.run(f"""
            UPDATE {OBJECTS} o SET {", ".join(sets)}, updated_at = %(at)s,
                holders = o.holders || jsonb_strip_nulls(jsonb_build_object({claims}))
            FROM verdict v JOIN {STAGED} s ON s.id = v.staged {self.subject}
            WHERE v.object = o.id AND v.changed""")

    def _rename(self) -> None:
        """What has just been given another name or address is found by it."""
        self.run(f"""
            UPDATE {OBJECTS} o SET name_grams = n.grams, name_initials = n.initials, address_grams = n.address_grams
            FROM named n WHERE o.id = n.object""")

    def _insert(self, first: int, last: int) -> None:
        """The new objects of this piece: staged rows behind ``first``, up to ``last``."""
        plain = [
            c
            for c in self.columns
            if c.name not in ("kind", "region_id", "reg_state", "responsible_id", "particulars")
        ]
        names = [c.name for c in plain]
        values = [_filled(c) for c in plain]
        missing = [
            name for name in (*TEXTS, *SEALED) if name not in (*names, "kind", "region_id", "reg_state")
        ]
        blanks = [_BLANK] * len(missing)
        if "needs" not in names:
            missing, blanks = [*missing, "needs"], [*blanks, _NO_WORDS]
        self.run(f"""
            WITH added AS (
                INSERT INTO {OBJECTS} (code, kind, region_id, reg_state, {", ".join([*names, *missing])},
                    particulars, prints, holders, tags, pools, name_grams, name_initials, address_grams,
                    source_id, updated_at, unreachable, uncooperative, inactive, state)
                SELECT s.code, COALESCE(s.kind, s.new_kind), COALESCE(s.region_id, s.new_region),
                    COALESCE(s.reg_state, '1'), {", ".join([*values, *blanks])},
                    COALESCE(s.particulars, '{{}}'), COALESCE(s.prints, '{{}}'), '{{}}',
                    {_said("tags", said=self.tagged)}, {_said("pools", said=self.pooled)},
                    n.grams, n.initials, n.address_grams, %(department)s, %(at)s, false, false, false, 'ACTIVE'
                FROM named n JOIN {STAGED} s ON s.id = n.staged WHERE s.id > {first} AND s.id <= {last} RETURNING id)
            INSERT INTO libraries_change (upload_id, added) SELECT %(upload)s, array_agg(id) FROM added""")

    def _tie(self) -> None:
        """New objects find their responsible subject once all of them are there."""
        if self.tied and self.counts["new"]:
            self.run(f"""
                UPDATE {OBJECTS} o SET responsible_id = r.id FROM verdict v JOIN {STAGED} s ON s.id = v.staged
                JOIN {OBJECTS} r ON r.code = s.responsible
                WHERE v.object IS NULL AND o.code = s.code AND r.id <> o.id""")

    def _tag(self, name: str, pool: str) -> None:
        said = f"""verdict v JOIN {STAGED} s ON s.id = v.staged JOIN {OBJECTS} o ON o.code = s.code
                   WHERE (v.object IS NULL OR v.changed) AND s.{name} IS NOT NULL"""
        self.run(f"""
            DELETE FROM libraries_tagging t USING {said} AND t.object_id = o.id
              AND t.department_id = %(department)s AND t.pool = {pool} AND t.word <> ALL (s.{name})""")
        self.run(f"""
            INSERT INTO libraries_tagging (object_id, department_id, word, pool)
            SELECT o.id, %(department)s, w.word, {pool} FROM (SELECT o.id, s.{name} AS words FROM {said}) o
            CROSS JOIN LATERAL unnest(o.words) AS w (word) ON CONFLICT DO NOTHING""")
        self.run(f"""
            UPDATE {OBJECTS} x SET {name} = COALESCE((SELECT array_agg(DISTINCT t.word ORDER BY t.word)
                FROM libraries_tagging t WHERE t.object_id = x.id AND t.pool = {pool}), '{{}}')
            WHERE x.id IN (SELECT o.id FROM {said} AND v.changed)""")


_BLANK, _NO_WORDS = "''", "ARRAY[]::varchar[]"


def _filled(column: Column) -> str:
    """What a new object holds where the row says nothing."""
    if "NULLIF" in column.value:
        return column.value
    return f"COALESCE({column.value}, {_NO_WORDS if column.name == 'needs' else _BLANK})"


def _said(name: str, *, said: bool) -> str:
    """The tags, or pools, of a new object: those of its row, each once; nobody else has marked it yet."""
    words = f"(SELECT array_agg(DISTINCT w ORDER BY w) FROM unnest(s.{name}) w)"
    return f"COALESCE({words}, '{{}}')" if said else "'{}'"


def _ordered(clerk: Executor, rows: Sequence[Named]) -> "Future[tuple[int, str]] | None":
    """A piece to be computed beside the database's work; None behind the last."""
    return clerk.submit(_lines, rows) if rows else None


def _lines(rows: Sequence[Named]) -> tuple[int, str]:
    """The last row's key, and lines of COPY for all of them."""
    lines = [copy_line([staged, key, grams_of(name), initials_of(name, region=city), grams_of(address)])
             for staged, key, name, address, city in rows]  # fmt: skip
    return rows[-1][0], "".join(lines)
