"""后续处理 — transfers, rechecks, listings, cases (Art. 20(3), 23)."""

from django.db import models
from django.db.models import Q

from suiji.followup.states import FOLLOW_UP
from suiji.inspections.models import Finding
from suiji.ledger.models import Stateful
from suiji.organs.models import Department, Person


class FollowUpKind(models.TextChoices):
    """后续处理方式 (Art. 23)."""

    TRANSFER = "TRANSFER", "移送（转办）"
    RECHECK = "RECHECK", "责令改正复查"
    ABNORMAL = "ABNORMAL", "列入经营异常名录"
    CASE = "CASE", "立案查处"
    PENALTY = "PENALTY", "行政处罚"
    CRIME = "CRIME", "移送司法（涉嫌犯罪）"
    INFORM = "INFORM", "抄告"
    OTHER = "OTHER", "其他"


TRANSFERS = (FollowUpKind.TRANSFER, FollowUpKind.CRIME)
"""What leaves the department within seven working days (Art. 20(3))."""
DOCUMENTED = (FollowUpKind.ABNORMAL, FollowUpKind.CASE, FollowUpKind.PENALTY, FollowUpKind.CRIME)
"""What another law decides: its outcome bears a number and a day (Art. 23)."""


class FollowUp(Stateful):
    """后续处理 — one finding's consequence, with its clock and its outcome."""

    machine = FOLLOW_UP
    beside = ("department", "receiver", "finding__visit__drawn__object")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="follow_ups")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="经办部门", related_name="follow_ups"
    )
    kind = models.CharField("方式", max_length=10, choices=FollowUpKind.choices)
    due_on = models.DateField("期限", null=True, blank=True)
    """Of a transfer counted by the law; of a recheck the day promised; otherwise none (Art. 20(3), 23)."""
    due_provisional = models.BooleanField("期限暂定", default=False)
    receiver = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="受移送部门",
        null=True,
        blank=True,
        related_name="received_follow_ups",
    )
    receiver_outside = models.CharField("受移送单位（名录外）", max_length=100, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    facts = models.TextField("涉嫌违法事实", blank=True)
    evidence = models.JSONField("证据材料清单", default=list)
    """[{"title": "…", "pages": 3, "sha256": "…"}]"""
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("登记时间")
    sent_at = models.DateTimeField("移送时间", null=True, blank=True)
    """The first sending: a return by the receiver does not undo a transfer made in time."""
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    outcome = models.TextField("处理结果", blank=True)
    recheck_failed = models.BooleanField("复查不合格", default=False)
    """Of a recheck: not put right, so that something else has to follow (Art. 4, 23)."""
    case_number = models.CharField("案号或决定书文号", max_length=100, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "后续处理"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | ~Q(outcome=""), name="follow_up_closes_with_an_outcome"
            ),
            models.CheckConstraint(
                condition=Q(receiver__isnull=True) | ~Q(receiver=models.F("department")),
                name="transfer_leaves_the_department",
            ),
            models.CheckConstraint(
                condition=Q(receiver__isnull=True) | Q(receiver_outside=""), name="one_receiver_a_follow_up"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["TRANSFER", "CRIME"]) | Q(due_on__isnull=False),
                name="transfer_has_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.finding.visit.drawn.object}）"

    @property
    def reference(self) -> str:
        """处理编号 — by which case systems name it in the files they send back."""
        return f"CL-{self.pk:06d}"

    @property
    def receiver_name(self) -> str:
        """Whoever the matter goes to, or nothing."""
        return self.receiver.name if self.receiver is not None else self.receiver_outside
