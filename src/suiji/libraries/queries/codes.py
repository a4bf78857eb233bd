"""代码对照表 as its page shows it."""

from django.db.models import Count, QuerySet

from suiji.libraries.models import CodeTable


def code_tables() -> QuerySet[CodeTable]:
    """Every edition with the number of its codes, newest first: the first is in force."""
    return CodeTable.objects.annotate(rows=Count("words")).order_by("-pk")
