"""导入记录 — what files changed the libraries."""

from django.db import models

from suiji.ledger.models import AppendOnly
from suiji.organs.models import Department


class Library(models.TextChoices):
    """Which of the two libraries."""

    OBJECTS = "OBJECTS", "检查对象名录库"
    INSPECTORS = "INSPECTORS", "执法检查人员名录库"


class ImportRun(AppendOnly):
    """导入记录 — what file changed the libraries, with counts and every refused row."""

    library = models.CharField("名录库", max_length=10, choices=Library.choices)
    department = models.ForeignKey(Department, models.PROTECT, related_name="imports")
    by = models.CharField("导入人", max_length=64)
    file_name = models.CharField("文件", max_length=200)
    sha256 = models.CharField("文件校验值", max_length=64)
    at = models.DateTimeField("导入时间")
    added = models.PositiveIntegerField("新增")
    changed = models.PositiveIntegerField("变更")
    unchanged = models.PositiveIntegerField("未变")
    refused = models.PositiveIntegerField("拒绝")
    conflicting = models.PositiveIntegerField("冲突", default=0)
    refusals = models.JSONField("拒绝明细", default=list)
    """[{"row": 3, "field": "统一社会信用代码", "value": "…", "reason": "…"}], at most the first thousand."""
    warnings = models.JSONField("提示明细", default=list)
    """As refusals, for rows that were imported all the same."""

    class Meta(AppendOnly.Meta):
        verbose_name = "导入记录"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.file_name} {self.at:%F}"
