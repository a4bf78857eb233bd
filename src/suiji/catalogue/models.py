"""抽查事项清单 — items, their versions, each department's part in a joint item, and lists brought in as files."""

from dataclasses import dataclass
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from suiji.catalogue.bases import Basis, read_bases
from suiji.catalogue.ratios import Ratio
from suiji.catalogue.scope import Scope
from suiji.catalogue.states import ITEM
from suiji.ledger.models import AppendOnly, Stateful
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
    REPRESENTATIVE = "REP_OFFICE", "外国企业常驻代表机构"
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


class CheckLevel(models.TextChoices):
    """层级 (检查主体、抽查层级): whose organs check."""

    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    COUNTY = "COUNTY", "县级"
    STATION = "STATION", "基层所"


class Arrangement(models.TextChoices):
    """实施模式 of a joint item: which level draws and which one checks."""

    CITY_CITY = "CITY_CITY", "市抽市查"
    CITY_COUNTY = "CITY_COUNTY", "市抽县查"
    COUNTY_COUNTY = "COUNTY_COUNTY", "县抽县查"


class Item(models.Model):
    """抽查事项 — what endures across versions: its number, list and owner."""

    code = models.CharField("事项编号", max_length=32, unique=True)
    kind = models.CharField("清单", max_length=12, choices=ListKind.choices)
    owner = models.ForeignKey(Department, models.PROTECT, verbose_name="发起部门", related_name="items")

    class Meta:
        verbose_name = "抽查事项"

    def __str__(self) -> str:
        return self.code


_WORDS_STAND = """
    IF (to_jsonb(OLD) - 'state' - 'effective_from' - 'effective_until')
        IS DISTINCT FROM (to_jsonb(NEW) - 'state' - 'effective_from' - 'effective_until') THEN
        RAISE EXCEPTION 'a published version of an item is not changed, only followed by a new one (Art. 6)';
    END IF;
    RETURN NEW;
"""
_PARTS_STAND = """
    IF EXISTS (
        SELECT 1 FROM catalogue_itemversion
        WHERE id = OLD.version_id AND state NOT IN ('DRAFT', 'REVIEWED')
    ) THEN
        RAISE EXCEPTION 'a part of a published item is not changed (Art. 6)';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
RATIO_FIELDS = ("min_bp", "max_bp", "fixed_min", "fixed_max", "min_n", "by_plan")


class ItemVersion(Stateful):
    """One version of an item, with all its fields. A task stays bound to the version it froze."""

    machine = ITEM

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    field = models.CharField("抽查领域", max_length=100)
    title = models.CharField("抽查事项", max_length=200)
    sub_title = models.CharField("抽查子项", max_length=200, blank=True)
    content = models.TextField("抽查内容", blank=True)
    legal_basis = models.TextField("检查依据", blank=True)
    inspecting_body = models.CharField("检查主体", max_length=200, blank=True)
    """As the list says it; empty where the departments of the parts say enough."""
    levels = ArrayField(
        models.CharField(max_length=10, choices=CheckLevel.choices), verbose_name="检查层级", default=list
    )
    object_scope = models.TextField("检查对象", blank=True)
    scope_rule = models.JSONField("对象筛选条件", default=dict, blank=True)
    """As ``scope.Scope`` writes it."""
    modes = ArrayField(
        models.CharField(max_length=12, choices=CheckMode.choices), verbose_name="检查方式", default=list
    )
    item_class = models.CharField(
        "事项类别", max_length=10, choices=ItemClass.choices, default=ItemClass.GENERAL
    )
    ratio_text = models.CharField("抽查比例（原文）", max_length=300, blank=True)
    ratio_min_bp = models.PositiveIntegerField("最低比例（万分之）", null=True, blank=True)
    ratio_max_bp = models.PositiveIntegerField("最高比例（万分之）", null=True, blank=True)
    ratio_fixed_min = models.PositiveIntegerField("最少户数（固定）", null=True, blank=True)
    ratio_fixed_max = models.PositiveIntegerField("最多户数（固定）", null=True, blank=True)
    ratio_min_n = models.PositiveIntegerField("至少户数", null=True, blank=True)
    ratio_steps = models.JSONField("按总数分段", default=list, blank=True)
    ratio_by_plan = models.BooleanField("由计划确定", default=False)
    frequency = models.CharField("抽查频次", max_length=100, blank=True)
    frequency_min = models.PositiveSmallIntegerField("每年最少次数", null=True, blank=True)
    frequency_max = models.PositiveSmallIntegerField("每年最多次数", null=True, blank=True)
    officer_requirement = models.CharField("检查人员要求", max_length=300, blank=True)
    qualifications = ArrayField(
        models.CharField(max_length=50), verbose_name="岗位资格资质", default=list, blank=True
    )
    duty_entry = models.CharField("权责清单对应", max_length=200, blank=True)
    standard = models.TextField("检查标准和工作指引", blank=True)
    arrangement = models.CharField("实施模式", max_length=14, choices=Arrangement.choices, blank=True)
    finish_by = models.CharField("完成时限", max_length=100, blank=True)
    contact = models.CharField("联络科室", max_length=100, blank=True)
    tests_products = models.BooleanField("产品或检验类", default=False)
    """Only such items may have 合格 or 不合格 as results (Art. 20, reading b)."""
    may_be_unannounced = models.BooleanField("可不予告知", default=False)
    special_focus = models.BooleanField("特殊重点领域", default=False)
    """Art. 4 除特殊重点领域外: such checks may meet everybody, and count in no statistics of ratios."""
    remark = models.TextField("备注", blank=True)
    effective_from = models.DateField("生效日期", null=True, blank=True)
    effective_until = models.DateField("失效日期", null=True, blank=True)
    """The first day on which it holds no more."""

    class Meta:
        verbose_name = "抽查事项版本"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="no_public_version_deleted",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state__in=["DRAFT", "REVIEWED"]),
            ),
            pgtrigger.Trigger(
                name="public_words_stand",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state__in=["DRAFT", "REVIEWED"]),
                func=_WORDS_STAND,
            ),
        ]
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
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="item_period_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"事项 {self.item.code}《{self.title}》第 {self.number} 版"

    @property
    def scope(self) -> Scope:
        """Which objects it is about."""
        return Scope.of(self.scope_rule)

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The laws it rests on, each with its clauses."""
        return read_bases(self.legal_basis)

    @property
    def ratio(self) -> Ratio:
        """How many are drawn."""
        fields = {name: getattr(self, f"ratio_{name}") for name in RATIO_FIELDS}
        return Ratio.of({**fields, "steps": self.ratio_steps})


@dataclass(frozen=True, slots=True)
class Point:
    """检查要点 — one question of a part, with its own basis where it has one."""

    text: str
    basis: str = ""
    mandatory: bool = True


class ItemPart(models.Model):
    """A department's part in a joint item: what it checks, point by point, and its signature (会签)."""

    version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="parts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="item_parts")
    leads = models.BooleanField("发起部门")
    content = models.TextField("本部门检查内容")
    own_items = models.CharField("本部门清单中的对应事项", max_length=300, blank=True)
    check_points = ArrayField(models.CharField(max_length=300), verbose_name="检查要点", default=list)
    point_notes = models.JSONField("要点的依据和是否必查", default=dict, blank=True)
    """For a point that says more than its text: ``{text: {"basis": …, "mandatory": …}}``."""
    own_words = models.BooleanField("由本部门填写", default=False)
    """A participant has written it itself; from then on the initiator does not write over it (reading R101)."""
    countersigned_at = models.DateTimeField("会签时间", null=True, blank=True)
    countersigned_by = models.CharField("会签人", max_length=64, blank=True)

    class Meta:
        verbose_name = "事项分工"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="public_parts_stand",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_PARTS_STAND,
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "department"], name="one_part_a_department_in_item"),
            models.UniqueConstraint(fields=["version"], condition=Q(leads=True), name="one_lead_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.department.short_name}"

    @property
    def points(self) -> tuple[Point, ...]:
        """The check points in order, each with its basis."""
        return tuple(Point(text, **self.point_notes.get(text, {})) for text in self.check_points)


class Guide(models.Model):
    """工作指引 — the file by which a department's officers work on its part of a version (Art. 18)."""

    version = models.ForeignKey(ItemVersion, models.CASCADE, related_name="guides")
    department = models.ForeignKey(Department, models.PROTECT, related_name="guides")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    content = models.BinaryField("文件")
    added_by = models.CharField("加入人", max_length=64)
    added_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = "工作指引"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="public_guides_stand",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_PARTS_STAND,
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "department", "sha256"], name="one_guide_a_file")
        ]

    def __str__(self) -> str:
        return f"工作指引《{self.name}》"

    @property
    def size(self) -> int:
        """Bytes; of rows from ``queries.with_size``, which do not carry the content."""
        return int(self.__dict__["length"])


class ListConfirmation(AppendOnly):
    """清单确认 — a department's word, each January, that its list still holds as it stands (Art. 6 动态管理)."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="list_confirmations")
    year = models.PositiveSmallIntegerField("年度")
    versions = models.JSONField("确认的版本")
    """Code and number of every version in force when it was confirmed."""
    remark = models.TextField("说明", blank=True)
    confirmed_at = models.DateTimeField("确认时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "清单确认"
        constraints = [
            models.UniqueConstraint(fields=["department", "year"], name="one_list_confirmation_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.year} 年抽查事项清单确认"


class ListFile(models.Model):
    """清单文件 — a list brought in: read at once, taken over when its questions are answered."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="list_files")
    kind = models.CharField("清单", max_length=12, choices=ListKind.choices)
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("文件")
    answers = models.JSONField("对不明确比例的答复", default=dict)
    """The words of a ratio and the rule that the department says they mean."""
    unsaid_class = models.CharField(
        "没有写明的事项类别", max_length=10, choices=ItemClass.choices, blank=True, default=""
    )
    """What the department says of the items whose class the file leaves open; empty until it is asked."""
    counts = models.JSONField("结果", default=dict)
    brought_at = models.DateTimeField("上传时间")
    taken_over_at = models.DateTimeField("导入时间", null=True, blank=True)

    class Meta:
        verbose_name = "清单文件"

    def __str__(self) -> str:
        return f"清单文件《{self.name}》"

    @property
    def answered(self) -> dict[str, Any]:
        """The answers as rules."""
        return {words: Ratio.of(rule) for words, rule in self.answers.items()}
