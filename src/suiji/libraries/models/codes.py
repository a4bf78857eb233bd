"""代码对照表 — what the codes of another platform's data standard mean in ours (Art. 11)."""

from django.db import models

from suiji.ledger.models import AppendOnly


class CodeKind(models.TextChoices):
    """对照内容 — which column the codes stand in."""

    REG_STATE = "REG_STATE", "登记状态"
    OBJECT_KIND = "OBJECT_KIND", "对象类别"
    ENTITY_TYPE = "ENTITY_TYPE", "市场主体类型"


class CodeTable(AppendOnly):
    """代码对照表版本 — one edition, as the administrator imported it; the newest is in force."""

    edition = models.CharField("版本", max_length=40)
    source = models.CharField("依据", max_length=200)
    """The standard's or notice's number."""
    sha256 = models.CharField("文件校验值", max_length=64)
    by = models.CharField("载入人", max_length=64)
    at = models.DateTimeField("载入时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "代码对照表"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.edition}（{self.source}）"


class CodeWord(AppendOnly):
    """对照 — a foreign code, and what it means here."""

    table = models.ForeignKey(CodeTable, models.PROTECT, related_name="words")
    kind = models.CharField("对照内容", max_length=12, choices=CodeKind.choices)
    code = models.CharField("原代码", max_length=40)
    value = models.CharField("对应内容", max_length=100)
    """Our own digit or word, as the column's reader takes it."""

    class Meta(AppendOnly.Meta):
        verbose_name = "代码对照"
        constraints = [models.UniqueConstraint(fields=["table", "kind", "code"], name="one_meaning_a_code")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.code} → {self.value}"
