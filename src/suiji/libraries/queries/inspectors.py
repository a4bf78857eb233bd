"""Inspectors and their certificates: lists, the expiry board, one person's page, who is away when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from suiji import vault
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import Absence, Inspector, InspectorStatus, Sex, UnitLevel
from suiji.libraries.names import clean
from suiji.libraries.queries.scope import stem
from suiji.libraries.states import AbsenceState
from suiji.organs.models import Region
from suiji.organs.roles import Role

CERTIFICATE_NOTICE = timedelta(days=60)
"""How long before its end a certificate is marked as running out."""
HORIZONS = (30, 60, 90)
"""Days ahead by which the expiry board is divided."""


def identity_mark(number: str) -> str:
    """The keyed hash by which an identity number is found again."""
    return vault.fingerprint(number, of="inspector.identity_number")


@dataclass(frozen=True, slots=True)
class InspectorRow:
    """An inspector with the state of the certificates."""

    inspector: Inspector
    certificate: str
    """``valid``, ``soon``, ``expired`` or ``missing``: of the certificate that is valid longest."""


def certified(rows: QuerySet[Inspector]) -> QuerySet[Inspector]:
    """The rows with ``last_day``: the later end of the two certificates (PostgreSQL passes over nulls)."""
    return rows.annotate(last_day=Greatest("certificate_until", "trade_certificate_until"))


def inspectors(
    *,
    department: int,
    today: date,
    text: str = "",
    status: str = "",
    qualification: str = "",
    certificate: str = "",
    expert: bool = False,
) -> list[InspectorRow]:
    """The inspectors of one department, those whose certificate needs care first."""
    rows = certified(Inspector.objects.filter(department_id=department)).select_related(
        "department", "person"
    )
    if text:
        rows = rows.filter(Q(name__contains=clean(text)) | Q(staff_number__startswith=clean(text)))
    if status:
        rows = rows.filter(status=status)
    if qualification:
        rows = rows.filter(
            Q(qualifications__contains=[qualification]) | Q(specialities__contains=[qualification])
        )
    if expert:
        rows = rows.filter(is_expert=True)
    ordered = rows.order_by(F("last_day").asc(nulls_first=True), "staff_number")
    found = [InspectorRow(row, certificate_state(row.certified_until, today)) for row in ordered]
    return [row for row in found if certificate in ("", row.certificate)]


def certificate_state(until: date | None, today: date) -> str:
    """How a certificate stands on a day."""
    if until is None:
        return "missing"
    if until < today:
        return "expired"
    return "soon" if until <= today + CERTIFICATE_NOTICE else "valid"


def qualifications(department: int) -> list[str]:
    """Every qualification and speciality in use in a department."""
    found: set[str] = set()
    rows = Inspector.objects.filter(department_id=department).values_list("qualifications", "specialities")
    for qualified, special in rows:
        found |= {*qualified, *special}
    return sorted(found)


def inspectors_of(actor: Actor) -> QuerySet[Inspector]:
    """The inspectors whose papers the actor may see: those of the own department, nobody else's."""
    return Inspector.objects.filter(department_id=actor.department_id).select_related("department")


def inspector_of(actor: Actor) -> Inspector | None:
    """The actor as an inspector, where they are one."""
    return Inspector.objects.filter(person_id=actor.id).select_related("department", "person").first()


def absences_of(actor: Actor) -> QuerySet[Absence]:
    """Days away of the actor's own department."""
    rows = Absence.objects.filter(inspector__department_id=actor.department_id)
    return rows.select_related("inspector__department")


@dataclass(frozen=True, slots=True)
class Board:
    """Certificates of people in post by how soon they end."""

    label: str
    tone: str
    rows: tuple[Inspector, ...]


def expiry_board(*, department: int, today: date) -> list[Board]:
    """过期、没有有效期, then what ends within 30, 60 and 90 days: people in post only."""
    rows = certified(
        Inspector.objects.filter(department_id=department, status=InspectorStatus.IN_POST)
    ).order_by(F("last_day").asc(nulls_first=True), "staff_number")
    horizon = today + timedelta(days=HORIZONS[-1])
    people = [row for row in rows if row.certified_until is None or row.certified_until <= horizon]
    expired = tuple(row for row in people if row.certified_until is None or row.certified_until < today)
    boards = [Board("已经过期或没有有效期：不能参加抽取", "bad", expired)]
    start = today
    for days in HORIZONS:
        end = today + timedelta(days=days)
        within = tuple(row for row in people if row.certified_until and start <= row.certified_until <= end)
        boards.append(Board(f"{days} 天内到期", "soon" if days <= HORIZONS[1] else "neutral", within))
        start = end + timedelta(days=1)
    return boards


@dataclass(frozen=True, slots=True)
class Card:
    """An inspector as the page of a person shows them; numbers are masked."""

    inspector: Inspector
    certificates: tuple[tuple[str, str, date | None, str], ...]
    """Name, number, last day, and how it stands."""
    facts: tuple[tuple[str, Any], ...]
    absences: tuple[Absence, ...]
    history: QuerySet[Entry]
    may_edit: bool
    own: bool


def card(row: Inspector, actor: Actor, *, today: date) -> Card:
    """Everything the page of an inspector shows to somebody of the same department."""
    facts = (
        ("身份证号", _masked(row, "identity_number")),
        ("手机", _masked(row, "phone")),
        ("性别", Sex(row.sex).label),
        ("出生年月", row.born_in),
        ("单位层级", UnitLevel(row.unit_level).label if row.unit_level else ""),
        ("内设机构", row.inner_office),
        ("职务", row.position),
        ("岗位大类", row.post_class),
        ("学历、专业、职称", "、".join(part for part in (row.education, row.major, row.title) if part)),
        ("岗位资质", "、".join(row.qualifications)),
        ("专长", "、".join(row.specialities)),
        ("专家", "是" if row.is_expert else "否"),
        ("可检查事项", "、".join(row.item_codes) or "本部门全部事项"),
        ("管辖区划", "、".join(_region_names(row.regions)) or "本部门全部区域"),
        ("登录名", row.person.username if row.person else ""),
        ("更新时间", row.updated_at),
    )
    certificates = tuple(
        (name, number, until, certificate_state(until, today))
        for name, number, until in (
            ("行政执法证", row.certificate_number, row.certificate_until),
            ("部门执法证", row.trade_certificate_number, row.trade_certificate_until),
        )
        if number
    )
    away = row.absences.filter(state=AbsenceState.RECORDED).order_by("-from_on")
    own = row.person_id == actor.id
    return Card(row, certificates, facts, tuple(away), history(row), actor.holds(Role.LIBRARIAN), own)


def _masked(row: Inspector, name: str) -> str:
    try:
        text = vault.take(row, name)
    except vault.Unopenable as error:
        return str(error)
    return vault.masked_identity(text) if name == "identity_number" else vault.masked_phone(text)


def _region_names(codes: Iterable[str]) -> list[str]:
    return list(Region.objects.filter(code__in=list(codes)).order_by("code").values_list("name", flat=True))


def days_away(inspector_ids: Collection[int], first: date, last: date) -> dict[int, int]:
    """Inspector → on how many of the days from first to last they are known to be away."""
    rows = Absence.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=first),
        inspector__in=inspector_ids,
        state=AbsenceState.RECORDED,
        from_on__lte=last,
    )
    away: dict[int, set[date]] = {}
    for row in rows:
        start, end = max(row.from_on, first), min(row.until_on or date.max, last + timedelta(days=1))
        days = away.setdefault(row.inspector_id, set())
        days |= {start + timedelta(days=step) for step in range((end - start).days)}
    return {pk: len(days) for pk, days in away.items()}


def covers(regions: Iterable[str], region: str) -> bool:
    """True when one of the districts holds the region; none named means the department's whole region."""
    own = list(regions)
    return not own or any(region.startswith(stem(code)) for code in own)
