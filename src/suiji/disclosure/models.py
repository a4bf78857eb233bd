"""公示与更正 — a department's result of a visit, in versions that never change."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from suiji.disclosure.states import CORRECTION, PUBLICATION
from suiji.inspections.models import RESULT_CHOICES, Visit
from suiji.law.results import ResultCode
from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department, Person


class Publication(Stateful):
    """公示 — one department's result of one visit; each department publishes its own (Art. 20(4))."""

    machine = PUBLICATION

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="publications")
    department = models.ForeignKey(Department, models.PROTECT, related_name="publications")
    due_on = models.DateField("公示期限")
    due_provisional = models.BooleanField("期限暂定", default=False)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = "结果公示"
        constraints = [
            models.UniqueConstraint(fields=["visit", "department"], name="one_publication_a_department")
        ]
        indexes = [models.Index(fields=["department", "state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.department.short_name}对{self.visit.drawn.object}的检查结果"


class Submission(AppendOnly):
    """送审稿 — what the department submitted for review, each time it did; the first is the signed record's own."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField("送审次数")
    rows = models.JSONField("逐项结果")
    answer = models.CharField("改正说明", max_length=300, blank=True)
    """What was put right after it had been sent back; inside only."""
    evidence = models.TextField("证据", blank=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("送审时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "送审稿"
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="one_submission_a_turn")
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.publication} 第 {self.number} 次送审"


class ReviewReturn(AppendOnly):
    """审核退回 — what the reviewer found wrong with a submission, before anything was public."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="returns")
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="returned", null=True)
    """Empty for a result that was entered before submissions were kept."""
    reason = models.CharField("退回原因", max_length=300)
    returned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField("退回时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "审核退回"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"退回{self.submission or self.publication}"


class PublicationVersion(AppendOnly):
    """公示版本 — what was published when; all versions are kept for ever (Art. 22)."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    results = ArrayField(models.CharField(max_length=20, choices=RESULT_CHOICES), verbose_name="检查结果")
    rows = models.JSONField("逐项结果")
    """[{"item": code, "title": …, "results": [codes]}], without personal data."""
    responsible = models.ForeignKey(Person, models.PROTECT, related_name="+")
    """Named inside (Art. 26); the public sees the department."""
    published_at = models.DateTimeField("公示时间")
    reason = models.CharField("更正原因", max_length=300, blank=True)

    class Meta(AppendOnly.Meta):
        verbose_name = "公示版本"
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="one_published_version")
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.publication} 第 {self.number} 版"

    @property
    def result_words(self) -> list[str]:
        """The results in the article's own words."""
        return [ResultCode(code).words for code in self.results]


class Correction(Stateful):
    """更正申请 — reason and evidence, decided by the department's principal head alone (Art. 22)."""

    machine = CORRECTION

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="corrections")
    rows = models.JSONField("更正后的逐项结果")
    reason = models.CharField("更正原因", max_length=300)
    evidence = models.TextField("证据")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("签字时间", null=True, blank=True)

    class Meta:
        verbose_name = "更正申请"
        constraints = [
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state="APPLIED"), name="one_open_correction"
            )
        ]

    def __str__(self) -> str:
        return f"更正{self.publication}"
