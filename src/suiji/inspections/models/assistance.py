"""第三方协助 — a body with its mandate and its reports; it never signs, leads or counts as an officer (Art. 19)."""

from django.db import models
from django.db.models import F, Q

from suiji.inspections.models.visits import Visit
from suiji.ledger.models import AppendOnly
from suiji.organs.models import Department
from suiji.tasks.models import Task


class Mandate(AppendOnly):
    """委托书 — what a professional body may do for one task, for how long, with which people and qualification."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="mandates")
    department = models.ForeignKey(Department, models.PROTECT, related_name="mandates")
    """Who entrusts."""
    body = models.CharField("机构名称", max_length=200)
    body_code = models.CharField("机构统一社会信用代码", max_length=18)
    qualification = models.CharField("资质", max_length=300)
    number = models.CharField("委托书文号", max_length=100)
    scope = models.TextField("委托范围")
    people = models.CharField("协助人员", max_length=300, blank=True)
    valid_from = models.DateField("委托期限起")
    valid_until = models.DateField("委托期限止")
    file = models.FileField("委托书", upload_to="mandates/%Y/%m")
    sha256 = models.CharField("校验值", max_length=64)
    registered_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "委托书"
        constraints = [
            models.UniqueConstraint(fields=["task", "department", "number"], name="one_mandate_a_number"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="mandate_runs_forward"
            ),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.body}（{self.number}）"


class AssistanceReport(AppendOnly):
    """第三方报告 — what the body found, under its mandate; material for an officer's finding, never a result."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="assistance_reports")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="reports")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    title = models.CharField("报告名称", max_length=200)
    number = models.CharField("报告编号", max_length=100)
    conclusion = models.TextField("结论")
    issued_on = models.DateField("报告日期")
    file = models.FileField("报告", upload_to="reports/%Y/%m")
    sha256 = models.CharField("校验值", max_length=64)
    received_at = models.DateTimeField("收到时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "第三方报告"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.title
