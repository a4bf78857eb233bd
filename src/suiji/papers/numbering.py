"""编号 — the next number of a series. Two clerks at once get two numbers; a number is never given twice."""

from django.db import connection

from suiji.papers.models import DocumentNumber

ATTEMPTS = 100
"""Each failed attempt means another clerk took the number; a hundred at the same moment does not happen."""
TAKE = """
INSERT INTO papers_documentnumber (kind, department_code, year, serial)
SELECT %(kind)s, %(sign)s, %(year)s, coalesce(max(serial), 0) + 1
FROM papers_documentnumber WHERE kind = %(kind)s AND department_code = %(sign)s AND year = %(year)s
ON CONFLICT DO NOTHING RETURNING serial
"""


def next_number(kind: str, department_short: str, year: int) -> str:
    """The next number of a department's series in a year, as printed: 安市监抽告〔2026〕12号.

    Taken in the caller's transaction: if that fails, the number returns to the series. The unique constraint
    decides between two clerks; the one who comes second waits for the first and takes the following number.
    """
    given = DocumentNumber(kind=DocumentNumber.Kind(kind), department_code=department_short, year=year)
    for _ in range(ATTEMPTS):
        with connection.cursor() as cursor:
            cursor.execute(TAKE, {"kind": given.kind, "sign": department_short, "year": year})
            taken = cursor.fetchone()
        if taken is not None:
            given.serial = taken[0]
            return str(given)
    raise RuntimeError(f"no number of {department_short} could be taken in {ATTEMPTS} attempts")
