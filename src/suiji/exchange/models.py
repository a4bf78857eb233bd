"""对外交换 — the receiver's headings in versions, batches with their rows, and what the receiver answered."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from suiji import vault
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
        indexes = [models.Index(F("row_id"), F("id").desc(), name="newest_reply_line")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.row_id} {'接收' if self.accepted else '退回'}"


class Partner(models.Model):
    """对接平台 — a platform to which batches are carried and from which their answers are fetched."""

    uid = models.UUIDField(unique=True)
    name = models.CharField("平台名称", max_length=60)
    base = models.CharField("接口地址", max_length=300)
    token = vault.SealedTextField("令牌", bound_to="uid", blank=True, default="")
    kinds = ArrayField(models.CharField(max_length=12), verbose_name="种类")
    basis = models.CharField("依据", max_length=300)
    set_by = models.CharField("登记人", max_length=64)
    set_at = models.DateTimeField("登记时间")
    """Only what is handed out from then on is carried."""
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    compared_at = models.DateTimeField("核对时间", null=True, blank=True)
    differences = models.JSONField("核对结果", default=list, blank=True)
    """``[[kind, key, what], …]``: where their rows and those we know to be accepted differ."""

    class Meta:
        verbose_name = "对接平台"
        constraints = [
            models.UniqueConstraint(
                fields=["base"], condition=Q(ended_at=None), name="one_partner_an_address"
            ),
            models.CheckConstraint(condition=vault.well_sealed("token"), name="partner_tokens_are_sealed"),
        ]

    def __str__(self) -> str:
        return f"对接平台“{self.name}”"

    @property
    def kind_labels(self) -> list[str]:
        """What is carried there, in words."""
        return [KINDS[kind].label for kind in self.kinds]


class Passage(models.Model):
    """送达批次 — one batch's way to one platform: until it is taken, and then until every row is answered."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="passages")
    batch = models.ForeignKey(ExchangeBatch, models.PROTECT, related_name="passages")
    taken_at = models.DateTimeField("对方收到时间", null=True, blank=True)
    tries = models.PositiveIntegerField("没有成功的次数", default=0)
    trouble = models.CharField("原因", max_length=200, blank=True)
    due_at = models.DateTimeField("下次办理")

    class Meta:
        verbose_name = "送达批次"
        constraints = [models.UniqueConstraint(fields=["partner", "batch"], name="one_passage_a_batch")]
        indexes = [models.Index(fields=["partner", "due_at"], name="passages_by_turn")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.batch_id}"


class Inflow(models.Model):
    """来件 — what is fetched from one platform: of one kind, for one department, from where it was left off."""

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="对接平台", related_name="inflows")
    kind = models.CharField("种类", max_length=12)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="收件部门", related_name="inflows"
    )
    basis = models.CharField("依据", max_length=300)
    set_by = models.CharField("登记人", max_length=64)
    set_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    cursor = models.CharField("取到哪里", max_length=500, blank=True)
    """The platform's own word; empty: from the beginning."""
    fetched_at = models.DateTimeField("上次取完", null=True, blank=True)
    due_at = models.DateTimeField("下次办理")
    tries = models.PositiveIntegerField("没有成功的次数", default=0)
    trouble = models.CharField("原因", max_length=200, blank=True)
    compared_at = models.DateTimeField("核对时间", null=True, blank=True)
    differences = models.JSONField("核对结果", default=list, blank=True)
    """``[[key, what], …]``."""

    class Meta:
        verbose_name = "来件"
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind"], condition=Q(ended_at=None), name="one_inflow_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"从{self.partner.name}取{self.about.label}"

    @property
    def about(self) -> Kind:
        """What kind of rows come."""
        return KINDS[self.kind]


class ReceivedRow(AppendOnly):
    """来件行 — a row as it came, and as we read it; a later one under the same key takes its place."""

    inflow = models.ForeignKey(Inflow, models.PROTECT, related_name="rows")
    key = models.CharField("对方标识", max_length=100)
    digest = models.CharField("SHA-256", max_length=64)
    cells = models.JSONField("原样")
    values = models.JSONField("内容")
    troubles = models.JSONField("读不懂的", default=list)
    """Why it cannot be used, in Chinese; empty where it can."""
    mapping_number = models.PositiveIntegerField("字段对照版本")
    received_at = models.DateTimeField("收到时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "来件行"
        indexes = [models.Index(fields=["inflow", "key", "-id"], name="newest_received_row")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.inflow_id} {self.key}"


class Settlement(AppendOnly):
    """来件处理 — what became of a row: used, and where, or set aside, and why."""

    row = models.OneToOneField(ReceivedRow, models.PROTECT, related_name="settlement")
    taken = models.BooleanField("已办理")
    because = models.CharField("说明", max_length=300)
    by = models.CharField("处理人", max_length=64)
    at = models.DateTimeField("处理时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "来件处理"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.row_id} {'已办理' if self.taken else '不采用'}"
