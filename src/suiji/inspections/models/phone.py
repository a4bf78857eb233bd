"""外勤送达 — what a phone hands in: acts with both times, files in pieces, signatures on glass, clashing wordings."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from suiji.ledger.models import AppendOnly
from suiji.libraries.models import Inspector
from suiji.organs.models import Department, Person


class PhoneActKind(models.TextChoices):
    """What an officer may do at a visit by phone, with or without a network."""

    PRE_CHECK = "PRE_CHECK", "查阅预查资料"
    NOTICE = "NOTICE", "送达告知书"
    ARRIVE = "ARRIVE", "到达现场"
    FILL = "FILL", "填写"
    CHOOSE = "CHOOSE", "选定写法"
    EVIDENCE = "EVIDENCE", "取证"
    SHEET = "SHEET", "签字页"
    CLOSE = "CLOSE", "结束检查"


class PhoneAct(AppendOnly):
    """外勤办理 — one act that a phone sent. Sent twice it is done once: the second gets the first one's answer."""

    uid = models.UUIDField("编号", unique=True)
    """Made on the phone when the act is put in its queue."""
    visit = models.ForeignKey("inspections.Visit", models.PROTECT, related_name="phone_acts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField("事项", max_length=12, choices=PhoneActKind.choices)
    device = models.CharField("手机", max_length=36)
    """A random name the phone gave itself; it tells two phones apart and nothing else."""
    app = models.CharField("应用版本", max_length=40)
    device_at = models.DateTimeField("手机显示的时间")
    clock_ms = models.BigIntegerField("手机时钟差")
    """Milliseconds to add to the phone's clock to have ours, as measured when the act was done."""
    captured_at = models.DateTimeField("现场时间")
    """The phone's time put right by the measured difference, never later than the receipt."""
    received_at = models.DateTimeField("收到时间")
    """By this house's clock; every deadline counts from it (reading R58)."""
    answer = models.JSONField("答复", default=dict)

    class Meta(AppendOnly.Meta):
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.uid}"


class PhoneUpload(models.Model):
    """分片上传 — a file on its way in, piece by piece; it becomes evidence once it is whole and its hash is right."""

    uid = models.UUIDField("编号", unique=True)
    visit = models.ForeignKey("inspections.Visit", models.PROTECT, related_name="uploads")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sha256 = models.CharField("校验值", max_length=64)
    size = models.PositiveIntegerField("字节数")
    received = models.PositiveIntegerField("已收到字节数", default=0)
    begun_at = models.DateTimeField("开始时间")
    kept_at = models.DateTimeField("入库时间", null=True, blank=True)

    class Meta:
        verbose_name = "分片上传"
        constraints = [models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_fits")]

    def __str__(self) -> str:
        return f"{self.uid}"


class Sheet(AppendOnly):
    """签字页 — a name drawn on a phone's glass under the parts of the record that stood there (reading R59)."""

    visit = models.ForeignKey("inspections.Visit", models.PROTECT, related_name="sheets")
    kind = models.CharField("类别", max_length=8)
    """A ``SignatureKind``."""
    signer = models.CharField("签字人", max_length=64)
    inspector = models.ForeignKey(Inspector, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    """Of the officer who held the phone."""
    note = models.TextField("说明", blank=True)
    drawing = models.BinaryField("手写签名")
    seen = models.JSONField("所签内容的校验值", default=dict)
    """{finding: SHA-256 of its wording as it stood on the glass}"""
    held_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    captured_at = models.DateTimeField("现场时间")
    received_at = models.DateTimeField("收到时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "签字页"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.signer}"


class Divergence(AppendOnly):
    """不一致 — two officers of one department worded the same field differently; both wordings are kept."""

    visit = models.ForeignKey("inspections.Visit", models.PROTECT, related_name="divergences")
    finding = models.ForeignKey("inspections.Finding", models.PROTECT, related_name="divergences")
    fields = models.JSONField("不一致之处", default=list)
    incoming = models.JSONField("后到的写法", default=dict)
    """The whole wording of the one who came later."""
    standing = models.JSONField("已有的写法", default=dict)
    """The whole wording that stood; it goes on standing until somebody chooses."""
    standing_by = models.ForeignKey(Inspector, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    captured_at = models.DateTimeField("现场时间")
    received_at = models.DateTimeField("收到时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "不一致"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.finding_id}"


class Choice(AppendOnly):
    """选定写法 — an officer of the department chose between two wordings."""

    divergence = models.OneToOneField(Divergence, models.PROTECT, related_name="choice")
    chosen = models.JSONField("选定的写法", default=dict)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField("选定时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "选定写法"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.divergence_id}"
