"""口径 — every figure of the report: its Chinese name, unit, article and definition (Art. 29)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report."""

    key: str
    label: str
    unit: str
    article: int
    definition: str


FIGURES = (
    Figure(
        "plan_on_time", "按期报送计划", "项", 7, "本年度计划中，首次报送时间不晚于2月最后一日的计划行数。"
    ),
    Figure("plan_late", "逾期报送计划", "项", 7, "本年度计划中，首次报送时间晚于2月最后一日的计划行数。"),
    Figure(
        "initiated",
        "发起联合抽查",
        "次",
        9,
        "由本部门发起、本年度内已抽取检查对象且未作废的任务数，含期初数。",
    ),
    Figure("initiated_temporary", "其中临时性", "次", 8, "发起次数中，来自临时性联合抽查备案的任务数。"),
    Figure("drawn", "抽取对象", "户", 15, "本部门本年度发起的任务名单上的检查对象数。"),
    Figure(
        "to_inspect",
        "应检查",
        "户次",
        20,
        "本年度抽取的任务中，由本部门承担检查的对象数：派发的按截止时最近一次派发的实施部门，其余按参加部门。",
    ),
    Figure("inspected", "已检查", "户次", 20, "应检查户次中，记录表已经签字完毕的户次。"),
    Figure(
        "unvisited",
        "逾期未检查（视为未完成）",
        "户次",
        29,
        "应检查户次中，任务的检查期限已过、截止时记录表仍未签字完毕的户次。",
    ),
    Figure("published", "已公示", "户次", 20, "应检查户次中，本部门的检查结果已经公示的户次，含逾期补录的。"),
    Figure(
        "taken",
        "公示系统已公示",
        "户次",
        20,
        "已公示户次中，截止时国家企业信用信息公示系统（河南）的回执已经载明公示的户次。",
    ),
    Figure("published_on_time", "按期公示", "户次", 20, "检查结束之日起20个工作日内公示的户次。"),
    Figure(
        "withheld",
        "依法不予公开",
        "户次",
        4,
        "已检查户次中，写明法律依据、经分管负责人批准不予公开、截止时没有恢复公示的户次；公示期限内批准的不计逾期。",
    ),
    Figure("late", "逾期（视为未完成）", "户次", 29, "20个工作日届满仍未公示，或者届满以后才公示的户次。"),
    Figure("made_up", "其中已补录", "户次", 29, "逾期户次中，截止时已经补充公示的户次；仍视为未完成。"),
    Figure("transfers_on_time", "按期移送", "件", 20, "形成检查结果之日起7个工作日内移送的件数。"),
    Figure(
        "transfers_late", "逾期移送", "件", 20, "7个工作日届满仍未移送、届满以后才移送或者才撤销登记的件数。"
    ),
    Figure(
        "follow_ups",
        "后续处理",
        "件",
        23,
        "对发现问题的结果登记的移送、复查、列异、立案等件数，不含因登记有误撤销的。",
    ),
    Figure("settled", "其中已办结", "件", 23, "后续处理中，已经登记处理结果并办结的件数。"),
    Figure(
        "overrides",
        "例外审批",
        "次",
        10,
        "本部门发起的任务在本年度内经批准、备案的例外：突破年度次数、比例低于下限、免予本次检查、定向名单。",
    ),
    Figure(
        "staffed", "抽取人员", "人次", 16, "本年度抽取的任务中，随机抽取的本部门执法检查人员人次（更换前）。"
    ),
    Figure("replacements", "人员调整", "人次", 16, "本部门已抽取的执法检查人员经分管负责人同意调整的人次。"),
    Figure("corrections", "结果更正", "次", 22, "本部门已公示的结果经主要负责人签字更正的次数。"),
    Figure("voids", "任务作废", "次", 15, "本部门发起的任务在本年度内整体作废的次数。"),
    Figure(
        "over_cap",
        "超过年度次数",
        "户",
        10,
        "本部门本年度发起的任务名单上，本年度第三次及以上被抽中的对象数。",
    ),
)
KEYS = tuple(figure.key for figure in FIGURES)
