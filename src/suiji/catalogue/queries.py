"""What may be asked of the lists of items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from suiji import law
from suiji.catalogue.models import CheckMode, Item, ItemClass, ItemPart, ItemVersion, ListKind
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history as ledger_history
from suiji.organs.models import Department, Kind
from suiji.organs.queries import regulators
from suiji.organs.roles import Role
from suiji.organs.templatetags.suiji_text import bp
from suiji.organs.todo import Todo

COMPILING_LINE = "市场监管"
"""The line of business whose department compiles the joint list (Art. 6)."""
MADE_PUBLIC = (ItemState.PUBLISHED, ItemState.SUSPENDED, ItemState.SUPERSEDED, ItemState.ABOLISHED)
CURRENT = (ItemState.DRAFT, ItemState.REVIEWED, ItemState.PUBLISHED, ItemState.SUSPENDED, ItemState.ABOLISHED)


def versions() -> QuerySet[ItemVersion]:
    """All versions with owner and parts at hand."""
    return ItemVersion.objects.select_related("item__owner").prefetch_related("parts__department")


def in_force(*, on: date) -> QuerySet[ItemVersion]:
    """The version of each item that holds on a day: published, begun, neither suspended nor abolished.

    A superseded version holds until the day before its successor begins.
    """
    return (
        versions()
        .filter(
            Q(state=ItemState.PUBLISHED, effective_from__lte=on)
            & (Q(effective_until__isnull=True) | Q(effective_until__gte=on))
            | Q(state=ItemState.SUPERSEDED, effective_from__lte=on, effective_until__gte=on)
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
    return versions().filter(item=item).order_by("-number")


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
        "抽查比例": row.ratio_text or row.ratio_min_bp is not None,
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
        return law.entry(rules.joint_item_countersigned), tuple(p.department.name for p in unsigned)
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
    parts = tuple(sorted(row.parts.all(), key=lambda part: (not part.leads, part.department.code)))
    others = tuple(versions_of(row.item))
    return Sheet(row, facts(row), parts, doable(row, actor), others, ledger_history(row))


def facts(row: ItemVersion) -> tuple[tuple[str, Any], ...]:
    """The fields of a version by their Chinese names."""
    return (
        ("清单", ListKind(row.item.kind).label),
        ("发起部门", row.item.owner.name),
        ("抽查领域", row.field),
        ("抽查内容", row.content),
        ("检查依据", row.legal_basis),
        ("检查对象", row.object_scope),
        ("检查方式", "、".join(CheckMode(mode).label for mode in row.modes)),
        ("事项类别", ItemClass(row.item_class).label),
        ("抽查比例", row.ratio_text or _ratio(row)),
        ("抽查频次", row.frequency),
        ("检查人员要求", row.officer_requirement or "无特别要求"),
        ("结果种类", "产品或检验类，可记合格、不合格" if row.tests_products else "一般检查"),
        ("事先告知", "可不予告知" if row.may_be_unannounced else "应当事先告知"),
        ("生效日期", row.effective_from or "公布时确定"),
        ("失效日期", row.effective_until or "长期"),
        ("备注", row.remark or "无"),
    )


def _ratio(row: ItemVersion) -> str:
    ends = [bp(value) for value in (row.ratio_min_bp, row.ratio_max_bp) if value is not None]
    return "至".join(ends)


def to_do(actor: Actor, *, today: date) -> list[Todo]:  # noqa: ARG001 — every room answers alike
    """What waits for this actor: countersignatures, reviews, publications."""
    rows: list[Todo] = []
    if actor.holds(Role.CLERK):
        rows += [_todo(v, "等待本部门会签。", "会签事项") for v in _waiting_for_countersign(actor)]
        rows += [
            _todo(v, "已经审核并会签齐全，等待公布。", "公布事项") for v in _waiting_for_publication(actor)
        ]
    if actor.holds(Role.DEPUTY_HEAD):
        drafts = versions().filter(state=ItemState.DRAFT, item__owner_id=actor.department_id).order_by("pk")
        rows += [
            _todo(v, "等待您审核。", "审核事项")
            for v in drafts
            if v.legal_basis.strip() and not missing_fields(v, list(v.parts.all()))
        ]
    return rows


def _todo(row: ItemVersion, waits: str, action: str) -> Todo:
    return Todo(f"{row}{waits}", action, reverse("catalogue:detail", args=[row.pk]), article=6, rank=20)


def _waiting_for_countersign(actor: Actor) -> QuerySet[ItemVersion]:
    return (
        versions()
        .filter(
            Exists(
                ItemPart.objects.filter(
                    version=OuterRef("pk"),
                    department_id=actor.department_id,
                    leads=False,
                    countersigned_at=None,
                )
            ),
            state__in=[ItemState.DRAFT, ItemState.REVIEWED],
            item__kind=ListKind.JOINT,
        )
        .order_by("pk")
    )


def _waiting_for_publication(actor: Actor) -> list[ItemVersion]:
    unsigned = Count("parts", filter=Q(parts__leads=False, parts__countersigned_at=None))
    mine = Q(item__kind=ListKind.DEPARTMENT, item__owner_id=actor.department_id)
    compiling = Department.objects.filter(
        pk=actor.department_id, kind=Kind.REGULATOR, line=COMPILING_LINE
    ).first()
    if compiling is not None:
        mine |= Q(
            item__kind=ListKind.JOINT,
            item__owner__region_id=compiling.region_id,
            item__owner__level=compiling.level,
        )
    rows = versions().filter(mine, state=ItemState.REVIEWED).annotate(unsigned=unsigned).order_by("pk")
    return [row for row in rows if row.item.kind == ListKind.DEPARTMENT or row.unsigned == 0]
