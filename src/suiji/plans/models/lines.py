"""抽查计划 — lines of the annual plan and filed temporary checks, their versions, and how they became public."""

from django.db import models
from django.db.models import F, Q

from suiji.catalogue.models import Item
from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department, Person
from suiji.plans.states import PLAN, PlanState


class PlanKind(models.TextChoices):
    """Where a check comes from."""

    ANNUAL = "ANNUAL", "年度计划"
    TEMPORARY = "TEMPORARY", "临时性联合抽查"


class Selection(models.TextChoices):
    """抽查类型 — whether the objects are narrowed by a condition beyond their kind."""

    UNDIRECTED = "UNDIRECTED", "不定向"
    DIRECTED = "DIRECTED", "定向"


class PlanMode(models.TextChoices):
    """实施模式 — which level draws and which level visits."""

    CITY_CITY = "CITY_CITY", "市抽市查"
    CITY_COUNTY = "CITY_COUNTY", "市抽县查"
    COUNTY_COUNTY = "COUNTY_COUNTY", "县抽县查"


class PlanBatch(AppendOnly):
    """公示批次 — lines that the office published together: exactly what the public could read, and its hash."""

    office = models.ForeignKey(Department, models.PROTECT, verbose_name="公示机构", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("批次")
    snapshot = models.JSONField("公示内容")
    sha256 = models.CharField("校验值", max_length=64)
    """Of the snapshot's canonical JSON (RFC 8785)."""
    published_by = models.CharField("公示人", max_length=64)
    published_at = models.DateTimeField("公示时间")
    late = models.BooleanField("逾期公示", default=False)
    """True when a line of the annual plan first became public after April (Art. 7)."""

    class Meta(AppendOnly.Meta):
        verbose_name = "公示批次"
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="one_batch_a_number")
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.year} 年度计划第 {self.number} 批公示"


class PlanLine(Stateful):
    """计划行 — one joint check a department intends to lead (Art. 7), or has filed as temporary (Art. 8).

    A published line is never edited: a change is a further row with the same number and the next version.
    """

    machine = PLAN

    year = models.PositiveSmallIntegerField("年度")
    number = models.CharField("任务编号", max_length=40)
    version = models.PositiveSmallIntegerField("版本", default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, verbose_name="变更自", null=True, blank=True, related_name="changes"
    )
    change_reason = models.TextField("变更理由", blank=True)
    kind = models.CharField("来源", max_length=10, choices=PlanKind.choices, default=PlanKind.ANNUAL)
    title = models.CharField("任务名称", max_length=200)
    initiator = models.ForeignKey(
        Department, models.PROTECT, verbose_name="发起部门", related_name="plan_lines"
    )
    items = models.ManyToManyField(Item, verbose_name="联合抽查事项", related_name="plan_lines")
    selection = models.CharField(
        "抽查类型", max_length=10, choices=Selection.choices, default=Selection.UNDIRECTED
    )
    mode = models.CharField("实施模式", max_length=13, choices=PlanMode.choices, blank=True)
    object_scope = models.TextField("对象范围", blank=True)
    object_count = models.PositiveIntegerField("对象基数", null=True, blank=True)
    ratio_text = models.CharField("抽查比例或户数", max_length=300, blank=True)
    planned_count = models.PositiveIntegerField("计划户数", null=True, blank=True)
    frequency = models.CharField("频次", max_length=100, blank=True)
    risk_note = models.CharField("信用风险分类要求", max_length=300, blank=True)
    """What the plan asks of the classes as a whole; never a firm's class."""
    period_from = models.DateField("起始日期", null=True, blank=True)
    period_until = models.DateField("截止日期", null=True, blank=True)
    """The last day, included."""
    unannounced = models.BooleanField("不宜告知", default=False)
    contact = models.CharField("联系科室", max_length=100, blank=True)
    basis = models.TextField("依据", blank=True)
    source_organ = models.CharField("交办机关", max_length=200, blank=True)
    source_document = models.CharField("交办文号", max_length=200, blank=True)
    source_on = models.DateField("交办日期", null=True, blank=True)
    source_reason = models.TextField("开展理由", blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_late = models.BooleanField("逾期报送", default=False)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    batch = models.ForeignKey(
        PlanBatch, models.PROTECT, verbose_name="公示批次", null=True, blank=True, related_name="lines"
    )
    frozen_at = models.DateTimeField("首次冻结时间", null=True, blank=True)
    """When a task of this version first froze its list: from then on there is a draw to come, and the line stays."""
    drawn_at = models.DateTimeField("首次抽取时间", null=True, blank=True)
    """Told by the room of draws: from then on the line cannot be withdrawn."""
    withdrawn_because = models.TextField("撤回理由", blank=True)
    remark = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = "计划行"
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_until__isnull=True)
                | Q(period_until__gte=F("period_from")),
                name="plan_period_runs_forward",
            ),
            models.UniqueConstraint(fields=["number", "version"], name="one_plan_line_a_version"),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state=PlanState.WITHDRAWN),
                name="one_change_of_a_plan_line_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True)
                | Q(version__gt=1, replaces__isnull=False) & ~Q(change_reason=""),
                name="plan_change_says_why",
            ),
        ]

    def __str__(self) -> str:
        change = f"（第{self.version}版）" if self.version > 1 else ""
        return f"计划 {self.number}《{self.title}》{change}"


class PlanPart(models.Model):
    """A participating department's answer to a plan line: agreed, refused with a reason, or still to come."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="parts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="plan_parts")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=64, blank=True)
    refused_at = models.DateTimeField("不参与时间", null=True, blank=True)
    refused_by = models.CharField("答复人", max_length=64, blank=True)
    refusal = models.TextField("不参与理由", blank=True)

    class Meta:
        verbose_name = "计划参与部门"
        constraints = [
            models.UniqueConstraint(fields=["line", "department"], name="one_part_a_department_in_plan"),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(confirmed_at__isnull=True) & ~Q(refusal=""),
                name="plan_part_has_one_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.department.short_name}"


class Attachment(AppendOnly):
    """附件 — the document by which a temporary check was handed down, as it was received (Art. 8)."""

    line = models.ForeignKey(PlanLine, models.PROTECT, related_name="attachments")
    name = models.CharField("文件名", max_length=200)
    content = models.BinaryField("内容")
    """In the database: a plan's few pages belong to its record and to its backup."""
    sha256 = models.CharField("校验值", max_length=64)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("加入时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "附件"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.line_id} {self.name}"
