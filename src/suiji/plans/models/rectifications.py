"""专项整治 — a special rectification a government needs: in joint form, or apart with a recorded reason (Art. 8)."""

from django.db import models

from suiji.catalogue.models import Item
from suiji.ledger.models import Stateful
from suiji.organs.models import Department
from suiji.plans.models.lines import PlanLine
from suiji.plans.states import RECTIFICATION


class Rectification(Stateful):
    """专项整治 — who needs it, who approved it, which joint items it touches, and how it is carried out."""

    machine = RECTIFICATION

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=200)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="牵头部门", related_name="rectifications"
    )
    needed_by = models.CharField("提出的人民政府", max_length=200)
    source_document = models.CharField("部署文件", max_length=200)
    source_on = models.DateField("部署日期")
    content = models.TextField("整治内容")
    items = models.ManyToManyField(Item, verbose_name="涉及的联合抽查事项", related_name="rectifications")
    none_touched = models.BooleanField("已核对：不涉及联合抽查事项", default=False)
    """Said by the clerk who compared it with the joint list; the ledger says who and when."""
    approved_by = models.CharField("批准机关", max_length=200)
    approval_document = models.CharField("批准文号", max_length=200)
    approved_on = models.DateField("批准日期")
    supervision_filing = models.CharField("监督机关备案文号", max_length=200, blank=True)
    apart_because = models.TextField("不采取联合方式的理由", blank=True)
    apart_basis = models.CharField("不采取联合方式的依据", max_length=300, blank=True)
    apart_filing = models.CharField("备案文号", max_length=200, blank=True)
    apart_approver = models.CharField("批准人", max_length=64, blank=True)
    line = models.OneToOneField(
        PlanLine, models.PROTECT, verbose_name="联合抽查", null=True, blank=True, related_name="rectification"
    )

    class Meta:
        verbose_name = "专项整治"

    def __str__(self) -> str:
        return f"专项整治《{self.title}》（{self.source_document}）"
