"""代码对照表 as its page shows it, and the objects behind the numbers that other people write."""

from collections.abc import Iterable, Mapping

from django.db.models import Count, Q, QuerySet

from suiji.libraries.models import CodeTable, InspectedObject


def code_tables() -> QuerySet[CodeTable]:
    """Every edition with the number of its codes, newest first: the first is in force."""
    return CodeTable.objects.annotate(rows=Count("words")).order_by("-pk")


def codes_by_number(numbers: Iterable[str]) -> Mapping[str, set[str]]:
    """Number → the codes of the objects that have it as code, credit code or registration number."""
    wanted = set(numbers)
    rows = InspectedObject.objects.filter(
        Q(code__in=wanted) | Q(uscc__in=wanted) | Q(reg_no__in=wanted)
    ).values_list("code", "uscc", "reg_no")
    found: dict[str, set[str]] = {}
    for code, uscc, reg_no in rows:
        for number in {code, uscc, reg_no} & wanted:
            found.setdefault(number, set()).add(code)
    return found
