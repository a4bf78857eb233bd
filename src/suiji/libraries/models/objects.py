"""检查对象名录库 — objects. Risk classes live in a table of their own, which no public page reads."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from suiji.catalogue.models import ObjectKind
from suiji.ledger.models import AppendOnly
from suiji.organs.models import Department, Region


class RegState(models.TextChoices):
    """登记状态."""

    OPEN = "1", "存续（在营、开业、在册）"
    REVOKED = "2", "吊销未注销"
    CANCELLED = "3", "注销"
    ANNULLED = "4", "撤销"
    MOVED = "5", "迁出"
    RESTING = "6", "歇业"
    OTHER = "9", "其他"


class InspectedObject(models.Model):
    """检查对象 — anything that may be drawn. ``code`` is its id in every draw."""

    code = models.CharField("代码", max_length=64, unique=True)
    kind = models.CharField(
        "对象类别", max_length=12, choices=ObjectKind.choices, default=ObjectKind.ENTERPRISE
    )
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    name = models.CharField("名称", max_length=200)
    name_initials = models.CharField("拼音首字母", max_length=200, blank=True)
    name_grams = ArrayField(models.CharField(max_length=2), default=list)
    """Uni- and bigrams of the name, computed on import: two characters suffice to search."""
    entity_type = models.CharField("市场主体类型", max_length=100, blank=True)
    address = models.CharField("住所（经营场所）", max_length=300, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name="行政区划", related_name="inspected_objects"
    )
    business_scope = models.TextField("经营范围", blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    reg_state = models.CharField("登记状态", max_length=1, choices=RegState.choices, default=RegState.OPEN)
    tags = ArrayField(models.CharField(max_length=40), verbose_name="标签", default=list, blank=True)
    source = models.ForeignKey(
        Department, models.PROTECT, verbose_name="数据来源部门", related_name="inspected_objects"
    )
    updated_at = models.DateTimeField("更新时间")
    unreachable = models.BooleanField("上次检查无法联系", default=False)
    """Flows back from result ④ (Art. 20)."""

    class Meta:
        verbose_name = "检查对象"
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="one_object_a_uscc"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-Za-z._:-]{1,64}$"), name="object_code_fits_the_draw"
            ),
        ]
        indexes = [
            GinIndex(fields=["name_grams"], name="object_name_grams"),
            GinIndex(fields=["tags"], name="object_tags"),
            models.Index(fields=["region", "kind", "reg_state"]),
            models.Index(fields=["name_initials"], opclasses=["text_pattern_ops"], name="object_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class RiskClass(models.TextChoices):
    """信用风险类别 — internal, never public (Art. 25)."""

    A = "A", "A（低风险）"
    B = "B", "B（中风险）"
    C = "C", "C（中高风险）"
    D = "D", "D（高风险）"


class RiskRating(AppendOnly):
    """信用风险分类结果 — every rating ever received; the newest is in force."""

    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="ratings")
    value = models.CharField("类别", max_length=1, choices=RiskClass.choices)
    rated_on = models.DateField("评定日期")
    source = models.CharField("来源", max_length=100)
    received_at = models.DateTimeField("接收时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "信用风险分类"
        indexes = [models.Index(fields=["object", "-rated_on", "-id"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.pk}"
