"""发文字号 — which numbers each department has given out. A number once given is never given again."""

from django.db import models

from suiji.ledger.models import AppendOnly


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
