"""抽查以外的检查 — daily, special and complaint-driven checks of one department, on the record form of the joint ones.

They are kept apart from everything that is drawn: tables of their own, no result type that is published, no place in
any figure of the double-random work. What they share with it is the firm, and how often it is visited (R177).
"""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from suiji.catalogue.models import ItemPart, ItemVersion
from suiji.inspections.models.visits import CLEAN, RESULT_CHOICES, ObjectStatus, SignatureKind
from suiji.inspections.states import OTHER_CHECK, OtherCheckState
from suiji.law.results import ResultCode
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models import InspectedObject, Inspector, VisitKind
from suiji.organs.models import Department

OTHER_KINDS = [
    (kind.value, kind.label) for kind in (VisitKind.DAILY, VisitKind.SPECIAL, VisitKind.CASE, VisitKind.OWN)
]
"""A joint check has its draw, a check by those above is theirs to record."""


class OtherCheck(Stateful):
    """抽查以外的检查 — one visit of two or more officers of a department to an object nobody has drawn."""

    machine = OTHER_CHECK
    beside = ("object", "department")

    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="other_checks")
    department = models.ForeignKey(Department, models.PROTECT, related_name="other_checks")
    kind = models.CharField("检查种类", max_length=8, choices=OTHER_KINDS)
    reference = models.CharField("检查审批、任务或者线索编号", max_length=100)
    reason = models.TextField("检查较多仍须检查的理由", blank=True)
    """Only where the item list's own ceiling or the frequency warning was met."""
    officers = models.ManyToManyField(Inspector, verbose_name="检查人员", related_name="other_checks")
    begun_at = models.DateTimeField("检查开始时间")
    ended_at = models.DateTimeField("检查结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "抽查以外的检查"
        constraints = [
            models.UniqueConstraint(
                fields=["object", "department"],
                condition=Q(state=OtherCheckState.ON_SITE),
                name="one_open_check_a_department",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("begun_at")),
                name="other_check_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"对{self.object.name}的{self.get_kind_display()}"


class OtherFinding(models.Model):
    """抽查以外检查的检查情况 — what was found on one item of the list; open until the record is signed."""

    check_made = models.ForeignKey(OtherCheck, models.PROTECT, related_name="findings")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="other_findings")
    part = models.ForeignKey(ItemPart, models.PROTECT, related_name="other_findings")
    answers = models.JSONField("检查要点", default=dict)
    results = ArrayField(
        models.CharField(max_length=20, choices=RESULT_CHOICES), verbose_name="检查结果", default=list
    )
    problem = models.TextField("发现问题情况", blank=True)
    measures = models.JSONField("现场措施", default=list)
    disposal = models.TextField("处置情况", blank=True)
    object_status = models.CharField(
        "状态备注", max_length=10, choices=ObjectStatus.choices, blank=True, default=""
    )
    filled_by = models.ForeignKey(Inspector, models.PROTECT, related_name="+", null=True)
    filled_at = models.DateTimeField("填写时间", null=True, blank=True)

    class Meta:
        verbose_name = "抽查以外检查的检查情况"
        constraints = [
            models.UniqueConstraint(fields=["check_made", "item_version"], name="one_other_finding_an_item")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="other_signed_record_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM inspections_othercheck WHERE id = OLD.check_made_id AND state = 'SIGNED')
                    THEN
                        RAISE EXCEPTION 'the record of check % is signed', OLD.check_made_id;
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_made_id} {self.item_version_id}"

    @property
    def result_words(self) -> list[str]:
        """The results in the article's own words."""
        return [ResultCode(code).words for code in self.results]

    @property
    def answered(self) -> list[tuple[str, str]]:
        """The answers in the order of the item list."""
        return [(point, self.answers[point]) for point in self.part.check_points if point in self.answers]

    @property
    def tone(self) -> str:
        """How the results are shown: found something or not; never colour alone."""
        return "good" if CLEAN.issuperset(self.results) else "bad"


class OtherSignature(AppendOnly):
    """抽查以外检查的签字 — holds only for a record of its hash."""

    check_made = models.ForeignKey(OtherCheck, models.PROTECT, related_name="signatures")
    kind = models.CharField("类别", max_length=8, choices=SignatureKind.choices)
    signer = models.CharField("签字人", max_length=64)
    inspector = models.ForeignKey(Inspector, models.PROTECT, null=True, related_name="+")
    note = models.TextField("说明", blank=True)
    opinion = models.TextField("被检查对象的意见", blank=True, default="")
    drawing = models.BinaryField("手写签名", blank=True, default=b"")
    record_sha256 = models.CharField("所签记录的校验值", max_length=64)
    signed_at = models.DateTimeField("签字时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "抽查以外检查的签字"
        constraints = [
            models.UniqueConstraint(
                fields=["check_made", "inspector", "kind", "record_sha256"],
                condition=Q(inspector__isnull=False),
                name="one_other_signature_an_officer",
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.signer
