"""执法检查人员名录库 — inspectors, when they are away, and whom they must not meet."""

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from suiji import vault
from suiji.ledger import Machine
from suiji.ledger.models import Stateful
from suiji.libraries.models.objects import InspectedObject
from suiji.libraries.states import ABSENCE, RECUSAL, AbsenceState, RecusalState
from suiji.organs.models import Department, Person


class InspectorStatus(models.TextChoices):
    """在岗状态."""

    IN_POST = "IN_POST", "在岗"
    ON_LEAVE = "ON_LEAVE", "请假"
    SECONDED = "SECONDED", "借调"
    SUSPENDED = "SUSPENDED", "停用"
    RETIRED = "RETIRED", "退休"
    LEFT = "LEFT", "调离"
    CANCELLED = "CANCELLED", "注销"


GONE = (InspectorStatus.RETIRED, InspectorStatus.LEFT, InspectorStatus.CANCELLED)
"""Who no longer belongs to the department; their identity number may stand in another department's library."""


class Sex(models.TextChoices):
    """性别 (GB/T 2261.1)."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"


class UnitLevel(models.TextChoices):
    """单位层级."""

    PROVINCE = "PROVINCE", "省"
    CITY = "CITY", "市"
    COUNTY = "COUNTY", "县"
    STATION = "STATION", "所"


class Inspector(models.Model):
    """执法检查人员 — an officer of one department with one certificate or two."""

    code = models.CharField("人员编号", max_length=64, unique=True)
    staff_number = models.CharField("工号", max_length=32)
    name = models.CharField("姓名", max_length=64)
    sex = models.CharField("性别", max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    born_in = models.CharField("出生年月", max_length=7, blank=True)
    """``1985-03``."""
    identity_number = vault.SealedTextField("身份证号", bound_to="code", blank=True, default="")
    identity_mark = models.CharField("身份证号指纹", max_length=64, blank=True)
    """A keyed hash: one number, one person in post, though nobody here can read it."""
    phone = vault.SealedTextField("手机", bound_to="code", blank=True, default="")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="inspectors")
    unit_level = models.CharField("单位层级", max_length=8, choices=UnitLevel.choices, blank=True)
    inner_office = models.CharField("内设机构", max_length=60, blank=True)
    position = models.CharField("职务", max_length=50, blank=True)
    post_class = models.CharField("岗位大类", max_length=40, blank=True)
    education = models.CharField("学历", max_length=20, blank=True)
    major = models.CharField("专业", max_length=60, blank=True)
    title = models.CharField("职称", max_length=40, blank=True)
    person = models.OneToOneField(
        Person, models.SET_NULL, verbose_name="登录账号", null=True, blank=True, related_name="inspector"
    )
    certificate_number = models.CharField("执法证号", max_length=40, blank=True)
    certificate_until = models.DateField("执法证有效期至", null=True, blank=True)
    """The last valid day of the province's or government's certificate."""
    certificate_issuer = models.CharField("发证机关", max_length=100, blank=True)
    trade_certificate_number = models.CharField("部门执法证号", max_length=40, blank=True)
    trade_certificate_until = models.DateField("部门执法证有效期至", null=True, blank=True)
    """The last valid day of the certificate of the line (税务, 海关 …)."""
    qualifications = ArrayField(
        models.CharField(max_length=40), verbose_name="岗位资质", default=list, blank=True
    )
    specialities = ArrayField(models.CharField(max_length=40), verbose_name="专长", default=list, blank=True)
    is_expert = models.BooleanField("专家", default=False)
    item_codes = ArrayField(
        models.CharField(max_length=32), verbose_name="可检查事项", default=list, blank=True
    )
    """Codes of items or their fields. Empty: every item of the department."""
    regions = ArrayField(models.CharField(max_length=12), verbose_name="管辖区划", default=list, blank=True)
    """Empty: the department's whole region."""
    status = models.CharField(
        "状态", max_length=10, choices=InspectorStatus.choices, default=InspectorStatus.IN_POST
    )
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "执法检查人员"
        constraints = [
            models.UniqueConstraint(
                fields=["department", "staff_number"], name="one_inspector_a_staff_number"
            ),
            models.UniqueConstraint(
                fields=["identity_mark"],
                condition=~Q(identity_mark="") & ~Q(status__in=["RETIRED", "LEFT", "CANCELLED"]),
                name="one_inspector_an_identity",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-Za-z._:-]{1,64}$"), name="inspector_code_fits_the_draw"
            ),
            models.CheckConstraint(
                condition=vault.well_sealed("identity_number", "phone"), name="inspector_numbers_are_sealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.department.short_name}）"

    @property
    def certified_until(self) -> date | None:
        """The last day on which at least one certificate is valid."""
        return max(
            (day for day in (self.certificate_until, self.trade_certificate_until) if day), default=None
        )

    @property
    def shown_certificate(self) -> str:
        """The number of the certificate that is valid longest: the one to show at a firm's door."""
        if self.certificate_number and self.certified_until == self.certificate_until:
            return self.certificate_number
        return self.trade_certificate_number or self.certificate_number


class AbsenceKind(models.TextChoices):
    """离岗事由."""

    LEAVE = "LEAVE", "请假"
    SICK = "SICK", "病假"
    SECONDED = "SECONDED", "借调"
    TRAINING = "TRAINING", "脱产培训"
    OTHER = "OTHER", "其他"


class Absence(Stateful):
    """离岗 — days on which an inspector is away, known beforehand (half-open)."""

    machine: ClassVar[Machine] = ABSENCE

    state = models.CharField("状态", max_length=32, default=AbsenceState.RECORDED)
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="absences")
    kind = models.CharField("事由", max_length=10, choices=AbsenceKind.choices)
    from_on = models.DateField("起始日期")
    until_on = models.DateField("返岗日期", null=True, blank=True)
    """The first day back; open when nobody knows yet."""
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "离岗"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="absence_runs_forward",
            )
        ]
        indexes = [models.Index(fields=["inspector", "from_on"], name="absence_inspector")]

    def __str__(self) -> str:
        return f"{self.inspector.name}的{AbsenceKind(self.kind).label}"


class Recusal(Stateful):
    """回避 — an object or a person an inspector must not check; private to the inspector's department."""

    machine: ClassVar[Machine] = RECUSAL

    state = models.CharField("状态", max_length=32, default=RecusalState.DECLARED)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="recusals")
    object = models.ForeignKey(InspectedObject, models.PROTECT, null=True, related_name="recusals")
    """None where it is a person, whatever object that person stands behind."""
    party = vault.SealedTextField("回避的人", bound_to="uid", blank=True, default="")
    relation = models.CharField("回避事由", max_length=200)
    from_on = models.DateField("起始日期", null=True, blank=True)
    """None: from ever."""
    until_on = models.DateField("终止日期", null=True, blank=True)
    """The first day on which it no longer holds; None: until it is withdrawn."""
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = "回避"
        constraints = [
            models.UniqueConstraint(
                fields=["inspector", "object"], condition=Q(state="DECLARED"), name="one_recusal_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(object__isnull=False, party="") | (Q(object__isnull=True) & ~Q(party="")),
                name="recusal_names_an_object_or_a_person",
            ),
            models.CheckConstraint(condition=vault.well_sealed("party"), name="recusal_party_is_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.inspector.name}的一项回避"
