"""企业的声音 — how an object is known at its door, and what it leaves there."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from suiji import vault
from suiji.inspections.models import Notice, Visit
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models import InspectedObject
from suiji.organs.models import Department, Person
from suiji.voices.states import COMPLAINT


class PasscodeKind(models.TextChoices):
    """How a one-time code reached the object."""

    MESSAGE = "MESSAGE", "短信验证码"
    NOTICE = "NOTICE", "告知书验证码"
    LETTER = "LETTER", "结果告知书验证码"


class Passcode(models.Model):
    """验证码 — a one-time code, of which only a fingerprint is kept; a paper's is written down when it is used."""

    object = models.ForeignKey(InspectedObject, models.CASCADE, null=True, related_name="passcodes")
    """Empty where a code was asked for nobody: that leaves the same trace, so that time tells nothing."""
    kind = models.CharField("种类", max_length=8, choices=PasscodeKind.choices)
    digest = models.CharField("指纹", max_length=64, unique=True)
    made_at = models.DateTimeField("发出时间")
    until = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = "验证码"
        indexes = [models.Index(fields=["object", "until"], condition=Q(used_at=None), name="open_passcodes")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Attempt(models.Model):
    """尝试 — a guess at the door, under the fingerprint of what was guessed at or of whence it came."""

    key = models.CharField("指纹", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "登录尝试"
        indexes = [models.Index(fields=["key", "at"], name="attempts_of_a_key")]

    def __str__(self) -> str:
        return f"{self.pk}"


class FirmSession(models.Model):
    """企业会话 — an object that has shown who it is, for a short while; the browser holds the key."""

    object = models.ForeignKey(InspectedObject, models.CASCADE, related_name="sessions")
    digest = models.CharField("指纹", max_length=64, unique=True)
    began_at = models.DateTimeField("开始时间")
    until = models.DateTimeField("有效期至")
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        verbose_name = "企业会话"

    def __str__(self) -> str:
        return f"{self.pk}"


class LinkRevocation(AppendOnly):
    """链接停用 — the link on a notice opens no more."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="link_revocation")
    revoked_at = models.DateTimeField("停用时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "链接停用"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.notice_id}"


class Prepared(models.Model):
    """备查资料 — a document the object hands in once and every visit finds again."""

    uid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True)
    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="prepared")
    title = models.CharField("资料名称", max_length=100)
    name = models.CharField("文件名", max_length=120)
    sealed = vault.SealedTextField(
        "内容（已加密）", bound_to="uid", at_once=5, blank=True, default="", db_default=""
    )
    """The file in Base64, sealed; empty once it was withdrawn."""
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    class Meta:
        verbose_name = "备查资料"
        constraints = [
            models.CheckConstraint(condition=vault.well_sealed("sealed"), name="prepared_document_is_sealed")
        ]

    def __str__(self) -> str:
        return self.title


class Evaluated(AppendOnly):
    """已评价 — that a visit was evaluated, not how."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="evaluated")

    class Meta(AppendOnly.Meta):
        verbose_name = "已评价"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.visit_id}"


GRADES = [MinValueValidator(1), MaxValueValidator(5)]


class Evaluation(AppendOnly):
    """匿名评价 — what somebody thought of a department's visits: no object, no visit, no day in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    department = models.ForeignKey(Department, models.PROTECT, related_name="evaluations")
    quarter = models.CharField("季度", max_length=6)
    """``2026Q2``."""
    lawful = models.PositiveSmallIntegerField("依法检查", validators=GRADES)
    polite = models.PositiveSmallIntegerField("文明规范", validators=GRADES)
    sparing = models.PositiveSmallIntegerField("不扰经营", validators=GRADES)

    class Meta(AppendOnly.Meta):
        verbose_name = "匿名评价"
        triggers = [*AppendOnly.Meta.triggers]
        constraints = [
            models.CheckConstraint(
                condition=Q(lawful__range=(1, 5)) & Q(polite__range=(1, 5)) & Q(sparing__range=(1, 5)),
                name="grades_from_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Complaint(Stateful):
    """企业投诉 — to the supervisor alone: no department that is complained about reads it."""

    machine = COMPLAINT

    uid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True)
    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="complaints")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="complaints")
    department = models.ForeignKey(Department, models.PROTECT, related_name="complaints_about")
    words = vault.SealedTextField("投诉内容", bound_to="uid")
    made_at = models.DateTimeField("提出时间")
    answer = vault.SealedTextField("答复", bound_to="uid", blank=True, default="")
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "企业投诉"
        constraints = [
            models.CheckConstraint(condition=vault.well_sealed("words", "answer"), name="complaint_is_sealed")
        ]

    def __str__(self) -> str:
        return f"第 {self.pk} 号企业投诉"

    @property
    def said(self) -> str:
        """What the object wrote, for the two who may read it."""
        return vault.take(self, "words")

    @property
    def answered(self) -> str:
        """What the supervisor answered; empty before."""
        return vault.take(self, "answer")
