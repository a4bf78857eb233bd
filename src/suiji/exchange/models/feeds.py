"""持续报送 — a library on its way to a platform: once from end to end, then what changes (decision 0115)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from suiji.exchange.kinds import KINDS, Kind
from suiji.organs.models import Department


class Feed(models.Model):
    """持续报送 — a department's rows of a large kind leave by themselves, batch after batch."""

    kind = models.CharField("种类", max_length=12)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="报送部门", related_name="feeds")
    basis = models.CharField("依据", max_length=300)
    set_by = models.CharField("开始的人", max_length=64)
    set_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("停止时间", null=True, blank=True)
    reached = models.BigIntegerField("第一遍到哪里", default=0)
    """Key of the last thing of the first passage that was looked at."""
    until = models.BigIntegerField("第一遍到哪里为止", null=True, blank=True)
    """Key of the last thing there was when changes began to be noted; None: not opened yet."""
    due_at = models.DateTimeField("下次生成批次")
    handed_at = models.DateTimeField("上次生成批次", null=True, blank=True)

    class Meta:
        verbose_name = "持续报送"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "department"], condition=Q(ended_at=None), name="one_feed_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department.name}{self.about.label}的持续报送"

    @property
    def about(self) -> Kind:
        """What kind of rows it hands out."""
        return KINDS[self.kind]

    @property
    def first_passage_done(self) -> bool:
        """True once everything there was in the beginning has been looked at."""
        return self.until is not None and self.reached >= self.until

    @property
    def percent(self) -> int:
        """How much of the first passage lies behind."""
        if self.until is None:
            return 0
        return 100 if self.first_passage_done else min(99, 100 * self.reached // max(1, self.until))


class Due(models.Model):
    """待报送 — a line for each change of a row that is fed, or whose kind is noted; written by the database itself
    beside the change.

    Lines are only added and taken away, never changed: nobody waits for a lock, and a change that is not committed yet
    keeps its own line for the next batch.
    """

    kind = models.CharField("种类", max_length=12)
    department = models.ForeignKey(
        Department, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    key = models.CharField("记录标识", max_length=100)
    fresh = models.BooleanField("从未报送", default=False, db_default=False)
    """Of a noted kind: the row has never left, so that it waits for certain. One line a row."""

    class Meta:
        verbose_name = "待报送"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "department", "id"], name="due_in_order"),
            models.Index(
                fields=["department", "fresh", "key"], name="noted_lines", condition=Q(kind="RESULT")
            ),
        ]

    def __str__(self) -> str:
        return self.key
