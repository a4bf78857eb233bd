"""核对 — what was asked of the other side, by whom, and where it differed."""

from typing import ClassVar

from django.db import models


class Compared(models.Model):
    """Something that is compared with what the other side holds, when somebody has asked for it."""

    compared_at = models.DateTimeField("核对时间", null=True, blank=True)
    differences = models.JSONField("核对结果", default=list, blank=True)
    """The first thousand, one list each: what it names, and what is different."""
    different = models.PositiveIntegerField("不同的记录", default=0)
    """All of them."""
    asked_at = models.DateTimeField("要求核对时间", null=True, blank=True)
    """None: nobody waits for a comparison."""
    asked_by = models.CharField("要求核对的人", max_length=64, blank=True, default="")
    obstacle = models.CharField("没有核对成的原因", max_length=200, blank=True, default="")

    COMPARED: ClassVar[tuple[str, ...]] = (
        "compared_at",
        "differences",
        "different",
        "asked_at",
        "asked_by",
        "obstacle",
    )

    class Meta:
        abstract = True
