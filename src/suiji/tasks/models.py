"""抽查任务 — the scheme, each department's part, the confirmations of both libraries, and what was frozen."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from suiji.catalogue.models import ItemVersion
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models import Library
from suiji.organs.models import Department, Person, Region
from suiji.plans.models import PlanLine
from suiji.tasks.states import TASK, WAIVER


class Execution(models.TextChoices):
    """实施层级 — who visits what was drawn (Art. 13)."""

    OWN = "OWN", "本级实施"
    LOWER = "LOWER", "派发下级实施"


class LeaderRule(models.TextChoices):
    """组长产生方式 — which of the initiator's drawn officers leads a team (Art. 17)."""

    SEED = "SEED", "随机产生"
    SENIOR = "SENIOR", "按职务职级"


class Task(Stateful):
    """任务 — one joint check, from its countersigned scheme (Art. 12) to its drawn list and teams."""

    machine = TASK

    number = models.CharField("任务编号", max_length=40, unique=True)
    title = models.CharField("任务名称", max_length=200)
    plan_line = models.ForeignKey(PlanLine, models.PROTECT, verbose_name="计划行", related_name="tasks")
    initiator = models.ForeignKey(Department, models.PROTECT, verbose_name="发起部门", related_name="tasks")
    item_versions = models.ManyToManyField(ItemVersion, verbose_name="抽查事项", related_name="tasks")
    scope_rule = models.JSONField("对象范围条件", default=dict)
    """As ``catalogue.ItemVersion.scope_rule``; the frame is computed from it, never picked."""
    period_from = models.DateField("检查起始日期")
    period_until = models.DateField("检查截止日期")
    method = models.TextField("检查方式", blank=True)
    notes = models.TextField("组织要求", blank=True)
    rates_bp = models.JSONField("分级抽查比例（万分之）", default=dict)
    """{"A": 100, "B": 300, "C": 1000, "D": 2000}; below a floor only with a recorded exception (Art. 13)."""
    count = models.PositiveIntegerField("抽取总数", null=True, blank=True)
    min_cell = models.PositiveSmallIntegerField("最小公开分组", default=5)
    officers = models.PositiveSmallIntegerField("每部门每组人数", default=2)
    """Unless a department's part says otherwise."""
    teams = models.PositiveSmallIntegerField("检查小组数", default=1)
    """Of every executing unit."""
    execution = models.CharField("实施层级", max_length=10, choices=Execution.choices, default=Execution.OWN)
    central_inspectors = models.BooleanField("人员由发起部门统一抽取", default=True)
    """Otherwise every executing department draws its own, each in a ceremony of its own (Art. 15)."""
    leader_rule = models.CharField(
        "组长产生方式", max_length=10, choices=LeaderRule.choices, default=LeaderRule.SEED
    )
    avoid_last = models.BooleanField("不由上次检查人员再查", default=True)
    """Whether the inspectors of an object's previous joint check stay away from it this time (R15)."""
    whole = models.BooleanField("全部检查", default=False)
    """重点检查事项: every object is drawn; chance decides only the order, in which the teams take them."""
    batches = models.PositiveSmallIntegerField("检查批次", default=1)
    """Into how many batches, each with its own dates, the drawn order of a whole list is cut."""
    unannounced = models.BooleanField("不宜告知", default=False)
    unannounced_reason = models.CharField("不宜告知理由", max_length=300, blank=True)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)

    class Meta:
        verbose_name = "抽查任务"
        constraints = [
            models.CheckConstraint(
                condition=Q(period_until__gte=F("period_from")), name="task_period_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return f"任务 {self.number}《{self.title}》"


class TaskPart(models.Model):
    """A department's part in a task, and its countersignature of the scheme."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="parts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="task_parts")
    leads = models.BooleanField("发起部门")
    duties = models.TextField("分工", blank=True)
    officers = models.PositiveSmallIntegerField("每组人数", null=True, blank=True)
    """None: as many as the scheme says for everybody."""
    officers_reason = models.CharField("少于规定人数的理由", max_length=200, blank=True)
    """Why the department comes with fewer than the law on penalties asks for (R17)."""
    experts = models.PositiveSmallIntegerField("每组专家", default=0)
    """Experts beside the officers: each stands in a place of their own, drawn from experts only."""
    countersigned_at = models.DateTimeField("会签时间", null=True, blank=True)
    countersigned_by = models.CharField("会签人", max_length=64, blank=True)

    class Meta:
        verbose_name = "任务分工"
        constraints = [
            models.UniqueConstraint(fields=["task", "department"], name="one_part_a_department_in_task"),
            models.UniqueConstraint(fields=["task"], condition=Q(leads=True), name="one_lead_a_task"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.department.short_name}"


class ExecutingUnit(AppendOnly):
    """实施单位 — who visits the objects of one region: the initiator, or its counterpart there (Art. 13, 17)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="units")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区域", related_name="+")
    lead = models.ForeignKey(Department, models.PROTECT, verbose_name="牵头部门", related_name="units_led")
    """The initiator itself or its counterpart: the leaders of the unit's teams are its officers."""

    class Meta(AppendOnly.Meta):
        verbose_name = "实施单位"
        constraints = [models.UniqueConstraint(fields=["task", "region"], name="one_unit_a_region")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.task_id} {self.region_id}"


class UnitMember(AppendOnly):
    """实施部门 — the department that stands in for one part of the scheme in a unit."""

    unit = models.ForeignKey(ExecutingUnit, models.PROTECT, related_name="members")
    part = models.ForeignKey(TaskPart, models.PROTECT, related_name="executed_by")
    department = models.ForeignKey(Department, models.PROTECT, related_name="executes")

    class Meta(AppendOnly.Meta):
        verbose_name = "实施部门"
        constraints = [
            models.UniqueConstraint(fields=["unit", "part"], name="one_member_a_part"),
            models.UniqueConstraint(fields=["unit", "department"], name="one_member_a_department"),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.department_id}"


class AssistingBody(models.Model):
    """协助机构 — a third party that assists within a scope; it never signs, leads or counts as an officer."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="assisting_bodies")
    name = models.CharField("机构名称", max_length=200)
    scope = models.CharField("协助内容", max_length=300)
    entrustment = models.CharField("委托书文号", max_length=100, blank=True)

    class Meta:
        verbose_name = "协助机构"
        constraints = [models.UniqueConstraint(fields=["task", "name"], name="one_line_an_assisting_body")]

    def __str__(self) -> str:
        return self.name


class Confirmation(AppendOnly):
    """两库确认 — a department's word that its rows are true and up to date, bound to their hash (Art. 11)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="confirmations")
    department = models.ForeignKey(Department, models.PROTECT, related_name="confirmations")
    library = models.CharField("名录库", max_length=10, choices=Library.choices)
    sha256 = models.CharField("快照校验值", max_length=64)
    rows = models.PositiveIntegerField("行数")
    content = models.BinaryField("确认的内容", default=b"")
    """The confirmed lines, gzipped: what was confirmed can be read again and compared (§ ``queries.rows``)."""
    confirmed_at = models.DateTimeField("确认时间")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    valid_until = models.DateField("有效期至")

    class Meta(AppendOnly.Meta):
        verbose_name = "两库确认"
        indexes = [models.Index(fields=["task", "department", "library", "-id"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.task_id} {self.department_id} {self.library}"


class FrozenScope(AppendOnly):
    """冻结范围 — everything a frame was computed from, so that an auditor can compute it again (Art. 11, 15)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="frozen_scopes")
    ceremony = models.CharField("仪式编号", max_length=32, unique=True)
    rule = models.JSONField("对象范围条件")
    """``{"rule": …, "items": […], "columns": […]}``."""
    confirmations = ArrayField(models.BigIntegerField(), verbose_name="所依据的两库确认")
    """Ids of those of the object library that held at the freeze; their lines are the rows computed over."""
    facts = models.BinaryField("逐户事实")
    """Gzipped lines ``[code, class, visits, open frames, waived, exempt]``: confidential (Art. 25)."""
    frame_sha256 = models.CharField("名单校验值", max_length=64)
    """Of the bytes of ``audit/frame.csv``."""
    excluded_sha256 = models.CharField("排除名单校验值", max_length=64)
    """Of the bytes of ``audit/excluded.csv``."""
    computed_at = models.DateTimeField("计算时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "冻结范围"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.frame_sha256[:16]


class WaiverKind(models.TextChoices):
    """What an exception is asked for."""

    RATES = "RATES", "抽查比例低于下限或高低倒挂"
    CAP = "CAP", "突破年度联合抽查次数"
    EXEMPT = "EXEMPT", "免予本次检查"
    LIST = "LIST", "定向名单"


class Waiver(Stateful):
    """例外审批 — why a task departs once from what the law asks 一般: reason, basis, approver, filing."""

    machine = WAIVER

    task = models.ForeignKey(Task, models.PROTECT, related_name="waivers")
    kind = models.CharField("例外事项", max_length=10, choices=WaiverKind.choices)
    reason = models.TextField("理由")
    basis = models.TextField("依据")
    codes = ArrayField(models.CharField(max_length=64), verbose_name="对象代码", default=list, blank=True)
    rates_bp = models.JSONField("抽查比例（万分之）", default=dict, blank=True)
    """The rates it was asked for; it covers no others."""
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("申请时间")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    filing = models.CharField("备案号", max_length=100, blank=True)
    filed_at = models.DateTimeField("备案时间", null=True, blank=True)

    class Meta:
        verbose_name = "例外审批"

    def __str__(self) -> str:
        return f"{self.task}的例外（{self.get_kind_display()}）"


class ListSource(models.TextChoices):
    """Where a list comes from that this platform did not compute."""

    TARGETED = "TARGETED", "定向名单"
    DISPATCHED = "DISPATCHED", "上级派发名单"


class BroughtList(AppendOnly):
    """外来名单 — a list brought from outside, as it came: with its organ, document and hash (Art. 5, 15)."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="brought_list")
    source = models.CharField("名单来源", max_length=10, choices=ListSource.choices)
    organ = models.CharField("发出机关", max_length=200)
    document_number = models.CharField("文号", max_length=100)
    issued_on = models.DateField("发文日期")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件校验值", max_length=64)
    content = models.BinaryField("文件")
    codes = ArrayField(models.CharField(max_length=64), verbose_name="对象代码")
    brought_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField("导入时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "外来名单"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.get_source_display()}（{self.document_number}）"


class AlertKind(models.TextChoices):
    """What changed shortly before a freeze."""

    SCOPE = "SCOPE", "冻结前修改了对象范围"
    ROWS = "ROWS", "冻结前名录库中的范围对象有变动"
    CLASS = "CLASS", "冻结前收到了范围对象的风险分类"
    WAIVER = "WAIVER", "冻结时使用了例外"


class FreezeAlert(AppendOnly):
    """冻结预警 — what auditors and the office should look at, found at the freeze; it blocks nothing."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="freeze_alerts")
    kind = models.CharField("预警事项", max_length=10, choices=AlertKind.choices)
    count = models.PositiveIntegerField("涉及数量")
    detail = models.JSONField("明细", default=dict)
    """Codes, people and times; never a class."""
    raised_at = models.DateTimeField("预警时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "冻结预警"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind}"


class MergeChoice(models.TextChoices):
    """What was decided about two checks that meet the same firms in the same months."""

    TOGETHER = "TOGETHER", "合并为一次联合抽查"
    APART = "APART", "分别实施"


class MergeDecision(AppendOnly):
    """合并决定 — 综合查一次: two plan lines go together, or why they do not."""

    first = models.ForeignKey(PlanLine, models.PROTECT, related_name="+")
    second = models.ForeignKey(PlanLine, models.PROTECT, related_name="+")
    choice = models.CharField("决定", max_length=10, choices=MergeChoice.choices)
    reason = models.TextField("理由")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    decided_by = models.CharField("决定人", max_length=64)
    decided_at = models.DateTimeField("决定时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "合并决定"
        constraints = [models.CheckConstraint(condition=Q(first__lt=F("second")), name="merge_pair_in_order")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.choice}"
