"""抽查计划 — lines of the annual plan and filed temporary checks."""

from django.db import models
from django.db.models import F, Q

from suiji.catalogue.models import Item
from suiji.ledger.models import Stateful
from suiji.organs.models import Department
from suiji.plans.states import PLAN


class PlanKind(models.TextChoices):
    """Where a check comes from."""

    ANNUAL = "ANNUAL", "年度计划"
    TEMPORARY = "TEMPORARY", "临时性联合抽查"


class PlanLine(Stateful):
    """计划行 — one joint check a department intends to lead (Art. 7), or has filed as temporary (Art. 8)."""

    machine = PLAN

    year = models.PositiveSmallIntegerField("年度")
    number = models.CharField("任务编号", max_length=40, unique=True)
    kind = models.CharField("来源", max_length=10, choices=PlanKind.choices, default=PlanKind.ANNUAL)
    title = models.CharField("任务名称", max_length=200)
    initiator = models.ForeignKey(
        Department, models.PROTECT, verbose_name="发起部门", related_name="plan_lines"
    )
    items = models.ManyToManyField(Item, verbose_name="联合抽查事项", related_name="plan_lines")
    object_scope = models.TextField("对象范围", blank=True)
    ratio_text = models.CharField("抽查比例或户数", max_length=300, blank=True)
    frequency = models.CharField("频次", max_length=100, blank=True)
    period_from = models.DateField("起始日期", null=True, blank=True)
    period_until = models.DateField("截止日期", null=True, blank=True)
    """The last day, included."""
    unannounced = models.BooleanField("不宜告知", default=False)
    contact = models.CharField("联系科室", max_length=100, blank=True)
    basis = models.TextField("依据", blank=True)
    source_organ = models.CharField("交办机关", max_length=200, blank=True)
    source_document = models.CharField("交办文号", max_length=200, blank=True)
    source_on = models.DateField("交办日期", null=True, blank=True)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_late = models.BooleanField("逾期报送", default=False)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    remark = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = "计划行"
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_until__isnull=True)
                | Q(period_until__gte=F("period_from")),
                name="plan_period_runs_forward",
            )
        ]

    def __str__(self) -> str:
        return f"计划 {self.number}《{self.title}》"


class PlanPart(models.Model):
    """A participating department's confirmation of a plan line."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="parts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="plan_parts")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=64, blank=True)

    class Meta:
        verbose_name = "计划参与部门"
        constraints = [
            models.UniqueConstraint(fields=["line", "department"], name="one_part_a_department_in_plan")
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.department.short_name}"
