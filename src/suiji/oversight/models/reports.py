"""通报 — what is sent round for comments, and the report issued from a frozen snapshot (Art. 29)."""

import pgtrigger
from django.db import models

from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department, Person
from suiji.oversight.states import CIRCULATION

_CONTENT_STANDS = """
    IF (to_jsonb(OLD) - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'state') THEN
        RAISE EXCEPTION 'figures sent round for comments are not changed';
    END IF;
    RETURN NEW;
"""


class Circulation(Stateful):
    """通报征求意见稿 — figures frozen at an instant and shown to the departments before they become a report."""

    machine = CIRCULATION

    office = models.ForeignKey(Department, models.PROTECT, related_name="circulations")
    year = models.PositiveSmallIntegerField("年度")
    cut_off_at = models.DateTimeField("数据截止时间")
    snapshot = models.JSONField("快照")
    sha256 = models.CharField("快照校验值", max_length=64)
    notes = models.TextField("说明", blank=True)
    comment_until = models.DateField("征求意见截止日期")
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "通报征求意见稿"
        triggers = [
            pgtrigger.Protect(name="circulation_stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="circulated_figures_stand",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_CONTENT_STANDS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度通报征求意见稿（{self.sha256[:8]}）"


class ReportComment(AppendOnly):
    """反馈意见 — what a department says about the figures before they are issued."""

    circulation = models.ForeignKey(Circulation, models.PROTECT, related_name="comments")
    department = models.ForeignKey(Department, models.PROTECT, related_name="report_comments")
    text = models.TextField("意见")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("反馈时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "反馈意见"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.department.short_name}：{self.text[:40]}"


class CommentAnswer(AppendOnly):
    """意见答复 — what the office says to a comment; no figure changes by it."""

    comment = models.OneToOneField(ReportComment, models.PROTECT, related_name="answer")
    text = models.TextField("答复")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("答复时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "意见答复"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.text[:40]


class Report(AppendOnly):
    """通报 — figures counted by the platform at a cut-off instant; nobody types one in."""

    number = models.CharField("文号", max_length=60, unique=True)
    office = models.ForeignKey(Department, models.PROTECT, related_name="reports")
    circulation = models.OneToOneField(
        Circulation, models.PROTECT, verbose_name="征求意见稿", null=True, related_name="report"
    )
    """Empty where the office issued the figures without sending them round."""
    year = models.PositiveSmallIntegerField("年度")
    cut_off_at = models.DateTimeField("数据截止时间")
    snapshot = models.JSONField("快照")
    sha256 = models.CharField("快照校验值", max_length=64)
    notes = models.TextField("说明", blank=True)
    """Annotation beside the figures, never instead of them."""
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("印发时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "通报"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number
