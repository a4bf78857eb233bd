"""导入文件 — a file on its way into the object library: received, checked, written, perhaps undone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from suiji import vault
from suiji.ledger import Machine
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models.objects import InspectedObject
from suiji.libraries.models.runs import ImportRun
from suiji.libraries.states import UPLOAD
from suiji.organs.models import Department, Person


class Upload(Stateful):
    """导入文件 — one file of one department, with the columns it was read by and what they came to."""

    machine: ClassVar[Machine] = UPLOAD

    department = models.ForeignKey(Department, models.PROTECT, related_name="uploads")
    by = models.CharField("导入人", max_length=64)
    file_name = models.CharField("文件", max_length=200)
    path = models.CharField("存放位置", max_length=200)
    """Under the private folder of imports."""
    size = models.BigIntegerField("字节数")
    sha256 = models.CharField("文件校验值", max_length=64)
    received_at = models.DateTimeField("接收时间")
    heading_row = models.PositiveIntegerField("表头所在行", default=1)
    headings = models.JSONField("表头", default=list)
    columns = models.JSONField("列对应", default=list)
    """A field's name, or nothing, for each heading."""
    rows_read = models.PositiveIntegerField("已读行数", default=0)
    """The number in the file of the last row that is staged: where a job that was killed goes on."""
    counts = models.JSONField("校验结果", default=dict)
    """new, changed, unchanged, conflicting, refused, warned."""
    written_at = models.DateTimeField("导入时间", null=True)
    used_at = models.DateTimeField("启用时间", null=True)
    """When a department first confirmed the library with this file in it: from then on it stays."""
    run = models.OneToOneField(ImportRun, models.PROTECT, null=True, related_name="upload")

    class Meta:
        verbose_name = "导入文件"

    def __str__(self) -> str:
        return f"《{self.file_name}》"


class ColumnMemory(models.Model):
    """列对应记忆 — what a department took a heading for the last time."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="column_memories")
    heading = models.CharField("表头", max_length=100)
    field = models.CharField("字段", max_length=40, blank=True)
    """Empty: not to be read."""

    class Meta:
        verbose_name = "列对应记忆"
        constraints = [models.UniqueConstraint(fields=["department", "heading"], name="one_memory_a_heading")]

    def __str__(self) -> str:
        return self.heading


class LastConfirmed(models.Model):
    """最近确认 — when a department last confirmed its part of both libraries, in words of its rows' pages (Art. 11)."""

    department = models.OneToOneField(Department, models.CASCADE, related_name="last_confirmed")
    at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = "最近确认"

    def __str__(self) -> str:
        return f"{self.department_id} {self.at}"


class StagedRow(models.Model):
    """暂存行 — a row of a file as the standard reads it; null where the row says nothing.

    No foreign keys and few indexes: half a million rows are copied in at once and deleted again.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, db_constraint=False, related_name="staged")
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=64)
    repeated = models.BooleanField(default=False)
    """A further row of an object already in the file, which brings another licence."""
    kind = models.CharField(max_length=12, null=True)
    new_kind = models.CharField(max_length=12)
    """What a new object is, when the file does not say."""
    new_region = models.CharField(max_length=12)
    uscc = models.CharField(max_length=18, null=True)
    reg_no = models.CharField(max_length=15, null=True)
    entity_id = models.CharField(max_length=64, null=True)
    name = models.CharField(max_length=200)
    entity_type = models.CharField(max_length=100, null=True)
    address = models.CharField(max_length=300, null=True)
    business_place = models.CharField(max_length=300, null=True)
    coordinates = models.CharField(max_length=8, null=True)
    longitude = models.CharField(max_length=24, null=True)
    latitude = models.CharField(max_length=24, null=True)
    region_id = models.CharField(max_length=12, null=True)
    industry = models.CharField(max_length=5, null=True)
    business_scope = models.TextField(null=True)
    established_on = models.CharField(max_length=10, null=True)
    reg_state = models.CharField(max_length=1, null=True)
    reg_organ = models.CharField(max_length=100, null=True)
    station = models.CharField(max_length=100, null=True)
    grid = models.CharField(max_length=100, null=True)
    abnormal_on = models.CharField(max_length=10, null=True)
    serious_on = models.CharField(max_length=10, null=True)
    needs = ArrayField(models.CharField(max_length=40), null=True)
    legal_rep = models.TextField(null=True)
    liaison = models.TextField(null=True)
    phone = models.TextField(null=True)
    prints = models.JSONField(null=True)
    particulars = models.JSONField(null=True)
    responsible = models.CharField(max_length=64, null=True)
    """The code of the responsible subject."""
    tags = ArrayField(models.CharField(max_length=40), null=True)
    pools = ArrayField(models.CharField(max_length=40), null=True)
    licence = models.JSONField(null=True)

    class Meta:
        verbose_name = "暂存行"

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.row}"


class RowNote(models.Model):
    """逐行提示 — why a row was refused, or what somebody should look at."""

    upload = models.ForeignKey(Upload, models.CASCADE, db_constraint=False, related_name="notes")
    row = models.PositiveIntegerField()
    refused = models.BooleanField()
    field = models.CharField(max_length=40)
    value = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = "逐行提示"

    def __str__(self) -> str:
        return f"{self.row} {self.reason}"


class Change(models.Model):
    """改动前内容 — what an import has changed or added, so that it can be undone as a whole."""

    upload = models.ForeignKey(Upload, models.CASCADE, db_constraint=False, related_name="changes")
    object = models.ForeignKey(
        InspectedObject,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="changes",
    )
    before = models.JSONField(null=True)
    """The object's row before."""
    added = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    """Of objects that are new, only their keys: some thousand in one line."""

    class Meta:
        verbose_name = "导入改动"

    def __str__(self) -> str:
        return f"{self.upload_id}:{self.object_id or len(self.added)}"


class Decision(models.TextChoices):
    """What became of a conflict."""

    OPEN = "OPEN", "待处理"
    KEPT = "KEPT", "保留原内容"
    TAKEN = "TAKEN", "采用新内容"
    MOOT = "MOOT", "不再冲突"


class Conflict(models.Model):
    """数据冲突 — two departments say different things of one field; the holder of the field decides."""

    object = models.ForeignKey(InspectedObject, models.CASCADE, related_name="conflicts")
    field = models.CharField("字段", max_length=40)
    which = models.CharField("哪一件", max_length=210, blank=True, db_default="")
    """Of a field that an object has many of (a licence): name and number."""
    held = models.TextField("现有内容", blank=True)
    holder = models.ForeignKey(Department, models.PROTECT, related_name="conflicts_held")
    offered = models.TextField("提出内容", blank=True)
    """Of a licence: what the row says, as JSON."""
    sealed = vault.SealedTextField(
        "提出内容（已加密）", bound_to="place", blank=True, default="", db_default=""
    )
    """Of a field that rests in the vault."""
    offered_by = models.ForeignKey(Department, models.PROTECT, related_name="conflicts_offered")
    upload = models.ForeignKey(Upload, models.SET_NULL, null=True, related_name="conflicts")
    at = models.DateTimeField("提出时间")
    decision = models.CharField("处理", max_length=5, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.CharField("处理人", max_length=64, blank=True)
    decided_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "数据冲突"
        constraints = [
            models.UniqueConstraint(
                fields=["object", "field", "which", "offered_by"],
                condition=models.Q(decision="OPEN"),
                name="one_open_conflict",
            ),
            models.CheckConstraint(condition=vault.well_sealed("sealed"), name="conflict_offer_is_sealed"),
        ]
        indexes = [models.Index(fields=["holder", "decision"], name="conflict_holder")]

    def __str__(self) -> str:
        return f"{self.object_id} {self.field}"

    @property
    def place(self) -> str:
        """What the sealed offer is bound to: the object, the field, and who offers it."""
        return f"{self.object.code}:{self.field}:{self.offered_by_id}"


class Browsing(AppendOnly):
    """查阅用途 — what somebody goes through the library page by page for, on a day (Art. 25)."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="browsings")
    on = models.DateField("日期")
    purpose = models.CharField("用途", max_length=300)
    query = models.CharField("条件", max_length=500, blank=True)
    at = models.DateTimeField("时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "查阅用途"
        constraints = [models.UniqueConstraint(fields=["by", "on"], name="one_browsing_a_day")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.on} {self.purpose}"


class SavedFilter(models.Model):
    """常用筛选 — a search somebody keeps under a name."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="saved_filters")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=500)
    by = models.CharField("保存人", max_length=64)

    class Meta:
        verbose_name = "常用筛选"
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="one_filter_a_name")]

    def __str__(self) -> str:
        return self.name
