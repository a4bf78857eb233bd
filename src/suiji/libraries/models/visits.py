"""检查经历 — every inspection of an object that the house knows of, and what later rooms have found out there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from suiji.catalogue.models import Item
from suiji.law.results import ResultCode
from suiji.ledger.models import AppendOnly
from suiji.libraries.models.objects import InspectedObject
from suiji.organs.models import Department


class VisitKind(models.TextChoices):
    """检查种类 — frequency warnings count all of them, the cap of Article 10 only joint checks."""

    JOINT = "JOINT", "部门联合抽查"
    OWN = "OWN", "部门双随机抽查"
    DAILY = "DAILY", "日常检查"
    SPECIAL = "SPECIAL", "专项检查"
    CASE = "CASE", "投诉举报、案件核查"
    UPPER = "UPPER", "上级部门检查"


class PastVisit(AppendOnly):
    """检查经历 — one inspection of an object on a day, told by the room of visits or registered by a department."""

    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="past_visits")
    on = models.DateField("检查日期")
    kind = models.CharField("检查种类", max_length=8, choices=VisitKind.choices)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="检查部门", related_name="past_visits"
    )
    reference = models.CharField("任务编号或文号", max_length=100)
    noted_by = models.CharField("登记人", max_length=64)
    noted_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "检查经历"
        constraints = [
            models.UniqueConstraint(
                fields=["object", "on", "kind", "department", "reference"], name="one_past_visit"
            )
        ]
        indexes = [models.Index(fields=["object", "-on"]), models.Index(fields=["on"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.object_id} {self.on}"


class KnownResult(AppendOnly):
    """已知结果 — a published result of one item at one object, pulled down from disclosure; the newest counts."""

    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="known_results")
    item = models.ForeignKey(Item, models.PROTECT, related_name="known_results")
    department = models.ForeignKey(Department, models.PROTECT, related_name="known_results")
    checked_on = models.DateField("检查日期")
    codes = ArrayField(
        models.CharField(max_length=20, choices=[(code.value, code.words) for code in ResultCode]),
        verbose_name="检查结果",
    )
    reference = models.CharField("任务编号", max_length=100)
    noted_at = models.DateTimeField("记录时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "已知结果"
        indexes = [models.Index(fields=["item", "checked_on"]), models.Index(fields=["object", "-id"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.object_id} {self.item_id} {self.checked_on}"

    @property
    def words(self) -> str:
        """The results in the article's own words."""
        return "、".join(ResultCode(code).words for code in self.codes)
