"""长时办理 — a freeze or a draw of a long list, carried out by the worker while people look on (protocol §6)."""

from django.db import models
from django.db.models import Q

from suiji.draws.models.drawing import Ceremony
from suiji.organs.models import Person


class WorkAct(models.TextChoices):
    """What takes long."""

    FREEZE = "freeze", "冻结名单"
    DRAW = "draw", "抽取检查对象"


class LongWork(models.Model):
    """长时办理 — ordered by a person, done by the worker; where it stands, and what became of it."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="long_works")
    act = models.CharField("事项", max_length=10, choices=WorkAct.choices)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("开始时间")
    words = models.JSONField(default=dict)
    """What was asked for: the deadline and the public sources of a freeze."""
    label = models.CharField("步骤", max_length=100, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    since = models.DateTimeField("本步开始", null=True)
    ended = models.BooleanField(default=False)
    trouble = models.TextField("没有办成的原因", blank=True)

    class Meta:
        verbose_name = "长时办理"
        constraints = [
            models.UniqueConstraint(
                fields=["ceremony"], condition=Q(ended=False), name="one_long_work_a_ceremony"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ceremony}：{self.get_act_display()}"
