"""预警 — what discipline inspection and judicial supervision should look at. It blocks nothing and accuses nobody."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.urls import reverse

from suiji.disclosure.models import PublicationVersion
from suiji.draws.models import TeamMember
from suiji.draws.queries import patterns_of
from suiji.draws.queries.patterns import Pattern
from suiji.followup.models import BulkQuery
from suiji.inspections.models import CLEAN, Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law import parameter
from suiji.ledger.models import Entry
from suiji.organs.days import SHANGHAI, day_of
from suiji.tasks.models import FreezeAlert, Waiver

KINDS = (
    "人员调整规律",
    "连续未发现问题",
    "逾期集中补录",
    "开启密封材料",
    "例外审批",
    "冻结前变动",
    "批量取得数据",
    "导出名录库",
)
"""What an alert may be about, as the page lets one choose."""
BURST = 5
"""So many results published late by one department on one day are worth a look."""
KEYS = ("draw.key_opened", "draw.sealed_opened", "draw.audit_opened")
EXPORTS = ("libraries.exported", "libraries.inspectors_exported", "libraries.quality_exported")


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at."""

    kind: str
    sentence: str
    on: date
    url: str


def alerts_of(year: int, *, today: date, kind: str = "") -> list[Alert]:
    """Every alert of a year, or those of one kind, the newest first."""
    found = [
        *_replacements(year),
        *_streaks(year, parameter("nofinding_streak", today)),
        *_bursts(year),
        *_keys(year),
        *_waivers(year),
        *_freezes(year),
        *_exports(year),
    ]
    wanted = [row for row in found if kind in ("", row.kind)]
    return sorted(wanted, key=lambda row: row.on, reverse=True)


def _replacements(year: int) -> Iterator[Alert]:
    """Replacements that gather around one person or one firm (Art. 16); a team's firms are named together."""
    around: dict[tuple[str, frozenset[int]], list[Pattern]] = defaultdict(list)
    for pattern in patterns_of(year):
        around[pattern.kind, frozenset(row.pk for row in pattern.replacements)].append(pattern)
    for alike in around.values():
        first, more = alike[0], f"等 {len(alike)} 户" if len(alike) > 1 and alike[0].kind == "object" else ""
        days = [day_of(row.decided_at) for row in first.replacements if row.decided_at is not None]
        words = f"{first.who}{more}：{first.label}，{first.count} 次。"
        yield Alert("人员调整规律", words, max(days), reverse("draws:patterns"))


def _streaks(year: int, length: int) -> Iterator[Alert]:
    """One officer, one firm, again and again nothing found (R32). Only pairs that met so often at all are read."""
    visits = Visit.objects.filter(state=VisitState.SIGNED, ended_at__isnull=False)
    upto = visits.filter(ended_at__year__lte=year)
    members = TeamMember.objects.filter(team__visits__in=upto).annotate(
        visit=F("team__visits__pk"),
        thing=F("team__visits__drawn__object_id"),
        ended=F("team__visits__ended_at"),
    )
    met = members.order_by().values("inspector_id", "thing").annotate(times=Count("pk"))
    pairs = set(met.filter(times__gte=length).values_list("inspector_id", "thing"))
    if not pairs:
        return
    rows = members.filter(
        inspector__in={officer for officer, _ in pairs}, thing__in={thing for _, thing in pairs}
    ).order_by("ended", "visit")
    named = rows.values_list(
        "inspector_id", "inspector__name", "thing", "team__visits__drawn__object__name", "visit", "ended"
    )
    told = [row for row in named if (row[0], row[2]) in pairs]
    dirty = _dirty({row[4] for row in told})
    runs: dict[tuple[int, int], int] = defaultdict(int)
    for inspector, name, thing, firm, visit, ended in told:
        key = inspector, thing
        runs[key] = 0 if visit in dirty else runs[key] + 1
        if runs[key] >= length and day_of(ended).year == year:
            words = f"{name}连续 {runs[key]} 次检查{firm}，都没有发现问题。"
            yield Alert("连续未发现问题", words, day_of(ended), reverse("inspections:detail", args=[visit]))


def _dirty(visits: set[int]) -> set[int]:
    """Those in which somebody found something."""
    rows = Finding.objects.filter(visit__in=visits).values_list("visit_id", "results")
    return {visit for visit, results in rows if not CLEAN.issuperset(results)}


def _bursts(year: int) -> Iterator[Alert]:
    """Results entered together after their term."""
    day = TruncDate("published_at", tzinfo=SHANGHAI)
    late = (
        PublicationVersion.objects.filter(number=1, published_at__year=year)
        .annotate(day=day)
        .filter(day__gt=F("publication__due_on"))
        .order_by()
        .values("publication__department__name", "publication__department__code", "day")
        .annotate(total=Count("pk"))
        .filter(total__gte=BURST)
    )
    for name, code, on, number in late.values_list(
        "publication__department__name", "publication__department__code", "day", "total"
    ):
        behind = f"{reverse('oversight:behind', args=['made_up'])}?department={code}&year={year}"
        yield Alert("逾期集中补录", f"{name}一天补录公示逾期结果 {number} 份。", on, behind)


def _keys(year: int) -> Iterator[Alert]:
    for row in Entry.objects.filter(act__in=KEYS, at__year=year):
        yield Alert(
            "开启密封材料", row.sentence, day_of(row.at), reverse("draws:ceremony", args=[row.subject_id])
        )


def _waivers(year: int) -> Iterator[Alert]:
    rows = Waiver.objects.filter(filed_at__year=year).select_related("task__initiator")
    for row in rows:
        assert row.filed_at is not None
        words = f"{row.task.initiator.short_name}的任务 {row.task.number}使用例外：{row.get_kind_display()}。"
        yield Alert("例外审批", words, day_of(row.filed_at), reverse("tasks:detail", args=[row.task_id]))


def _freezes(year: int) -> Iterator[Alert]:
    for row in FreezeAlert.objects.filter(raised_at__year=year).select_related("task"):
        words = f"任务 {row.task.number}：{row.get_kind_display()}，涉及 {row.count} 项。"
        yield Alert("冻结前变动", words, day_of(row.raised_at), reverse("tasks:alerts"))


def _exports(year: int) -> Iterator[Alert]:
    for query in BulkQuery.objects.filter(made_at__year=year).select_related("department", "made_by"):
        who = f"{query.department.short_name}{query.made_by.name}"
        words = f"{who}批量取得{query.what} {query.rows} 条：{query.reason}。"
        yield Alert("批量取得数据", words, day_of(query.made_at), reverse("followup:bulk_log"))
    for row in Entry.objects.filter(act__in=EXPORTS, at__year=year):
        yield Alert("导出名录库", row.sentence, day_of(row.at), reverse("libraries:home"))
