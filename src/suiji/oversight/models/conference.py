"""联席会议 — what members brought up, the meetings that decided it, and what was decided (Art. 3)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department, Person
from suiji.oversight.states import ISSUE


class IssueKind(models.TextChoices):
    """What a member brings up."""

    PROBLEM = "PROBLEM", "问题"
    SUGGESTION = "SUGGESTION", "建议"


class IssueLevel(models.TextChoices):
    """How grave it is; the office says so when it takes the matter up, and may only raise it."""

    ORDINARY = "ORDINARY", "一般"
    MAJOR = "MAJOR", "重大"


class Issue(Stateful):
    """联席会议问题 — one problem or suggestion from a member, until it is done. Never deleted."""

    machine = ISSUE

    number = models.CharField("编号", max_length=60, unique=True)
    kind = models.CharField("类别", max_length=10, choices=IssueKind.choices)
    level = models.CharField("级别", max_length=10, choices=IssueLevel.choices, default=IssueLevel.ORDINARY)
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="提出单位", related_name="issues")
    office = models.ForeignKey(Department, models.PROTECT, verbose_name="受理单位", related_name="+")
    title = models.CharField("题目", max_length=100)
    content = models.TextField("内容")
    proposal = models.TextField("建议", blank=True)
    carrier = models.ForeignKey(
        Department,
        models.PROTECT,
        verbose_name="承办部门",
        null=True,
        blank=True,
        related_name="carried_issues",
    )
    due_on = models.DateField("办理期限", null=True, blank=True)
    result = models.TextField("办理结果", blank=True)
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("提交时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "联席会议问题"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | ~Q(result=""), name="issue_closes_with_a_result"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SUPERVISED", "REPORTED"])
                | (Q(carrier__isnull=False) & Q(due_on__isnull=False)),
                name="supervised_issue_has_carrier_and_term",
            ),
        ]
        triggers = [pgtrigger.Protect(name="issue_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.number}《{self.title}》"


class Meeting(AppendOnly):
    """联席会议会议纪要 — a meeting of the conference with its minutes."""

    office = models.ForeignKey(Department, models.PROTECT, related_name="meetings")
    title = models.CharField("会议名称", max_length=100)
    held_on = models.DateField("会议日期")
    chair = models.CharField("主持人", max_length=64)
    attendance = models.TextField("参加单位和人员")
    minutes = models.TextField("会议纪要")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "联席会议会议纪要"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.title


class Resolution(AppendOnly):
    """联席会议决议 — what a meeting decided about an issue, who carries it out, and by when."""

    issue = models.OneToOneField(Issue, models.PROTECT, related_name="resolution")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    text = models.TextField("决议内容")
    carrier = models.ForeignKey(Department, models.PROTECT, verbose_name="承办部门", related_name="+")
    due_on = models.DateField("办理期限")
    decided_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "联席会议决议"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.text[:40]
