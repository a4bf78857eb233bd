"""通报 — the office's report from a frozen snapshot (Art. 29)."""

from django.db import models

from suiji.ledger.models import AppendOnly
from suiji.organs.models import Department, Person


class Report(AppendOnly):
    """通报 — figures counted by the platform at a cut-off instant; nobody types one in."""

    number = models.CharField("文号", max_length=60, unique=True)
    office = models.ForeignKey(Department, models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField("年度")
    cut_off_at = models.DateTimeField("数据截止时间")
    snapshot = models.JSONField("快照")
    sha256 = models.CharField("快照校验值", max_length=64)
    notes = models.TextField("说明", blank=True)
    """Annotation beside the figures, never instead of them."""
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("印发时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "通报"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number
