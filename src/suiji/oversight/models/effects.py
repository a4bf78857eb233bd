"""效果评估 — a year's effect in one row, and what it suggests for the next (Art. 5, 13)."""

from django.db import models

from suiji.ledger.models import Stateful
from suiji.organs.models import Department, Person
from suiji.oversight.states import PROPOSAL


class EffectSummary(models.Model):
    """效果汇总 — what ``effects.summed`` counted, refreshed by a job so that dashboards read one row."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    content = models.JSONField("汇总")
    refreshed_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "效果汇总"

    def __str__(self) -> str:
        return f"{self.year}"


class WorkSummary(models.Model):
    """工作汇总 — every department's figures of a year as a job last counted them; exact at their cut-off."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    content = models.JSONField("汇总")
    cut_off_at = models.DateTimeField("数据截止时间")

    class Meta:
        verbose_name = "工作汇总"

    def __str__(self) -> str:
        return f"{self.year}"


class RatioProposal(Stateful):
    """下年比例建议 — ratios drawn from a year's findings, never below the floors; nothing uses it by itself."""

    machine = PROPOSAL

    office = models.ForeignKey(Department, models.PROTECT, related_name="ratio_proposals")
    year = models.PositiveSmallIntegerField("适用年度")
    content = models.JSONField("建议")
    """[{"name": "A", "floor": 100, "found": {…}, "proposed": 100}]"""
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("形成时间")

    class Meta:
        verbose_name = "下年比例建议"

    def __str__(self) -> str:
        return f"{self.year}年抽查比例建议"
