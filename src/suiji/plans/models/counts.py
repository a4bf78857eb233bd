"""年度计数 — what counts under Articles 9 and 10, and whom Article 9 does not count."""

from django.db import models
from django.db.models import Q

from suiji.ledger.models import AppendOnly
from suiji.organs.models import Department
from suiji.plans.models.lines import PlanKind, PlanLine


class OpeningBalance(AppendOnly):
    """期初数 — one file of what was done in a year before the platform, with its source; corrected by another."""

    office = models.ForeignKey(Department, models.PROTECT, verbose_name="导入机构", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    source_organ = models.CharField("来源机关", max_length=200)
    source_document = models.CharField("来源文件", max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    imported_by = models.CharField("导入人", max_length=64)
    imported_at = models.DateTimeField("导入时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "期初数"
        constraints = [models.UniqueConstraint(fields=["year", "sha256"], name="one_opening_balance_a_file")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.year} 年度期初数（{self.source_document}）"


class OpeningVisit(AppendOnly):
    """期初检查次数 — how often an object had been jointly inspected; a correction is a further row (Art. 10)."""

    balance = models.ForeignKey(OpeningBalance, models.PROTECT, related_name="visits")
    year = models.PositiveSmallIntegerField("年度")
    object_code = models.CharField("对象代码", max_length=64)
    """As the library of objects names it: the unified code, or an object's own key."""
    object_name = models.CharField("对象名称", max_length=200, blank=True)
    count = models.SmallIntegerField("次数")

    class Meta(AppendOnly.Meta):
        verbose_name = "期初检查次数"
        indexes = [models.Index(fields=["year", "object_code"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.year} {self.object_code} {self.count:+d}"


class Initiation(AppendOnly):
    """发起次数 — one joint check initiated and drawn, taken back when it is void, or brought in (Art. 9)."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="initiations")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("来源", max_length=10, choices=PlanKind.choices)
    count = models.SmallIntegerField("次数")
    title = models.CharField("任务", max_length=300)
    line = models.ForeignKey(PlanLine, models.PROTECT, null=True, related_name="initiations")
    balance = models.ForeignKey(OpeningBalance, models.PROTECT, null=True, related_name="initiations")
    at = models.DateTimeField("时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "发起次数"
        constraints = [
            models.CheckConstraint(
                condition=Q(line__isnull=False, balance__isnull=True)
                | Q(line__isnull=True, balance__isnull=False),
                name="initiation_has_one_origin",
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.year} {self.department_id} {self.title} {self.count:+d}"


class Exemption(models.Model):
    """免计 — a department that Article 9 does not count, with the reason; from a year until it ends."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="exemptions")
    from_year = models.PositiveSmallIntegerField("起始年度")
    until_year = models.PositiveSmallIntegerField("终止年度", null=True, blank=True)
    """The last year, included; empty while it lasts."""
    reason = models.TextField("理由")
    document = models.CharField("依据文件", max_length=200, blank=True)
    decided_by = models.CharField("登记人", max_length=64)
    decided_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "免计"
        constraints = [
            models.UniqueConstraint(
                fields=["department"], condition=Q(until_year__isnull=True), name="one_lasting_exemption"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department.name}免计发起次数（自{self.from_year}年）"
