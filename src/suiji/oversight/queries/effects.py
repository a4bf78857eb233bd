"""What may be asked of a year's effect: one row, made ready for tables, pictures and sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from suiji.ledger import Actor
from suiji.organs.roles import Role
from suiji.oversight.effects import rate
from suiji.oversight.models import EffectSummary, RatioProposal

READS_CLASSES = (Role.OFFICE, Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.AUDITOR)
"""As at the totals of a frozen list: the class is an internal reference (Art. 25)."""
ENOUGH = 5
"""Visits after which an item that found nothing is worth a word."""


@dataclass(frozen=True, slots=True)
class Effects:
    """A year's effect as the page shows it."""

    year: int
    content: dict[str, Any]
    refreshed_at: datetime
    sentences: dict[str, str]
    classes: bool
    """Whether the reader may see figures by risk class."""


def effects_of(actor: Actor, year: int) -> Effects | None:
    """The year's summary; None before the job has counted it. Classes are left out for who may not read them."""
    row = summary_of(year)
    if row is None:
        return None
    sees = actor.holds(*READS_CLASSES)
    content = dict(row.content)
    if not sees:
        content |= {"classes": [], "found_by_class": []}
        content["departments"] = [one | {"classes": {}} for one in content["departments"]]
    return Effects(year, content, row.refreshed_at, _sentences(content), sees)


def summary_of(year: int) -> EffectSummary | None:
    """The year's row."""
    return EffectSummary.objects.filter(year=year).first()


def _sentences(content: dict[str, Any]) -> dict[str, str]:
    idle = [row["name"] for row in content["items"] if not row["part"] and row["whole"] >= ENOUGH]
    delays = content["delays"]
    days = (
        f"从检查结束到公示，中位数为 {delays['median']} 个工作日。"
        if delays["whole"]
        else "还没有公示的结果。"
    )
    return {
        "classes": _below_floor(content["classes"]),
        "found_by_class": _d_and_a(content["found_by_class"]),
        "items": f"{len(idle)} 个事项检查 {ENOUGH} 次以上没有发现过问题。"
        if idle
        else "没有长期查不出问题的事项。",
        "delays": days,
    }


def _below_floor(rows: list[dict[str, Any]]) -> str:
    low = [row["name"] for row in rows if row["bp"] is not None and row["bp"] < row["floor"]]
    return f"{'、'.join(low)} 类全年覆盖率低于比例下限。" if low else "各类全年覆盖率都不低于比例下限。"


def _d_and_a(rows: list[dict[str, Any]]) -> str:
    """Does a high class really find more than a low one?"""
    by_name = {row["name"]: rate(row["part"], row["whole"]) for row in rows}
    if "A" not in by_name or "D" not in by_name:
        return "A 类和 D 类都有检查以后，才能比较。"
    low, high = by_name["A"], by_name["D"]
    if not high.apart_from(low):
        return "D 类与 A 类的问题发现率没有显著差别（95 % 置信区间重叠）。"
    more = (high.bp or 0) > (low.bp or 0)
    return f"D 类的问题发现率{'显著高于' if more else '显著低于'} A 类（95 % 置信区间不重叠）。"


def proposals() -> QuerySet[RatioProposal]:
    """Proposals, the newest first."""
    return RatioProposal.objects.select_related("office").order_by("-made_at", "-pk")


def find_proposal(pk: int) -> RatioProposal:
    """One proposal; 404 otherwise."""
    return get_object_or_404(proposals(), pk=pk)
