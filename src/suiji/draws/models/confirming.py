"""监督确认 — auditors' keys, and what they signed under a result; append-only in PostgreSQL."""

from django.db import models
from django.db.models import Q

from suiji.draws.models.drawing import Ceremony
from suiji.ledger.models import AppendOnly
from suiji.organs.models import Person
from suiji.sampling.confirming import CONFIRMED, REFUSED


class AuditorKey(AppendOnly):
    """签名公钥 — the public half of an auditor's key; the private half never came here."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="auditor_keys")
    auditor = models.CharField("机关", max_length=200)
    """The department's name as it stood then: what a statement calls its author."""
    public_key = models.CharField("公钥", max_length=64, unique=True)
    key_id = models.CharField("指纹", max_length=16, unique=True)
    registered_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "签名公钥"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.auditor}的签名公钥 {self.key_id}"


class AuditorKeyWithdrawal(AppendOnly):
    """停用 — from here on the key confirms nothing; what it confirmed before stands."""

    key = models.OneToOneField(AuditorKey, models.PROTECT, related_name="withdrawal")
    because = models.CharField("理由", max_length=200)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("停用时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "公钥停用"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.key_id}"


class Verdict(models.TextChoices):
    """What an auditor says of a result."""

    CONFIRMED = CONFIRMED, "确认"
    REFUSED = REFUSED, "拒绝确认"


class Attestation(AppendOnly):
    """监督确认 — an auditor's signed statement on a result. A refusal may be followed by another; a yes is the last."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="confirmations")
    key = models.ForeignKey(AuditorKey, models.PROTECT, related_name="confirmations")
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices)
    because = models.CharField("理由", max_length=500, blank=True)
    content = models.BinaryField("签名原件")
    """``confirmation.json``, byte for byte."""
    sha256 = models.CharField(max_length=64, unique=True)
    signed_at = models.DateTimeField("签名时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "监督确认"
        constraints = [
            models.UniqueConstraint(
                fields=["ceremony"], condition=Q(verdict=CONFIRMED), name="one_yes_a_ceremony"
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.ceremony_id} {self.verdict}"
