"""公示与更正 — a department's result of a visit, in versions that never change."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from suiji.disclosure.states import CORRECTION, OBJECTION, PUBLICATION, QUALITY, WITHHOLDING
from suiji.inspections.models import RESULT_CHOICES, Visit
from suiji.law.results import ResultCode
from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department, Person

_SIGNED_FIRST = """
    IF NOT EXISTS (SELECT 1 FROM disclosure_correction c WHERE c.id = NEW.correction_id AND c.state = 'SIGNED'
                   AND c.publication_id = NEW.publication_id AND c.rows = NEW.rows) THEN
        RAISE EXCEPTION 'a published result changes only as a signed correction says';
    END IF;
    RETURN NEW;
"""
_COUNTED = """
    INSERT INTO disclosure_resulttally (department_id, year, what, lane, number)
    SELECT p.department_id, extract(year FROM f.published_at AT TIME ZONE 'Asia/Shanghai')::int, w.what,
        pg_backend_pid() % 8, sum(w.number)
    FROM added v
    JOIN disclosure_publication p ON p.id = v.publication_id
    JOIN disclosure_publicationversion f ON f.publication_id = v.publication_id AND f.number = 1
    CROSS JOIN LATERAL (
        SELECT 'PUBLISHED', 1 WHERE v.number = 1
        UNION ALL SELECT 'LATE', 1
            WHERE v.number = 1 AND (v.published_at AT TIME ZONE 'Asia/Shanghai')::date > p.due_on
        UNION ALL SELECT 'CORRECTED', 1 WHERE v.number = 2
        UNION ALL SELECT code, 1 FROM unnest(v.results) code
        UNION ALL SELECT code, -1 FROM disclosure_publicationversion b, unnest(b.results) code
            WHERE b.publication_id = v.publication_id AND b.number = v.number - 1
    ) w (what, number)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (department_id, year, what, lane)
        DO UPDATE SET number = disclosure_resulttally.number + EXCLUDED.number;
    RETURN NULL;
"""
_NOTED = """
    INSERT INTO exchange_due (kind, department_id, key, fresh)
    SELECT 'RESULT', p.department_id, 'JG-' || a.publication_id, a.number = 1
    FROM added a JOIN disclosure_publication p ON p.id = a.publication_id;
    RETURN NULL;
"""
"""What is published anew may have to leave for the publicity system: so the exchange knows it (decision 0118)."""


class Publication(Stateful):
    """公示 — one department's result of one visit; each department publishes its own (Art. 20(4))."""

    machine = PUBLICATION
    beside = ("visit__task", "visit__drawn__object", "department")

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
    correction = models.OneToOneField("Correction", models.PROTECT, null=True, related_name="version")
    """The signed correction that every version but the first rests on; the database asks for it."""

    class Meta(AppendOnly.Meta):
        verbose_name = "公示版本"
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="one_published_version"),
            models.CheckConstraint(
                condition=Q(number=1, correction=None) | Q(number__gt=1, correction__isnull=False),
                name="later_versions_are_corrections",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="newest_versions"),
            GinIndex(fields=["results"], name="versions_by_result"),
        ]
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="later_versions_are_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__number__gt=1),
                func=_SIGNED_FIRST,
            ),
            pgtrigger.Trigger(
                name="counted",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # its own code has no types
                func=_COUNTED,
            ),
            pgtrigger.Trigger(
                name="noted",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # its own code has no types
                func=_NOTED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} 第 {self.number} 版"

    @property
    def result_words(self) -> list[str]:
        """The results in the article's own words."""
        return [ResultCode(code).words for code in self.results]


class ResultTally(models.Model):
    """公示合计 — how many results a department first published in a year, how many of them late or corrected since, and
    how often each of the ten results stands among them; the database counts as versions come (decision 0100).
    """

    department = models.ForeignKey(
        Department, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    year = models.PositiveSmallIntegerField("首次公示年度")
    what = models.CharField("计什么", max_length=20)
    """``PUBLISHED``, ``LATE``, ``CORRECTED``, or the code of a result."""
    lane = models.PositiveSmallIntegerField("分行")
    """One number lies in a few rows that are summed, so that whoever publishes at the same moment need not wait."""
    number = models.IntegerField("条数")

    class Meta:
        verbose_name = "公示合计"
        constraints = [
            models.UniqueConstraint(fields=["department", "year", "what", "lane"], name="one_tally_a_lane")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


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


class ObjectionKind(models.TextChoices):
    """What the object says."""

    STATEMENT = "STATEMENT", "陈述申辩"
    OBJECTION = "OBJECTION", "对公示结果的异议"


class Objection(Stateful):
    """企业异议 — what an inspected object says against a department's result; it may start a correction (Art. 22)."""

    machine = OBJECTION

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="objections")
    department = models.ForeignKey(Department, models.PROTECT, related_name="objections")
    kind = models.CharField("种类", max_length=10, choices=ObjectionKind.choices)
    words = models.TextField("理由")
    proof = models.TextField("证据", blank=True)
    raised_at = models.DateTimeField("提出时间")
    answer = models.TextField("答复", blank=True)
    """The object reads it at its door."""
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    correction = models.OneToOneField(
        Correction, models.PROTECT, null=True, blank=True, related_name="objection"
    )

    class Meta:
        verbose_name = "企业异议"
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "department", "kind"],
                condition=Q(state="RAISED"),
                name="one_open_objection_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        of = "的" if self.kind == ObjectionKind.STATEMENT else ""
        return f"{self.visit.drawn.object}{of}{self.get_kind_display()}"


class Proof(AppendOnly):
    """证明材料 — a file with its hash that proves a correction or an objection; read inside only, never deleted."""

    correction = models.ForeignKey(Correction, models.PROTECT, null=True, related_name="proofs")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, related_name="proofs")
    name = models.CharField("文件名", max_length=120)
    file = models.FileField("文件", upload_to="proofs/%Y/%m")
    sha256 = models.CharField("校验值", max_length=64)
    added_at = models.DateTimeField("提交时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "证明材料"
        constraints = [
            models.CheckConstraint(
                condition=Q(correction=None) ^ Q(objection=None), name="proof_of_one_thing"
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.name


class Withholding(Stateful):
    """不予公开 — a result kept from the public because a law says so, approved by the deputy head (Art. 4)."""

    machine = WITHHOLDING

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="withholdings")
    ground = models.CharField("法律依据", max_length=300)
    reason = models.CharField("情况说明", max_length=500)
    until_on = models.DateField("不予公开至", null=True, blank=True)
    """Empty: until the ground falls away."""
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("申请时间")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        verbose_name = "不予公开"
        constraints = [
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state__in=["APPLIED", "APPROVED"]),
                name="one_withholding_a_result",
            )
        ]

    def __str__(self) -> str:
        return f"不予公开{self.publication}"


class QualityCheck(Stateful):
    """公示质量抽查 — somebody compares a published result with its signed record, and what came of it (Art. 26)."""

    machine = QUALITY

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="quality_checks")
    version = models.ForeignKey(PublicationVersion, models.PROTECT, related_name="+")
    """What stood published when it was looked at; its named officer answers for it."""
    lawful = models.BooleanField("合法")
    accurate = models.BooleanField("准确")
    true = models.BooleanField("真实")
    finding = models.CharField("发现的问题", max_length=500, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField("抽查时间")
    measure = models.CharField("责任追究和整改", max_length=500, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "公示质量抽查"

    def __str__(self) -> str:
        return f"对{self.publication}的质量抽查"
