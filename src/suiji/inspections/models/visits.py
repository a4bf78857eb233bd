"""上门检查 — visits, notices, records, signatures, evidence."""

import secrets
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from suiji.catalogue.models import ItemPart, ItemVersion
from suiji.draws.models import DrawnObject, Team
from suiji.inspections.states import VISIT
from suiji.law.results import ResultCode
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models import Inspector
from suiji.organs.models import Department, Person
from suiji.tasks.models import Task

RESULT_CHOICES = [(code.value, code.words) for code in ResultCode]
CLEAN = frozenset({ResultCode.NO_PROBLEM, ResultCode.NO_SUCH_ACTIVITY, ResultCode.CONFORMING})
"""Results that found nothing wrong."""


class VisitMode(models.TextChoices):
    """Where the check is made (Art. 19)."""

    ON_SITE = "ON_SITE", "实地检查"
    WRITTEN = "WRITTEN", "书面检查"
    ONLINE = "ONLINE", "网络监测"


class VisitSlot(models.TextChoices):
    """Which half of the day."""

    MORNING = "AM", "上午"
    AFTERNOON = "PM", "下午"


class ObjectStatus(models.TextChoices):
    """状态备注 — what the officers learned of the object itself, beside the ten results."""

    CLOSED = "CLOSED", "停业或者正在组织清算"
    CANCELLED = "CANCELLED", "注销"
    REVOKED = "REVOKED", "被吊销"
    ANNULLED = "ANNULLED", "被撤销"
    MOVED = "MOVED", "迁出"


def new_check_code() -> str:
    """A check code that nobody can guess: 96 random bits, in letters that fit an address."""
    return secrets.token_urlsafe(12)


class Visit(Stateful):
    """上门检查 — one joint visit of a team to one drawn object."""

    machine = VISIT
    beside = ("task", "drawn__object", "team")

    task = models.ForeignKey(Task, models.PROTECT, related_name="visits")
    drawn = models.OneToOneField(DrawnObject, models.PROTECT, related_name="visit")
    team = models.ForeignKey(Team, models.PROTECT, related_name="visits")
    scheduled_on = models.DateField("拟检查日期", null=True, blank=True)
    arrived_at = models.DateTimeField("到达时间", null=True, blank=True)
    ended_at = models.DateTimeField("检查结束时间", null=True, blank=True)
    """When the record was signed: day 0 of the publication clock (Art. 20(4), reading c)."""
    on_site = models.BooleanField("实地检查", default=True)
    mode = models.CharField("检查方式", max_length=8, choices=VisitMode.choices, default=VisitMode.ON_SITE)
    """From the desk only with an approval (reading R63); ``on_site`` then is false."""
    slot = models.CharField("时段", max_length=2, choices=VisitSlot.choices, blank=True)
    check_code = models.CharField("检查码", max_length=24, unique=True, default=new_check_code)
    """Shown as a QR code by the officers; the page behind it is empty until they have arrived."""

    class Meta:
        verbose_name = "上门检查"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("arrived_at")),
                name="visit_runs_forward",
            )
        ]
        # Whether a task's visits are all over is asked for every public row of an unannounced one.
        indexes = [models.Index(fields=["task"], condition=Q(ended_at=None), name="visits_not_over")]

    def __str__(self) -> str:
        return f"对{self.drawn.object}的检查"

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """As ever; the crew is asked for anew as well (see ``queries.crew_of``)."""
        self.__dict__.pop("_crew", None)
        super().refresh_from_db(*args, **kwargs)


class PreCheck(AppendOnly):
    """预查比对 — an inspector opened the object's file before the visit (Art. 20(1))."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="pre_checks")
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("查阅时间")

    class Meta(AppendOnly.Meta):
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.visit_id}"


class NoticeMode(models.TextChoices):
    """告知方式 (Art. 20(2))."""

    WRITTEN = "WRITTEN", "书面"
    PHONE = "PHONE", "电话"
    FAX = "FAX", "传真"
    MESSAGE = "MESSAGE", "短信"
    PLATFORM = "PLATFORM", "平台"


class Notice(AppendOnly):
    """部门联合检查告知书 — served before the visit."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="notice")
    number = models.CharField("文号", max_length=60, unique=True)
    mode = models.CharField("告知方式", max_length=10, choices=NoticeMode.choices)
    receiver = models.CharField("受送达人", max_length=64)
    visit_on = models.DateField("检查日期")
    materials = models.TextField("需准备的资料", blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    """Of the office that serves it, not of a person."""
    served_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    served_at = models.DateTimeField("送达时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "检查告知书"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.number


class Finding(models.Model):
    """检查情况 — what one department found on one item; open until the record is signed."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    department = models.ForeignKey(Department, models.PROTECT, related_name="findings")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="findings")
    part = models.ForeignKey(ItemPart, models.PROTECT, related_name="findings")
    answers = models.JSONField("检查要点", default=dict)
    """{"check point": "无" | "有" | "不涉及"}"""
    results = ArrayField(
        models.CharField(max_length=20, choices=RESULT_CHOICES), verbose_name="检查结果", default=list
    )
    problem = models.TextField("发现问题情况", blank=True)
    measures = models.JSONField("现场措施", default=list)
    """[{"kind": "责令改正", "form": "书面"}]"""
    disposal = models.TextField("处置情况", blank=True)
    object_status = models.CharField(
        "状态备注", max_length=10, choices=ObjectStatus.choices, blank=True, default=""
    )
    awaits_report = models.BooleanField("以检验报告为准", default=False)
    """A sample was taken: the record is signed without a result, which the laboratory's report gives (R100)."""
    filled_by = models.ForeignKey(Inspector, models.PROTECT, related_name="+", null=True)
    filled_at = models.DateTimeField("填写时间", null=True, blank=True)

    class Meta:
        verbose_name = "检查情况"
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "department", "item_version"], name="one_finding_an_item"
            )
        ]
        triggers = [
            # Art. 22: what was signed is what was found; the publication reads it from here. The one thing that
            # comes later is the result that the record left to a laboratory: once, and with the report of every sample.
            pgtrigger.Trigger(
                name="signed_record_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.awaits_report AND OLD.results = '{}'
                        AND NEW.results IN ('{CONFORMING}', '{NONCONFORMING}')
                        AND to_jsonb(NEW) - 'results' = to_jsonb(OLD) - 'results'
                        AND EXISTS (SELECT 1 FROM inspections_sample WHERE finding_id = OLD.id)
                        AND NOT EXISTS (
                            SELECT 1 FROM inspections_sample s LEFT JOIN inspections_labreport r ON r.sample_id = s.id
                            WHERE s.finding_id = OLD.id AND r.id IS NULL)
                    THEN RETURN NEW; END IF;
                    IF EXISTS (SELECT 1 FROM inspections_visit WHERE id = OLD.visit_id AND state = 'SIGNED') THEN
                        RAISE EXCEPTION 'the record of visit % is signed', OLD.visit_id;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.department_id} {self.item_version_id}"

    @property
    def result_words(self) -> list[str]:
        """The results in the article's own words; where a laboratory has still to say, that."""
        return [ResultCode(code).words for code in self.results] or self.signed_words

    @property
    def signed_words(self) -> list[str]:
        """The results as they stood above the signatures."""
        if self.awaits_report:
            return ["以检验报告为准"]
        return [ResultCode(code).words for code in self.results]

    @property
    def answered(self) -> list[tuple[str, str]]:
        """The answers in the order of the item list; empty where nothing could be checked point by point."""
        return [(point, self.answers[point]) for point in self.part.check_points if point in self.answers]

    @property
    def tone(self) -> str:
        """How the results are shown: found something or not; never colour alone."""
        if self.awaits_report and not self.results:
            return "neutral"
        return "good" if CLEAN.issuperset(self.results) else "bad"


class SignatureKind(models.TextChoices):
    """Who signs the record."""

    OFFICER = "OFFICER", "检查人员签字"
    FIRM = "FIRM", "被检查对象签字盖章"
    REFUSAL = "REFUSAL", "拒绝签字说明"


class Signature(AppendOnly):
    """签字 — with identity, time and the hash of what was signed; it holds only for a record of that hash."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="signatures")
    kind = models.CharField("类别", max_length=8, choices=SignatureKind.choices)
    signer = models.CharField("签字人", max_length=64)
    inspector = models.ForeignKey(Inspector, models.PROTECT, null=True, related_name="signatures")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    note = models.TextField("说明", blank=True)
    opinion = models.TextField("被检查对象的意见", blank=True, default="")
    """What its person wanted to have said beside the signature; empty where nothing was said."""
    drawing = models.BinaryField("手写签名", blank=True, default=b"")
    """What the firm's person drew on the glass, as PNG; the typed name stands in any case."""
    record_sha256 = models.CharField("所签记录的校验值", max_length=64)
    signed_at = models.DateTimeField("签字时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "签字"
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "inspector", "kind", "record_sha256"],
                condition=Q(inspector__isnull=False),
                name="one_signature_an_officer",
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.signer}"


class EvidenceKind(models.TextChoices):
    """证据种类."""

    PHOTO = "PHOTO", "照片"
    VIDEO = "VIDEO", "录像"
    AUDIO = "AUDIO", "录音"
    PAPER = "PAPER", "文书"
    DIGITAL = "DIGITAL", "电子数据"
    CONTACT = "CONTACT", "联系记录"
    WITNESS = "WITNESS", "见证人说明"


class Evidence(AppendOnly):
    """证据 — a file with its hash, or a contact attempt in words; never deleted."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="evidence")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    kind = models.CharField("种类", max_length=8, choices=EvidenceKind.choices)
    title = models.CharField("名称", max_length=200)
    file = models.FileField("文件", upload_to="evidence/%Y/%m", blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    note = models.TextField("说明", blank=True)
    """Of a contact: how, to whom, with what answer. Of a witness: who, and what was seen."""
    taken_at = models.DateTimeField("取证时间")
    received_at = models.DateTimeField("收到时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "证据"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.title


class Review(AppendOnly):
    """审核 — a deputy head's look at the proof of grave lack of cooperation (Art. 21, reading R22)."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="reviews")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    note = models.TextField("审核意见")
    reviewed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField("审核时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "不配合检查审核"
        constraints = [
            models.UniqueConstraint(fields=["visit", "department"], name="one_review_a_department")
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.department_id}"
