"""文书的内容 — what each official paper says, as plain values; how it looks is in ``templates/typst``.

Every paper names its template and title. Days are written out in print; rates are basis points.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from suiji.organs.days import SHANGHAI


@dataclass(frozen=True, slots=True)
class Assignment:
    """分工 — one item of a scheme or notice and who checks it."""

    department: str
    item: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """分级比例 — one line of the ratio table (internal, Art. 25)."""

    label: str
    population: int
    ratio: int
    """Basis points."""
    quota: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """抽查比例 — a class's chosen rate beside its floor, in basis points; of no firm's class (Art. 13)."""

    label: str
    rate: int
    floor: int


@dataclass(frozen=True, slots=True)
class Countersignature:
    """会签 — one department's opinion; empty where it has yet to sign by hand."""

    department: str
    opinion: str = ""
    signed_by: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """任务方案 — what a joint task will check, when and how (Art. 12)."""

    template: ClassVar[str] = "scheme"
    number: str
    name: str
    task_number: str
    issuer: str
    issued_on: date
    basis: str
    source: str
    """The plan line or the filing of a temporary check."""
    scope: str
    population: int
    sample: int
    assignments: tuple[Assignment, ...]
    starts_on: date
    ends_on: date
    methods: str
    inspector_draw: str
    leader_rule: str
    notice_rule: str
    publish_within: str = "检查结束之日起20个工作日内"
    transfer_within: str = "形成检查结果之日起7个工作日内"
    third_party: str = ""
    number_rule: str = ""
    """How many are drawn, in words; ``sample`` is told where it is already known."""
    ratios: tuple[Ratio, ...] = ()
    shares: tuple[Share, ...] = ()
    discipline: tuple[str, ...] = ()
    countersignatures: tuple[Countersignature, ...] = ()
    verify_url: str = ""

    @property
    def title(self) -> str:
        """《…》抽查方案."""
        return f"{self.name.removesuffix('抽查')}抽查方案"


@dataclass(frozen=True, slots=True)
class Officer:
    """执法检查人员 — name and certificate as shown to the inspected."""

    name: str
    certificate: str
    department: str
    is_leader: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """部门联合检查告知书 with its 送达回证 (Art. 20(2))."""

    template: ClassVar[str] = "notice"
    title: ClassVar[str] = "部门联合检查告知书"
    number: str
    issuer: str
    issued_on: date
    recipient: str
    code: str
    address: str
    basis: str
    task_name: str
    task_number: str
    assignments: tuple[Assignment, ...]
    starts_on: date
    ends_on: date
    methods: str
    materials: tuple[str, ...]
    officers: tuple[Officer, ...]
    """Empty when the inspectors show themselves only on arrival."""
    contact: str
    phone: str
    complaint: str
    visits_this_year: int
    visits_cap: int
    approval: str = ""
    """Number of the 行政检查审批 on which the visit rests."""
    door: str = ""
    """The address of the object's own pages."""
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One item of the record: what was found and what was done."""

    department: str
    item: str
    check_point: str
    found: str
    handling: str
    result: str


@dataclass(frozen=True, slots=True)
class Signature:
    """签名 — who signed, in which hand, when; empty lines are signed on paper."""

    role: str
    name: str = ""
    certificate: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """市场监管领域部门联合抽查情况记录表 (Art. 20)."""

    template: ClassVar[str] = "record"
    title: ClassVar[str] = "市场监管领域部门联合抽查情况记录表"
    task_name: str
    task_number: str
    visit_number: str
    firm: str
    code: str
    address: str
    representative: str
    representative_phone: str
    liaison: str
    liaison_phone: str
    started_at: datetime | None
    ended_at: datetime | None
    place: str
    position: str
    findings: tuple[Finding, ...]
    methods: tuple[str, ...]
    """Those used; printed as ticked boxes among ``all_methods``."""
    measures: tuple[str, ...]
    measure_form: str
    aftercare: str
    opinion: str
    refusal: str
    """Why the inspected did not sign, written by the inspectors; empty when they did."""
    signatures: tuple[Signature, ...]
    leader_review: str
    publication_approval: str
    firm_signed_at: datetime | None = None
    firm_drawing: tuple[int, ...] = ()
    """The bytes of the picture that the firm's person drew on the glass."""
    verify_url: str = ""
    all_methods: tuple[str, ...] = (
        "实地检查",
        "书面检查",
        "其他部门结果或专业意见",
        "检验检测",
        "网络监测",
        "委托辅助",
    )
    all_measures: tuple[str, ...] = ("现场笔录", "证据提取", "责令停止", "督促整改")
    is_drawn: bool = True
    """The object was drawn: a leader looks the sheet over, and its results are published."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """证据材料 — one line of the list that goes with a transfer."""

    name: str
    kind: str
    pages: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """案件(线索)移送函 with its receipt (Art. 20(3), 23)."""

    template: ClassVar[str] = "transfer"
    number: str
    issuer: str
    issued_on: date
    recipient: str
    party: str
    code: str
    address: str
    origin: str
    facts: str
    basis: str
    evidence: tuple[Evidence, ...]
    formed_on: date
    due_on: date
    contact: str
    phone: str
    is_crime: bool = False
    verify_url: str = ""

    @property
    def title(self) -> str:
        """案件移送函, or 涉嫌犯罪案件移送书 where a crime is suspected."""
        return "涉嫌犯罪案件移送书" if self.is_crime else "案件（线索）移送函"


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """分部门 — one department's figures in a report; rates are basis points, None where nothing fell due."""

    department: str
    initiated: int
    drawn: int
    to_inspect: int
    published: int
    published_rate: int | None
    punctual_rate: int | None
    closed_rate: int | None
    transfer_rate: int | None
    corrections: int
    voided: int
    over_cap: int
    overrides: int = 0
    replaced_rate: int | None = None
    """Of the inspectors drawn, how many were replaced (Art. 16)."""
    floor: int | None = None
    """How many initiations Art. 9 asks of it; of 市直部门 only."""

    @property
    def cells(self) -> tuple[str, ...]:
        """One row of the table under ``REPORT_COLUMNS``, the same in every form of the paper."""
        return (
            self.department,
            str(self.initiated) + (f"/{self.floor}" if self.floor is not None else ""),
            str(self.drawn),
            str(self.to_inspect),
            str(self.published),
            percent(self.published_rate),
            percent(self.punctual_rate),
            percent(self.closed_rate),
            percent(self.transfer_rate),
            str(self.overrides),
            percent(self.replaced_rate),
            str(self.corrections),
            str(self.voided),
            str(self.over_cap),
        )


REPORT_COLUMNS = (
    "部门", "发起次数", "抽取户数", "应检查", "已公示", "完成率", "按期率", "办结率", "移送按期率", "例外审批",
    "人员调整率", "结果更正", "任务作废", "超过年度次数",
)  # fmt: skip
"""Of the table 分部门情况: 发起次数 beside the number that Art. 9 asks for."""


def percent(points: int | None) -> str:
    """Basis points as a percentage, in integers; a dash where nothing fell due."""
    if points is None:
        return "—"
    return f"{points // 100}.{points % 100:02d}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True, slots=True)
class Problem:
    """存在问题 — one finding about the work, with the task it rests on."""

    text: str
    task_number: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """通报 — how the departments did their duty (Art. 29)."""

    template: ClassVar[str] = "report"
    number: str
    title: str
    issuer: str
    issued_on: date
    recipients: str
    data_until: datetime
    definitions: tuple[str, ...]
    overall: tuple[str, ...]
    lines: tuple[DepartmentLine, ...]
    problems: tuple[Problem, ...]
    requirements: tuple[str, ...]
    copied_to: str = ""
    verify_url: str = ""

    @property
    def about(self) -> str:
        """数据截止时间 in the words of Art. 29."""
        until = self.data_until.astimezone(SHANGHAI)
        return (
            f"本通报的数据截至{until.year}年{until.month}月{until.day}日{until:%H时%M分}，以省级平台和国家企业信用信息"
            "公示系统（河南）的数据情况为基准，由平台按办理记录统计，不能手工填写。部门未在规定时间内录入数据的，视为未完成任务。"
        )

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The table of the departments, its heading first."""
        return REPORT_COLUMNS, *(line.cells for line in self.lines)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item's result, as told to the inspected and published."""

    department: str
    item: str
    result: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ResultLetter:
    """检查结果告知书 — what was found, where it is published, how to object (Art. 20(4), 22)."""

    template: ClassVar[str] = "result_letter"
    title: ClassVar[str] = "部门联合检查结果告知书"
    number: str
    issuer: str
    issued_on: date
    recipient: str
    code: str
    task_name: str
    task_number: str
    inspected_on: date
    results: tuple[ItemResult, ...]
    aftercare: str
    publish_due: date
    objection: str
    contact: str
    phone: str
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """审批表 — one shape for every act that needs a named hand: 更正、人员调整、频次突破、作废."""

    template: ClassVar[str] = "approval"
    title: str
    number: str
    department: str
    applicant: str
    applied_on: date
    facts: tuple[tuple[str, str], ...]
    reason: str
    basis: str
    opinions: tuple[Countersignature, ...]
    """Who approves, in order; ``department`` holds the office (分管负责人意见)."""
    verify_url: str = ""


Document = Scheme | Notice | Record | Transfer | Report | ResultLetter | Approval
