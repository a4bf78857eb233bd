"""第四章 实施抽查, first part — Articles 12 to 17: scheme, quotas, immutability, replacement, team."""

from collections.abc import Collection, Mapping
from datetime import date
from itertools import pairwise

from suiji.law.register import rule
from suiji.law.workdays import Calendar, Deadline, add_workdays

NAMED_REASONS = frozenset({"POST", "CONFLICT", "HEALTH", "RECUSAL"})
"""岗位调整、工作冲突、健康状况、执法回避 — the special circumstances Article 16 names."""

JURISDICTION = frozenset({"AREA", "LEVEL"})
"""地域管辖、级别管辖 — the only grounds on which a dispatched object comes back."""

OTHER_REASON = "OTHER"
"""其他特殊情况 — counts only together with an explanation."""


@rule(
    article=12,
    says="会同参与部门制定抽查方案",
    reading="R3",
    advice="请等待各参与部门会签抽查方案，或与未会签部门联系。",
)
def scheme_countersigned(*, missing: int) -> bool:
    """Nothing is drawn before every participant has countersigned the scheme."""
    return missing == 0


@rule(
    article=12,
    says="明确检查内容、检查时间、检查方式等",
    advice="请补齐抽查方案的检查内容、检查时间和检查方式。",
)
def scheme_is_complete(*, missing_fields: int) -> bool:
    """A scheme says what is checked, when and how."""
    return missing_fields == 0


@rule(
    article=12,
    says="根据实施细则和年度计划，会同参与部门制定抽查方案",
    advice="抽查方案的时间和事项不能超出计划行；确需超出的，请先变更计划。",
)
def scheme_within_plan(
    *, starts_on: date, ends_on: date, plan_starts_on: date, plan_ends_on: date, items_outside: int
) -> bool:
    """A scheme stays inside the period and the items of its plan line."""
    return plan_starts_on <= starts_on <= ends_on <= plan_ends_on and items_outside == 0


@rule(
    article=13,
    says="抽查比例一般不低于1%……不低于3%……不低于10%……不低于20%",
    reading="R11",
    strength="normally",
    advice="请提高抽查比例；确需低于规定比例的，须写明理由和依据，经发起部门分管负责人批准，并报联席会议办公室备案。",
)
def ratio_not_below_floor(*, rate_bp: int, floor_bp: int) -> bool:
    """A class is not sampled at less than its floor."""
    return rate_bp >= floor_bp


@rule(
    article=13,
    says="合理降低检查比例和频次……按照常规比例和频次进行检查……提高“双随机、一公开”抽查的比例和频次……适当提高检查比例和频次",
    reading="R12",
    strength="normally",
    advice="请调整各类抽查比例；确需保留的，须写明理由和依据，经发起部门分管负责人批准，并报联席会议办公室备案。",
)
def higher_class_not_sampled_less(*, rates: Mapping[str, int]) -> bool:
    """No class of higher risk is sampled at a lower rate (basis points) than a class of lower risk."""
    in_order = [rates[risk_class] for risk_class in "ABCD" if risk_class in rates]
    return all(lower <= higher for lower, higher in pairwise(in_order))


@rule(
    article=4,
    says="除特殊重点领域外，原则上所有行政检查都应通过双随机抽查的方式进行",
    reading="R11",
    advice="只有重点检查事项可以检查全部对象；一般检查事项请按比例抽取。",
)
def whole_list_is_for_key_items(*, whole: bool, general: int) -> bool:
    """The whole list is checked only where every item is a key one; chance then orders the batches."""
    return not whole or general == 0


@rule(article=13, says="抽查比例一般不低于", reading="R11")
def quota(*, base: int, rate_bp: int) -> int:
    """How many are drawn from a stratum: whole numbers, never fewer than the rate demands.

    A stratum that is not empty gives at least one.
    """
    return (base * rate_bp + 9_999) // 10_000


@rule(
    article=14,
    says="随机抽取检查对象、随机抽取执法检查人员",
    clause="二",
    advice="请先抽取检查对象，再抽取执法检查人员。",
)
def objects_before_inspectors(*, objects_drawn: bool) -> bool:
    """Inspectors are drawn after the objects."""
    return objects_drawn


@rule(
    article=5,
    says="抽取检查对象和执法检查人员到录入和公示抽查检查结果等均在省级平台上操作",
    reading="R14",
    advice="请在本平台抽取；在别处抽取的名单不能导入。上级平台抽取后派发的，选“上级派发名单”，写明派发机关和文号。",
)
def list_is_drawn_here(*, drawn_elsewhere: bool) -> bool:
    """No list that was drawn by other means becomes the list of a task."""
    return not drawn_elsewhere


@rule(
    article=13,
    says="也可由上级发起部门一次性抽取，并将检查对象名单派发至下级发起部门或者有关部门实施",
    reading="R51",
    advice="县级任务由本级抽取、同级实施；只有上级任务可以派发下级实施。",
)
def dispatched_to_the_level_below(*, dispatched: bool, has_level_below: bool) -> bool:
    """Only an initiator above the county level has somebody to dispatch its list to."""
    return has_level_below or not dispatched


@rule(
    article=13,
    says="也可由上级发起部门一次性抽取，并将检查对象名单派发至下级发起部门或者有关部门实施",
    reading="R52",
    advice="请填写派发机关、派发文号和发文日期，并上传原文件；没有文号的名单不能作为上级派发名单。",
)
def list_from_above_is_documented(*, organ: str, document_number: str, from_above: bool) -> bool:
    """A list drawn above comes from a named higher organ under the number of its letter."""
    return from_above and bool(organ.strip()) and bool(document_number.strip())


@rule(
    article=13,
    says="将检查对象名单派发至下级发起部门或者有关部门实施",
    reading="R51",
    advice="只有不属于本单位管辖（地域管辖或级别管辖）的对象可以退回，须写明应由谁管辖；其他情况请签收后如实记录检查结果。",
)
def returned_for_want_of_jurisdiction(*, reason: str, explanation: str) -> bool:
    """A dispatched object comes back only because somebody else has jurisdiction over it."""
    return reason in JURISDICTION and bool(explanation.strip())


@rule(
    article=13,
    says="将检查对象名单派发至下级发起部门或者有关部门实施",
    reading="R51",
    advice="还有派发的检查对象没有签收或被退回，请先催办签收、改派退回的对象，再抽取检查人员。",
)
def dispatch_is_accepted(*, waiting: int) -> bool:
    """Inspectors are drawn once every dispatched object is with somebody who has accepted it."""
    return waiting == 0


@rule(article=13, says="将检查对象名单派发至下级发起部门或者有关部门实施", reading="R51")
def acceptance_due(*, dispatched_on: date, calendar: Calendar, days: int) -> Deadline:
    """The last day on which a dispatched object can be returned; afterwards silence accepts it."""
    return add_workdays(dispatched_on, days, calendar)


@rule(
    article=15,
    says="发起部门通过“省级平台”随机抽取检查对象",
    reading="R14",
    advice="定向名单须写明理由和依据，经发起部门分管负责人批准并报联席会议办公室备案后，才能送会签。",
)
def targeted_list_is_approved(*, targeted: bool, approved: bool) -> bool:
    """A list of firms brought from outside narrows a draw only with basis, approver and filing."""
    return approved or not targeted


@rule(
    article=15,
    says="检查对象名单一经产生不得更改",
    reading="R14",
    advice="失联、停业等情况应作为检查结果如实记录；名单整体不能执行的，可申请任务作废。",
)
def list_never_changes(*, frozen: bool) -> bool:
    """From the freeze on nothing is added to, removed from or exchanged in the list, by whomever."""
    return not frozen


@rule(
    article=15,
    says="检查对象名单一经产生不得更改",
    reading="R14",
    advice="本任务已经抽取过，不能重新抽取；名单整体不能执行的，可申请任务作废。",
)
def drawn_once(*, previous_draws: int) -> bool:
    """A task is drawn once."""
    return previous_draws == 0


@rule(
    article=15,
    says="发起部门通过“省级平台”随机抽取检查对象",
    reading="R15",
    advice="请由另一名工作人员担任见证人。",
)
def two_persons(*, operator: int, witness: int) -> bool:
    """Whoever operates the draw is not the one who witnesses it."""
    return operator != witness


@rule(
    article=15,
    says="发起部门通过“省级平台”随机抽取检查对象",
    reading="R15",
    advice="您一人确认了本部门的两库，请由本部门另一名经办人操作抽取，或由另一名两库管理员重新确认。",
)
def confirmer_does_not_draw_alone(*, operator: int, confirmers: Collection[int]) -> bool:
    """Whoever alone confirmed the initiator's libraries does not also operate the draw from them."""
    return set(confirmers) != {operator}


@rule(
    article=15,
    says="随机抽取检查对象",
    reading="R15",
    advice="公布的号码须由两名见证人分别录入，录入一致后才能使用。",
)
def number_has_two_witnesses(*, witnesses: int) -> bool:
    """An announced number counts once two persons, each for themselves, have read it the same."""
    return witnesses >= 2


@rule(
    article=15,
    says="检查对象名单一经产生不得更改",
    reading="R15",
    advice="本任务此前冻结的名单已经作废，再次冻结时须加入随机信标或将要公布的号码作为种子来源。",
)
def second_freeze_has_public_chance(*, voided_freezes: int, public_sources: int) -> bool:
    """After a frozen list was void, the next one also waits for chance that no party holds beforehand."""
    return voided_freezes == 0 or public_sources > 0


@rule(
    article=15,
    says="随机抽取检查对象",
    reading="R15",
    advice="请至少两个部门交来随机份额后再冻结，任何一方都不能单独左右结果。",
)
def chance_has_two_sources(*, parties: int) -> bool:
    """The seed of a draw comes from at least two departments, none of which can choose the result."""
    return parties >= 2


@rule(
    article=5,
    says="全程运行透明、痕迹可查",
    reading="R15",
    advice="承诺须先进入公开日志并有签名检查点，才能揭示份额；请稍候再试。",
)
def commitment_precedes_reveal(*, checkpointed: bool) -> bool:
    """Nobody reveals a share before the frozen list stands under a signed checkpoint of the public log."""
    return checkpointed


@rule(
    article=15,
    says="随机抽取检查对象",
    reading="R15",
    advice="请等待各方在截止时间前揭示份额；逾期未揭示的，本次抽取作废并公开说明。",
)
def every_source_revealed(*, missing: int) -> bool:
    """Nothing is drawn while a source of the seed is missing."""
    return missing == 0


@rule(
    article=5,
    says="全程运行透明、痕迹可查",
    reading="R15",
    advice="独立核验程序不认可本次结果，结果不予保存；请保留现场并报告联席会议办公室核查。",
)
def result_is_verified(*, verified: bool) -> bool:
    """A result is stored only when a separate program, given everything, has come to the same."""
    return verified


@rule(
    article=15,
    says="检查对象名单一经产生不得更改",
    reading="R14",
    advice="任务作废须写明理由，由发起部门主要负责人签字，并报联席会议办公室备案后公开。",
)
def void_is_signed_and_filed(
    *, is_principal_head: bool, same_department: bool, filed: bool, reason: str
) -> bool:
    """A list is given up only as a whole, signed by the initiator's principal head and filed."""
    return is_principal_head and same_department and filed and bool(reason.strip())


@rule(
    article=16,
    says="因岗位调整、工作冲突、健康状况、执法回避等特殊情况无法继续履行检查任务",
    reading="R16",
    advice="请选择调整原因；选择“其他特殊情况”的，须写明具体情况。",
)
def replacement_has_reason(*, reason: str, explanation: str = "") -> bool:
    """An inspector is replaced only for a reason the article names, or another that is explained."""
    return reason in NAMED_REASONS or (reason == OTHER_REASON and bool(explanation.strip()))


@rule(
    article=16,
    says="无法继续履行检查任务",
    reading="R16",
    advice="该人员已在记录表上签字，不能再更换。",
)
def replaced_before_signing(*, signed: bool) -> bool:
    """An inspector who has signed the record is no longer replaced."""
    return not signed


@rule(
    article=16,
    says="经本部门分管负责人同意后，可调整更换",
    reading="R16",
    advice="请由该人员所在部门的分管负责人审批；申请人不能审批自己的申请。",
)
def deputy_head_consents(*, is_deputy_head: bool, same_department: bool, is_applicant: bool) -> bool:
    """A replacement is consented to by that department's deputy head, who did not apply for it."""
    return is_deputy_head and same_department and not is_applicant


@rule(
    article=16,
    says="经本部门分管负责人同意后，可调整更换",
    reading="R81",
    advice="委托须写明理由，由本部门另一名人员代行，一次不超过三十天。",
)
def head_is_stood_in_for(*, days: float, longest: int, own: bool, reason: str) -> bool:
    """A deputy head is stood in for by somebody else of the department, for a stated reason and a limited time."""
    return 0 < days <= longest and not own and bool(reason.strip())


@rule(
    article=16,
    says="调整更换人员在具备执法资格的其他执法检查人员中选派",
    reading="R16",
    advice="请在本部门持有有效执法证件、不在本组且无须回避的人员中选派。",
)
def substitute_is_qualified(*, certified: bool, in_team: bool, recused: bool, same_department: bool) -> bool:
    """A substitute is a certified officer of the same department, outside the team, without conflict."""
    return certified and same_department and not in_team and not recused


@rule(
    article=17,
    says="发起部门的执法检查人为组长",
    reading="R51",
    advice="请从发起部门的检查人员中确定组长；派发下级实施的，由下级对口部门的人员任组长。",
)
def leader_from_initiator(*, leader_department: int, initiator: int) -> bool:
    """The leader of the team is an officer of the initiator, or of its counterpart where that executes."""
    return leader_department == initiator


@rule(
    article=17,
    says="各任务执行部门随机抽取执法检查人员组成检查小组",
    advice="请等待各执行部门抽取检查人员。",
)
def every_department_in_team(*, missing: int) -> bool:
    """Every department with an item for the object has an officer in the team."""
    return missing == 0


@rule(
    article=17,
    says="各任务执行部门随机抽取执法检查人员组成检查小组",
    reading="R17",
    source="《中华人民共和国行政处罚法》第四十二条",
    advice="人员不足的部门可向下级借调执法人员，或经记录后撤下本部门事项；只派员配合、不单独执法的，在方案中写明理由。",
)
def enough_officers(*, officers: int, minimum: int, reason: str = "") -> bool:
    """A department comes with no fewer officers than the law on penalties asks for.

    With fewer, one at least, only where the countersigned scheme says why.
    """
    return officers >= minimum or (officers > 0 and bool(reason.strip()))
