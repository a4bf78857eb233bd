"""第一章 总则, and the order of steps of Article 14 that every room keeps."""

from suiji.law.register import rule


@rule(
    article=2,
    says="联合开展执法检查活动",
    reading="R1",
    advice="请至少确定两个不同的部门参加；同一部门的两个科室属于内部联合，不计入部门联合抽查。",
)
def several_departments(*, departments: int) -> bool:
    """A joint check is made by at least two different departments."""
    return departments >= 2


@rule(
    article=2,
    says="根据事先公布的市场监管领域部门计划和联合抽查事项清单",
    advice="请先由联席会议办公室公示年度计划；上级转办交办的工作可按第八条办理临时抽查备案。",
)
def plan_published_before_task(*, published: bool) -> bool:
    """A task rests on a plan that was made public before it."""
    return published


@rule(
    article=2,
    says="根据事先公布的市场监管领域部门计划和联合抽查事项清单",
    advice="请换用已发布的抽查事项，或先发布该事项；已废止、已暂停的事项不能用于新的抽查。",
)
def items_published(*, unpublished: int) -> bool:
    """Only items in force and made public beforehand are checked."""
    return unpublished == 0


@rule(
    article=4,
    says="所有的抽查事项应当于法有据",
    advice="请填写检查依据：法律、法规或规章的名称和条款。",
)
def item_has_legal_basis(*, basis: str) -> bool:
    """An item names the law and the provision it rests on."""
    return bool(basis.strip())


@rule(
    article=4,
    says="严格按照随机抽查事项清单组织实施",
    advice="请删去清单以外的检查内容；确需检查的，先修订抽查事项清单。",
)
def checks_only_listed_items(*, unlisted: int) -> bool:
    """Nothing outside the item list of the task is checked."""
    return unlisted == 0


@rule(
    article=4,
    says="参加联合检查的部门对具体检查过程、检查结果、公示结果应分别依法负责",
    advice="请由作出该结果的部门办理。",
)
def result_belongs_to_its_department(*, actor_department: int, owner_department: int) -> bool:
    """No department touches another's result."""
    return actor_department == owner_department


@rule(
    article=5,
    says="痕迹可查、效果可评、责任可追",
    reading="R141",
    advice="请写明例外的理由和依据；两项都写明，才能申请、审批和使用例外。",
)
def exception_says_why(*, reason: str, basis: str) -> bool:
    """Nobody asks for an exception without its reason and what it rests on."""
    return bool(reason.strip()) and bool(basis.strip())


@rule(
    article=5,
    says="痕迹可查、效果可评、责任可追",
    reading="R141",
    advice="请填写备案号；没有备案号的例外不能使用。",
)
def exception_is_filed_under_a_number(*, filing: str) -> bool:
    """The office files an exception under a number, by which it can be found again."""
    return bool(filing.strip())


@rule(
    article=14,
    says="市场监管领域部部门联合抽查工作按以下流程实施",
    advice="请先完成前一步骤；已经走过的步骤不能退回。",
)
def steps_in_order(*, allowed: bool) -> bool:
    """The steps follow one another; a move the table of states does not hold is made by nobody."""
    return allowed
