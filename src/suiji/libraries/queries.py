"""What may be asked of the two libraries. Only ``ratings_of`` tells the class, and no page shows it."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Collate
from django.urls import reverse

from suiji.law.libraries import ELIGIBLE_STATES, object_is_eligible
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import (
    ImportRun,
    InspectedObject,
    Inspector,
    InspectorStatus,
    Library,
    ObjectKind,
    Recusal,
    RegState,
    RiskRating,
)
from suiji.libraries.names import clean
from suiji.organs.models import Department, Region
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.sampling.canonical import canonical_json

RULE_KEYS = frozenset({"kinds", "words", "without", "tags", "regions"})
CERTIFICATE_NOTICE = timedelta(days=60)
"""How long before its end a certificate is marked as running out."""


# ── scope ──────────────────────────────────────────────────────────────────────────────


def in_scope(rule: Mapping[str, Any]) -> QuerySet[InspectedObject]:
    """The objects a scope rule means, of those that may be drawn at all (Art. 11), by code.

    ``kinds`` and ``regions`` limit, one of ``words`` stands in the name or the business scope, none of
    ``without`` does, and one of ``tags`` is carried. What a rule does not say does not limit.
    """
    if unknown := set(rule) - RULE_KEYS:
        raise ValueError(f"a scope rule has no key {sorted(unknown)}")
    rows = InspectedObject.objects.filter(reg_state__in=ELIGIBLE_STATES)
    if kinds := rule.get("kinds"):
        rows = rows.filter(kind__in=[ObjectKind(kind) for kind in kinds])
    if regions := rule.get("regions"):
        rows = rows.filter(_any(Q(region__code__startswith=stem(code)) for code in regions))
    if tags := rule.get("tags"):
        rows = rows.filter(tags__overlap=list(tags))
    if words := rule.get("words"):
        rows = rows.filter(_any(_says(word) for word in words))
    for word in rule.get("without", ()):
        rows = rows.exclude(_says(word))
    return rows.order_by("code")


def _says(word: str) -> Q:
    return Q(name__contains=word) | Q(business_scope__contains=word)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def stem(region: str) -> str:
    """The digits all codes inside a region share: 410500 is everything that begins with 4105."""
    return region.removesuffix("00").removesuffix("00") if len(region) == 6 else region


# ── snapshots ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A department's rows at one moment: how many, and the hash that changes when any of them does."""

    sha256: str
    rows: int


_OBJECT_COLUMNS = ("code", "kind", "name", "region_id", "reg_state", "tags")
_INSPECTOR_COLUMNS = (
    "code",
    "name",
    "certificate_until",
    "status",
    "item_codes",
    "regions",
    "qualifications",
)


def snapshot(*, department: Department, library: str, rule: Mapping[str, Any]) -> Snapshot:
    """The hash of the rows a department answers for: its objects in scope, or all its inspectors.

    One canonical JSON line per row in the order of the codes: the same rows, the same hash, anywhere.
    """
    digest = hashlib.sha256(canonical_json({"department": department.code, "library": str(library)}) + b"\n")
    count = 0
    for line in _canonical_rows(department, Library(library), rule):
        digest.update(line + b"\n")
        count += 1
    return Snapshot(digest.hexdigest(), count)


def _canonical_rows(department: Department, library: Library, rule: Mapping[str, Any]) -> Iterable[bytes]:
    rows: Iterable[tuple[Any, ...]]
    if library is Library.OBJECTS:
        columns: tuple[str, ...] = _OBJECT_COLUMNS
        objects = in_scope(rule).filter(source=department).order_by(Collate("code", "C"))
        rows = objects.values_list(*columns).iterator(chunk_size=5000)
    else:
        columns = _INSPECTOR_COLUMNS
        inspectors = Inspector.objects.filter(department=department).order_by(Collate("code", "C"))
        rows = inspectors.values_list(*columns).iterator(chunk_size=5000)
    for row in rows:
        yield canonical_json({name: _plain(value) for name, value in zip(columns, row, strict=True)})


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


# ── objects ────────────────────────────────────────────────────────────────────────────


def search(text: str) -> QuerySet[InspectedObject]:
    """Objects by two characters of the name, the beginning of the code, or the initials of the pinyin."""
    text = clean(text)
    rows = InspectedObject.objects.select_related("region", "source")
    if not text:
        return rows.order_by("code")
    compact = text.replace(" ", "")
    if compact.isascii():
        return rows.filter(
            Q(code__startswith=compact.upper()) | Q(code__startswith=compact)
            | Q(name_initials__startswith=compact.lower()) | Q(name__contains=text)
        ).order_by("code")  # fmt: skip
    grams = [compact[at : at + 2] for at in range(len(compact) - 1)] or [compact]
    found = rows.filter(name_grams__contains=grams)
    return (found.filter(name__contains=text) if len(compact) > 2 and compact == text else found).order_by(
        "code"
    )


def objects(*, text: str = "", region: str = "", kind: str = "", tag: str = "", source: str = "",
            reg_state: str = "") -> QuerySet[InspectedObject]:  # fmt: skip
    """The object library, searched and filtered."""
    rows = search(text)
    if region:
        rows = rows.filter(region__code__startswith=stem(region))
    if tag:
        rows = rows.filter(tags__contains=[tag])
    exact = {"kind": kind, "source_id": source, "reg_state": reg_state}
    return rows.filter(**{name: value for name, value in exact.items() if value})


def by_code(code: str) -> InspectedObject | None:
    """The object of a code, however its letters were typed."""
    return InspectedObject.objects.filter(code__in=[code, code.upper()]).first()


@dataclass(frozen=True, slots=True)
class Sheet:
    """An object as its page shows it. No class is in it (Art. 25)."""

    object: InspectedObject
    eligible: bool
    facts: tuple[tuple[str, Any], ...]
    history: QuerySet[Entry]


def sheet(row: InspectedObject) -> Sheet:
    """Everything the page of an object shows."""
    facts = (
        ("对象类别", ObjectKind(row.kind).label),
        ("市场主体类型", row.entity_type),
        ("登记状态", RegState(row.reg_state).label),
        ("住所（经营场所）", row.address),
        ("行政区划", row.region.name),
        ("成立日期", row.established_on),
        ("经营范围", row.business_scope),
        ("标签", "、".join(row.tags) or "无"),
        ("数据来源部门", row.source.name),
        ("更新时间", row.updated_at),
    )
    return Sheet(row, object_is_eligible(reg_state=row.reg_state), facts, history(row))


def tags() -> list[str]:
    """Every tag in use."""
    found: set[str] = set()
    for row in InspectedObject.objects.exclude(tags=[]).values_list("tags", flat=True).distinct():
        found.update(row)
    return sorted(found)


def regions() -> QuerySet[Region]:
    """The regions in which there are objects."""
    return Region.objects.filter(pk__in=InspectedObject.objects.values("region").distinct()).order_by("code")


def ratings_of(object_ids: Collection[int]) -> dict[int, str]:
    """The class in force of each object that has one. For the draw and the auditors only (Art. 25)."""
    newest = (
        RiskRating.objects.filter(object__in=object_ids)
        .order_by("object_id", "-rated_on", "-id")
        .distinct("object_id")
    )
    return dict(newest.values_list("object_id", "value"))


# ── inspectors ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class InspectorRow:
    """An inspector with the state of the certificate."""

    inspector: Inspector
    certificate: str
    """``valid``, ``soon``, ``expired`` or ``missing``."""


def inspectors(*, department: int, today: date, text: str = "", status: str = "") -> list[InspectorRow]:
    """The inspectors of one department, those whose certificate needs care first."""
    rows = Inspector.objects.filter(department_id=department).select_related("department", "person")
    if text:
        rows = rows.filter(Q(name__contains=clean(text)) | Q(staff_number__startswith=clean(text)))
    if status:
        rows = rows.filter(status=status)
    ordered = rows.order_by(F("certificate_until").asc(nulls_first=True), "staff_number")
    return [InspectorRow(row, certificate_state(row.certificate_until, today)) for row in ordered]


def certificate_state(until: date | None, today: date) -> str:
    """How a certificate stands on a day."""
    if until is None:
        return "missing"
    if until < today:
        return "expired"
    return "soon" if until <= today + CERTIFICATE_NOTICE else "valid"


def inspectors_of(actor: Actor) -> QuerySet[Inspector]:
    """The inspectors whose papers the actor may see: those of the own department, nobody else's."""
    return Inspector.objects.filter(department_id=actor.department_id).select_related("department")


def recusals(actor: Actor) -> QuerySet[Recusal]:
    """The recusals of the actor's own department. Another department's are nobody else's business."""
    return (
        Recusal.objects.filter(inspector__department_id=actor.department_id)
        .select_related("inspector", "object")
        .order_by("-declared_at", "-pk")
    )


def recused_pairs(inspector_ids: Collection[int], object_ids: Collection[int]) -> set[tuple[int, int]]:
    """(inspector, object) pairs that must not meet: for the draw."""
    found = Recusal.objects.filter(inspector__in=inspector_ids, object__in=object_ids)
    return set(found.values_list("inspector_id", "object_id"))


# ── the room's own pages ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Overview:
    """How both libraries of a department stand."""

    objects: int
    eligible: int
    unreachable: int
    objects_updated: Any
    inspectors: int
    certified: int
    expiring: int
    expired: int
    inspectors_updated: Any
    everybody: int
    """Objects of all departments together."""


def overview(*, department: int, today: date) -> Overview:
    """Counts and ages of a department's part of both libraries."""
    own = Q(source_id=department)
    firms = InspectedObject.objects.aggregate(
        everybody=Count("pk"),
        objects=Count("pk", filter=own),
        eligible=Count("pk", filter=own & Q(reg_state__in=ELIGIBLE_STATES)),
        unreachable=Count("pk", filter=own & Q(unreachable=True)),
        objects_updated=Max("updated_at", filter=own),
    )
    in_post = Q(status=InspectorStatus.IN_POST)
    people = Inspector.objects.filter(department_id=department).aggregate(
        inspectors=Count("pk"),
        certified=Count("pk", filter=in_post & Q(certificate_until__gte=today)),
        expiring=Count(
            "pk",
            filter=in_post
            & Q(certificate_until__gte=today, certificate_until__lte=today + CERTIFICATE_NOTICE),
        ),
        expired=Count("pk", filter=in_post & (Q(certificate_until__lt=today) | Q(certificate_until=None))),
        inspectors_updated=Max("updated_at"),
    )
    return Overview(**firms, **people)


def own_department(actor: Actor) -> Department:
    """The department in whose name the actor acts."""
    return Department.objects.get(pk=actor.department_id)


def runs(*, department: int) -> QuerySet[ImportRun]:
    """What was imported by a department, newest first."""
    return ImportRun.objects.filter(department_id=department).select_related("department").order_by("-id")


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """For a librarian: certificates that run out, and libraries that are still empty."""
    if not actor.holds(Role.LIBRARIAN):
        return []
    state = overview(department=actor.department_id, today=today)
    rows = []
    if state.expired + state.expiring:
        first = (
            Inspector.objects.filter(
                department_id=actor.department_id,
                status=InspectorStatus.IN_POST,
                certificate_until__gte=today,
            )
            .order_by("certificate_until")
            .values_list("certificate_until", flat=True)
            .first()
        )
        due = Deadline(first, provisional=False) if first is not None and not state.expired else None
        rows.append(
            Todo(
                f"本部门有 {state.expired + state.expiring} 名在岗人员的执法证已到期、即将到期或没有有效期。",
                "更新证件",
                reverse("libraries:inspectors"),
                due=due,
                article=11,
                rank=40,
            )
        )
    return rows
