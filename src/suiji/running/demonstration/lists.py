"""The demonstration's lists and plans: the 34 joint items, countersigned and published; the year's plan lines."""

import csv
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from typing import Any

from suiji.catalogue import services as catalogue
from suiji.catalogue.models import ItemVersion, ListKind
from suiji.catalogue.ratios import Ratio, read_frequency, read_ratio
from suiji.organs.models import Department
from suiji.plans import services as plans
from suiji.plans.models import PlanKind, PlanLine
from suiji.running.demonstration.moments import moment
from suiji.running.demonstration.organs import COUNTIES, Cast, key_of

Progress = Callable[[str, int, int], None]
HERE = resources.files("suiji.running.demonstration")
LED_THIS_YEAR = (14, 5, 26, 1, 19, 33, 8, 27, 18, 29)
"""Numbers of the items that stand in the year's plan."""


@dataclass(slots=True)
class Lists:
    """What the lists chapter of the story leaves behind."""

    items: dict[int, ItemVersion] = field(default_factory=dict)
    words: dict[int, list[str]] = field(default_factory=dict)
    lines: dict[int, PlanLine] = field(default_factory=dict)


def rows() -> Iterator[dict[str, str]]:
    """The 34 items of the national joint list's usual shape (requirements §2.7)."""
    yield from csv.DictReader(HERE.joinpath("items.csv").read_text("utf-8").splitlines())


def duties() -> dict[str, dict[str, Any]]:
    """What each department looks at, by line."""
    found: dict[str, dict[str, Any]] = tomllib.loads(HERE.joinpath("duties.toml").read_text("utf-8"))[
        "duties"
    ]
    return found


def publish_items(cast: Cast, year: int, progress: Progress) -> Lists:
    """Draft, review, countersign and publish every item (Art. 6)."""
    lists, all_rows, known = Lists(), list(rows()), duties()
    at = moment(date(year, 1, 8))
    compiler = cast.of("市场监管", "jb")
    for done, row in enumerate(all_rows, 1):
        number, partners = int(row["no"]), row["partners"].split("|")
        words = [word for word in row["words"].split("|") if word]
        parts = [
            catalogue.PartDraft(
                cast.departments[line], line == row["lead"], known[line]["content"], known[line]["points"]
            )
            for line in [row["lead"], *partners]
        ]
        version = catalogue.draft_item(
            code=f"AYLH-{number:02d}",
            kind=ListKind.JOINT,
            owner=cast.departments[row["lead"]],
            fields=_fields(row, words),
            parts=parts,
            actor=cast.of(row["lead"], "jb"),
            at=at,
        )
        for line in partners:
            catalogue.countersign(version=version, actor=cast.of(line, "jb"), at=at)
        catalogue.review(version=version, actor=cast.of(row["lead"], "fg"), at=at)
        catalogue.publish(
            version=version, effective_from=date(year, 1, 15), actor=compiler, at=moment(date(year, 1, 15))
        )
        lists.items[number], lists.words[number] = version, words
        progress("公布联合抽查事项清单", done, len(all_rows))
    return lists


def _rule(row: dict[str, str]) -> Ratio:
    """The ratio's own words read as a rule; where they say more than one, the lowest that the list states."""
    read = read_ratio(row["ratio"])
    return read if isinstance(read, Ratio) else Ratio(min_bp=int(row["min_bp"]))


def _fields(row: dict[str, str], words: list[str]) -> dict[str, Any]:
    least, most = read_frequency(row["frequency"])
    return {
        "field": row["field"],
        "title": row["title"],
        "content": f"对{row['objects']}开展联合检查，各部门检查内容见分工。",
        "legal_basis": row["basis"],
        "object_scope": row["objects"],
        "scope_rule": {"words": words} if words else {"kinds": ["ENTERPRISE"]},
        "modes": ["ON_SITE", "WRITTEN"],
        "ratio_text": row["ratio"],
        **_rule(row).columns(),
        "frequency": row["frequency"],
        "frequency_min": least,
        "frequency_max": most,
        "levels": ["CITY", "COUNTY"],
        "arrangement": "CITY_COUNTY" if row["no"] == "14" else "CITY_CITY",
        "finish_by": "每年 11 月 30 日前",
        "contact": "执法监督科",
        "standard": "按照各参与部门的检查要点逐项检查，如实填写联合抽查情况记录表。",
        "officer_requirement": "每部门不少于两名持证执法检查人员",
        "may_be_unannounced": row["unannounced"] == "是",
    }


def publish_plans(cast: Cast, lists: Lists, year: int, progress: Progress) -> None:
    """Submit in February, accept in March, publish in April (Art. 7); one line late, one county's own."""
    by_number = {int(row["no"]): row for row in rows()}
    for done, number in enumerate(LED_THIS_YEAR, 1):
        row = by_number[number]
        late = number == 18
        lists.lines[number] = _line(
            cast,
            lists.items[number],
            row,
            lead=cast.departments[row["lead"]],
            partners=[cast.departments[line] for line in row["partners"].split("|")],
            number=f"安联抽〔{year}〕{done}号",
            submitted=date(year, 3, 4) if late else date(year, 2, 24),
            office="bgs",
            year=year,
        )
        progress("报送和公示年度计划", done, len(LED_THIS_YEAR) + 1)
    region = COUNTIES[0]
    lead, partners = cast.departments[key_of("公安", region)], [cast.departments[key_of("卫健", region)]]
    row = {**by_number[5], "title": "林州市宾馆、旅店联合检查"}
    _line(
        cast, lists.items[5], row, lead=lead, partners=partners, number=f"林联抽〔{year}〕1号",
        submitted=date(year, 2, 20), office="lz.bgs", year=year,
    )  # fmt: skip
    progress("报送和公示年度计划", len(LED_THIS_YEAR) + 1, len(LED_THIS_YEAR) + 1)


def _line(
    cast: Cast,
    version: ItemVersion,
    row: dict[str, str],
    *,
    lead: Department,
    partners: list[Department],
    number: str,
    submitted: date,
    office: str,
    year: int,
) -> PlanLine:
    clerk = cast.clerk_of(lead)
    at = moment(submitted)
    line = plans.draft_line(
        year=year,
        number=number,
        title=row["title"],
        kind=PlanKind.ANNUAL,
        initiator=lead,
        items=[version.item],
        participants=partners,
        fields={
            "object_scope": row["objects"],
            "ratio_text": row["ratio"],
            "frequency": row["frequency"],
            "period_from": date(year, 5, 1),
            "period_until": date(year, 12, 31),
            "unannounced": row["unannounced"] == "是",
            "contact": f"{lead.short_name}执法监督科",
            "basis": row["basis"],
        },
        actor=clerk,
        at=at,
    )
    for partner in partners:
        plans.confirm_part(line=line, actor=cast.clerk_of(partner), at=at)
    plans.submit(line=line, actor=clerk, at=at)
    plans.accept(line=line, actor=cast.actor(office), at=moment(date(year, 3, 18)))
    plans.publish(line=line, actor=cast.actor(office), at=moment(date(year, 4, 15)))
    return line
