"""机器接口 — outside systems, their tokens (as hashes), how fast each goes, and answers that are given once more."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from suiji import vault
from suiji.api.scopes import Scope
from suiji.api.states import ACCESS_TOKEN, OUTSIDE_SYSTEM
from suiji.ledger.models import Stateful
from suiji.organs.models import Department

_AS_ISSUED = """
    IF (to_jsonb(OLD) - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'state') THEN
        RAISE EXCEPTION 'what a token may do is not changed after it was issued';
    END IF;
    RETURN NEW;
"""


class OutsideSystem(Stateful):
    """对接系统 — a system of a department's that may ask this one, registered by the system administrator."""

    machine = OUTSIDE_SYSTEM

    name = models.CharField("系统名称", max_length=60)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="所属部门", related_name="outside_systems"
    )
    basis = models.CharField("依据", max_length=300)
    """The document that asks for the connection."""
    contact = models.CharField("运维单位", max_length=100)
    registered_by = models.CharField("登记人", max_length=64)
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "对接系统"
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"], condition=Q(state="IN_USE"), name="one_system_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department.name}的对接系统“{self.name}”"


class AccessToken(Stateful):
    """接口令牌 — what a machine shows at the door; only its hash is kept, and it ends by itself."""

    machine = ACCESS_TOKEN

    system = models.ForeignKey(OutsideSystem, models.PROTECT, verbose_name="对接系统", related_name="tokens")
    sign = models.CharField("编号", max_length=12, unique=True)
    """The token's beginning, by which people speak of it."""
    digest = models.CharField("SHA-256", max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name="权限")
    a_minute = models.PositiveIntegerField("每分钟次数")
    issued_by = models.CharField("签发人", max_length=64)
    issued_at = models.DateTimeField("签发时间")
    ends_at = models.DateTimeField("到期时间")

    class Meta:
        verbose_name = "接口令牌"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("issued_at")), name="token_runs_forward"),
            models.CheckConstraint(
                condition=~Q(scopes=[]) & Q(a_minute__gte=1), name="token_opens_something"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="no_token_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="token_stands", when=pgtrigger.Before, operation=pgtrigger.Update, func=_AS_ISSUED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}的令牌 {self.sign}"

    @property
    def scope_labels(self) -> list[str]:
        """What it may do, in words."""
        return [Scope(value).label for value in self.scopes]


class TokenUse(models.Model):
    """令牌使用 — how fast a token may go on, and when it was last used; written with every request."""

    token = models.OneToOneField(AccessToken, models.CASCADE, primary_key=True, related_name="use")
    free_at = models.DateTimeField()
    """From when on the token would have its whole allowance again (GCRA's theoretical arrival time)."""
    last_at = models.DateTimeField("最近使用")
    times = models.BigIntegerField("次数")

    class Meta:
        verbose_name = "令牌使用"

    def __str__(self) -> str:
        return f"{self.token_id}"


class KeptAnswer(models.Model):
    """已答请求 — what was answered to a request that handed something in: the same key gets the same answer."""

    system = models.ForeignKey(OutsideSystem, models.CASCADE, related_name="kept_answers")
    key = models.CharField("幂等键", max_length=64)
    digest = models.CharField("SHA-256", max_length=64)
    """Of method, address and body: another request under the same key is refused."""
    content = models.BinaryField("答复")
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "已答请求"
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key


class EventHook(models.Model):
    """推送地址 — where a system is told what happened; its signing secret is sealed. Ended, it stays on record."""

    uid = models.UUIDField(unique=True)
    system = models.ForeignKey(OutsideSystem, models.PROTECT, related_name="hooks")
    url = models.CharField("地址", max_length=300)
    secret = vault.SealedTextField("签名密钥", bound_to="uid")
    former = vault.SealedTextField("换下的签名密钥", bound_to="uid", blank=True, default="", db_default="")
    """What signed before the last renewals, the newest first, parted by spaces; it signs as well for a while."""
    former_until = models.DateTimeField("换下的密钥用到", null=True, blank=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name="事项")
    since = models.BigIntegerField("总账序号")
    """Place of the log from which on it has not been looked at."""
    set_by = models.CharField("登记人", max_length=64)
    set_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    resume_at = models.DateTimeField("下次发送", null=True, blank=True)
    """Where the receiver did not answer: nothing goes out before then, so that the order is kept."""

    class Meta:
        verbose_name = "推送地址"
        constraints = [
            models.UniqueConstraint(
                fields=["system", "url"], condition=Q(ended_at=None), name="one_hook_an_address"
            ),
            models.CheckConstraint(
                condition=vault.well_sealed("secret", "former"), name="hook_secrets_are_sealed"
            ),
            models.CheckConstraint(
                condition=Q(former="", former_until=None) | (~Q(former="") & ~Q(former_until=None)),
                name="former_secret_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system}的推送地址 {self.url}"


class PushState(models.TextChoices):
    """推送状态 — what became of an event on its way out."""

    WAITING = "WAITING", "等待发送"
    DONE = "DONE", "对方已收"
    FAILED = "FAILED", "多次未能送达"


class HookDelivery(models.Model):
    """推送 — one event for one address. It may arrive twice; its number says so."""

    hook = models.ForeignKey(EventHook, models.CASCADE, related_name="deliveries")
    index = models.BigIntegerField("总账序号")
    body = models.JSONField("内容")
    outcome = models.CharField("状态", max_length=8, choices=PushState.choices, default=PushState.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    trouble = models.CharField("未能送达的原因", max_length=100, blank=True)
    made_at = models.DateTimeField("产生时间")
    tried_at = models.DateTimeField("最近发送", null=True, blank=True)

    class Meta:
        verbose_name = "推送"
        constraints = [models.UniqueConstraint(fields=["hook", "index"], name="one_push_an_event")]
        indexes = [
            models.Index(
                fields=["hook", "index"], condition=Q(outcome=PushState.WAITING), name="waiting_pushes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hook_id} {self.index}"
