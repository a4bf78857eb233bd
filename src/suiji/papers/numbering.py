"""编号 — the next number of a series. Two clerks at once get two numbers; a number is never given twice."""

from django.db import IntegrityError, transaction

from suiji.papers.models import DocumentNumber

ATTEMPTS = 100
"""Each failed attempt means another clerk took the number; a hundred at the same moment does not happen."""


def next_number(kind: str, department_short: str, year: int) -> str:
    """The next number of a department's series in a year, as printed: 安市监抽告〔2026〕12号.

    Taken in the caller's transaction: if that fails, the number returns to the series. The unique constraint
    decides between two clerks; the one who comes second waits for the first and takes the following number.
    """
    series = DocumentNumber.objects.filter(
        kind=DocumentNumber.Kind(kind), department_code=department_short, year=year
    )
    for _ in range(ATTEMPTS):
        last = series.order_by("-serial").values_list("serial", flat=True).first() or 0
        try:
            with transaction.atomic():
                given = DocumentNumber.objects.create(
                    kind=kind, department_code=department_short, year=year, serial=last + 1
                )
        except IntegrityError:
            continue
        return str(given)
    raise RuntimeError(f"no number of {department_short} could be taken in {ATTEMPTS} attempts")
