"""结果公示与更正 — the ten results and the clock of Article 20(4), correction under Article 22."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from suiji.law.register import rule
from suiji.law.workdays import Calendar, Deadline, add_workdays


class ResultCode(StrEnum):
    """检查结果 — the ten results in the order in which Article 20 lists them."""

    NO_PROBLEM = "NO_PROBLEM"
    NOT_DISCLOSED = "NOT_DISCLOSED"
    FALSELY_DISCLOSED = "FALSELY_DISCLOSED"
    UNREACHABLE = "UNREACHABLE"
    CORRECTION_ORDERED = "CORRECTION_ORDERED"
    UNCOOPERATIVE = "UNCOOPERATIVE"
    NO_SUCH_ACTIVITY = "NO_SUCH_ACTIVITY"
    TO_BE_HANDLED = "TO_BE_HANDLED"
    CONFORMING = "CONFORMING"
    NONCONFORMING = "NONCONFORMING"

    @property
    def words(self) -> str:
        """The article's own words."""
        return _WORDS[self]


_WORDS = {
    ResultCode.NO_PROBLEM: "未发现问题",
    ResultCode.NOT_DISCLOSED: "未按规定公示应当公示的信息",
    ResultCode.FALSELY_DISCLOSED: "公示信息隐瞒真实情况弄虚作假",
    ResultCode.UNREACHABLE: "通过登记的住所（经营场所）无法联系",
    ResultCode.CORRECTION_ORDERED: "发现问题已责令改正",
    ResultCode.UNCOOPERATIVE: "不配合检查情节严重",
    ResultCode.NO_SUCH_ACTIVITY: "未发现开展本次抽查涉及的经营活动",
    ResultCode.TO_BE_HANDLED: "发现问题待后续处理",
    ResultCode.CONFORMING: "合格",
    ResultCode.NONCONFORMING: "不合格",
}

FOR_THE_WHOLE_VISIT = frozenset({ResultCode.UNREACHABLE, ResultCode.UNCOOPERATIVE})
"""Results that close every item of the visit at once (Art. 21)."""

FOR_TESTED_ITEMS = frozenset({ResultCode.CONFORMING, ResultCode.NONCONFORMING})
"""Results only of items that test a product or a sample."""

_STAND_ALONE = FOR_THE_WHOLE_VISIT | {
    ResultCode.NO_PROBLEM,
    ResultCode.NO_SUCH_ACTIVITY,
    ResultCode.CONFORMING,
}

_BY_SEVERITY = (
    ResultCode.UNCOOPERATIVE,
    ResultCode.FALSELY_DISCLOSED,
    ResultCode.UNREACHABLE,
    ResultCode.NONCONFORMING,
    ResultCode.TO_BE_HANDLED,
    ResultCode.NOT_DISCLOSED,
    ResultCode.CORRECTION_ORDERED,
    ResultCode.NO_SUCH_ACTIVITY,
    ResultCode.CONFORMING,
    ResultCode.NO_PROBLEM,
)


def most_severe(codes: Collection[str]) -> ResultCode:
    """The gravest of several results, which sums up a department's or a visit's outcome (reading R23)."""
    return min((ResultCode(code) for code in codes), key=_BY_SEVERITY.index)


@rule(
    article=20,
    clause="四",
    says="抽查检查结果信息包括未发现问题……合格、不合格等",
    reading="R23",
    advice="“未发现问题”“未发现开展本次抽查涉及的经营活动”“合格”“无法联系”“不配合检查情节严重”只能单独填写。",
)
def results_may_combine(*, codes: Collection[str]) -> bool:
    """An item has at least one of the ten results, and no clean or whole-visit result beside another."""
    chosen = set(codes)
    known = chosen <= set(ResultCode)
    return known and bool(chosen) and (len(chosen) == 1 or chosen.isdisjoint(_STAND_ALONE))


@rule(
    article=20,
    clause="四",
    says="合格、不合格等",
    reading="R23",
    advice="“合格”“不合格”只用于产品或检验检测类事项。",
)
def conformity_only_of_tested_items(*, codes: Collection[str], tested: bool) -> bool:
    """合格 and 不合格 are results only of items that test a product or a sample."""
    return tested or FOR_TESTED_ITEMS.isdisjoint(codes)


@rule(
    article=20,
    clause="四",
    says="合格、不合格等",
    reading="R100",
    advice="请先制作抽样记录，再填“以检验报告为准”。",
)
def report_awaited_of_a_sample(*, tested: bool, samples: int) -> bool:
    """A result waits for a laboratory only where a sample was taken for an item that tests products."""
    return tested and samples > 0


@rule(
    article=20,
    clause="四",
    says="在检查结束之日起20个工作日内",
    reading="R100",
    advice="请先登记检验报告，再录入结果。",
)
def reports_are_in(*, awaited: int) -> bool:
    """A department enters its result once every report that it waits for has come."""
    return awaited == 0


def ended_on(*, signed_on: date, reports: Collection[date]) -> date:
    """检查结束之日 — the day of the signatures; where samples were tested, of the last report (reading R100)."""
    return max([signed_on, *reports])


@rule(article=20, clause="四", says="在检查结束之日起20个工作日内", reading="R24")
def publication_due(*, ended_on: date, calendar: Calendar, days: int) -> Deadline:
    """The last day on which a result is entered and published."""
    return add_workdays(ended_on, days, calendar)


@rule(
    article=20,
    clause="四",
    says="在检查结束之日起20个工作日内……通过国家企业信用信息公示系统（河南）进行公示",
    reading="R24",
)
def publication_in_time(*, published_on: date | None, due: date) -> bool:
    """A result is public by its last day. An indicator; a late result is still published."""
    return published_on is not None and published_on <= due


@rule(
    article=20,
    clause="四",
    says="按照“谁检查、谁录入、谁公开”的原则",
    advice="请由实施检查的部门录入和公示。",
)
def publication_by_owner(*, actor_department: int, owner_department: int) -> bool:
    """A result is published by the department that made it."""
    return actor_department == owner_department


@rule(
    article=20,
    clause="三",
    says="填写市场监管领域部门联合抽查情况记录表，并签字确认",
    advice="请先由检查人员签字确认结果，再公示。",
)
def result_is_signed(*, signed: bool) -> bool:
    """Only a signed result is published."""
    return signed


@rule(
    article=22,
    says="一经公示不得擅自改变",
    advice="确有错误的，请提出更正申请，经本部门主要负责人签字确认后更正。",
)
def published_result_stands(*, published: bool) -> bool:
    """A published result is not altered in place, replaced or deleted."""
    return not published


@rule(
    article=22,
    says="经本部门主要负责人签字确认后应当予以更正",
    reading="R25",
    advice="请由本部门主要负责人本人签字；申请人不能审批自己的更正申请。",
)
def principal_head_signs(*, is_principal_head: bool, same_department: bool, is_applicant: bool) -> bool:
    """A correction is signed by the department's principal head in person, who did not apply for it."""
    return is_principal_head and same_department and not is_applicant


@rule(
    article=22,
    says="事后发现检查结果确有错误的",
    reading="R25",
    advice="请写明更正理由并附上证据材料。",
)
def correction_has_evidence(*, reason: str, evidence: int) -> bool:
    """A correction states its reason and shows proof of the error."""
    return bool(reason.strip()) and evidence > 0


@rule(
    article=26,
    says="对本部门双随机抽查结果及公示信息的合法性、准确性和真实性负责",
    reading="R26",
    advice="请由本部门另一名工作人员复核后公示。",
)
def publication_reviewed_by_another(*, author: int, reviewer: int | None) -> bool:
    """A named second person of the department answers for what is published."""
    return reviewer is not None and reviewer != author


@rule(
    article=26,
    says="对本部门双随机抽查结果及公示信息的合法性、准确性和真实性负责",
    reading="R26",
    advice="请写明哪一项不对、应当怎样改。",
)
def return_names_the_fault(*, reason: str) -> bool:
    """A reviewer who sends a result back says what is wrong with it."""
    return bool(reason.strip())


@rule(
    article=20,
    clause="四",
    says="将市场监管领域部门联合抽查情况记录表中涉及本部门的检查结果信息录入省级平台",
    reading="R26",
    advice="与签字的记录表不一致的，请写明改正说明和证据；一致的，也请写明怎样处理了退回的问题。",
)
def departure_from_record_is_proved(*, differs: bool, reason: str, evidence: int) -> bool:
    """What is submitted again says what was done, and shows proof where it departs from the signed record."""
    return bool(reason.strip()) and (evidence > 0 or not differs)


@rule(
    article=4,
    says="除法律法规明确规定外，抽查事项、抽查计划、抽查结果都要及时、准确、规范向社会公开",
    reading="R66",
    advice="请写明规定不予公开的法律、法规名称和条款，由本部门分管负责人批准；批准人不能是申请人。",
)
def withholding_names_its_law(*, ground: str, reason: str) -> bool:
    """A result is kept from the public only where a named provision of a law says so."""
    return bool(reason.strip()) and "《" in ground and "条" in ground


@rule(
    article=4,
    says="除法律法规明确规定外，抽查事项、抽查计划、抽查结果都要及时、准确、规范向社会公开",
    reading="R66",
    advice="请由本部门分管负责人审批；申请人不能审批自己的申请。",
)
def withholding_approved_by_another(*, same_department: bool, is_applicant: bool) -> bool:
    """Who decides that a result stays inside is the department's own head, and not who asked for it."""
    return same_department and not is_applicant


@rule(
    article=4,
    says="抽查结果都要及时、准确、规范向社会公开",
    reading="R66",
    advice="已批准不予公开的，先由分管负责人终止不予公开，再公示。",
)
def result_is_not_withheld(*, withheld: bool) -> bool:
    """What is kept inside by decision is not published while the decision stands."""
    return not withheld


@rule(
    article=22,
    says="事后发现检查结果确有错误的",
    reading="R67",
    advice="请写明哪一项不对、为什么。",
)
def objection_says_why(*, words: str) -> bool:
    """An inspected object that contests a result says what is wrong with it."""
    return bool(words.strip())


@rule(
    article=26,
    says="对本部门双随机抽查结果及公示信息的合法性、准确性和真实性负责",
    reading="R68",
    advice="抽查人不能是该结果的录入人、审核人；不合格的写明问题。",
)
def quality_checked_by_another(*, is_author: bool, sound: bool, finding: str) -> bool:
    """Who looks at the quality of a publication has not made it, and names the fault found."""
    return not is_author and (sound or bool(finding.strip()))


@rule(
    article=26,
    says="对本部门双随机抽查结果及公示信息的合法性、准确性和真实性负责",
    reading="R68",
    advice="请写明怎样整改、追究了谁的什么责任；结果有误的，先按第二十二条更正。",
)
def fault_has_its_consequence(*, measure: str) -> bool:
    """A fault in what was published is closed with what was put right and who answered for it."""
    return bool(measure.strip())
