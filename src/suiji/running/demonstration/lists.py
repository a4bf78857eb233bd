"""The demonstration's lists and plans: the 34 joint items, countersigned and published; the year's plan lines."""

import csv
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from io import BytesIO
from typing import Any

from docx import Document

from suiji.catalogue import services as catalogue
from suiji.catalogue.models import ItemVersion, ListKind
from suiji.catalogue.ratios import Ratio, read_frequency, read_ratio
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.plans import services as plans
from suiji.plans.models import PlanKind, PlanLine
from suiji.running.demonstration.moments import moment
from suiji.running.demonstration.organs import CITY, COUNTIES, Cast, key_of

Progress = Callable[[str, int, int], None]
HERE = resources.files("suiji.running.demonstration")
LED_THIS_YEAR = (14, 5, 26, 1, 19, 33, 8, 27, 18, 29)
"""Numbers of the items that stand in the year's plan."""
LATE, RETURNED, CHANGED, TEMPORARY, COUNTY = 18, 29, 27, 2, 34
"""Of these, the line that came late, the one sent back, the one changed; items of a temporary check and of a county."""


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
    """Submit in February, accept in March, publish in April as one batch (Art. 7).

    One line late, one returned and still open, one changed in June, one county's own, one temporary check.
    """
    by_number = {int(row["no"]): row for row in rows()}
    office = cast.actor("bgs")
    plans.remind(today=date(year, 2, 21), at=moment(date(year, 2, 21), 7))
    for done, number in enumerate(LED_THIS_YEAR, 1):
        row = by_number[number]
        lists.lines[number] = _line(
            cast,
            lists.items[number],
            row,
            lead=cast.departments[row["lead"]],
            partners=[cast.departments[line] for line in row["partners"].split("|")],
            number=f"安联抽〔{year}〕{done}号",
            submitted=date(year, 3, 4) if number == LATE else date(year, 2, 24),
            year=year,
        )
        progress("报送和公示年度计划", done, len(LED_THIS_YEAR) + 1)
    plans.return_line(
        line=lists.lines[RETURNED],
        because="对象范围过宽，请写明行业，并与同时段的其他任务错开。",
        actor=office,
        at=moment(date(year, 3, 6)),
    )
    _accept_and_publish([line for number, line in lists.lines.items() if number != RETURNED], office, year)
    _change_one(cast, lists, year)
    _file_temporary(cast, lists, year)
    plans.exempt(
        department=cast.departments["宣传"],
        from_year=year,
        reason="没有市场监管领域的行政执法权，只作参与部门",
        document=f"安双随机办〔{year}〕3号",
        actor=office,
        at=moment(date(year, 1, 20)),
    )
    _publish_county(cast, lists, by_number[COUNTY], year)
    progress("报送和公示年度计划", len(LED_THIS_YEAR) + 1, len(LED_THIS_YEAR) + 1)


def _publish_county(cast: Cast, lists: Lists, model: dict[str, str], year: int) -> None:
    region = COUNTIES[0]
    line = _line(
        cast,
        lists.items[COUNTY],
        {**model, "title": f"林州市{model['title']}"},
        lead=cast.departments[key_of(model["lead"], region)],
        partners=[cast.departments[key_of(line, region)] for line in model["partners"].split("|")],
        number=f"林联抽〔{year}〕1号",
        submitted=date(year, 2, 20),
        year=year,
    )
    _accept_and_publish([line], cast.actor("lz.bgs"), year)


def _accept_and_publish(lines: list[PlanLine], office: Actor, year: int) -> None:
    for line in lines:
        plans.accept(line=line, actor=office, at=moment(date(year, 3, 18)))
    plans.publish_batch(lines=lines, actor=office, at=moment(date(year, 4, 15)))


def _change_one(cast: Cast, lists: Lists, year: int) -> None:
    """A published line moved to the second half of the year, by a further version."""
    line = lists.lines[CHANGED]
    clerk, office = cast.clerk_of(line.initiator), cast.actor("bgs")
    at = moment(date(year, 6, 8))
    because = "烟花爆竹销售集中在下半年，检查时间改到七月以后。"
    later = plans.change_line(line=line, because=because, actor=clerk, at=at)
    partners = [part.department for part in later.parts.select_related("department")]
    plans.rewrite(
        line=later,
        title=later.title,
        items=list(later.items.all()),
        participants=partners,
        fields={"period_from": date(year, 7, 1)},
        actor=clerk,
        at=at,
    )
    _agree_and_submit(cast, later, partners, clerk, at)
    plans.accept(line=later, actor=office, at=at)
    plans.publish(line=later, actor=office, at=moment(date(year, 6, 10)))
    lists.lines[CHANGED] = later


def _file_temporary(cast: Cast, lists: Lists, year: int) -> None:
    """A rectification the city's government needs, in joint form: filed and published before any draw (Art. 8)."""
    row = next(row for row in rows() if int(row["no"]) == TEMPORARY)
    lead = cast.departments[row["lead"]]
    clerk, at = cast.clerk_of(lead), moment(date(year, 8, 12))
    document = f"安政办明电〔{year}〕21号"
    known = plans.register_rectification(
        department=lead,
        items=[lists.items[TEMPORARY].item],
        fields={
            "year": year,
            "title": f"{row['field']}专项整治",
            "needed_by": "安阳市人民政府",
            "source_document": document,
            "source_on": date(year, 8, 10),
            "content": f"对{row['objects']}集中整治。",
            "approved_by": "安阳市人民政府",
            "approval_document": document,
            "approved_on": date(year, 8, 10),
            "supervision_filing": f"安司监备〔{year}〕6号",
        },
        actor=clerk,
        at=at,
    )
    partners = [cast.departments[line] for line in row["partners"].split("|")]
    line = plans.carry_out_jointly(
        rectification=known, number=f"安联抽临〔{year}〕1号", participants=partners, actor=clerk, at=at
    )
    plans.rewrite(
        line=line,
        title=line.title,
        items=list(line.items.all()),
        participants=partners,
        fields=_words(row, lead, date(year, 8, 20), date(year, 11, 30)),
        actor=clerk,
        at=at,
    )
    plans.attach(line=line, name=f"{document}.docx", content=_handed_down(document, row), actor=clerk, at=at)
    _agree_and_submit(cast, line, partners, clerk, at)
    plans.publish(line=line, actor=clerk, at=moment(date(year, 8, 14)))


def _handed_down(document: str, row: dict[str, str]) -> bytes:
    """The paper by which the city's government asked for it, as the clerk would have received it."""
    paper, kept = Document(), BytesIO()
    paper.add_heading(f"关于开展{row['field']}专项整治的通知", level=1)
    paper.add_paragraph(document)
    paper.add_paragraph(f"对{row['objects']}集中整治，请牵头部门会同有关部门组织实施。（演示文件）")
    paper.save(kept)
    return kept.getvalue()


def _agree_and_submit(
    cast: Cast, line: PlanLine, partners: list[Department], clerk: Actor, at: datetime
) -> None:
    for partner in partners:
        plans.confirm_part(line=line, actor=cast.clerk_of(partner), at=at)
    plans.submit(line=line, actor=clerk, at=at)


def _words(row: dict[str, str], lead: Department, first: date, last: date) -> dict[str, Any]:
    return {
        "object_scope": row["objects"],
        "ratio_text": row["ratio"],
        "frequency": row["frequency"],
        "risk_note": "A、B 类按下限，C 类不低于 10 %，D 类不低于 20 %",
        "mode": "CITY_CITY" if lead.region_id == CITY else "COUNTY_COUNTY",
        "period_from": first,
        "period_until": last,
        "unannounced": row["unannounced"] == "是",
        "contact": f"{lead.short_name}执法监督科",
        "basis": row["basis"],
    }


def _line(
    cast: Cast,
    version: ItemVersion,
    row: dict[str, str],
    *,
    lead: Department,
    partners: list[Department],
    number: str,
    submitted: date,
    year: int,
) -> PlanLine:
    clerk, at = cast.clerk_of(lead), moment(submitted)
    line = plans.draft_line(
        year=year,
        number=number,
        title=row["title"],
        kind=PlanKind.ANNUAL,
        initiator=lead,
        items=[version.item],
        participants=partners,
        fields=_words(row, lead, date(year, 5, 1), date(year, 12, 31)),
        actor=clerk,
        at=at,
    )
    _agree_and_submit(cast, line, partners, clerk, at)
    return line
