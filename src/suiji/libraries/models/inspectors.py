"""执法检查人员名录库 — inspectors, and whom they must not meet."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from suiji.libraries.models.objects import InspectedObject
from suiji.organs.models import Department, Person


class InspectorStatus(models.TextChoices):
    """在岗状态."""

    IN_POST = "IN_POST", "在岗"
    ON_LEAVE = "ON_LEAVE", "请假"
    SECONDED = "SECONDED", "借调"
    SUSPENDED = "SUSPENDED", "停用"
    LEFT = "LEFT", "调离或退休"


class Inspector(models.Model):
    """执法检查人员 — an officer of one department with a certificate."""

    code = models.CharField("人员编号", max_length=64, unique=True)
    staff_number = models.CharField("工号", max_length=32)
    name = models.CharField("姓名", max_length=64)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="inspectors")
    position = models.CharField("职务", max_length=50, blank=True)
    person = models.OneToOneField(
        Person, models.SET_NULL, verbose_name="登录账号", null=True, blank=True, related_name="inspector"
    )
    certificate_number = models.CharField("执法证号", max_length=40)
    certificate_until = models.DateField("执法证有效期至", null=True, blank=True)
    """The last valid day."""
    qualifications = ArrayField(
        models.CharField(max_length=40), verbose_name="岗位资质", default=list, blank=True
    )
    item_codes = ArrayField(
        models.CharField(max_length=32), verbose_name="可检查事项", default=list, blank=True
    )
    """Empty: every item of the department."""
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
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9A-Za-z._:-]{1,64}$"), name="inspector_code_fits_the_draw"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.department.short_name}）"


class Recusal(models.Model):
    """回避 — an inspector who must not check an object; private to the inspector's department."""

    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="recusals")
    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="recusals")
    relation = models.CharField("回避事由", max_length=200)
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = "回避"
        constraints = [models.UniqueConstraint(fields=["inspector", "object"], name="one_recusal_a_pair")]

    def __str__(self) -> str:
        return f"{self.inspector_id} {self.object_id}"
