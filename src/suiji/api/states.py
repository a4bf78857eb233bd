"""Which moves an outside system and its tokens may make."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class SystemState(TextChoices):
    """States of an outside system."""

    IN_USE = "IN_USE", "在用"
    CLOSED = "CLOSED", "已停用"


class TokenState(TextChoices):
    """States of a token; that it is over by its day is no state, but a fact of the calendar."""

    ISSUED = "ISSUED", "已签发"
    REVOKED = "REVOKED", "已吊销"


OUTSIDE_SYSTEM = Machine(
    "对接系统",
    SystemState.choices,
    initial=SystemState.IN_USE,
    edges=[
        Edge(
            SystemState.IN_USE,
            SystemState.CLOSED,
            frozenset({Role.SYSTEM_ADMIN}),
            "api.system_closed",
            "{actor}停用{subject}，其令牌同时失效。",
        )
    ],
)
ACCESS_TOKEN = Machine(
    "接口令牌",
    TokenState.choices,
    initial=TokenState.ISSUED,
    edges=[
        Edge(
            TokenState.ISSUED,
            TokenState.REVOKED,
            frozenset({Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN}),
            "api.token_revoked",
            "{actor}吊销{subject}：{because}",
        )
    ],
)
