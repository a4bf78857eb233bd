"""检查文书 — the papers of a visit as they were issued, how they were served, and what is printed in one go."""

from django.db import models
from django.db.models import F, Q

from suiji.inspections.models.assistance import Mandate
from suiji.inspections.models.visits import Finding, Visit
from suiji.ledger.models import AppendOnly
from suiji.libraries.models import Inspector
from suiji.organs.models import Department, Person
from suiji.papers.models import IssuedPaper
from suiji.tasks.models import Task


class PaperKind(models.TextChoices):
    """检查文书种类."""

    NOTICE = "NOTICE", "部门联合检查告知书"
    RECORD = "RECORD", "抽查情况记录表"
    NOTE = "NOTE", "现场检查笔录"
    ORDER = "ORDER", "责令改正通知书"
    RECEIPT = "RECEIPT", "送达回证"
    EVIDENCE = "EVIDENCE", "证据清单"
    SAMPLE = "SAMPLE", "抽样记录"
    LETTER = "LETTER", "检查结果告知书"
    LISTING = "LISTING", "列入经营异常名录线索移交函"


class VisitPaper(AppendOnly):
    """检查文书 — which issued paper belongs to which visit."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="papers")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="of_visit")
    kind = models.CharField("种类", max_length=10, choices=PaperKind.choices)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        verbose_name = "检查文书"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class PreparedNotice(AppendOnly):
    """待送达告知书 — numbered and printed, not yet served; the newest that was not withdrawn counts."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="prepared_notices")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+")
    number = models.CharField("文号", max_length=60)
    visit_on = models.DateField("检查日期")
    materials = models.TextField("需准备的资料", blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("制作时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "待送达告知书"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number


class ServiceWay(models.TextChoices):
    """送达方式 on a 送达回证."""

    DIRECT = "DIRECT", "直接送达"
    LEFT = "LEFT", "留置送达"
    POST = "POST", "邮寄送达"
    ELECTRONIC = "ELECTRONIC", "电子送达"
    PHONE = "PHONE", "电话记录"


class Service(AppendOnly):
    """送达回证 — who handed which paper to whom, where and when."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="services")
    served = models.ForeignKey(IssuedPaper, models.PROTECT, related_name="services")
    receipt = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+")
    """The 送达回证 itself."""
    way = models.CharField("送达方式", max_length=12, choices=ServiceWay.choices)
    receiver = models.CharField("签收人", max_length=64)
    place = models.CharField("送达地点", max_length=200, blank=True)
    witness = models.CharField("见证人", max_length=64, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    first = models.ForeignKey(Inspector, models.PROTECT, related_name="+")
    second = models.ForeignKey(Inspector, models.PROTECT, null=True, related_name="+")
    served_at = models.DateTimeField("送达时间")
    recorded_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "送达回证"
        constraints = [
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("first")), name="served_by_two_different"
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.served}的送达回证"


class SiteNote(AppendOnly):
    """现场检查笔录 — what the officers saw on the spot, in their words, for the object to read and sign."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="site_notes")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+")
    number = models.CharField("文号", max_length=60)
    begun_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    place = models.CharField("检查场所", max_length=200)
    present = models.CharField("现场负责人和在场人员", max_length=200)
    content = models.TextField("检查情况")
    written_by = models.ForeignKey(Inspector, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("制作时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "现场检查笔录"
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("begun_at")), name="site_note_runs_forward")
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number


class OrderKind(models.TextChoices):
    """责令的内容 (Art. 20(2))."""

    CORRECT = "CORRECT", "责令改正"
    STOP = "STOP", "责令停止违法活动"


class OrderWay(models.TextChoices):
    """责令的方式 (Art. 20(2))."""

    WRITTEN = "WRITTEN", "书面"
    PRINTED = "PRINTED", "移动执法设备打印"
    ORAL = "ORAL", "口头"


class Order(AppendOnly):
    """责令改正 — what must be put right by when, and the day on which somebody looks again."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="orders")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="orders")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, null=True, related_name="+")
    """None of an order given by word of mouth."""
    number = models.CharField("文号", max_length=60, blank=True)
    kind = models.CharField("内容", max_length=8, choices=OrderKind.choices)
    way = models.CharField("方式", max_length=8, choices=OrderWay.choices)
    problem = models.TextField("违法事实")
    basis = models.TextField("依据")
    demand = models.TextField("改正要求")
    due_on = models.DateField("改正期限")
    recheck_on = models.DateField("复查日期")
    ordered_by = models.ForeignKey(Inspector, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField("责令时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "责令改正"
        constraints = [
            models.CheckConstraint(condition=Q(recheck_on__gte=F("due_on")), name="recheck_follows_the_term"),
            models.CheckConstraint(
                condition=Q(way="ORAL") | Q(paper__isnull=False), name="written_order_has_its_paper"
            ),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number or f"{self.get_kind_display()}（口头）"


class Sample(AppendOnly):
    """抽样记录 — what was taken, from how much, how it was sealed, and who tests it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="samples")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="samples")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+")
    number = models.CharField("文号", max_length=60)
    name = models.CharField("样品名称", max_length=200)
    specification = models.CharField("规格型号", max_length=100, blank=True)
    batch = models.CharField("批号或生产日期", max_length=100, blank=True)
    maker = models.CharField("标称生产者", max_length=200, blank=True)
    base = models.CharField("抽样基数", max_length=60)
    quantity = models.CharField("抽样数量", max_length=60)
    spare = models.CharField("备样数量", max_length=60, blank=True)
    place = models.CharField("抽样地点", max_length=200)
    sealing = models.CharField("封样情况", max_length=200)
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="samples")
    """The body that tests it; none where the department tests it itself."""
    taken_by = models.ForeignKey(Inspector, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("抽样时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "抽样记录"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number


class LabReport(AppendOnly):
    """检验报告 — what the laboratory says of a sample; with the last one the item's result is formed (reading R100)."""

    sample = models.OneToOneField(Sample, models.PROTECT, related_name="report")
    number = models.CharField("报告编号", max_length=100)
    laboratory = models.CharField("检验机构", max_length=200)
    conforming = models.BooleanField("合格")
    nonconformity = models.TextField("不合格项目", blank=True)
    issued_on = models.DateField("报告日期")
    received_on = models.DateField("收到日期")
    """Day 0 of the publication clock of the department (Art. 20(4), reading c)."""
    file = models.FileField("报告", upload_to="reports/%Y/%m")
    sha256 = models.CharField("校验值", max_length=64)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "检验报告"
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__gte=F("issued_on")), name="report_follows_its_day"
            ),
            models.CheckConstraint(
                condition=Q(conforming=True) | ~Q(nonconformity=""), name="nonconformity_is_named"
            ),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"检验报告 {self.number}"


class ResultLetter(AppendOnly):
    """检查结果告知书 — what the visit found, told to the object."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="result_letter")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="+")
    number = models.CharField("文号", max_length=60)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("制作时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "检查结果告知书"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number


class PrintKind(models.TextChoices):
    """成批打印的内容."""

    NOTICES = "NOTICES", "告知书和送达回证"
    RECORDS = "RECORDS", "空白记录表"


class PrintJob(models.Model):
    """成批打印 — one PDF of all forms of a task, made by the background worker."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="print_jobs")
    kind = models.CharField("内容", max_length=8, choices=PrintKind.choices)
    particulars = models.JSONField("告知内容", default=dict)
    """Of notices: day, materials and phone."""
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField("下达时间")
    total = models.PositiveIntegerField("份数")
    done = models.PositiveIntegerField("已完成", default=0)
    fault = models.CharField("未完成原因", max_length=300, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    file = models.FileField("文件", upload_to="prints/%Y/%m", blank=True)
    pages = models.PositiveIntegerField("页数", default=0)

    class Meta:
        verbose_name = "成批打印"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.total} 份）"
