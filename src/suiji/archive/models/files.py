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


class Retention(models.TextChoices):
    """保管期限 — the classes of the archive rules (DA/T 22); counted from the year after sealing."""

    TEN = "Y10", "10年"
    THIRTY = "Y30", "30年"
    FOREVER = "FOREVER", "永久"

    @property
    def years(self) -> int | None:
        """How long; None for ever."""
        return {Retention.TEN: 10, Retention.THIRTY: 30}.get(self)


class Package(AppendOnly):
    """归档包 — the sealed ZIP with its manifest."""

    case_file = models.OneToOneField(CaseFile, models.PROTECT, related_name="package")
    manifest = models.JSONField("卷内目录")
    """[{"order": 1, "title": "…", "sha256": "…", "bytes": 1234}]"""
    content = models.BinaryField("归档包")
    sha256 = models.CharField("校验值", max_length=64)
    sealed_at = models.DateTimeField("封存时间")
    retention = models.CharField(
        "保管期限", max_length=8, choices=Retention.choices, default=Retention.THIRTY
    )
    keep_until = models.DateField("保管至", null=True)
    """The last day of the term; empty when it is kept for ever, or was sealed before terms were recorded."""

    class Meta(AppendOnly.Meta):
        verbose_name = "归档包"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.sha256[:16]


class Supplement(AppendOnly):
    """补充卷 — what came in after the file was sealed: a volume of its own, beside a file that does not change."""

    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="supplements")
    number = models.PositiveSmallIntegerField("卷次")
    title = models.CharField("题名", max_length=200)
    reason = models.CharField("补充原因", max_length=300)
    manifest = models.JSONField("卷内目录")
    content = models.BinaryField("归档包")
    sha256 = models.CharField("校验值", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "补充卷"
        constraints = [
            models.UniqueConstraint(fields=["case_file", "number"], name="one_supplement_a_number")
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.case_file}补充卷 {self.number}"
