"""新近公开 — what a feed reader is told of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from suiji.portal.queries import draws, items, plans, results

NEWEST = 50


@dataclass(frozen=True, slots=True)
class News:
    """One thing that became public."""

    title: str
    words: str
    address: str
    mark: str
    """Tells versions of the same page apart."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed."""

    title: str
    about: str
    newest: Callable[[date], list[News]]


def _results(_today: date) -> list[News]:
    found = results.as_results(results.current()[:NEWEST])
    return [
        News(
            title=f"{one.name}：{one.department}的检查结果" + ("（已更正）" if one.corrected else ""),
            words=one.summary,
            address=reverse("portal:result", args=[one.id]),
            mark=f"#v{one.version}",
            at=one.published_at,
        )
        for one in found
    ]


def _draws(today: date) -> list[News]:
    found = draws.as_draws(list(draws.ceremonies()[:NEWEST]), today=today)
    return [
        News(
            title=f"{one.title}：{one.kind_label}抽取",
            words=one.status
            + (f"，{one.void_reason or one.void_cause}" if one.void_reason or one.void_cause else ""),
            address=reverse("portal:draw", args=[one.ceremony]),
            mark=f"#{one.status}",
            at=one.drawn_at or one.frozen_at or one.opened_at,
        )
        for one in found
    ]


def _items(_today: date) -> list[News]:
    found = [
        News(
            title=f"{title}（{code}，第 {number} 版）",
            words=f"{said.by}公布，{state}。",
            address=reverse("portal:item", args=[pk]),
            mark=f"#{state}",
            at=said.at,
        )
        for pk, code, number, title, state, said in items.newest(NEWEST)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _plans(_today: date) -> list[News]:
    return [
        News(
            title=f"{title}（第 {version} 版）",
            words=f"{year} 年{kind}。",
            address=reverse("portal:plans_of_year", args=[year]) + f"?line={pk}#line-{pk}",
            mark=f"-v{version}",
            at=at,
        )
        for pk, year, kind, title, version, at in plans.newest(NEWEST)
    ]


FEEDS = {
    "results": Feed("检查结果", "新公示和新更正的检查结果。", _results),
    "items": Feed("抽查事项清单", "新公布和新修订的抽查事项。", _items),
    "plans": Feed("抽查计划", "新公布和新变更的抽查计划。", _plans),
    "draws": Feed("每一次抽取", "新开启、冻结、完成和作废的抽取。", _draws),
}


def newest(name: str, *, today: date) -> list[News]:
    """The newest of a feed, at most fifty."""
    return FEEDS[name].newest(today)
