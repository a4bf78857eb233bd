"""接口权限 — what a token may be given, and the role in which the machine then acts. No scope signs anything."""

from django.db.models import TextChoices

from suiji.organs.roles import Role


class Scope(TextChoices):
    """权限 — one kind of reading or handing in; a token holds some of them."""

    ITEMS = "items:read", "读取抽查事项清单"
    PLANS = "plans:read", "读取抽查计划"
    TASKS = "tasks:read", "读取检查任务"
    DRAWS = "draws:read", "读取抽取名单和证据"
    RESULTS = "results:read", "读取检查结果"
    TRANSFERS = "transfers:read", "读取移送"
    OBJECTS = "objects:read", "读取本部门检查对象"
    OBJECTS_IN = "objects:write", "报送本部门检查对象"
    EXCHANGE = "exchange:read", "读取交换批次"
    EXCHANGE_IN = "exchange:write", "回传交换回执"


WRITING = frozenset({Scope.OBJECTS_IN, Scope.EXCHANGE_IN})
"""Scopes that hand something in."""


def role_in(scope: Scope, *, office: bool) -> Role:
    """The one role in which a machine acts while it uses a scope (reading R125)."""
    if scope in (Scope.OBJECTS, Scope.OBJECTS_IN):
        return Role.LIBRARIAN
    return Role.OFFICE if office else Role.CLERK
