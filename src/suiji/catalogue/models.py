"""抽查事项清单 — items, their versions, and each department's part in a joint item."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from suiji.catalogue.states import ITEM
from suiji.ledger.models import Stateful
from suiji.organs.models import Department


class ListKind(models.TextChoices):
    """Which list an item stands in (Art. 6)."""

    DEPARTMENT = "DEPARTMENT", "部门随机抽查事项清单"
    JOINT = "JOINT", "部门联合抽查事项清单"


class ObjectKind(models.TextChoices):
    """对象类别 (Art. 2): what an item may be about, and so what an inspected object may be."""

    ENTERPRISE = "ENTERPRISE", "企业"
    HOUSEHOLD = "HOUSEHOLD", "个体工商户"
    COOPERATIVE = "COOPERATIVE", "农民专业合作社"
    ORGANISATION = "ORGANISATION", "其他组织"
    PERSON = "PERSON", "自然人"
    PRODUCT = "PRODUCT", "产品"
    PROJECT = "PROJECT", "项目"
    BEHAVIOUR = "BEHAVIOUR", "行为"


class ItemClass(models.TextChoices):
    """事项类别."""

    GENERAL = "GENERAL", "一般检查事项"
    KEY = "KEY", "重点检查事项"


class CheckMode(models.TextChoices):
    """检查方式 (Art. 19)."""

    ON_SITE = "ON_SITE", "实地检查"
    WRITTEN = "WRITTEN", "书面检查"
    ONLINE = "ONLINE", "网络监测"
    TEST = "TEST", "检验检测"
    ENTRUSTED = "ENTRUSTED", "委托第三方"


class Item(models.Model):
    """抽查事项 — what endures across versions: its number, list and owner."""

    code = models.CharField("事项编号", max_length=32, unique=True)
    kind = models.CharField("清单", max_length=12, choices=ListKind.choices)
    owner = models.ForeignKey(Department, models.PROTECT, verbose_name="发起部门", related_name="items")

    class Meta:
        verbose_name = "抽查事项"

    def __str__(self) -> str:
        return self.code


class ItemVersion(Stateful):
    """One version of an item, with all its fields. A task stays bound to the version it froze."""

    machine = ITEM

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    field = models.CharField("抽查领域", max_length=100)
    title = models.CharField("抽查事项", max_length=200)
    content = models.TextField("抽查内容", blank=True)
    legal_basis = models.TextField("检查依据", blank=True)
    object_scope = models.TextField("检查对象", blank=True)
    scope_rule = models.JSONField("对象筛选条件", default=dict, blank=True)
    """Machine-readable scope: lists of words under kinds, words, without, tags and regions."""
    modes = ArrayField(
        models.CharField(max_length=12, choices=CheckMode.choices), verbose_name="检查方式", default=list
    )
    item_class = models.CharField(
        "事项类别", max_length=10, choices=ItemClass.choices, default=ItemClass.GENERAL
    )
    ratio_text = models.CharField("抽查比例（原文）", max_length=300, blank=True)
    ratio_min_bp = models.PositiveIntegerField("最低比例（万分之）", null=True, blank=True)
    ratio_max_bp = models.PositiveIntegerField("最高比例（万分之）", null=True, blank=True)
    frequency = models.CharField("抽查频次", max_length=100, blank=True)
    officer_requirement = models.CharField("检查人员要求", max_length=300, blank=True)
    tests_products = models.BooleanField("产品或检验类", default=False)
    """Only such items may have 合格 or 不合格 as results (Art. 20, reading b)."""
    may_be_unannounced = models.BooleanField("可不予告知", default=False)
    remark = models.TextField("备注", blank=True)
    effective_from = models.DateField("生效日期", null=True, blank=True)
    effective_until = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "抽查事项版本"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=["PUBLISHED", "SUSPENDED"]),
                name="one_version_in_force",
            ),
            models.CheckConstraint(
                condition=Q(ratio_min_bp__isnull=True) | Q(ratio_min_bp__lte=10000), name="ratio_at_most_all"
            ),
        ]

    def __str__(self) -> str:
        return f"事项 {self.item.code}《{self.title}》第 {self.number} 版"


class ItemPart(models.Model):
    """A department's part in a joint item: what it checks, point by point, and its signature (会签)."""

    version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="parts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="item_parts")
    leads = models.BooleanField("发起部门")
    content = models.TextField("本部门检查内容")
    check_points = ArrayField(models.CharField(max_length=300), verbose_name="检查要点", default=list)
    countersigned_at = models.DateTimeField("会签时间", null=True, blank=True)
    countersigned_by = models.CharField("会签人", max_length=64, blank=True)

    class Meta:
        verbose_name = "事项分工"
        constraints = [
            models.UniqueConstraint(fields=["version", "department"], name="one_part_a_department_in_item"),
            models.UniqueConstraint(fields=["version"], condition=Q(leads=True), name="one_lead_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.department.short_name}"
