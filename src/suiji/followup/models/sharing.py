"""互认与联合惩戒 — what a department takes over from another, and what several do together (Art. 24)."""

from django.db import models

from suiji.disclosure.models import Publication
from suiji.followup.models.following import FollowUp
from suiji.followup.states import DISCIPLINE, RECOGNITION, RecognitionState
from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department, Person


class Recognition(Stateful):
    """结果互认 — a department accepts what another has published about an object, and spares it the same check."""

    machine = RECOGNITION

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="recognitions")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="互认部门", related_name="recognitions"
    )
    reason = models.CharField("理由", max_length=300)
    valid_until = models.DateField("有效期至")
    applied_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        verbose_name = "结果互认"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "department"],
                condition=~models.Q(state=RecognitionState.REJECTED),
                name="one_recognition_a_department",
            )
        ]

    def __str__(self) -> str:
        return f"对{self.publication}的互认"


class Discipline(Stateful):
    """联合惩戒 — a measure against an object with the law that allows it; never because of a risk class."""

    machine = DISCIPLINE

    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, verbose_name="所依据的处理", related_name="disciplines"
    )
    department = models.ForeignKey(Department, models.PROTECT, related_name="disciplines")
    measure = models.CharField("惩戒措施", max_length=300)
    legal_basis = models.CharField("法律依据", max_length=300)
    from_on = models.DateField("起始日期")
    until_on = models.DateField("终止日期")
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = "联合惩戒"
        constraints = [
            models.CheckConstraint(condition=~models.Q(legal_basis=""), name="discipline_names_its_law"),
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("from_on")), name="discipline_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"对{self.follow_up.finding.visit.drawn.object}的联合惩戒"


class BulkQuery(AppendOnly):
    """批量查询登记 — who took many results out, with which conditions, and what for (Art. 25)."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    what = models.CharField("内容", max_length=60)
    reason = models.CharField("用途", max_length=300)
    conditions = models.JSONField("条件", default=dict)
    rows = models.PositiveIntegerField("条数")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("查询时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "批量查询登记"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.what}：{self.reason}"
