"""审批 — what a deputy head allows before a visit: the check itself, silence, the desk, another's result."""

from django.db import models
from django.db.models import Q

from suiji.catalogue.models import ItemVersion
from suiji.inspections.models.visits import Finding, Visit, VisitMode
from suiji.inspections.states import APPROVAL
from suiji.ledger.models import Stateful
from suiji.organs.models import Department, Person
from suiji.papers.models import IssuedPaper
from suiji.tasks.models import Task


class ApprovalKind(models.TextChoices):
    """审批事项."""

    VISITS = "VISITS", "行政检查"
    QUIET = "QUIET", "部分事项不宜告知"
    OFF_SITE = "OFF_SITE", "非现场检查"
    RECOGNITION = "RECOGNITION", "结果互认"


class VisitApproval(Stateful):
    """行政检查审批 — asked for by a department's own people, decided by its deputy head, under a number."""

    machine = APPROVAL

    kind = models.CharField("审批事项", max_length=12, choices=ApprovalKind.choices)
    task = models.ForeignKey(Task, models.PROTECT, related_name="visit_approvals")
    department = models.ForeignKey(Department, models.PROTECT, related_name="visit_approvals")
    """Whose deputy head decides: the initiator, or for a result recognised whoever's item it is."""
    items = models.ManyToManyField(ItemVersion, related_name="+", blank=True)
    """Of 不宜告知: the items that are not named before the visit begins."""
    visits = models.ManyToManyField(Visit, related_name="approvals", blank=True)
    """Of 非现场: the visits made from the desk."""
    mode = models.CharField("检查方式", max_length=8, choices=VisitMode.choices, blank=True)
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="recognitions")
    """Of 结果互认: what need not be checked again."""
    source = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="+")
    """Of 结果互认: the signed finding that is recognised."""
    reason = models.TextField("理由")
    number = models.CharField("文号", max_length=60, blank=True)
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, null=True, related_name="+")
    """行政检查审批表, once approved."""
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("申请时间")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    opinion = models.TextField("审批意见", blank=True)

    class Meta:
        verbose_name = "行政检查审批"
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(kind="VISITS") & ~Q(state="REJECTED"),
                name="one_approval_of_a_tasks_visits",
            ),
            models.UniqueConstraint(
                fields=["finding"],
                condition=Q(kind="RECOGNITION") & ~Q(state="REJECTED"),
                name="one_recognition_a_finding",
            ),
            models.CheckConstraint(
                condition=~Q(kind="RECOGNITION") | Q(finding__isnull=False, source__isnull=False),
                name="recognition_names_both_findings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}审批（{self.task.number}）"
