"""来件 — what is fetched from a platform, row by row, and what became of each."""

from django.db import models
from django.db.models import Q

from suiji.exchange.kinds import KINDS, Kind
from suiji.exchange.models.comparing import Compared
from suiji.exchange.models.partners import Partner
from suiji.ledger.models import AppendOnly
from suiji.organs.models import Department


class Inflow(Compared):
    """来件 — what is fetched from one platform: of one kind, for one department, from where it was left off.

    A difference is ``[key, what]``.
    """

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
    entered = models.BigIntegerField("写入到哪里", default=0)
    """Key of the last row that the room which takes them in by itself has looked at."""
    fetched_at = models.DateTimeField("上次取完", null=True, blank=True)
    due_at = models.DateTimeField("下次办理")
    tries = models.PositiveIntegerField("没有成功的次数", default=0)
    trouble = models.CharField("原因", max_length=200, blank=True)

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

    inflow = models.ForeignKey(Inflow, models.PROTECT, related_name="rows", db_index=False)
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
        indexes = [
            models.Index(fields=["inflow", "key", "-id"], name="newest_received_row"),
            models.Index(fields=["inflow", "id"], name="received_rows_in_order"),
            models.Index(fields=["inflow", "id"], condition=~Q(troubles=[]), name="troubled_received_rows"),
        ]
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
