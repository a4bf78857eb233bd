"""数据质量 — what a department should put right before it confirms its library (Art. 11)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from suiji.law.libraries import ELIGIBLE_STATES
from suiji.libraries.models import InspectedObject, Inspector, InspectorStatus, Licence, ObjectKind
from suiji.libraries.queries.together import often_visited
from suiji.libraries.states import EntryState

MOST_TROUBLED = 50_000
"""Objects that the exported list names for one trait."""
STALE = timedelta(days=365)
"""How long after its last update a row counts as old."""
TRAITS = {
    "stale": ("一年以上没有更新", "请与登记机关的数据比对后重新导入。"),
    "no_phone": ("没有联系电话", "实地检查前联系不上检查对象。请补充联系电话后导入。"),
    "expired": ("有许可证已经到期", "请核实是否延续或注销，更新许可证有效期。"),
    "pending": ("条目待核", "已转为待核，核实以前不进入抽取。请核实后恢复、停用或注销移出。"),
    "never_visited": ("从未检查", "平台上没有检查记录。"),
    "unreachable": ("上次检查无法联系", "通过登记的住所（经营场所）没有联系上，请核实登记信息。"),
    "uncooperative": ("上次检查不配合", "不配合检查情节严重，检查前请做好准备。"),
    "inactive": ("上次检查未发现经营活动", "没有开展所抽查的经营活动，请核实登记信息和许可。"),
    "often": (
        "本年度合并检查已达两次",
        "连同由它负责的产品、项目、行为，今年已检查两次以上。只作提醒，安排检查时请合并。",
    ),
    "untied": ("没有责任主体", "产品、项目、行为应当有对它负责的企业或单位。"),
}
"""Each trait with its name and what to do about it."""
_ZONE = ZoneInfo("Asia/Shanghai")
_TIED = (ObjectKind.PRODUCT, ObjectKind.PROJECT, ObjectKind.BEHAVIOUR)


def trait_of(name: str, today: date) -> Q:
    """The condition of a trait on a day."""
    expired = Licence.objects.filter(object=OuterRef("pk"), valid_until__lt=today)
    conditions = {
        "stale": Q(updated_at__lt=datetime.combine(today - STALE, time(), _ZONE)),
        "no_phone": Q(phone=""),
        "expired": Q(Exists(expired)),
        "never_visited": Q(last_visited_on=None),
        "unreachable": Q(unreachable=True),
        "uncooperative": Q(uncooperative=True),
        "pending": Q(state=EntryState.PENDING),
        "inactive": Q(inactive=True),
        "often": Q(pk__in=often_visited(year=today.year)),
        "untied": Q(kind__in=_TIED, responsible=None),
    }
    return conditions[name]


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing to put right, and how many objects show it."""

    name: str
    label: str
    advice: str
    count: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How sound a department's part of the object library is."""

    total: int
    """Objects that may be drawn."""
    updated_at: datetime | None
    traits: tuple[Trait, ...]
    uncertified: int
    """Inspectors in post whose certificates have all run out, or have no last day."""


def kept(department: int) -> QuerySet[InspectedObject]:
    """The objects a department keeps and that still exist: what it has to put right."""
    rows = InspectedObject.objects.filter(source_id=department, reg_state__in=ELIGIBLE_STATES)
    return rows.exclude(state=EntryState.REMOVED)


def quality(*, department: int, today: date) -> Quality:
    """Counts of every trait among the objects of a department that may be drawn: three queries."""
    rows = kept(department)
    plain = {name: Count("pk", filter=trait_of(name, today)) for name in TRAITS if name != "expired"}
    found = rows.aggregate(total=Count("pk"), newest=Max("updated_at"), **plain)
    licences = Licence.objects.filter(object__in=rows, valid_until__lt=today)
    found["expired"] = licences.values("object").distinct().count()
    traits = tuple(Trait(name, label, advice, found[name]) for name, (label, advice) in TRAITS.items())
    return Quality(found["total"], found["newest"], traits, _uncertified(department, today))


def _uncertified(department: int, today: date) -> int:
    people = Inspector.objects.filter(department_id=department, status=InspectorStatus.IN_POST)
    valid = Q(certificate_until__gte=today) | Q(trade_certificate_until__gte=today)
    return people.exclude(pk__in=people.filter(valid)).count()


def troubled(*, department: int, today: date) -> list[tuple[str, str, str]]:
    """(code, name, what is wrong) of the department's objects, by code, as many as a workbook should hold.

    That an object was never visited is nothing to put right, and is left out.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for name, (label, _) in TRAITS.items():
        if name != "never_visited":
            rows = kept(department).filter(trait_of(name, today)).order_by("code")
            for code, words in rows.values_list("code", "name")[:MOST_TROUBLED]:
                found.setdefault(code, (words, []))[1].append(label)
    return [(code, words, "；".join(labels)) for code, (words, labels) in sorted(found.items())]
