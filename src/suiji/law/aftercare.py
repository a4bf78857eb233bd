"""第五章 抽查结果后续处理和应用 — Articles 23 and 24."""

from collections.abc import Collection

from suiji.law.register import rule
from suiji.law.results import ResultCode

NEED_FOLLOW_UP = frozenset(
    {
        ResultCode.NOT_DISCLOSED,
        ResultCode.FALSELY_DISCLOSED,
        ResultCode.UNREACHABLE,
        ResultCode.CORRECTION_ORDERED,
        ResultCode.UNCOOPERATIVE,
        ResultCode.TO_BE_HANDLED,
        ResultCode.NONCONFORMING,
    }
)
"""Results after which something must happen (reading R27)."""


@rule(
    article=23,
    says="建立抽查问题线索移交移送、列入经营异常名录或立案查处等后续处理工作机制",
    reading="R27",
    advice="请为发现问题的结果登记后续处理：责令改正复查、移送、列入经营异常名录、立案查处等。",
)
def follow_up_recorded(*, codes: Collection[str], follow_ups: int) -> bool:
    """A result that found something has at least one follow-up on record."""
    return follow_ups > 0 or NEED_FOLLOW_UP.isdisjoint(codes)


@rule(
    article=23,
    says="应做好抽查检查与后续监管工作的衔接",
    reading="R27",
    advice="尚有后续处理未办结，请先登记处理结果。",
)
def no_open_follow_up(*, open: int) -> bool:  # noqa: A002 — the fact's name in every room
    """A matter is closed only when every follow-up has an outcome."""
    return open == 0
