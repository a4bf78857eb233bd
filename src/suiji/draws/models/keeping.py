"""密钥分持 — who keeps the shares of sealed keys, what was handed out, and what was brought back (R56)."""

from django.db import models
from django.db.models import F, Q

from suiji.draws.models.drawing import Ceremony
from suiji.ledger.models import AppendOnly
from suiji.organs.models import Person


class KeyKeepers(AppendOnly):
    """密钥持有人 — three persons of three organs; the newest appointment counts for every freeze after it."""

    regulator = models.ForeignKey(Person, models.PROTECT, verbose_name="监管部门持有人", related_name="+")
    discipline = models.ForeignKey(Person, models.PROTECT, verbose_name="纪检监察持有人", related_name="+")
    notary = models.ForeignKey(Person, models.PROTECT, verbose_name="公证机构持有人", related_name="+")
    appointed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField("指定时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "密钥持有人"
        constraints = [
            models.CheckConstraint(
                condition=~Q(regulator=F("discipline"))
                & ~Q(regulator=F("notary"))
                & ~Q(discipline=F("notary")),
                name="three_different_keepers",
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"密钥持有人 {self.pk}"

    @property
    def people(self) -> tuple[Person, Person, Person]:
        """At places 1, 2 and 3."""
        return self.regulator, self.discipline, self.notary


class KeyShare(models.Model):
    """密钥分片 — a keeper's share of one ceremony's key; the house forgets it when the keeper has taken it."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="key_shares")
    place = models.PositiveSmallIntegerField("序号")
    keeper = models.ForeignKey(Person, models.PROTECT, related_name="key_shares")
    organ = models.CharField("机构", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    """Kept for ever, so that a damaged or false share is named when it comes back."""
    sealed = models.BinaryField("待领取的分片", null=True)
    """Empty once taken."""
    taken_at = models.DateTimeField("领取时间", null=True)
    returned = models.BinaryField("交回的分片", null=True)
    """Sealed; only while the key is needed."""
    returned_at = models.DateTimeField("交回时间", null=True)
    because = models.CharField("事由", max_length=200, blank=True)

    class Meta:
        verbose_name = "密钥分片"
        constraints = [
            models.UniqueConstraint(fields=["ceremony", "place"], name="one_key_share_a_place"),
            models.CheckConstraint(condition=Q(place__in=[1, 2, 3]), name="three_key_shares_a_ceremony"),
        ]

    def __str__(self) -> str:
        return f"{self.ceremony_id} {self.place}"
