"""鉴定销毁 — files whose term has run out, the list that is approved, what was destroyed (Art. 27)."""

from django.db import models

from suiji.archive.models.files import CaseFile
from suiji.archive.states import DESTRUCTION, HOLD
from suiji.ledger.models import AppendOnly, Stateful
from suiji.organs.models import Department, Person


class DestructionList(Stateful):
    """销毁清册 — the files a department has appraised together, who approves, and who watches."""

    machine = DESTRUCTION

    department = models.ForeignKey(Department, models.PROTECT, related_name="destruction_lists")
    number = models.CharField("清册编号", max_length=60)
    clerk = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("开始鉴定时间")
    content_sha256 = models.CharField("清册校验值", max_length=64, blank=True)
    """Over every line and opinion as they were handed in; the approval and the destruction are for exactly that."""
    approver = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approval = models.CharField("审批意见", max_length=300, blank=True)
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = "销毁清册"
        constraints = [
            models.UniqueConstraint(fields=["department", "number"], name="one_destruction_list_a_number")
        ]

    def __str__(self) -> str:
        return f"销毁清册 {self.number}"


class Verdict(models.TextChoices):
    """鉴定结论 — what the group says of a file."""

    DESTROY = "DESTROY", "销毁"
    KEEP = "KEEP", "继续保管"


class ListedFile(models.Model):
    """鉴定案卷 — one file on a list, and the group's opinion of it."""

    destruction = models.ForeignKey(DestructionList, models.CASCADE, related_name="lines")
    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="appraisals")
    verdict = models.CharField("鉴定结论", max_length=8, choices=Verdict.choices, blank=True)
    opinion = models.CharField("鉴定意见", max_length=300, blank=True)
    keep_until = models.DateField("继续保管至", null=True, blank=True)
    """Of a file that is kept: its new last day."""

    class Meta:
        verbose_name = "鉴定案卷"
        constraints = [
            models.UniqueConstraint(fields=["destruction", "case_file"], name="one_line_a_listed_file")
        ]

    def __str__(self) -> str:
        return f"{self.destruction_id} {self.case_file_id}"


class Appraiser(models.Model):
    """鉴定组成员 — one of the group, and the content this person signed."""

    destruction = models.ForeignKey(DestructionList, models.CASCADE, related_name="appraisers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_sha256 = models.CharField("签署的清册", max_length=64, blank=True)
    signed_at = models.DateTimeField("签署时间", null=True, blank=True)

    class Meta:
        verbose_name = "鉴定组成员"
        constraints = [
            models.UniqueConstraint(fields=["destruction", "person"], name="one_place_an_appraiser")
        ]

    def __str__(self) -> str:
        return f"{self.destruction_id} {self.person_id}"


class Watcher(models.Model):
    """监销人 — who compares the approved list with the files and sees their destruction."""

    destruction = models.ForeignKey(DestructionList, models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    checked_sha256 = models.CharField("核对的清册", max_length=64, blank=True)
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        verbose_name = "监销人"
        constraints = [models.UniqueConstraint(fields=["destruction", "person"], name="one_place_a_watcher")]

    def __str__(self) -> str:
        return f"{self.destruction_id} {self.person_id}"


class Extension(AppendOnly):
    """续存 — a new last day for a file that was appraised and is kept."""

    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="extensions")
    destruction = models.ForeignKey(DestructionList, models.PROTECT, related_name="+")
    keep_until = models.DateField("保管至")
    decided_at = models.DateTimeField("决定时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "续存"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.case_file_id} {self.keep_until}"


class DestroyedFile(AppendOnly):
    """已销毁案卷 — that the volumes of a file are gone: their hashes stay, their bytes do not."""

    case_file = models.OneToOneField(CaseFile, models.PROTECT, related_name="destroyed")
    destruction = models.ForeignKey(DestructionList, models.PROTECT, related_name="destroyed_files")
    volumes = models.JSONField("卷册")
    """[{"volume": "原卷", "sha256": "…", "bytes": 1234}]"""
    destroyed_at = models.DateTimeField("销毁时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "已销毁案卷"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.case_file_id}"


class HoldKind(models.TextChoices):
    """暂缓原因."""

    LAWSUIT = "LAWSUIT", "行政诉讼"
    REVIEW = "REVIEW", "行政复议"
    SUPERVISION = "SUPERVISION", "监督检查或者审计"
    OTHER = "OTHER", "其他"


class Hold(Stateful):
    """暂缓销毁 — somebody needs the file longer than its term: while this stands nothing of it is destroyed."""

    machine = HOLD

    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="holds")
    kind = models.CharField("原因", max_length=12, choices=HoldKind.choices)
    reason = models.CharField("说明", max_length=300)
    placed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField("提出时间")
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_because = models.CharField("解除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "暂缓销毁"

    def __str__(self) -> str:
        return f"{self.case_file}暂缓销毁"
