"""Whose classes the house takes in (Art. 13, 25)."""

from django.conf import settings

from suiji.ledger import Actor, NotYours
from suiji.organs.models import Department


def may_rate(department: int) -> bool:
    """Whether the department answers for credit supervision: its line of business is among the settings' (R149)."""
    return Department.objects.filter(pk=department, line__in=settings.RATING_LINES).exists()


def require_rater(actor: Actor) -> None:
    """Raise ``NotYours`` for everybody else's librarian, before anything is uploaded."""
    if not may_rate(actor.department_id):
        raise NotYours(
            "信用风险分类结果由信用监管部门统一导入，您所在部门不办理。本部门的监管重点请用标签或专项库表示。"
        )
