"""督导文书 — guidance from an upper department (Art. 28) and letters of the supervisors, with receipt and reply."""

import pgtrigger
from django.db import models

from suiji.ledger.models import Stateful
from suiji.organs.models import Department, Person
from suiji.oversight.states import LETTER
from suiji.tasks.models import Task


class LetterKind(models.TextChoices):
    """文种: guidance from an upper department, advice from the discipline inspection, the rest from 司法行政部门."""

    GUIDANCE = "GUIDANCE", "指导意见"
    ADVICE = "ADVICE", "纪检监察建议书"
    NOTICE = "NOTICE", "行政执法监督通知书"
    OPINION = "OPINION", "行政执法监督意见书"
    DECISION = "DECISION", "行政执法监督决定书"


class OversightLetter(Stateful):
    """督导文书 — one letter to one department: it asks for an answer and changes nothing by itself."""

    machine = LETTER

    number = models.CharField("文号", max_length=60, unique=True)
    kind = models.CharField("文种", max_length=10, choices=LetterKind.choices)
    issuer = models.ForeignKey(
        Department, models.PROTECT, verbose_name="发出单位", related_name="letters_out"
    )
    receiver = models.ForeignKey(
        Department, models.PROTECT, verbose_name="收文部门", related_name="letters_in"
    )
    task = models.ForeignKey(
        Task, models.PROTECT, verbose_name="涉及任务", null=True, blank=True, related_name="letters"
    )
    title = models.CharField("题目", max_length=100)
    content = models.TextField("指出的情况和要求")
    basis = models.CharField("依据", max_length=300, blank=True)
    due_on = models.DateField("回复期限")
    reply = models.TextField("回复", blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("发出时间")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    answered_at = models.DateTimeField("首次回复时间", null=True, blank=True)

    class Meta:
        verbose_name = "督导文书"
        triggers = [pgtrigger.Protect(name="letter_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
