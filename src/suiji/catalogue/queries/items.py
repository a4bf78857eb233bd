"""What may be asked of the lists of items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from suiji import law
from suiji.catalogue.models import (
    Arrangement,
    CheckLevel,
    CheckMode,
    Item,
    ItemClass,
    ItemPart,
    ItemVersion,
    ListKind,
    ObjectKind,
)
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history as ledger_history
from suiji.organs.models import Department, Kind
from suiji.organs.queries import regulators
from suiji.organs.questions import question
from suiji.organs.roles import Role

COMPILING_LINE = "市场监管"
"""The line of business whose department compiles the joint list (Art. 6)."""
MADE_PUBLIC = (ItemState.PUBLISHED, ItemState.SUSPENDED, ItemState.SUPERSEDED, ItemState.ABOLISHED)
CURRENT = (ItemState.DRAFT, ItemState.REVIEWED, ItemState.PUBLISHED, ItemState.SUSPENDED, ItemState.ABOLISHED)


def parts_in_order() -> "Prefetch[str, QuerySet[ItemPart], str]":
    """To have the versions' parts at hand as lists are read: the leading department first, then by code."""
    rows = ItemPart.objects.select_related("department").order_by("-leads", "department__code")
    return Prefetch("parts", queryset=rows)


@question
def _parts(versions: list[int]) -> QuerySet[ItemPart]:
    rows = ItemPart.objects.filter(version__among=versions).select_related("department")
    return rows.order_by("-leads", "department__code")


def parts_of(versions: list[int]) -> dict[int, list[ItemPart]]:
    """Version → its parts in the same order, for rows that are not read with them."""
    found: dict[int, list[ItemPart]] = {pk: [] for pk in versions}
    for part in _parts(versions) if versions else ():
        found[part.version_id].append(part)
    return found


def versions() -> QuerySet[ItemVersion]:
    """All versions with owner and parts at hand."""
    return ItemVersion.objects.select_related("item__owner").prefetch_related(parts_in_order())


def in_force(*, on: date) -> QuerySet[ItemVersion]:
    """The version of each item that holds on a day: published, begun, neither suspended nor abolished.

    A superseded version holds until its successor begins. Periods are half-open.
    """
    return (
        versions()
        .filter(
            Q(state=ItemState.PUBLISHED, effective_from__lte=on)
            & (Q(effective_until__isnull=True) | Q(effective_until__gt=on))
            | Q(state=ItemState.SUPERSEDED, effective_from__lte=on, effective_until__gt=on)
        )
        .order_by("item__code")
    )


def published() -> QuerySet[ItemVersion]:
    """The lists as the public reads them: published and suspended items with their departments' parts."""
    return (
        versions()
        .filter(state__in=[ItemState.PUBLISHED, ItemState.SUSPENDED])
        .order_by("-item__kind", "item__code")
    )


def history(item: Item) -> QuerySet[ItemVersion]:
    """Every version of an item that was ever public, newest first. Drafts are not among them."""
    return versions().filter(item=item, state__in=MADE_PUBLIC).order_by("-number")


def versions_of(item: Item) -> QuerySet[ItemVersion]:
    """All versions of an item, drafts included, newest first: for officials only."""
    return ItemVersion.objects.filter(item=item).order_by("-number")


def version(pk: int) -> ItemVersion:
    """One version with its parts. Raises ``ItemVersion.DoesNotExist``."""
    return versions().get(pk=pk)


def own_department(actor: Actor) -> Department:
    """The department in whose name the actor acts."""
    return Department.objects.get(pk=actor.department_id)


def listing(
    *, kind: str = "", department: int | None = None, state: str = "", text: str = ""
) -> QuerySet[ItemVersion]:
    """The versions an official works with: everything but what was superseded, filtered."""
    rows = versions().filter(state__in=[state] if state else CURRENT)
    if kind:
        rows = rows.filter(item__kind=kind)
    if department:
        rows = rows.filter(
            Exists(ItemPart.objects.filter(version=OuterRef("pk"), department_id=department))
            | Q(item__owner_id=department)
        )
    if text:
        rows = rows.filter(Q(title__contains=text) | Q(item__code__contains=text) | Q(field__contains=text))
    return rows.order_by("-item__kind", "item__code", "number")


def missing_fields(row: ItemVersion, parts: Sequence[ItemPart]) -> list[str]:
    """Names of the fields of Art. 6 that are still empty; the legal basis has a rule of its own (Art. 4)."""
    needed = {
        "抽查领域": row.field,
        "抽查事项": row.title,
        "检查对象": row.object_scope,
        "检查方式": row.modes,
        "抽查比例": row.ratio.says_something,
        "抽查频次": row.frequency,
    }
    missing = [name for name, value in needed.items() if not value]
    if not any(part.leads for part in parts):
        missing.append("检查主体")
    return missing + [f"{p.department.short_name}的检查要点" for p in parts if not p.check_points]


def missing_countersignatures(row: ItemVersion, parts: Sequence[ItemPart]) -> list[ItemPart]:
    """Participants of a joint item who have not countersigned. The initiator signs by drafting."""
    if row.item.kind != ListKind.JOINT:
        return []
    return [part for part in parts if not part.leads and part.countersigned_at is None]


def own_part(row: ItemVersion, actor: Actor) -> ItemPart | None:
    """The part that the actor's department writes itself: a participant's in a joint item."""
    if row.item.kind != ListKind.JOINT:
        return None
    mine = (p for p in row.parts.all() if p.department_id == actor.department_id and not p.leads)
    return next(mine, None)


def compiler_of(item: Item) -> Department | None:
    """Whose clerk publishes: the owner of a department's list, the compiling department of the joint one."""
    if item.kind == ListKind.DEPARTMENT:
        return item.owner
    return Department.objects.filter(
        kind=Kind.REGULATOR, line=COMPILING_LINE, region_id=item.owner.region_id, level=item.owner.level
    ).first()


def departments_for(actor: Actor) -> QuerySet[Department]:
    """The regulators of the actor's own region: who may take part in a joint item."""
    return regulators().filter(region__departments=actor.department_id).exclude(pk=actor.department_id)


@dataclass(frozen=True, slots=True)
class Doable:
    """Which acts this actor may do on a version now, and what still stands in the way."""

    edit: bool
    write_part: bool
    countersign: bool
    review: bool
    send_back: bool
    publish: bool
    suspend: bool
    resume: bool
    abolish: bool
    revise: bool
    hindrance: law.Rule | None
    """The rule that still stops review or publication."""
    missing: tuple[str, ...]
    """What it misses, in words."""


def hindrance(row: ItemVersion, parts: Sequence[ItemPart]) -> tuple[law.Rule | None, tuple[str, ...]]:
    """The first rule of Art. 4 and 6 that the version does not yet meet, with what is missing."""
    rules = law.lists_and_plans
    if not law.general.item_has_legal_basis(basis=row.legal_basis):
        return law.entry(law.general.item_has_legal_basis), ("检查依据",)
    fields = missing_fields(row, parts)
    if not rules.item_is_complete(missing_fields=len(fields)):
        return law.entry(rules.item_is_complete), tuple(fields)
    if not rules.ratio_is_possible(min_bp=row.ratio_min_bp, max_bp=row.ratio_max_bp):
        return law.entry(rules.ratio_is_possible), ("抽查比例",)
    unsigned = missing_countersignatures(row, parts)
    if not rules.joint_item_countersigned(missing=len(unsigned)):
        return law.entry(rules.joint_item_countersigned), tuple(
            f"{p.department.name}的会签" for p in unsigned
        )
    return None, ()


def doable(row: ItemVersion, actor: Actor) -> Doable:
    """What the actor may do on the version, as the services would judge it."""
    parts = list(row.parts.all())
    rule, missing = hindrance(row, parts)
    compiler = compiler_of(row.item)
    own, compiles = (
        row.item.owner_id == actor.department_id,
        bool(compiler and compiler.pk == actor.department_id),
    )
    clerk, deputy = actor.holds(Role.CLERK), actor.holds(Role.DEPUTY_HEAD)
    state = row.state
    unsigned = [p for p in missing_countersignatures(row, parts) if p.department_id == actor.department_id]
    ready_to_review = rule is None or rule == law.entry(law.lists_and_plans.joint_item_countersigned)
    return Doable(
        edit=own and clerk and state == ItemState.DRAFT,
        write_part=clerk and own_part(row, actor) is not None and state == ItemState.DRAFT,
        countersign=clerk and bool(unsigned) and state in (ItemState.DRAFT, ItemState.REVIEWED),
        review=own and deputy and state == ItemState.DRAFT and ready_to_review,
        send_back=own and deputy and state == ItemState.REVIEWED,
        publish=compiles and clerk and state == ItemState.REVIEWED and rule is None,
        suspend=compiles and clerk and state == ItemState.PUBLISHED,
        resume=compiles and clerk and state == ItemState.SUSPENDED,
        abolish=compiles and clerk and state in (ItemState.PUBLISHED, ItemState.SUSPENDED),
        revise=own and clerk and state in (ItemState.PUBLISHED, ItemState.SUSPENDED),
        hindrance=rule if state in (ItemState.DRAFT, ItemState.REVIEWED) else None,
        missing=missing,
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A version as its page shows it."""

    version: ItemVersion
    facts: tuple[tuple[str, Any], ...]
    parts: tuple[ItemPart, ...]
    may: Doable
    versions: tuple[ItemVersion, ...]
    history: QuerySet[Entry]


def sheet(row: ItemVersion, actor: Actor) -> Sheet:
    """Everything the page of a version shows, with what this actor may do there."""
    parts = tuple(row.parts.all())
    others = tuple(versions_of(row.item))
    return Sheet(row, facts(row), parts, doable(row, actor), others, ledger_history(row))


def facts(row: ItemVersion) -> tuple[tuple[str, Any], ...]:
    """The fields of a version by their Chinese names."""
    return (
        ("清单", ListKind(row.item.kind).label),
        ("发起部门", row.item.owner.name),
        ("抽查领域", row.field),
        ("抽查子项", row.sub_title or "无"),
        ("抽查内容", row.content),
        ("检查依据", "\n".join(str(basis) for basis in row.bases) or row.legal_basis),
        ("检查主体", _bodies(row)),
        ("检查对象", row.object_scope),
        ("对象筛选条件", scope_words(row)),
        ("检查方式", "、".join(CheckMode(mode).label for mode in row.modes)),
        ("事项类别", ItemClass(row.item_class).label),
        ("抽查比例", ratio_words(row)),
        ("抽查频次", row.frequency),
        ("检查人员要求", row.officer_requirement or "无特别要求"),
        ("岗位资格资质", "、".join(row.qualifications) or "不要求"),
        ("权责清单对应", row.duty_entry or "未注明"),
        ("检查标准和工作指引", row.standard or "未注明"),
        *(_joint_facts(row) if row.item.kind == ListKind.JOINT else ()),
        ("结果种类", "产品或检验类，可记合格、不合格" if row.tests_products else "一般检查"),
        ("事先告知", "可不予告知" if row.may_be_unannounced else "应当事先告知"),
        ("特殊重点领域", "是，不计入抽查比例统计" if row.special_focus else "否"),
        ("生效日期", row.effective_from or "公布时确定"),
        ("失效日期", row.effective_until or "长期"),
        ("备注", row.remark or "无"),
    )


def _joint_facts(row: ItemVersion) -> tuple[tuple[str, str], ...]:
    arrangement = Arrangement(row.arrangement).label if row.arrangement else "未注明"
    return (
        ("实施模式", arrangement),
        ("完成时限", row.finish_by or "按年度计划"),
        ("联络科室", row.contact or "未注明"),
    )


def _bodies(row: ItemVersion) -> str:
    levels = "、".join(CheckLevel(level).label for level in row.levels)
    named = row.inspecting_body or "、".join(part.department.name for part in row.parts.all())
    return f"{named}（{levels}）" if levels else named


SCOPE_LABELS = {
    "kinds": "对象类别", "words": "名称或经营范围含有", "without": "不含", "tags": "标签", "pools": "专项库",
    "licences": "持有许可证", "regions": "区划", "industries": "行业", "states": "登记状态",
}  # fmt: skip


def scope_words(row: ItemVersion) -> str:
    """The scope as a person reads it."""
    kinds = dict(ObjectKind.choices)
    said = row.scope.document()
    return (
        "；".join(
            f"{SCOPE_LABELS[name]}：{'、'.join(kinds.get(v, v) for v in values)}"
            for name, values in said.items()
        )
        or "不限"
    )


def ratio_words(row: ItemVersion) -> str:
    """The list's own words and, where they differ, the rule they were read as."""
    rule = row.ratio.words()
    if not row.ratio_text or "".join(rule.split()) == "".join(row.ratio_text.split()):
        return rule or row.ratio_text
    return f"{row.ratio_text}（读作：{rule}）" if rule else row.ratio_text
