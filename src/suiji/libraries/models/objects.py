"""检查对象名录库 — objects. Risk classes live in a table of their own, which no public page reads."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from suiji import vault
from suiji.catalogue.models import ObjectKind
from suiji.ledger import Machine
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models.feeding import FEED_TRIGGERS
from suiji.libraries.models.tallies import CLASS_TRIGGERS, OBJECT_TRIGGERS
from suiji.libraries.models.turns import TURN_TRIGGERS
from suiji.libraries.states import ENTRY, EntryState
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


class Coordinates(models.TextChoices):
    """坐标系 — by which system longitude and latitude are meant; the two differ by some hundred metres."""

    CGCS2000 = "CGCS2000", "CGCS2000"
    GCJ02 = "GCJ02", "GCJ-02"
    WGS84 = "WGS84", "WGS 84"


class InspectedObject(Stateful):
    """检查对象 — anything that may be drawn. ``code`` is its id in every draw."""

    machine: ClassVar[Machine] = ENTRY

    state = models.CharField("条目状态", max_length=32, default=EntryState.ACTIVE)
    code = models.CharField("代码", max_length=64, unique=True)
    kind = models.CharField(
        "对象类别", max_length=12, choices=ObjectKind.choices, default=ObjectKind.ENTERPRISE
    )
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    reg_no = models.CharField("注册号", max_length=15, blank=True)
    """An old registration number of 13 or 15 digits, kept beside the credit code."""
    entity_id = models.CharField("主体身份代码", max_length=64, blank=True)
    """PRIPID: the key under which the national publicity system exchanges."""
    name = models.CharField("名称", max_length=200)
    name_initials = models.CharField("拼音首字母", max_length=200, blank=True)
    name_grams = ArrayField(models.CharField(max_length=2), default=list)
    """Bigrams of the name, computed on import: two characters suffice to search."""
    address_grams = ArrayField(models.CharField(max_length=2), default=list)
    entity_type = models.CharField("市场主体类型", max_length=100, blank=True)
    address = models.CharField("住所（经营场所）", max_length=300, blank=True)
    business_place = models.CharField("经营场所", max_length=300, blank=True, default="", db_default="")
    """Where it really works, when the file tells it apart from the domicile."""
    coordinates = models.CharField(
        "坐标系", max_length=8, choices=Coordinates.choices, blank=True, default="", db_default=""
    )
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        verbose_name="行政区划",
        related_name="inspected_objects",
        db_index=False,
        db_constraint=False,
    )
    """Its index is that of region, kind and state together; that it exists is seen statement by statement (0081)."""
    industry = models.CharField("行业代码", max_length=5, blank=True)
    """GB/T 4754-2017 with the section's letter (``F5211``)."""
    business_scope = models.TextField("经营范围", blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    reg_state = models.CharField("登记状态", max_length=1, choices=RegState.choices, default=RegState.OPEN)
    reg_organ = models.CharField("登记机关", max_length=100, blank=True)
    station = models.CharField("属地监管所", max_length=100, blank=True)
    grid = models.CharField("责任区", max_length=100, blank=True)
    abnormal_on = models.DateField("列入经营异常名录日期", null=True, blank=True)
    serious_on = models.DateField("列入严重违法失信名单日期", null=True, blank=True)
    needs = ArrayField(
        models.CharField(max_length=40), verbose_name="检查人员资质要求", default=list, blank=True
    )
    legal_rep = vault.SealedTextField("法定代表人（负责人）", bound_to="code", blank=True, default="")
    liaison = vault.SealedTextField("联络员", bound_to="code", blank=True, default="")
    phone = vault.SealedTextField("联系电话", bound_to="code", blank=True, default="")
    prints = models.JSONField("密文指纹", default=dict, blank=True)
    """{field: fingerprint} of the sealed fields: whether a file says anything new, without opening the vault."""
    tags = ArrayField(models.CharField(max_length=40), verbose_name="标签", default=list, blank=True)
    """Of all departments together; ``Tagging`` says whose each one is."""
    pools = ArrayField(models.CharField(max_length=40), verbose_name="专项库", default=list, blank=True)
    """Of all departments together, as ``tags``."""
    particulars = models.JSONField("其他信息", default=dict, blank=True)
    """What only products, projects and behaviours have, under the standard's Chinese headings."""
    responsible = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="责任主体",
        null=True,
        blank=True,
        related_name="belongings",
        db_index=False,
    )
    source = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="数据来源部门",
        related_name="inspected_objects",
        db_constraint=False,
        db_index=False,
    )
    """The keeper: every field is its own, except those that ``holders`` gives to another department."""
    holders = models.JSONField("字段来源", default=dict, blank=True)
    """{field: department's key} of the fields another department has supplied."""
    updated_at = models.DateTimeField("更新时间")
    last_visited_on = models.DateField("上次检查日期", null=True, blank=True)
    unreachable = models.BooleanField("上次检查无法联系", default=False)
    """Flows back from result ④ (Art. 20)."""
    uncooperative = models.BooleanField("上次检查不配合", default=False)
    """Flows back from the result for refusing to cooperate (Art. 20, 21)."""
    inactive = models.BooleanField("上次检查未发现经营活动", default=False)
    """Flows back from result ⑦ (Art. 20)."""

    class Meta:
        verbose_name = "检查对象"
        constraints = [
            # Nearly a copy of the index of ``code``; but an object kept under its old number has another code, and
            # nothing else keeps its credit code from entering a second time as a code of its own (decision 0096).
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="one_object_a_uscc"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-Za-z._:-]+$"), name="object_code_fits_the_draw"
            ),
            models.CheckConstraint(
                condition=vault.well_sealed("legal_rep", "liaison", "phone"), name="object_people_are_sealed"
            ),
            models.CheckConstraint(
                condition=~Q(responsible=models.F("id")), name="object_is_not_its_own_subject"
            ),
        ]
        indexes = [
            GinIndex(fields=["name_grams"], name="object_name_grams"),
            GinIndex(fields=["address_grams"], name="object_address_grams"),
            GinIndex(fields=["tags"], name="object_tags", condition=~Q(tags=[])),
            GinIndex(fields=["pools"], name="object_pools", condition=~Q(pools=[])),
            models.Index(fields=["region", "kind", "reg_state"]),
            # A department's own objects page by page, for machines: ten million rows are not sorted for two hundred.
            models.Index(fields=["source", "id"], name="objects_by_keeper"),
            models.Index(fields=["state", "code"], condition=~Q(state="ACTIVE"), name="object_not_active"),
            models.Index(fields=["name_initials"], opclasses=["text_pattern_ops"], name="object_initials"),
            models.Index(fields=["reg_no"], condition=~Q(reg_no=""), name="object_reg_no"),
            models.Index(
                fields=["uscc"], condition=~Q(uscc="") & ~Q(uscc=models.F("code")), name="object_other_uscc"
            ),
            models.Index(fields=["industry", "code"], condition=~Q(industry=""), name="object_industry"),
            models.Index(
                fields=["responsible"], condition=Q(responsible__isnull=False), name="object_responsible"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*OBJECT_TRIGGERS, *FEED_TRIGGERS, *TURN_TRIGGERS]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """标签、专项库归属 — a word that one department has put on an object; nobody else takes it off."""

    object = models.ForeignKey(InspectedObject, models.CASCADE, related_name="taggings")
    department = models.ForeignKey(Department, models.PROTECT, related_name="taggings")
    word = models.CharField("标签", max_length=40)
    pool = models.BooleanField("专项库", default=False)

    class Meta:
        verbose_name = "标签归属"
        constraints = [
            models.UniqueConstraint(
                fields=["object", "department", "pool", "word"], name="one_tagging_a_department"
            )
        ]
        indexes = [models.Index(fields=["pool", "word", "department"], name="tagging_words")]

    def __str__(self) -> str:
        return self.word


class Licence(models.Model):
    """许可证 — a licence of an object, with its last valid day."""

    object = models.ForeignKey(InspectedObject, models.CASCADE, related_name="licences")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="提供部门", related_name="licences"
    )
    name = models.CharField("许可证名称", max_length=100)
    number = models.CharField("许可证编号", max_length=100)
    issued_on = models.DateField("核准日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    """None: 长期有效."""
    issuer = models.CharField("发证机关", max_length=100, blank=True)

    class Meta:
        verbose_name = "许可证"
        constraints = [
            models.UniqueConstraint(fields=["object", "name", "number"], name="one_licence_a_number")
        ]
        indexes = [models.Index(fields=["name", "valid_until"], name="licence_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class RiskClass(models.TextChoices):
    """信用风险类别 — internal, never public (Art. 25)."""

    A = "A", "A（低风险）"
    B = "B", "B（中风险）"
    C = "C", "C（中高风险）"
    D = "D", "D（高风险）"


IN_FORCE = """
INSERT INTO libraries_classinforce (object_id, value, rated_on, rating)
SELECT DISTINCT ON (object_id) object_id, value, rated_on, id FROM added
ORDER BY object_id, rated_on DESC, id DESC
ON CONFLICT (object_id) DO UPDATE
SET value = EXCLUDED.value, rated_on = EXCLUDED.rated_on, rating = EXCLUDED.rating
WHERE (libraries_classinforce.rated_on, libraries_classinforce.rating) < (EXCLUDED.rated_on, EXCLUDED.rating);
RETURN NULL;
"""


class ClassInForce(models.Model):
    """现行类别 — the newest rating of each object, kept by the database itself beside the ratings (Art. 25).

    Half a million objects are counted class by class while a scope is chosen; the ratings alone would be too slow.
    """

    object = models.OneToOneField(
        InspectedObject, models.CASCADE, primary_key=True, related_name="class_in_force"
    )
    value = models.CharField("类别", max_length=1, choices=RiskClass.choices)
    rated_on = models.DateField("评定日期")
    rating = models.BigIntegerField()
    """The rating's key."""

    class Meta:
        verbose_name = "现行类别"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*CLASS_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.pk}"


class RiskRating(AppendOnly):
    """信用风险分类结果 — every rating ever received; the newest is in force."""

    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="ratings")
    value = models.CharField("类别", max_length=1, choices=RiskClass.choices)
    rated_on = models.DateField("评定日期")
    source = models.CharField("来源", max_length=100)
    version = models.CharField("分类版本", max_length=40, blank=True)
    """The model or edition by which the class was computed."""
    received_at = models.DateTimeField("接收时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "信用风险分类"
        indexes = [models.Index(fields=["object", "-rated_on", "-id"])]
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="in_force",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # its own code has no types
                func=IN_FORCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
