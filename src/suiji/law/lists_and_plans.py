"""第二章 制定抽查事项清单和抽查计划 — Articles 6 to 10, and the ratios an item may ask for."""

from calendar import monthrange
from datetime import date

from suiji.law.register import rule

WHOLE = 10_000
"""100 % in basis points."""


@rule(
    article=6,
    says="市市场监管局会同市级市场监管领域有关部门……共同研究制订全市市场监管领域部门联合抽查事项清单",
    reading="R3",
    advice="请等待各参与部门完成会签，或与未会签部门联系。",
)
def joint_item_countersigned(*, missing: int) -> bool:
    """A joint item is published only when every participant has countersigned it."""
    return missing == 0


@rule(
    article=6,
    says="制定本部门本系统随机抽查事项清单",
    reading="R3",
    advice="请补齐检查依据、检查主体、检查对象、检查方式、事项类别、抽查比例和频次。",
)
def item_is_complete(*, missing_fields: int) -> bool:
    """An item says on what basis, by whom, of whom, how, how many and how often."""
    return missing_fields == 0


@rule(
    article=2,
    says="根据事先公布的市场监管领域部门计划和联合抽查事项清单",
    advice="事项应事先公布，生效日期不能早于公布当天。",
)
def item_begins_no_earlier_than_published(*, effective_from: date, published_on: date) -> bool:
    """No version of an item holds on a day before it was public."""
    return effective_from >= published_on


@rule(
    article=6,
    says="实行动态管理",
    reading="R3",
    advice="已发布的事项不能删除，只能写明理由后废止。",
)
def repeal_has_reason(*, reason: str) -> bool:
    """A published item is repealed with a reason, never deleted."""
    return bool(reason.strip())


@rule(article=6, says="向社会公布并实行动态管理", reading="R3")
def list_confirmation_due(*, year: int, month: int = 1) -> date:
    """The last day on which a department confirms each year that its list still holds; late is taken and marked."""
    return date(year, month, monthrange(year, month)[1])


@rule(
    article=6,
    says="共享到国家企业信用信息公示系统（河南），向社会公布",
    reading="R45",
    advice="请写明收回的原因；收回以后，其中的内容重新等待报送。",
)
def sharing_ends_with_reason(*, reason: str) -> bool:
    """What was made ready for the publicity system is taken back only with a reason, and then waits again."""
    return bool(reason.strip())


@rule(
    article=13,
    says="根据不同风险类别合理确定抽查比例和频次",
    advice="抽查比例应在 0 到 100% 之间，且下限不高于上限。",
)
def ratio_is_possible(*, min_bp: int | None, max_bp: int | None) -> bool:
    """A ratio lies between nothing and the whole, and its floor is not above its ceiling."""
    lowest = 0 if min_bp is None else min_bp
    highest = WHOLE if max_bp is None else max_bp
    return 0 <= lowest <= highest <= WHOLE


@rule(
    article=7,
    says="将抽查计划于每年2月底前报同级“双随机、一公开”监管工作联席会议办公室",
    reading="R4",
)
def plan_due(*, year: int, month: int = 2) -> date:
    """The last day on which a department hands in its plan of the year; no roll-over for weekends."""
    return date(year, month, monthrange(year, month)[1])


@rule(
    article=7,
    says="联席会议办公室汇总后于每年4月底前通过国家企业信用信息公示系统（河南）向社会公示",
    reading="R4",
)
def plan_publication_due(*, year: int, month: int = 4) -> date:
    """The last day on which the office publishes the plan of the year."""
    return date(year, month, monthrange(year, month)[1])


@rule(
    article=7,
    says="应确定并主动协调参与部门",
    advice="请等待各参与部门确认，或与未确认部门联系。",
)
def participants_confirmed(*, missing: int) -> bool:
    """A plan line is handed in only when every participant has agreed to take part."""
    return missing == 0


@rule(
    article=7,
    says="应确定并主动协调参与部门",
    reading="R146",
    advice="请把事项分工里的部门都列为参与部门；该部门确实不参加的，请改用不含它的事项，或先修订事项。",
)
def departments_of_items_take_part(*, left_out: int) -> bool:
    """Every department to which an item gives a part takes part, or the check could never be completed."""
    return left_out == 0


@rule(
    article=7,
    says="制定本部门牵头的年度联合抽查计划",
    reading="R4",
    advice="请补齐抽查事项、起止时间、抽查比例或户数等内容。",
)
def plan_line_is_complete(*, missing_fields: int) -> bool:
    """A plan line names its items, period, ratio and participants."""
    return missing_fields == 0


@rule(
    article=7,
    says="应确定并主动协调参与部门",
    reading="R4",
    advice="请写明本部门不参与的理由，供发起部门协调。",
)
def refusal_to_take_part_has_reason(*, reason: str) -> bool:
    """A participant that will not take part says why, so that the initiator can come to terms with it."""
    return bool(reason.strip())


@rule(
    article=7,
    says="联席会议办公室汇总后于每年4月底前通过国家企业信用信息公示系统（河南）向社会公示",
    reading="R4",
    advice="已公示的计划不能直接修改；请写明理由，变更为新的版本或者公开撤回。",
)
def published_line_changes_with_reason(*, reason: str) -> bool:
    """What was told to the public changes only by a further version or a withdrawal that says why."""
    return bool(reason.strip())


@rule(
    article=7,
    says="制定本部门牵头的年度联合抽查计划",
    reading="R4",
    advice="这项计划已经抽取过检查对象，不能撤回；任务无法实施的，请按程序整体作废任务。",
)
def plan_line_withdrawn_before_draw(*, drawn: bool) -> bool:
    """A plan line is withdrawn only while nothing has been drawn on it."""
    return not drawn


@rule(
    article=8,
    says="上级人民政府和有关部门转办交办的工作",
    reading="R147",
    advice="请填写上级交办机关、文号和日期，并加入交办文件；本部门自行决定的检查应列入年度计划。",
)
def temporary_check_has_source(
    *, document: str, organ: str, dated: bool, attached: bool, own_initiative: bool
) -> bool:
    """A temporary check rests on the dated document, kept with it, of the organ that handed the work down."""
    named = bool(document.strip()) and bool(organ.strip()) and not own_initiative
    return named and dated and attached


@rule(
    article=8,
    says="报同级联席会议办公室备案",
    reading="R5",
    advice="请先向同级联席会议办公室备案，再抽取。",
)
def temporary_check_filed_before_draw(*, filed: bool) -> bool:
    """A temporary check is filed with the office before anything is drawn."""
    return filed


@rule(
    article=8,
    says="县级以上人民政府需要开展的专项整治",
    reading="R5",
    source="国办发〔2024〕54号",
    advice="请填写提出专项整治的县级以上人民政府和批准文号。",
)
def rectification_is_approved(*, needed_by: str, approval: str) -> bool:
    """A special rectification names the government that needs it and the approval it rests on."""
    return bool(needed_by.strip()) and bool(approval.strip())


@rule(
    article=8,
    says="涉及本地区部门联合抽查事项清单的，原则上要通过部门联合抽查的形式进行",
    reading="R5",
    strength="normally",
    advice="请采取部门联合抽查的形式；确需单独实施的，须写明理由和依据，经分管负责人批准，并报联席会议办公室备案。",
)
def rectification_takes_joint_form(*, joint_items: int, joint: bool) -> bool:
    """A rectification that touches joint items is carried out as a joint check."""
    return joint or joint_items == 0


@rule(
    article=8,
    says="涉及本地区部门联合抽查事项清单的，原则上要通过部门联合抽查的形式进行",
    reading="R147",
    advice="请勾选涉及的联合抽查事项；确实不涉及的，请勾选核对声明。",
)
def rectification_compared_with_list(*, joint_items: int, none_touched: bool) -> bool:
    """A rectification names the joint items it touches, or somebody has said on record that there are none."""
    return (joint_items > 0) != none_touched


@rule(
    article=8,
    says="原则上要通过部门联合抽查的形式进行",
    reading="R147",
    advice="请写明为什么单独实施；不涉及联合抽查事项的，也要写明如何核对。",
)
def rectification_apart_has_reason(*, reason: str) -> bool:
    """A rectification that one department carries out alone says why, whatever it touches."""
    return bool(reason.strip())


@rule(article=9, says="应至少发起三次部门联合抽查", reading="R6")
def initiations_reached(*, initiated: int, floor: int) -> bool:
    """A municipal department has initiated its joint checks of the year. An indicator; it blocks nothing."""
    return initiated >= floor


@rule(
    article=10,
    says="在同一年度内对同一检查对象的联合抽查次数一般不超过两次",
    reading="R7",
    strength="normally",
    advice="确需突破次数的，须写明理由和法律依据，经发起部门分管负责人批准，并报联席会议办公室备案。",
)
def object_has_visits_left(*, visits_this_year: int, open_frames: int, cap: int) -> bool:
    """A firm is not jointly inspected more often than the cap in one calendar year, open draws included."""
    return visits_this_year + open_frames < cap


@rule(
    article=10,
    says="在同一年度内对同一检查对象的联合抽查次数一般不超过两次",
    reading="R7",
    advice="请填写期初数的来源机关和文件名称。",
)
def opening_balance_has_source(*, document: str, organ: str) -> bool:
    """What was done in the year before the platform counts only with the document it was taken from."""
    return bool(document.strip()) and bool(organ.strip())


@rule(
    article=10,
    says="在同一年度内对同一检查对象的联合抽查次数一般不超过两次",
    reading="R148",
    advice="这个文件已经作为本年度的期初数导入过，不重复计数；更正多报的，请另做一份更正表。",
)
def opening_balance_counted_once(*, known: bool) -> bool:
    """The same file of opening balances counts once in a year."""
    return not known


@rule(
    article=10,
    says="在同一年度内对同一检查对象的联合抽查次数一般不超过两次",
    reading="R46",
    strength="normally",
    advice="近期各类检查已经较多，请考虑合并、推迟或者采用非现场方式。只作提醒。",
)
def visits_stay_few(*, visits: int, limit: int) -> bool:
    """All kinds of inspections of one object in a day, week or month stay within what is worth a warning."""
    return visits <= limit


@rule(
    article=8,
    says="切实减少涉企检查次数",
    reading="R177",
    advice="清单上写明的每年次数已满。请合并到以后的检查，或者写明仍须检查的理由；投诉举报、案件核查不受这个次数限制。",
)
def checks_stay_under_ceiling(*, checks: int, ceiling: int | None, by_complaint: bool, reason: str) -> bool:
    """An item is not checked more often at one object in a year than its public list says, without a reason."""
    return ceiling is None or checks < ceiling or by_complaint or bool(reason.strip())
