"""对接平台 — to whom batches are carried, and how far each of them has come."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from suiji import vault
from suiji.exchange.kinds import KINDS
from suiji.exchange.models.batches import ExchangeBatch
from suiji.exchange.models.comparing import Compared


class Partner(Compared):
    """对接平台 — a platform to which batches are carried and from which their answers are fetched.

    A difference is ``[kind, key, what]``: their rows against those we know to be accepted.
    """

    uid = models.UUIDField(unique=True)
    name = models.CharField("平台名称", max_length=60)
    base = models.CharField("接口地址", max_length=300)
    token = vault.SealedTextField("令牌", bound_to="uid", blank=True, default="")
    kinds = ArrayField(models.CharField(max_length=12), verbose_name="种类")
    basis = models.CharField("依据", max_length=300)
    set_by = models.CharField("登记人", max_length=64)
    set_at = models.DateTimeField("登记时间")
    """Only what is handed out from then on is carried."""
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "对接平台"
        constraints = [
            models.UniqueConstraint(
                fields=["base"], condition=Q(ended_at=None), name="one_partner_an_address"
            ),
            models.CheckConstraint(condition=vault.well_sealed("token"), name="partner_tokens_are_sealed"),
        ]

    def __str__(self) -> str:
        return f"对接平台“{self.name}”"

    @property
    def kind_labels(self) -> list[str]:
        """What is carried there, in words."""
        return [KINDS[kind].label for kind in self.kinds]


class Passage(models.Model):
    """送达批次 — one batch's way to one platform: until it is taken, and then until every row is answered."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="passages")
    batch = models.ForeignKey(ExchangeBatch, models.PROTECT, related_name="passages")
    taken_at = models.DateTimeField("对方收到时间", null=True, blank=True)
    tries = models.PositiveIntegerField("没有成功的次数", default=0)
    trouble = models.CharField("原因", max_length=200, blank=True)
    due_at = models.DateTimeField("下次办理")

    class Meta:
        verbose_name = "送达批次"
        constraints = [models.UniqueConstraint(fields=["partner", "batch"], name="one_passage_a_batch")]
        indexes = [models.Index(fields=["partner", "due_at"], name="passages_by_turn")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.batch_id}"
