"""随机抽取 — ceremonies, shares, freezes, results, drawn lists, teams; append-only in PostgreSQL."""

from django.db import models
from django.db.models import Q

from suiji.draws.models.guarding import CEREMONY_TRIGGERS, LIST_TRIGGERS
from suiji.draws.states import CEREMONY, REPLACEMENT, VOIDING, CeremonyState
from suiji.ledger.models import AppendOnly, Stateful
from suiji.libraries.models import InspectedObject, Inspector
from suiji.organs.models import Department, Person
from suiji.tasks.models import ExecutingUnit, Task


class DrawKind(models.TextChoices):
    """What is drawn."""

    OBJECTS = "objects", "检查对象"
    INSPECTORS = "inspectors", "执法检查人员"


class VoidCause(models.TextChoices):
    """Why a ceremony came to nothing, in words that name no task: public at once, also of an unannounced one."""

    DEFAULT = "DEFAULT", "份额逾期没有揭示"
    NUMBER = "NUMBER", "约定的号码没有公布"
    PEOPLE = "PEOPLE", "人员不能到场"
    FAULT = "FAULT", "场地、设备或者网络故障"
    DATA = "DATA", "名录库数据需要更正"
    REVISED = "REVISED", "方案收回修改"
    WITHDRAWN = "WITHDRAWN", "任务撤回"
    TASK = "TASK", "任务整体作废"
    OTHER = "OTHER", "其他情形"


class Ceremony(Stateful):
    """抽取仪式 — one freeze, one key, one commitment, one result (protocol §1–§4)."""

    machine = CEREMONY

    task = models.ForeignKey(Task, models.PROTECT, related_name="ceremonies")
    kind = models.CharField("抽取内容", max_length=10, choices=DrawKind.choices)
    ceremony = models.CharField("仪式编号", max_length=32, unique=True)
    """16 random bytes in hex, logged when the ceremony was opened."""
    host = models.ForeignKey(Department, models.PROTECT, verbose_name="主持部门", related_name="hosted")
    """Whose clerk operates it: the initiator, or of inspectors the unit's lead or the one department whose
    own people are drawn (Art. 15 统一抽取、分别抽取)."""
    unit = models.ForeignKey(
        ExecutingUnit, models.PROTECT, verbose_name="实施单位", null=True, related_name="ceremonies"
    )
    """Whose inspectors are drawn; none for objects."""
    operator = models.ForeignKey(Person, models.PROTECT, verbose_name="操作人", related_name="operated")
    witness = models.ForeignKey(Person, models.PROTECT, verbose_name="见证人", related_name="witnessed")
    notary = models.ForeignKey(
        Person, models.PROTECT, verbose_name="公证员", null=True, blank=True, related_name="notarised"
    )
    """Who attends beside the witness where the department asked for it; operates nothing (R94)."""
    opened_at = models.DateTimeField("开启时间")
    reveal_by = models.DateTimeField("揭示截止", null=True, blank=True)
    void_cause = models.CharField("作废情形", max_length=10, choices=VoidCause, blank=True)
    void_reason = models.TextField("作废原因", blank=True)
    void_salt = models.CharField("作废原因的随机数", max_length=32, blank=True)
    """Hex. With it an unannounced task's reason opens the hash that the log holds instead of the words (R153)."""

    class Meta:
        verbose_name = "抽取仪式"
        constraints = [
            # 名单一经产生不得更改: there is no second draw but after a public void.
            models.UniqueConstraint(
                fields=["task", "kind", "unit", "host"],
                condition=~Q(state=CeremonyState.VOID),
                nulls_distinct=False,
                name="one_ceremony_a_draw",
            ),
            models.CheckConstraint(
                condition=~Q(operator=models.F("witness")), name="two_persons_in_a_ceremony"
            ),
        ]
        triggers = CEREMONY_TRIGGERS

    def __str__(self) -> str:
        return f"{self.get_kind_display()}抽取仪式 {self.ceremony[:8]}"


class Share(AppendOnly):
    """份额 — a party's hash of a secret value, handed in before the freeze."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="shares")
    party = models.ForeignKey(Department, models.PROTECT, related_name="shares")
    party_name = models.CharField("当事方", max_length=100)
    """The text that enters the hash, as it stood then."""
    sha256 = models.CharField("份额校验值", max_length=64, unique=True)
    """Unique over all ceremonies: a share that was ever used before is refused."""
    handed_in_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField("提交时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "份额"
        constraints = [models.UniqueConstraint(fields=["ceremony", "party"], name="one_share_a_party")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.party_name} {self.sha256[:8]}"


class Reveal(AppendOnly):
    """揭示 — the value behind a share, after the commitment stands under a signed checkpoint."""

    share = models.OneToOneField(Share, models.PROTECT, related_name="reveal")
    value = models.CharField("份额值", max_length=64, unique=True)
    revealed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField("揭示时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "揭示"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.share_id}"


class Sighting(AppendOnly):
    """公布值 — what somebody read off a public source after it came out; a beacon's was verified first."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="sightings")
    place = models.PositiveSmallIntegerField("来源序号")
    """Index among the commitment's ``seed_sources``."""
    text = models.CharField("公布值", max_length=200)
    """An announced number as its pattern has it, or a beacon's signature in hex."""
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """Empty where the house fetched a beacon by itself."""
    seen_at = models.DateTimeField("录入时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "公布值"
        constraints = [
            models.UniqueConstraint(
                fields=["ceremony", "place", "text", "seen_by"], name="one_sighting_a_person"
            )
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.ceremony_id} {self.place}"


class Freeze(AppendOnly):
    """冻结 — the commitment, and the sealed key."""

    ceremony = models.OneToOneField(Ceremony, models.PROTECT, related_name="freeze")
    commitment = models.JSONField("承诺")
    commitment_sha256 = models.CharField("承诺校验值", max_length=64, unique=True)
    sealed_key = models.BinaryField("密封的密钥")
    """Encrypted; opening it is an act of its own."""
    sealed_to = models.CharField(max_length=64)
    """Id of the key that seals it."""
    visibility = models.CharField("公开方式", max_length=10)
    """``public``, ``sealed``, or empty for inspectors."""
    awaits_auditor = models.BooleanField("名单待纪检确认", default=False)
    """True when the names of this draw appear only after an auditor's signature; fixed, and logged, at the freeze."""
    frozen_at = models.DateTimeField("冻结时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "冻结"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.commitment_sha256[:16]


class BundleFile(AppendOnly):
    """证据包文件 — one file of the ceremony's folder (protocol §10), byte for byte."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="files")
    path = models.CharField(max_length=64)
    content = models.BinaryField()
    """Files under ``audit/`` are encrypted with the field key."""
    public = models.BooleanField()

    class Meta(AppendOnly.Meta):
        verbose_name = "证据包文件"
        constraints = [models.UniqueConstraint(fields=["ceremony", "path"], name="one_file_a_path")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.path


class FrameMember(AppendOnly):
    """An object that stands in a frozen frame; counts as an open visit until result or void (Art. 10)."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="members")
    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="frames")

    class Meta(AppendOnly.Meta):
        verbose_name = "冻结名单成员"
        constraints = [models.UniqueConstraint(fields=["ceremony", "object"], name="one_member_a_frame")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.ceremony_id} {self.object_id}"


class Exclusion(AppendOnly):
    """An object of the scope that was left out of the frame, and why (Art. 10, 11)."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="exclusions")
    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="exclusions")
    reason = models.CharField("理由代码", max_length=32)

    class Meta(AppendOnly.Meta):
        verbose_name = "排除"
        constraints = [models.UniqueConstraint(fields=["ceremony", "object"], name="one_exclusion_an_object")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.ceremony_id} {self.object_id} {self.reason}"


class DrawResult(AppendOnly):
    """抽取结果 — one per ceremony, checked by a separate process before it was stored."""

    ceremony = models.OneToOneField(Ceremony, models.PROTECT, related_name="result")
    seed = models.CharField("种子", max_length=64)
    result_sha256 = models.CharField("结果校验值", max_length=64)
    """Of the public ``result.json``."""
    audited_at = models.DateTimeField("核验时间")
    audit_report = models.TextField("核验结论")
    drawn_at = models.DateTimeField("抽取时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "抽取结果"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return self.result_sha256[:16]


class DrawnObject(AppendOnly):
    """被抽中的检查对象 — a line of the list that nobody can change (Art. 15)."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, null=True, related_name="drawn")
    """None for a list that was drawn above and dispatched to us: its proof does not lie here (Art. 13)."""
    task = models.ForeignKey(Task, models.PROTECT, related_name="drawn")
    object = models.ForeignKey(InspectedObject, models.PROTECT, related_name="drawn")
    year = models.PositiveSmallIntegerField("年度")
    """Of the draw, for the yearly cap (Art. 10)."""
    made_in = models.BigIntegerField(editable=False, null=True)
    """The database's transaction, set by a trigger: all lines of a list have the same."""

    class Meta(AppendOnly.Meta):
        verbose_name = "抽中对象"
        constraints = [models.UniqueConstraint(fields=["task", "object"], name="one_line_an_object")]
        indexes = [models.Index(fields=["object", "year"])]
        triggers = [*AppendOnly.Meta.triggers, *LIST_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.object}"


class Team(AppendOnly):
    """检查小组 — dealt objects and drawn members; the leader is the initiator's (Art. 17)."""

    ceremony = models.ForeignKey(Ceremony, models.PROTECT, related_name="teams")
    task = models.ForeignKey(Task, models.PROTECT, related_name="drawn_teams")
    code = models.CharField("组号", max_length=20)

    class Meta(AppendOnly.Meta):
        verbose_name = "检查小组"
        constraints = [models.UniqueConstraint(fields=["ceremony", "code"], name="one_team_a_code")]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"第 {self.code} 组"


class TeamObject(AppendOnly):
    """A drawn object dealt to a team."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="dealt")
    drawn = models.OneToOneField(DrawnObject, models.PROTECT, related_name="team_object")

    class Meta(AppendOnly.Meta):
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.team_id} {self.drawn_id}"


class TeamMember(AppendOnly):
    """A drawn inspector in a team. Replacements do not change this row; they stand beside it."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    inspector = models.ForeignKey(Inspector, models.PROTECT, related_name="memberships")
    leads = models.BooleanField("组长")

    class Meta(AppendOnly.Meta):
        verbose_name = "小组成员"
        constraints = [
            models.UniqueConstraint(fields=["team", "inspector"], name="one_membership_a_team"),
            models.UniqueConstraint(fields=["team"], condition=Q(leads=True), name="one_leader_a_team"),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.inspector}"


class ReplacementReason(models.TextChoices):
    """The five reasons of Art. 16."""

    POST = "POST", "岗位调整"
    CONFLICT = "CONFLICT", "工作冲突"
    HEALTH = "HEALTH", "健康状况"
    RECUSAL = "RECUSAL", "执法回避"
    OTHER = "OTHER", "其他特殊情况"


class Replacement(Stateful):
    """人员调整 — one drawn inspector replaced by another officer of the same department (Art. 16)."""

    machine = REPLACEMENT

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="replacements")
    substitute = models.ForeignKey(Inspector, models.PROTECT, related_name="substitutions")
    reason = models.CharField("事由", max_length=10, choices=ReplacementReason.choices)
    explanation = models.CharField("情况说明", max_length=500)
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField("申请时间")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        verbose_name = "人员调整"
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=["APPLIED", "APPROVED"]),
                name="one_replacement_a_member",
            )
        ]

    def __str__(self) -> str:
        return f"将{self.member.inspector}调整为{self.substitute}"


class SignedMember(AppendOnly):
    """A drawn member, or the substitute in that place, has signed and is no longer replaced (R16)."""

    member = models.OneToOneField(TeamMember, models.PROTECT, related_name="signed")
    signed_at = models.DateTimeField("签字时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "已签字成员"
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.member_id}"


class Voiding(Stateful):
    """任务作废 — a drawn list given up as a whole: signed by the principal head, filed by the office (R14)."""

    machine = VOIDING

    task = models.OneToOneField(Task, models.PROTECT, related_name="voiding")
    reason = models.TextField("作废理由")
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签字时间")
    filing = models.CharField("备案号", max_length=100, blank=True)
    filed_at = models.DateTimeField("备案时间", null=True, blank=True)

    class Meta:
        verbose_name = "任务作废"

    def __str__(self) -> str:
        return f"{self.task}的作废"
