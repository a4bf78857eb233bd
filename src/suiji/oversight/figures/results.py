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
), owed AS (
    SELECT DISTINCT f.visit_id, f.department_id FROM inspections_finding f
    JOIN inspections_visit v ON v.id = f.visit_id
    WHERE v.task_id = ANY(%(tasks)s) AND (%(only)s = 0 OR f.department_id = %(only)s)
)
SELECT o.department_id, (s.at AT TIME ZONE 'Asia/Shanghai')::date, lab.visit IS NOT NULL, lab.last,
    (p.at AT TIME ZONE 'Asia/Shanghai')::date, taken.publication IS NOT NULL,
    array_agg(o.visit_id ORDER BY o.visit_id), array_agg(p.publication ORDER BY o.visit_id)
FROM owed o
JOIN signed s ON s.visit = o.visit_id
LEFT JOIN disclosure_publication d ON d.visit_id = o.visit_id AND d.department_id = o.department_id
LEFT JOIN shown p ON p.publication = d.id
LEFT JOIN unnest(%(taken)s::bigint[]) AS taken (publication) ON taken.publication = p.publication
LEFT JOIN unnest(%(visits)s::bigint[], %(departments)s::bigint[], %(reports)s::date[])
    AS lab (visit, department, last) ON lab.visit = o.visit_id AND lab.department = o.department_id
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 5, 4
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


def named(visits: Collection[int]) -> dict[int, tuple[str, str]]:
    """Visit → number of its task and name of its object."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [list(visits)])
        return {pk: (number, name) for pk, number, name in cursor}
