"""第四章 实施抽查 — what a scheme must still be when it is sent and when it is drawn from (Articles 12 and 13)."""

from suiji.law.register import rule


@rule(
    article=12,
    says="根据实施细则和年度计划，会同参与部门制定抽查方案",
    reading="R140",
    advice="请收回方案重新拟定，使参加的部门与已公示的计划一致；或者先变更计划。",
)
def scheme_has_the_plans_departments(*, missing: int, strange: int) -> bool:
    """The departments of a scheme are those of its published plan line, none more and none fewer."""
    return missing == 0 and strange == 0


@rule(
    article=12,
    says="明确检查内容、检查时间、检查方式等，负责组织实施",
    reading="R142",
    advice="请写明收回或者撤回的理由；名单冻结以后不能收回，也不能撤回，只能依法作废。",
)
def scheme_is_taken_back_before_the_freeze(*, frozen: bool, reason: str) -> bool:
    """A scheme is taken back, or its task given up, with a reason and only while no list is frozen."""
    return not frozen and bool(reason.strip())


@rule(
    article=13,
    says="抽查比例一般不低于1%……不低于3%……不低于10%……不低于20%",
    reading="R11",
    advice="抽取总数少于各类按比例应抽的合计，或者多于范围内的总数；请修改总数，或者不填总数、只按比例抽取。",
)
def total_covers_the_rates(*, count: int | None, least: int, most: int) -> bool:
    """A total number, where the scheme names one, is no fewer than the rates ask for and no more than there are."""
    return count is None or least <= count <= most
