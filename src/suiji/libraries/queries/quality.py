"""数据质量 — what a department should put right before it confirms its library (Art. 11)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, Q

from suiji.law.libraries import ELIGIBLE_STATES
from suiji.libraries.models import InspectedObject, Licence, ObjectKind

STALE = timedelta(days=365)
"""How long after its last update a row counts as old."""
TRAITS = {
    "stale": ("一年以上没有更新", "请与登记机关的数据比对后重新导入。"),
    "no_phone": ("没有联系电话", "实地检查前联系不上检查对象。请补充联系电话后导入。"),
    "expired": ("有许可证已经到期", "请核实是否延续或注销，更新许可证有效期。"),
    "never_visited": ("从未检查", "平台上没有检查记录。"),
    "unreachable": ("上次检查无法联系", "通过登记的住所（经营场所）没有联系上，请核实登记信息。"),
    "uncooperative": ("上次检查不配合", "不配合检查情节严重，检查前请做好准备。"),
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


def quality(*, department: int, today: date) -> Quality:
    """Counts of every trait among the objects of a department that may be drawn: two queries."""
    rows = InspectedObject.objects.filter(source_id=department, reg_state__in=ELIGIBLE_STATES)
    plain = {name: Count("pk", filter=trait_of(name, today)) for name in TRAITS if name != "expired"}
    found = rows.aggregate(total=Count("pk"), newest=Max("updated_at"), **plain)
    licences = Licence.objects.filter(object__in=rows, valid_until__lt=today)
    found["expired"] = licences.values("object").distinct().count()
    traits = tuple(Trait(name, label, advice, found[name]) for name, (label, advice) in TRAITS.items())
    return Quality(found["total"], found["newest"], traits)
