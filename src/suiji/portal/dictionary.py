"""数据字典 — what each column of the open data is called, for people and programs, and what it means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    """Its name in JSON; never changed, only added to."""
    title: str
    """Its heading in CSV."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table that can be taken away."""

    title: str
    columns: tuple[Column, ...]
    incremental: bool = False
    """Whether ``since`` narrows it to what was published later."""


def _columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


SHEETS = {
    "items": Sheet(
        "抽查事项清单",
        _columns(
            ("list", "清单", "部门随机抽查事项清单，或者部门联合抽查事项清单"),
            ("item", "事项编号", "清单里的编号，版本变了编号不变"),
            ("version", "版本", "从 1 起的整数"),
            ("field", "抽查领域", "领域或者类别"),
            ("title", "抽查事项", "事项名称"),
            ("content", "抽查内容", "查什么"),
            ("legal_basis", "检查依据", "法律法规的名称和条款"),
            ("object_scope", "检查对象", "哪些单位会被抽查"),
            ("modes", "检查方式", "实地、书面、网络监测等，用顿号分开"),
            ("item_class", "事项类别", "一般检查事项或者重点检查事项"),
            ("ratio", "抽查比例", "清单原文"),
            ("frequency", "抽查频次", "清单原文"),
            ("initiator", "发起部门", "牵头的部门"),
            ("participants", "参与部门", "其余部门，用顿号分开"),
            ("effective_from", "生效日期", "年-月-日"),
            ("state", "状态", "现行、暂停、废止等"),
        ),
    ),
    "plans": Sheet(
        "抽查计划",
        _columns(
            ("year", "年度", "计划年度"),
            ("line", "任务编号", "计划里的编号；不宜告知的为空"),
            ("title", "任务名称", "不宜告知的只写类别"),
            ("source", "来源", "年度计划或者临时联合抽查"),
            ("fields", "抽查领域", "用顿号分开"),
            ("items", "抽查事项", "事项名称，用顿号分开"),
            ("object_scope", "对象范围", "计划原文"),
            ("ratio", "比例或户数", "计划原文"),
            ("frequency", "频次", "计划原文"),
            ("initiator", "发起部门", ""),
            ("participants", "参与部门", "用顿号分开"),
            ("period", "时间", "计划的起止月份；不宜告知的只到季度"),
            ("published_at", "公示时间", "北京时间"),
        ),
    ),
    "results": Sheet(
        "检查结果",
        _columns(
            ("name", "检查对象", "单位名称"),
            ("code", "代码", "统一社会信用代码，没有的用平台代码"),
            ("department", "实施检查部门", "谁检查、谁录入、谁公开"),
            ("item", "事项编号", ""),
            ("title", "抽查事项", ""),
            ("results", "检查结果", "实施细则第二十条的十种结果"),
            ("ended_on", "检查结束日期", "年-月-日"),
            ("published_at", "公示时间", "当前版本的公示时间，北京时间"),
            ("version", "版本", "大于 1 的更正过"),
            ("reason", "更正原因", "没有更正过的为空"),
            ("task", "任务编号", ""),
            ("task_title", "任务名称", ""),
            ("ceremony", "抽取仪式编号", "可据以查到抽取的全部证据"),
            ("first_at", "首次公示时间", "第一版的公示时间，北京时间"),
            ("publicity_at", "公示系统公示时间", "当前版本在国家企业信用信息公示系统公示的时间，没有的为空"),
            ("due_on", "公示期限", "年-月-日；首次公示晚于这一天的是逾期公示"),
        ),
        incremental=True,
    ),
    "draws": Sheet(
        "每一次抽取",
        _columns(
            ("ceremony", "抽取仪式编号", "页面、证据包和公开日志都用这个编号"),
            ("kind", "抽什么", "检查对象或者检查人员"),
            ("task", "任务编号", "不宜告知的，检查结束以前为空"),
            ("task_title", "任务名称", "不宜告知的，检查结束以前只写类别"),
            ("initiator", "发起部门", ""),
            ("status", "状态", "已抽取、已作废、逾期无结果等"),
            ("openness", "公开程度", "公开：全过程可以重算；密封、暂不公布名单、人员：可以核验次序和种子"),
            ("opened_at", "开启时间", "北京时间"),
            ("frozen_at", "名单冻结时间", "北京时间，没有冻结的为空"),
            ("drawn_at", "抽取时间", "北京时间，没有抽取的为空"),
            ("frame", "名单户数", "冻结的名单里有多少户"),
            ("excluded", "排除户数", "因年度次数等不参加抽取的户数"),
            ("drawn", "抽中户数", ""),
            ("void_reason", "作废原因", "没有作废的为空"),
            ("commitment_sha256", "承诺", "名单冻结时公布的校验值"),
            ("seed", "种子", "由各方份额算出"),
            ("result_sha256", "结果校验值", ""),
        ),
    ),
    "departments": Sheet(
        "各部门今年做了什么",
        _columns(
            ("department", "部门", "全称"),
            ("year", "年度", "今年"),
            ("planned", "牵头的计划", "已公示的计划项数，不含不宜告知的"),
            ("draws", "抽取", "牵头完成的检查对象抽取次数"),
            ("published", "公示结果", "今年首次公示的条数"),
            ("late", "逾期公示", "首次公示晚于公示期限的条数"),
            ("corrected", "更正", "公示以后更正过的条数"),
        ),
    ),
}
"""Table's name in its address → what it holds. Addresses and keys are stable."""


def dictionary() -> dict[str, object]:
    """The same for programs."""
    return {
        name: {
            "title": sheet.title,
            "incremental": sheet.incremental,
            "columns": [{"key": c.key, "title": c.title, "meaning": c.meaning} for c in sheet.columns],
        }
        for name, sheet in SHEETS.items()
    }
