"""扫码与信函 — the firm's scan of the check code, and the two letters to an address that nobody answers."""

from django.db import models
from django.db.models import Q

from suiji.inspections.models.visits import Visit
from suiji.ledger.models import AppendOnly
from suiji.libraries.models import Inspector
from suiji.organs.models import Department, Person


class ScanKind(models.TextChoices):
    """扫码记录的来历."""

    SCANNED = "SCANNED", "扫码查看"
    CONFIRMED = "CONFIRMED", "被检查对象核对"
    MADE_UP = "MADE_UP", "事后补登"


class Scan(AppendOnly):
    """扫码记录 — the firm looked at who stands before it, or an officer says later why it could not."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="scans")
    kind = models.CharField("种类", max_length=10, choices=ScanKind.choices)
    scanned_at = models.DateTimeField("扫码时间")
    place = models.CharField("地点", max_length=200, blank=True)
    agrees = models.BooleanField("人员与证件相符", null=True)
    remark = models.CharField("被检查对象的说明", max_length=300, blank=True)
    reason = models.CharField("补登原因", max_length=300, blank=True)
    officer = models.ForeignKey(Inspector, models.PROTECT, null=True, related_name="+")
    """Who made it up."""

    class Meta(AppendOnly.Meta):
        verbose_name = "扫码记录"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="MADE_UP") | (~Q(reason="") & Q(officer__isnull=False)),
                name="scan_made_up_with_reason",
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"


class AddressLetter(AppendOnly):
    """核查信函 — a letter to the registered address of somebody who could not be found there."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="address_letters")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField("第几次")
    address = models.CharField("收件地址", max_length=300)
    tracking = models.CharField("邮件编号", max_length=60)
    sent_on = models.DateField("寄出日期")
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "核查信函"
        constraints = [
            models.UniqueConstraint(fields=["visit", "place"], name="one_letter_a_place"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="two_letters_at_most"),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"第{self.place}次核查信函 {self.tracking}"


class LetterOutcome(models.TextChoices):
    """信函的下落."""

    SIGNED = "SIGNED", "有人签收"
    UNSIGNED = "UNSIGNED", "无人签收，退回"


class AddressLetterOutcome(AppendOnly):
    """信函下落 — whether anybody signed for it."""

    letter = models.OneToOneField(AddressLetter, models.PROTECT, related_name="result")
    outcome = models.CharField("下落", max_length=10, choices=LetterOutcome.choices)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "信函下落"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.outcome}"
