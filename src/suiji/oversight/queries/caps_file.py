"""年度检查次数 as a workbook: departments, objects, whom the cap kept out, and the exceptions (Art. 10)."""

from datetime import date

from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.oversight.queries.capping import Caps, caps_of, excluded, numbers_of, often_visited
from suiji.papers import sheets
from suiji.tasks.queries.excluding import REASONS

MOST_TOLD = 5000
"""Rows of each page of the workbook; the page on the screen says how many there are."""


def caps_workbook(actor: Actor, year: int, *, today: date) -> bytes:
    """What the page shows, and every object one by one."""
    caps = caps_of(actor, year, today=today)
    return sheets.xlsx_bytes(
        [_departments(caps), _objects(actor, year), _kept_out(actor, year), _exceptions(caps)]
    )


def _departments(caps: Caps) -> sheets.Page:
    heading = [
        "部门",
        "检查对象",
        *(words for words, _ in caps.total),
        "因次数已满排除",
        "因未结束的抽取排除",
    ]
    numbers = [
        (row.objects, row.none, row.below, row.reached, row.over, row.capped, row.capped_open)
        for row in caps.rows
    ]
    rows = [[row.department.name, *map(str, told)] for row, told in zip(caps.rows, numbers, strict=True)]
    return sheets.Page("各部门", heading, rows)


def _objects(actor: Actor, year: int) -> sheets.Page:
    heading = ["名称", "代码", "数据来源部门", "次数", "其中期初数", "任务"]
    found = list(often_visited(actor, year, least=1)[:MOST_TOLD])
    numbers = numbers_of(actor, year, found)
    rows = [
        [row.name, row.code, row.source.name, *_times(row), "、".join(numbers.get(row.pk, ()))]
        for row in found
    ]
    return sheets.Page("检查过的对象", heading, rows)


def _kept_out(actor: Actor, year: int) -> sheets.Page:
    heading = ["任务编号", "任务名称", "发起部门", "对象名称", "对象代码", "理由"]
    rows = []
    for row in excluded(actor, year)[:MOST_TOLD]:
        task = row.ceremony.task
        words = REASONS[row.reason]
        rows.append([task.number, task.title, task.initiator.name, row.object.name, row.object.code, words])
    return sheets.Page("因次数排除", heading, rows)


def _exceptions(caps: Caps) -> sheets.Page:
    heading = ["任务编号", "发起部门", "对象数", "理由", "依据", "状态", "批准人", "备案号"]
    rows = []
    for row in caps.overrides:
        approver = row.approver.name if row.approver else ""
        asked = [row.task.number, row.task.initiator.name, str(len(row.codes)), row.reason, row.basis]
        rows.append([*asked, row.state_label, approver, row.filing])
    return sheets.Page("突破次数", heading, rows)


def _times(row: InspectedObject) -> tuple[str, str]:
    times, before = row.times, row.before  # type: ignore[attr-defined]  # annotated by ``often_visited``
    return str(times), str(before)
