"""立卷归档 — one file per visit, listing its papers, sealed by hash (Art. 27)."""

from django.db import models

from suiji.archive.states import CASE_FILE
from suiji.inspections.models import Visit
from suiji.ledger.models import AppendOnly, Stateful


class CaseFile(Stateful):
    """案卷 — the file of one task and object."""

    machine = CASE_FILE

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="case_file")
    number = models.CharField("卷号", max_length=60, unique=True)
    opened_at = models.DateTimeField("立卷时间")

    class Meta:
        verbose_name = "案卷"

    def __str__(self) -> str:
        return f"案卷 {self.number}"


class Package(AppendOnly):
    """归档包 — the sealed ZIP with its manifest."""

    case_file = models.OneToOneField(CaseFile, models.PROTECT, related_name="package")
    manifest = models.JSONField("卷内目录")
    """[{"order": 1, "title": "…", "sha256": "…", "bytes": 1234}]"""
    content = models.BinaryField("归档包")
    sha256 = models.CharField("校验值", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "归档包"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.sha256[:16]
