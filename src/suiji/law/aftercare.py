"""第五章 抽查结果后续处理和应用 — Articles 23 and 24."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date

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


@rule(
    article=23,
    says="列入经营异常名录或立案查处等后续处理工作机制",
    reading="R27",
    advice="列入经营异常名录、立案、行政处罚和移送司法要写明文书号和日期，再登记处理结果。",
)
def outcome_has_its_document(*, needed: bool, number: str, decided_on: date | None) -> bool:
    """What another law decides is written down with the number and the day of its document."""
    return not needed or (bool(number) and decided_on is not None)


@rule(
    article=24,
    says="实现抽查检查结果政府部门间互认",
    reading="R28",
    advice="只能互认有效期以内、已经公示的其他部门检查结果。",
)
def result_may_be_recognised(*, published: bool, today: date, until: date) -> bool:
    """Another department's published result spares the firm the same check until its last day."""
    return published and today <= until


@rule(article=24, says="实现抽查检查结果政府部门间互认", reading="R28")
def recognition_ends(*, ended_on: date, months: int) -> date:
    """The last day on which a result is recognised: the same day of the month, or the month's last."""
    last = ended_on.year * 12 + ended_on.month - 1 + months
    year, month = last // 12, last % 12 + 1
    return date(year, month, min(ended_on.day, monthrange(year, month)[1]))


@rule(
    article=24,
    says="对抽查发现的违法失信行为依法实施联合惩戒",
    reading="R28",
    advice="请写明实施联合惩戒的法律、法规依据；信用风险分类不能作为依据。",
)
def discipline_has_a_legal_basis(*, has_basis: bool, rests_on_class: bool) -> bool:
    """A joint punishment names its law, and never rests on the risk class."""
    return has_basis and not rests_on_class


@rule(
    article=24,
    says="实现抽查检查结果政府部门间互认",
    reading="R65",
    advice="只能互认同一对象、同一事项、在有效期内、没有发现问题的已签字结果，并经本部门分管负责人批准。",
)
def result_may_stand_for_another(
    *, same_object: bool, same_item: bool, clean: bool, today: date, until: date
) -> bool:
    """A check is spared by a recent clean result for the same item at the same object."""
    return same_object and same_item and clean and today <= until
