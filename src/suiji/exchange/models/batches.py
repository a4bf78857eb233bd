"""批次 — the receiver's headings in versions, batches with their rows, and what the receiver answered."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from suiji.exchange.kinds import KINDS, Kind
from suiji.exchange.mapping import Mapping
from suiji.exchange.states import BATCH
from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department

_CONTENT_STANDS = """
    IF (to_jsonb(OLD) - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'state') THEN
        RAISE EXCEPTION 'what was handed out in a batch is not changed';
    END IF;
    RETURN NEW;
"""


class FieldMapping(AppendOnly):
    """字段对照 — which of our fields stand under which of the receiver's headings; the newest version counts."""

    kind = models.CharField("种类", max_length=12)
    number = models.PositiveIntegerField("版本")
    document = models.JSONField("对照表")
    """As ``mapping.Mapping`` writes it."""
    source = models.CharField("依据", max_length=300)
    made_by = models.CharField("维护人", max_length=64)
    made_at = models.DateTimeField("启用时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "字段对照"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="one_field_mapping_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="field_mappings_count_from_one"),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{KINDS[self.kind].label}字段对照第 {self.number} 版"

    @property
    def mapping(self) -> Mapping:
        """The headings, codes and forms of dates."""
        return Mapping.of(self.document)


class ExchangeBatch(Stateful):
    """交换批次 — rows handed out together: under which number, in which mapping, by whom and when."""

    machine = BATCH

    number = models.CharField("批次号", max_length=40, unique=True)
    kind = models.CharField("种类", max_length=12)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="导出单位", related_name="exchange_batches"
    )
    mapping_number = models.PositiveIntegerField("字段对照版本")
    """0 for the shipped one."""
    mapping_document = models.JSONField("对照表")
    digest = models.CharField("SHA-256", max_length=64)
    """Of the batch as JSON (``writing.json_bytes``)."""
    prepared_by = models.CharField("导出人", max_length=64)
    prepared_at = models.DateTimeField("导出时间")

    class Meta:
        verbose_name = "交换批次"
        indexes = [models.Index(fields=["kind", "-prepared_at"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="no_batch_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="batch_content_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_CONTENT_STANDS,
            ),
        ]

    def __str__(self) -> str:
        return f"交换批次 {self.number}"

    @property
    def about(self) -> Kind:
        """What kind of rows it holds."""
        return KINDS[self.kind]

    @property
    def mapping(self) -> Mapping:
        """The mapping it was handed out in, whatever came later."""
        return Mapping.of(self.mapping_document)


class ExchangeRow(AppendOnly):
    """交换行 — one thing as it was handed out, in our own words."""

    batch = models.ForeignKey(ExchangeBatch, models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField("序号")
    kind = models.CharField("种类", max_length=12)
    key = models.CharField("记录标识", max_length=100)
    owner = models.ForeignKey(Department, models.PROTECT, verbose_name="负责部门", related_name="+")
    values = models.JSONField("内容")
    digest = models.CharField("SHA-256", max_length=64)
    platform_at = models.DateTimeField("平台公布时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "交换行"
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="one_exchange_row_a_place"),
            models.UniqueConstraint(fields=["batch", "key"], name="one_exchange_row_a_key"),
        ]
        indexes = [models.Index(fields=["kind", "key", "-id"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.key}"


class Reply(AppendOnly):
    """回执 — an answer of the publicity system, as the file it came in."""

    batch = models.ForeignKey(ExchangeBatch, models.PROTECT, related_name="replies")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件校验值", max_length=64)
    content = models.BinaryField("文件")
    accepted = models.PositiveIntegerField("接收")
    refused = models.PositiveIntegerField("退回")
    troubles = models.JSONField("读不懂的行", default=list)
    """``[[row, why], …]``: they were not taken."""
    brought_by = models.CharField("导入人", max_length=64)
    brought_at = models.DateTimeField("导入时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "回执"
        constraints = [models.UniqueConstraint(fields=["batch", "sha256"], name="one_reply_a_file")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.batch_id} 回执《{self.name}》"


class ReplyLine(AppendOnly):
    """回执行 — a row's answer: taken and public since when, or refused and why. The newest one counts."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="lines")
    row = models.ForeignKey(ExchangeRow, models.PROTECT, related_name="answers")
    accepted = models.BooleanField("接收")
    publicity_at = models.DateTimeField("公示系统公示时间", null=True)
    reason = models.CharField("退回原因", max_length=500, blank=True)
    foreign_number = models.CharField("对方编号", max_length=100, blank=True)

    class Meta(AppendOnly.Meta):
        verbose_name = "回执行"
        constraints = [
            models.UniqueConstraint(fields=["reply", "row"], name="one_reply_line_a_row"),
            models.CheckConstraint(
                condition=Q(accepted=True, publicity_at__isnull=False, reason="")
                | Q(accepted=False, publicity_at__isnull=True) & ~Q(reason=""),
                name="reply_says_when_or_why",
            ),
        ]
        indexes = [
            models.Index(F("row_id"), F("id").desc(), name="newest_reply_line"),
            models.Index(fields=["reply"], condition=Q(accepted=False), name="refused_reply_lines"),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.row_id} {'接收' if self.accepted else '退回'}"
