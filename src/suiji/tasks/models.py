"""抽查任务 — the scheme, each department's part, and the confirmations of both libraries."""

from django.db import models
from django.db.models import F, Q

from suiji.catalogue.models import ItemVersion
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models import Library
from suiji.organs.models import Department
from suiji.plans.models import PlanLine
from suiji.tasks.states import TASK


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
    teams = models.PositiveSmallIntegerField("检查小组数", default=1)
    central_inspectors = models.BooleanField("人员由发起部门统一抽取", default=True)
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


class Confirmation(AppendOnly):
    """两库确认 — a department's word that its rows are true and up to date, bound to their hash (Art. 11)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="confirmations")
    department = models.ForeignKey(Department, models.PROTECT, related_name="confirmations")
    library = models.CharField("名录库", max_length=10, choices=Library.choices)
    sha256 = models.CharField("快照校验值", max_length=64)
    rows = models.PositiveIntegerField("行数")
    confirmed_at = models.DateTimeField("确认时间")
    confirmed_by = models.ForeignKey("organs.Person", models.PROTECT, related_name="+")
    valid_until = models.DateField("有效期至")

    class Meta(AppendOnly.Meta):
        verbose_name = "两库确认"
        indexes = [models.Index(fields=["task", "department", "library", "-id"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.task_id} {self.department_id} {self.library}"
