"""What is remembered of organs: regions, departments, people, grants, the working-day calendar, the installation."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.roles import Role
from suiji.organs.states import EXPORT


class Region(models.Model):
    """行政区划 — GB/T 2260 to the county; the province's own townships below it."""

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=100)
    level = models.PositiveSmallIntegerField("层级")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    gone_since = models.CharField("撤销版本", max_length=20, blank=True)
    """The edition that no longer holds this region; a row that something stands in is never deleted."""

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Level(models.TextChoices):
    """A department's level of government."""

    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    COUNTY = "COUNTY", "县级"


class Kind(models.TextChoices):
    """What sort of organ it is."""

    REGULATOR = "REGULATOR", "监管部门"
    OFFICE = "OFFICE", "联席会议办公室"
    SUPERVISOR = "SUPERVISOR", "监督机关"
    NOTARY = "NOTARY", "公证机构"
    PLATFORM = "PLATFORM", "平台运行单位"


class Department(models.Model):
    """部门 — a member of the joint conference, its office, or who supervises them."""

    code = models.CharField("部门编码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=20)
    sign = models.CharField("文号代字", max_length=10)
    line = models.CharField("条线", max_length=32)
    """The line of business across levels (市场监管), by which an upper department reads its lower ones (Art. 28)."""
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.REGULATOR)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="行政区划", related_name="departments")
    joined_on = models.DateField("加入日期")

    class Meta:
        verbose_name = "部门"
        constraints = [
            # Art. 7: one office at each level of a region.
            models.UniqueConstraint(
                fields=["region"], condition=Q(kind=Kind.OFFICE), name="one_office_a_region"
            ),
            models.UniqueConstraint(
                fields=["region", "line"], condition=Q(kind=Kind.REGULATOR), name="one_regulator_a_line"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """How people are found at the log-in."""


class Person(AbstractBaseUser):
    """人员 — somebody who can log in. What they may do stands in their grants."""

    username = models.CharField("登录名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="部门", related_name="people")
    is_active = models.BooleanField("在职", default=True)

    USERNAME_FIELD: ClassVar[str] = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[People] = People()

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class Grant(models.Model):
    """授权 — a role held by a person over a half-open period of days."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    role = models.CharField("岗位", max_length=20, choices=Role.choices)
    from_on = models.DateField("起始日期")
    until_on = models.DateField("终止日期", null=True, blank=True)
    stands_in_for = models.ForeignKey(
        Person, models.PROTECT, verbose_name="代行", null=True, blank=True, related_name="stand_ins"
    )
    """Whose office it is, where it was lent for a time (R81); empty for one's own."""

    class Meta:
        verbose_name = "授权"
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "from_on"], name="one_grant_a_start"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="grant_period_runs_forward",
            ),
            models.CheckConstraint(condition=~Q(role=Role.SYSTEM), name="nobody_is_the_system"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.from_on}"


class CalendarDay(models.Model):
    """工作日历 — a day that departs from the week by a State Council notice."""

    date = models.DateField("日期", primary_key=True)
    name = models.CharField("节日", max_length=50)
    is_off = models.BooleanField("休息日")
    notice_year = models.PositiveSmallIntegerField("通知年度")

    def __str__(self) -> str:
        return f"{self.date:%F} {'休' if self.is_off else '班'}"


class Industry(models.Model):
    """国民经济行业 — GB/T 4754, each edition beside the others, so that no code is read by the wrong one."""

    key = models.CharField(max_length=12, primary_key=True)
    """Edition and code: ``2017-F5211``."""
    edition = models.CharField("版本", max_length=4)
    code = models.CharField("行业代码", max_length=5)
    """With its section's letter."""
    name = models.CharField("名称", max_length=100)
    level = models.PositiveSmallIntegerField("层级")
    """1 门类, 2 大类, 3 中类, 4 小类."""
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        verbose_name = "国民经济行业"
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_industry_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class TableKind(models.TextChoices):
    """参考表 — a table that others publish and the house reads."""

    DIVISIONS = "DIVISIONS", "行政区划（GB/T 2260）"
    INDUSTRIES = "INDUSTRIES", "国民经济行业分类（GB/T 4754）"
    CALENDAR = "CALENDAR", "节假日安排（国务院办公厅通知）"


class TableEdition(AppendOnly):
    """参考表版本 — which edition of a reference table was loaded when, from what, and what it changed."""

    kind = models.CharField("参考表", max_length=12, choices=TableKind.choices)
    edition = models.CharField("版本", max_length=20)
    source = models.CharField("来源", max_length=200)
    """The notice's or standard's number."""
    sha256 = models.CharField("文件校验值", max_length=64)
    added = models.PositiveIntegerField("新增")
    changed = models.PositiveIntegerField("变更")
    gone = models.PositiveIntegerField("撤销")
    by = models.CharField("载入人", max_length=64)
    at = models.DateTimeField("载入时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "参考表版本"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"


class Installation(AppendOnly):
    """安装 — one row, written once: whether this database is a demonstration, for ever."""

    only = models.BooleanField(primary_key=True, default=True)
    demonstration = models.BooleanField("演示")
    founded_at = models.DateTimeField("启用时间")

    class Meta(AppendOnly.Meta):
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_installation")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return "演示" if self.demonstration else "正式"


__all__ = [
    "CalendarDay",
    "Department",
    "Grant",
    "Industry",
    "Installation",
    "Kind",
    "Level",
    "Person",
    "Region",
    "SendingCount",
    "TableEdition",
    "TableKind",
]


class ExportPermit(Stateful):
    """导出审批 — one file of confidential rows leaves once: asked for, approved by a head, used (Art. 25)."""

    machine = EXPORT

    address = models.CharField("导出地址", max_length=60)
    """The name of the door that makes the file."""
    query = models.CharField("筛选条件", max_length=1000, blank=True)
    what = models.CharField("内容", max_length=100)
    purpose = models.CharField("用途", max_length=300)
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    used_at = models.DateTimeField("导出时间", null=True, blank=True)

    class Meta:
        verbose_name = "导出审批"

    def __str__(self) -> str:
        return f"{self.what}的导出"


class SendingCount(models.Model):
    """计次 — how often one hand has done one thing since a moment (see ``pacing``); unlogged, lost with a crash."""

    key = models.CharField("指纹", max_length=64, primary_key=True)
    began_at = models.DateTimeField("起算时间")
    amount = models.IntegerField("次数")

    class Meta:
        verbose_name = "计次"
        indexes = [models.Index(fields=["began_at"], name="counts_by_age")]

    def __str__(self) -> str:
        return f"{self.key[:8]}"
