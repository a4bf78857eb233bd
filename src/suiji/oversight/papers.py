"""通报 as a paper and as a table: both say what the frozen snapshot says, and nothing else."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suiji.law import require
from suiji.law.confidence import figure_comes_from_platform
from suiji.organs.days import day_of
from suiji.oversight.models import Report
from suiji.oversight.queries import WHOLE, comments_on, problems_in, sha256_of
from suiji.papers import documents, word
from suiji.papers.services import render
from suiji.papers.sheets.writing import Page, xlsx_bytes

OVERALL = (
    "截至数据截止时间，{departments} 个部门共发起联合抽查 {initiated} 次，其中临时性 {initiated_temporary} 次。",
    "共抽取检查对象 {drawn} 户。应检查 {to_inspect} 户次，已检查 {inspected} 户次，已公示 {published} 户次。",
    "按期公示 {published_on_time} 户次；逾期视为未完成 {late} 户次，其中已补录 {made_up} 户次。",
    "按期移送 {transfers_on_time} 件，逾期移送 {transfers_late} 件。",
    "人员调整 {replacements} 人次，结果更正 {corrections} 次，任务作废 {voids} 次。",
)
"""总体情况, filled in from the totals of the snapshot."""
LATER_FIGURES = "检查期限届满仍未检查、视为未完成 {unvisited} 户次；依法不予公开 {withheld} 户次。"
"""What snapshots say since their third format."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a cell for a formula."""


def report_pdf(report: Report, *, demonstration: bool) -> bytes:
    """The 通报 as PDF; refused in Article 29's words if its figures are no longer those that were counted."""
    require(figure_comes_from_platform, overridden=sha256_of(report.snapshot) != report.sha256)
    return render(report_document(report), demonstration=demonstration)


def report_document(report: Report) -> documents.Report:
    """What the 通报 says."""
    content = report.snapshot
    return documents.Report(
        number=report.number,
        title=f"关于{content['year']}年部门联合“双随机、一公开”监管工作开展情况的通报",
        issuer=report.office.name,
        issued_on=day_of(report.issued_at),
        recipients="各县（市、区）联席会议办公室，市联席会议各成员单位",
        data_until=datetime.fromisoformat(content["cut_off_at"]),
        definitions=tuple(_definition(figure) for figure in content["figures"]),
        overall=_overall(content, report),
        lines=tuple(_line(row, content["floor"]) for row in content["rows"]),
        problems=_problems(content),
        requirements=(
            "逾期未公示的检查结果应立即补录；补录后仍视为未完成。",
            "发现问题需移送的，在形成检查结果之日起7个工作日内移送。",
            "对数据有异议的，向联席会议办公室提出；更正只在平台上办理，不改动本通报的数据。",
        ),
    )


def _in_groups(digest: str) -> str:
    # A line of print breaks between groups; sixty-four digits in one run would leave the page.
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _definition(figure: dict[str, Any]) -> str:
    return f"{figure['label']}（{figure['unit']}，第{figure['article']}条）：{figure['definition']}"


def _overall(content: dict[str, Any], report: Report) -> tuple[str, ...]:
    words = [
        template.format_map(content["totals"] | {"departments": len(content["rows"])}) for template in OVERALL
    ]
    if "unvisited" in content["totals"]:
        words.append(LATER_FIGURES.format_map(content["totals"]))
    words.append(f"本通报数据的校验值为 {_in_groups(report.sha256)}，按同一截止时间重新统计，结果应当一致。")
    if report.circulation is not None:
        said = list(comments_on(report.circulation))
        speakers = len({one.department_id for one in said})
        words.append(
            f"本通报数据印发前已征求意见（截至{report.circulation.comment_until:%Y年%m月%d日}），"
            f"{speakers} 个部门反馈意见 {len(said)} 条，均已答复，详见附表。"
        )
    if report.notes:
        words.append(f"说明：{report.notes}")
    return tuple(words)


def _line(row: dict[str, Any], floor: int) -> documents.DepartmentLine:
    return documents.DepartmentLine(
        department=row["department"],
        initiated=row["initiated"],
        drawn=row["drawn"],
        to_inspect=row["to_inspect"],
        published=row["published"],
        published_rate=_rate(row["published"], row["to_inspect"]),
        punctual_rate=_rate(
            row["published_on_time"], row["published_on_time"] + row["late"] + row.get("unvisited", 0)
        ),
        closed_rate=_rate(row["settled"], row["follow_ups"]),
        transfer_rate=_rate(row["transfers_on_time"], row["transfers_on_time"] + row["transfers_late"]),
        corrections=row["corrections"],
        voided=row["voids"],
        over_cap=row["over_cap"],
        overrides=row.get("overrides", 0),
        replaced_rate=_rate(row["replacements"], row.get("staffed", 0)),
        floor=floor if row["has_floor"] else None,
    )


def _rate(part: int, whole: int) -> int | None:
    return part * WHOLE // whole if whole else None


def _problems(content: dict[str, Any]) -> tuple[documents.Problem, ...]:
    words = [documents.Problem(sentence) for sentence in problems_in(content)]
    words += [
        documents.Problem(
            f"{row['department']}：{row['object']}，{row['kind']}期限 {row['due_on']}，"
            + (f"{row['done_on']} 补办。" if row["done_on"] else "截止时未办。"),
            row["task"],
        )
        for row in content["late"]
    ]
    return tuple(words)


@dataclass(frozen=True, slots=True)
class Paper:
    """A report in one of its forms, ready to be handed out."""

    content: bytes
    kind: str
    placed: str = "attachment"


def paper(report: Report, form: str, *, demonstration: bool) -> Paper:
    """The report as ``pdf``, ``docx``, ``xlsx`` or ``csv``; the same report always gives the same bytes."""
    match form:
        case "pdf":
            return Paper(report_pdf(report, demonstration=demonstration), "application/pdf", "inline")
        case "docx":
            return Paper(report_docx(report, demonstration=demonstration), word.DOCX)
        case "xlsx":
            return Paper(report_xlsx(report), XLSX)
        case _:
            return Paper(report_csv(report), "text/csv; charset=utf-8")


def report_docx(report: Report, *, demonstration: bool) -> bytes:
    """The 通报 as Word, in the same words; refused like the PDF when a figure was touched."""
    require(figure_comes_from_platform, overridden=sha256_of(report.snapshot) != report.sha256)
    return word.report_docx(report_document(report), demonstration=demonstration)


def report_xlsx(report: Report) -> bytes:
    """The appendix as a workbook: figures, their definitions, what was late, what departments said."""
    require(figure_comes_from_platform, overridden=sha256_of(report.snapshot) != report.sha256)
    content = report.snapshot
    figures = content["figures"]
    keys = [figure["key"] for figure in figures]
    rows = [[row["department"], *(row[key] for key in keys)] for row in content["rows"]]
    foot = ["合计", *(content["totals"][key] for key in keys)]
    told = [[one["label"], one["unit"], f"第{one['article']}条", one["definition"]] for one in figures]
    late = [[row[name] or "未办" for name in _LATE] for row in content["late"]]
    proof = [["文号", report.number], ["数据截止时间", content["cut_off_at"]], ["校验值", report.sha256]]
    pages = [
        Page("分部门", ["部门", *(f"{one['label']}（{one['unit']}）" for one in figures)], [*rows, foot]),
        Page("口径", ["指标", "单位", "条款", "口径"], told, (20, 8, 8, 60)),
        Page("逾期事项", ["事项", "部门", "任务编号", "检查对象", "期限", "办理日期"], late),
        Page("征求意见", ["部门", "意见", "答复"], _comments(report), (20, 60, 60)),
        Page("核对", ["项目", "内容"], proof, (16, 60)),
    ]
    return xlsx_bytes(pages, created=report.cut_off_at)


_LATE = ("kind", "department", "task", "object", "due_on", "done_on")


def _comments(report: Report) -> list[list[str]]:
    if report.circulation is None:
        return []
    return [[one.department.name, one.text, one.answer.text] for one in comments_on(report.circulation)]


def report_csv(report: Report) -> bytes:
    """The appendix: figures per department, then what was late; UTF-8 with a mark, as spreadsheets want it."""
    content = report.snapshot
    text = io.StringIO()
    table = csv.writer(text)
    labels = [f"{figure['label']}（{figure['unit']}）" for figure in content["figures"]]
    keys = [figure["key"] for figure in content["figures"]]
    table.writerow(["部门", *labels])
    for row in content["rows"]:
        table.writerow([_cell(row["department"]), *(row[key] for key in keys)])
    table.writerow(["合计", *(content["totals"][key] for key in keys)])
    table.writerow([])
    table.writerow(["逾期事项", "部门", "任务编号", "检查对象", "期限", "办理日期"])
    for row in content["late"]:
        cells = (
            row["kind"],
            row["department"],
            row["task"],
            row["object"],
            row["due_on"],
            row["done_on"] or "未办",
        )
        table.writerow([_cell(cell) for cell in cells])
    table.writerow([])
    table.writerow(["数据截止时间", content["cut_off_at"], "校验值", report.sha256])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
