"""第三章 建立检查对象名录库和执法检查人员名录库 — Article 11."""

from datetime import date

from suiji.law.register import rule
from suiji.law.workdays import Calendar, Deadline, add_workdays

ELIGIBLE_STATES = frozenset({"1", "6"})
"""Digits of the national table of registration states: 1 存续, 6 歇业 (reading R8)."""

INELIGIBLE_REASONS = {"2": "REVOKED", "3": "CANCELLED", "4": "ANNULLED", "5": "MOVED", "9": "UNCLEAR"}
"""The reason code under which an object of any other state is left out: 吊销, 注销, 撤销, 迁出, 其他."""


@rule(
    article=11,
    says="对其真实性、及时性负责",
    reading="R8",
    advice="该对象已注销、吊销、撤销或迁出，不能进入抽取范围；状态有误的请先更新名录库。",
)
def object_is_eligible(*, reg_state: str) -> bool:
    """Only an object that still exists where it is registered can be drawn."""
    return reg_state in ELIGIBLE_STATES


VALID_ENTRY = "ACTIVE"
"""The state of a library entry that stands: 有效."""


@rule(
    article=11,
    says="根据“两库”变动情况进行动态管理",
    reading="R40",
    advice="该条目已停用、待核或注销移出，不进入抽取；核实后由来源部门恢复为有效。",
)
def entry_is_valid(*, entry_state: str) -> bool:
    """Only an entry that its department stands by takes part in a draw."""
    return entry_state == VALID_ENTRY


@rule(
    article=11,
    says="对其真实性、及时性负责",
    reading="R40",
    advice="登记状态仍为存续或歇业的对象不能注销移出；确已注销、吊销、撤销或迁出的，请先更新登记状态。",
)
def entry_has_ended(*, reg_state: str, registered: bool) -> bool:
    """An entry leaves the library only when its registration has ended, or when it never had one (a product)."""
    return not registered or reg_state not in ELIGIBLE_STATES


@rule(
    article=11,
    says="对其真实性、及时性负责",
    reading="R9",
    advice="该人员没有在整个检查期间有效的执法证件，请更新证件信息或另选人员。",
)
def inspector_is_certified(*, valid_to: date | None, until: date) -> bool:
    """An inspector's certificate stays valid to the last day of the inspection."""
    return valid_to is not None and valid_to >= until


@rule(
    article=11,
    says="根据“两库”变动情况进行动态管理",
    reading="R9",
    advice="该人员在检查期间有一半以上的日子不在岗，请更正离岗登记或另选人员。",
)
def inspector_is_present(*, days_away: int, days: int) -> bool:
    """An inspector is in post on at least half of the days of the inspection."""
    return 2 * days_away <= days


@rule(
    article=11,
    says="每次组织抽查活动前对“两库”进行更新确认",
    reading="R10",
    advice="请等待各参与部门确认本部门的两库，或与未确认部门联系。",
)
def libraries_confirmed(*, missing: int) -> bool:
    """Every participating department has confirmed its part of both libraries for this task."""
    return missing == 0


@rule(
    article=11,
    says="每次组织抽查活动前对“两库”进行更新确认",
    reading="R10",
    advice="两库确认已超过有效期，请相关部门重新确认。",
)
def confirmation_still_valid(*, confirmed_on: date, today: date, valid_until: date) -> bool:
    """A confirmation is used only within its days of validity."""
    return confirmed_on <= today <= valid_until


@rule(
    article=11,
    says="每次组织抽查活动前对“两库”进行更新确认",
    reading="R10",
    advice="确认之后名录库有变动，请相关部门重新确认。",
)
def snapshot_unchanged(*, confirmed_sha256: str, current_sha256: str) -> bool:
    """The libraries are still what the department confirmed."""
    return bool(confirmed_sha256) and confirmed_sha256 == current_sha256


@rule(article=11, says="每次组织抽查活动前对“两库”进行更新确认", reading="R10")
def confirmation_expires(*, confirmed_on: date, calendar: Calendar, days: int) -> Deadline:
    """The last day on which a confirmation may still be used."""
    return add_workdays(confirmed_on, days, calendar)


@rule(
    article=25,
    says="通过“省级平台”获取的企业信用风险分类结果作为配置监管资源、实施差异化监管的内部参考依据",
    reading="R149",
    advice="分类结果由信用监管部门从省级平台取得后统一导入；本部门的监管重点请用标签或专项库表示。",
)
def ratings_come_from_their_department(*, entitled: bool) -> bool:
    """Credit-risk classes are brought in by the department that answers for credit supervision, and by no other."""
    return entitled


@rule(
    article=25,
    says="通过“省级平台”获取的企业信用风险分类结果作为配置监管资源、实施差异化监管的内部参考依据",
    reading="R149",
    advice="请填写分类版本，例如“2026 年第 1 期”或模型版本；来源也要写明。",
)
def ratings_name_source_and_version(*, source: str, version: str) -> bool:
    """A class is kept with the platform it came from and the edition by which it was computed."""
    return bool(source.strip()) and bool(version.strip())


@rule(
    article=11,
    says="根据“两库”变动情况进行动态管理",
    advice="导入的内容已经用于两库确认、分类或之后又有更新，不能整体撤销；个别有误的，请导入更正后的文件。",
)
def import_is_unused(*, unused: bool) -> bool:
    """A file is undone as a whole only while nothing was built on what it brought."""
    return unused
