"""派发与批次 — which unit visits a drawn object, whether it took it, and in which batch (Art. 13, 15)."""

from django.db import models
from django.db.models import F, Q

from suiji.draws.models.drawing import DrawnObject
from suiji.ledger.models import AppendOnly
from suiji.organs.models import Person
from suiji.tasks.models import ExecutingUnit, Task


class Dispatch(AppendOnly):
    """派发 — a drawn object goes to a unit; after a return it goes to another one and this row stays."""

    drawn = models.ForeignKey(DrawnObject, models.PROTECT, related_name="dispatches")
    unit = models.ForeignKey(ExecutingUnit, models.PROTECT, related_name="dispatches")
    dispatched_at = models.DateTimeField("派发时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "派发"
        constraints = [models.UniqueConstraint(fields=["drawn", "unit"], name="one_dispatch_a_unit")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.drawn_id} {self.unit_id}"


class ReceiptVerdict(models.TextChoices):
    """签收结论."""

    ACCEPTED = "ACCEPTED", "已签收"
    SILENT = "SILENT", "逾期未退回，视为签收"
    RETURNED = "RETURNED", "已退回"


class ReturnReason(models.TextChoices):
    """Why a unit has no jurisdiction; there is no other ground (R51)."""

    AREA = "AREA", "地域管辖：住所（经营场所）不在本辖区"
    LEVEL = "LEVEL", "级别管辖：应由上级部门管辖"


class DispatchReceipt(AppendOnly):
    """签收 — a dispatched object was accepted, or came back for want of jurisdiction."""

    dispatch = models.OneToOneField(Dispatch, models.PROTECT, related_name="receipt")
    verdict = models.CharField("结论", max_length=10, choices=ReceiptVerdict.choices)
    reason = models.CharField("退回事由", max_length=10, choices=ReturnReason.choices, blank=True)
    explanation = models.CharField("应由谁管辖", max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Empty where silence accepted, or where the initiator itself carries out."""
    at = models.DateTimeField("签收时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "签收"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict=ReceiptVerdict.RETURNED) ^ Q(reason=""), name="only_a_return_has_a_reason"
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.verdict}"


class Batch(AppendOnly):
    """检查批次 — a slice of the drawn order of a whole list, with its own dates (R53)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="drawn_batches")
    number = models.PositiveSmallIntegerField("批次")
    period_from = models.DateField("检查起始日期")
    period_until = models.DateField("检查截止日期")

    class Meta(AppendOnly.Meta):
        verbose_name = "检查批次"
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="one_task_batch_a_number"),
            models.CheckConstraint(
                condition=Q(period_until__gte=F("period_from")), name="batch_period_runs_forward"
            ),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"第 {self.number} 批"


class BatchObject(AppendOnly):
    """A drawn object in its batch."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="objects_in_it")
    drawn = models.OneToOneField(DrawnObject, models.PROTECT, related_name="batch_object")

    class Meta(AppendOnly.Meta):
        verbose_name = "批次对象"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.drawn_id}"
