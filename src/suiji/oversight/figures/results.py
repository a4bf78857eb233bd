"""What became of every department's share of every visit, gathered by the database in one question (Art. 20(4), 29).

A year knows few different answers (a department, the day the record was signed, the day of publication), so the
database counts them and hands out one row for each instead of one for every result.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

GATHERED = """
WITH signed AS MATERIALIZED (
    SELECT subject_id::bigint AS visit, min(at) AS at FROM ledger_entry
    WHERE act = 'inspections.signed' AND subject_type = 'inspections.visit' AND at <= %(by)s GROUP BY 1
), shown AS MATERIALIZED (
    SELECT subject_id::bigint AS publication, min(at) AS at FROM ledger_entry
    WHERE act = 'disclosure.published' AND subject_type = 'disclosure.publication' AND at <= %(by)s GROUP BY 1
), kept AS MATERIALIZED (
    SELECT w.publication_id AS publication, min(e.at) AS at FROM disclosure_withholding w
    JOIN ledger_entry e ON e.act = 'disclosure.withheld' AND e.subject_type = 'disclosure.withholding'
        AND e.subject_id = w.id::text AND e.at <= %(by)s
    WHERE NOT EXISTS (
        SELECT 1 FROM ledger_entry x WHERE x.act = 'disclosure.withholding_ended'
        AND x.subject_type = 'disclosure.withholding' AND x.subject_id = w.id::text AND x.at <= %(by)s)
    GROUP BY 1
), owed AS (
    SELECT DISTINCT f.visit_id, f.department_id FROM inspections_finding f
    JOIN inspections_visit v ON v.id = f.visit_id
    WHERE v.task_id = ANY(%(tasks)s) AND (%(only)s = 0 OR f.department_id = %(only)s)
)
SELECT o.department_id, (s.at AT TIME ZONE 'Asia/Shanghai')::date, lab.visit IS NOT NULL, lab.last,
    (p.at AT TIME ZONE 'Asia/Shanghai')::date, taken.publication IS NOT NULL,
    (kept.at AT TIME ZONE 'Asia/Shanghai')::date,
    array_agg(o.visit_id ORDER BY o.visit_id), array_agg(d.id ORDER BY o.visit_id)
FROM owed o
JOIN signed s ON s.visit = o.visit_id
LEFT JOIN disclosure_publication d ON d.visit_id = o.visit_id AND d.department_id = o.department_id
LEFT JOIN shown p ON p.publication = d.id
LEFT JOIN kept ON kept.publication = d.id
LEFT JOIN unnest(%(taken)s::bigint[]) AS taken (publication) ON taken.publication = p.publication
LEFT JOIN unnest(%(visits)s::bigint[], %(departments)s::bigint[], %(reports)s::date[])
    AS lab (visit, department, last) ON lab.visit = o.visit_id AND lab.department = o.department_id
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 5, 4, 7
"""
OWED = """
WITH sent AS MATERIALIZED (
    SELECT DISTINCT ON (p.drawn_id) p.drawn_id, p.unit_id FROM draws_dispatch p
    JOIN draws_drawnobject d ON d.id = p.drawn_id
    WHERE d.task_id = ANY(%(tasks)s) AND p.dispatched_at <= %(by)s ORDER BY p.drawn_id, p.id DESC
), shares AS (
    SELECT d.id AS drawn, d.task_id, m.department_id FROM draws_drawnobject d
    JOIN sent ON sent.drawn_id = d.id JOIN tasks_unitmember m ON m.unit_id = sent.unit_id
    WHERE d.task_id = ANY(%(tasks)s)
    UNION ALL
    SELECT d.id, d.task_id, p.department_id FROM draws_drawnobject d
    JOIN tasks_taskpart p ON p.task_id = d.task_id
    LEFT JOIN sent ON sent.drawn_id = d.id
    WHERE d.task_id = ANY(%(tasks)s) AND sent.drawn_id IS NULL
), signed AS MATERIALIZED (
    SELECT DISTINCT subject_id::bigint AS visit FROM ledger_entry
    WHERE act = 'inspections.signed' AND subject_type = 'inspections.visit' AND at <= %(by)s
)
SELECT s.department_id, CASE WHEN signed.visit IS NULL AND t.period_until < %(today)s THEN t.period_until END,
    array_agg(s.drawn ORDER BY s.drawn)
FROM shares s
JOIN tasks_task t ON t.id = s.task_id
LEFT JOIN inspections_visit v ON v.drawn_id = s.drawn
LEFT JOIN signed ON signed.visit = v.id
WHERE %(only)s = 0 OR s.department_id = %(only)s
GROUP BY 1, 2 ORDER BY 1, 2
"""
LISTED = """
SELECT d.id, t.number, o.name FROM draws_drawnobject d
JOIN tasks_task t ON t.id = d.task_id JOIN libraries_inspectedobject o ON o.id = d.object_id
WHERE d.id = ANY(%s)
"""
NAMED = """
SELECT v.id, t.number, o.name FROM inspections_visit v
JOIN tasks_task t ON t.id = v.task_id
JOIN draws_drawnobject d ON d.id = v.drawn_id JOIN libraries_inspectedobject o ON o.id = d.object_id
WHERE v.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """Shares of visits of which everything that is judged is the same."""

    department: int
    signed_on: date
    tested: bool
    """Whether the department left a result to a laboratory; then ``reported_on`` is its last day, or None."""
    reported_on: date | None
    published_on: date | None
    taken: bool
    withheld_on: date | None
    """The day on which a decision by law to keep it inside was approved, while that decision stands (Art. 4)."""
    visits: list[int]
    publications: list[int | None]


def gathered(
    tasks: Collection[int],
    *,
    by: datetime,
    reports: Mapping[tuple[int, int], date | None],
    taken: Collection[int],
    only: int = 0,
) -> Iterator[Alike]:
    """Every signed share of the tasks as it stood then; ``only`` one department's, if asked."""
    given: dict[str, Any] = {
        "by": by,
        "tasks": list(tasks),
        "only": only,
        "taken": list(taken),
        "visits": [visit for visit, _ in reports],
        "departments": [department for _, department in reports],
        "reports": list(reports.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(GATHERED, given)
        for row in cursor:
            yield Alike(*row)


@dataclass(frozen=True, slots=True)
class Share:
    """Drawn objects that a department has to check, alike in whether the time for it has run out."""

    department: int
    missed: date | None
    """The last day of the task's period, where it has passed and no record is signed; else None."""
    drawn: list[int]


def owed(tasks: Collection[int], *, by: datetime, today: date, only: int = 0) -> Iterator[Share]:
    """Who had to check what: the unit an object was last dispatched to by then, else the task's departments."""
    with connection.cursor() as cursor:
        cursor.execute(OWED, {"tasks": list(tasks), "by": by, "today": today, "only": only})
        for row in cursor:
            yield Share(*row)


def named(visits: Collection[int]) -> dict[int, tuple[str, str]]:
    """Visit → number of its task and name of its object."""
    return _names(NAMED, visits)


def listed(drawn: Collection[int]) -> dict[int, tuple[str, str]]:
    """Line of a list → number of its task and name of its object."""
    return _names(LISTED, drawn)


def _names(question: str, pks: Collection[int]) -> dict[int, tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(question, [list(pks)])
        return {pk: (number, name) for pk, number, name in cursor}
