"""文书 — which numbers were given, which papers left the house, and the offices' own Word templates."""

import secrets

from django.db import models

from suiji.ledger.models import AppendOnly
from suiji.organs.models import Department


class DocumentNumber(AppendOnly):
    """发文字号 — one number of one department's series in one year: 安市监抽告〔2026〕12号."""

    class Kind(models.TextChoices):
        """The series, by the words they put into the number."""

        SCHEME = "SCHEME", "抽案"
        NOTICE = "NOTICE", "抽告"
        RECORD = "RECORD", "抽记"
        DRAW = "DRAW", "抽取"
        RESULT = "RESULT", "抽结"
        TRANSFER = "TRANSFER", "抽移"
        REPORT = "REPORT", "通报"
        APPROVAL = "APPROVAL", "抽审"
        FILING = "FILING", "抽备"
        TASK = "TASK", "抽"
        ISSUE = "ISSUE", "会"
        OVERSIGHT = "OVERSIGHT", "督"
        FOLLOW_UP = "FOLLOW_UP", "抽处"
        NOTE = "NOTE", "抽笔"
        ORDER = "ORDER", "抽责改"
        RECEIPT = "RECEIPT", "抽达"
        EVIDENCE = "EVIDENCE", "抽证"
        SAMPLE = "SAMPLE", "抽样"
        LISTING = "LISTING", "抽列"

    kind = models.CharField("文种", max_length=16, choices=Kind.choices)
    department_code = models.CharField("机关代字", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号")

    class Meta(AppendOnly.Meta):
        abstract = False
        verbose_name = "发文字号"
        constraints = [
            models.UniqueConstraint(
                fields=["department_code", "kind", "year", "serial"], name="papers_number_given_once"
            ),
            models.CheckConstraint(condition=models.Q(serial__gte=1), name="papers_number_from_one"),
        ]

    def __str__(self) -> str:
        kind = DocumentNumber.Kind(self.kind).label
        return f"{self.department_code}{kind}〔{self.year}〕{self.serial}号"


def new_token() -> str:
    """What stands in a paper's QR code: 120 random bits, so that nobody finds a paper by trying."""
    return secrets.token_urlsafe(15)


class IssuedPaper(AppendOnly):
    """已发文书 — a paper as it left the house, with its hash and the code by which anybody may check it."""

    token = models.CharField("核验码", max_length=24, unique=True, default=new_token)
    kind = models.CharField("文种", max_length=16, choices=DocumentNumber.Kind.choices)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="issued_papers")
    issued_on = models.DateField("制发日期")
    issued_at = models.DateTimeField("制发时间")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    """None of a paper whose validity no day ends."""
    sha256 = models.CharField("校验值", max_length=64)
    content = models.BinaryField("文件")
    """The PDF, as it was printed."""
    sealed = models.BooleanField("电子印章", default=False)

    class Meta(AppendOnly.Meta):
        abstract = False
        verbose_name = "已发文书"
        indexes = [models.Index(fields=["number"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"《{self.title}》{self.number}"


class PaperWithdrawal(AppendOnly):
    """文书撤回 — a paper that no longer holds; the paper itself stays on record."""

    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="withdrawal")
    reason = models.CharField("原因", max_length=300)
    withdrawn_at = models.DateTimeField("撤回时间")

    class Meta(AppendOnly.Meta):
        abstract = False
        verbose_name = "文书撤回"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.paper_id}"


class WordTemplate(AppendOnly):
    """文书模板 — an office's own Word form of a paper; the newest version is used, none is ever lost."""

    office = models.ForeignKey(Department, models.PROTECT, related_name="word_templates")
    paper = models.CharField("文书", max_length=20)
    """The name of the document's template: ``notice``, ``record`` …"""
    version = models.PositiveIntegerField("版本")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    content = models.BinaryField("文件")
    """Empty: from here on the shipped form again."""
    uploaded_by = models.CharField("上传人", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")

    class Meta(AppendOnly.Meta):
        abstract = False
        verbose_name = "文书模板"
        constraints = [
            models.UniqueConstraint(fields=["office", "paper", "version"], name="one_template_a_version")
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.paper} 第 {self.version} 版"
