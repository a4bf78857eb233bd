"""保障申请 — a vehicle or an allowance asked for a task (Art. 30). No money passes here."""

from django.db import models

from suiji.ledger.models import Stateful
from suiji.organs.models import Department, Person
from suiji.oversight.states import RESOURCE
from suiji.tasks.models import Task


class ResourceKind(models.TextChoices):
    """What is asked for."""

    VEHICLE = "VEHICLE", "执法车辆"
    ALLOWANCE = "ALLOWANCE", "津贴补助"
    OTHER = "OTHER", "其他保障"


class ResourceRequest(Stateful):
    """保障申请 — one department's request on a task, answered by its own deputy head."""

    machine = RESOURCE

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="任务", related_name="resource_requests")
    department = models.ForeignKey(Department, models.PROTECT, related_name="resource_requests")
    kind = models.CharField("类别", max_length=10, choices=ResourceKind.choices)
    content = models.CharField("申请内容", max_length=300)
    needed_on = models.DateField("使用日期")
    answer = models.CharField("安排情况", max_length=300, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")

    class Meta:
        verbose_name = "保障申请"

    def __str__(self) -> str:
        return f"{self.task}的{self.get_kind_display()}保障"
