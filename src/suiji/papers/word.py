"""Word 文书 — a paper as DOCX, for those who must go on working with it; the PDF is what is signed."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal

from docx import Document as NewDocument
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from suiji.papers.documents import DepartmentLine, Problem, Report, Scheme
from suiji.papers.typesetting import SHANGHAI

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NUMERALS = "一二三四五六七八九十"
BODY, HEADING, TITLE = "仿宋", "黑体", "小标宋体"
"""Named, never bundled: Word takes the nearest font that the computer has."""


def scheme_docx(paper: Scheme, *, demonstration: bool) -> bytes:
    """抽查方案 with the same words as its PDF, in the page of GB/T 9704."""
    made = _page()
    _line(made, paper.title, TITLE, 22, centred=True)
    _line(made, f"{paper.number}" + ("（演示）" if demonstration else ""), BODY, 16, centred=True)
    _text(made, f"根据{paper.basis}，结合{paper.source}，制定本方案。任务编号：{paper.task_number}。")
    for place, (heading, paragraphs, table) in enumerate(_sections(paper)):
        _line(made, f"{NUMERALS[place]}、{heading}", HEADING, 16)
        for words in paragraphs:
            _text(made, words)
        if table:
            _table(made, table)
    _line(made, paper.issuer, BODY, 16, right=True)
    _line(made, _day(paper.issued_on), BODY, 16, right=True)
    if paper.countersignatures:
        _line(made, "会签栏", TITLE, 22, centred=True)
        made.paragraphs[-1].paragraph_format.page_break_before = True
        rows = [
            (one.department, one.opinion, one.signed_by, _day(one.signed_on))
            for one in paper.countersignatures
        ]
        _table(made, [("部门", "会签意见", "签署人", "日期"), *rows])
    return _bytes(made, paper.issued_on)


Table = list[tuple[str, ...]]


def _sections(paper: Scheme) -> list[tuple[str, list[str], Table]]:
    """Heading, paragraphs and table of each part; rates are told, how many firms a class has is not (Art. 25)."""
    people = [f"{paper.inspector_draw}。{paper.leader_rule}"]
    told = (
        f"检查结果由检查部门在{paper.publish_within}录入并公示。"
        f"涉嫌违法需要移送的，在{paper.transfer_within}移送有管辖权的部门。"
    )
    when = f"{_day(paper.starts_on)}至{_day(paper.ends_on)}。检查方式：{paper.methods}。{paper.notice_rule}"
    many = f"，抽取 {paper.sample} 户" if paper.sample else ""
    scope = f"范围：{paper.scope}。名录库中符合条件的检查对象共 {paper.population} 户{many}。" + (
        f"{paper.number_rule}。" if paper.number_rule else ""
    )
    rates = [(one.label, _percent(one.rate), _percent(one.floor)) for one in paper.ratios]
    items = [(one.department, one.item, one.content) for one in paper.assignments]
    found: list[tuple[str, list[str], Table]] = [
        ("抽查对象", [scope], [("信用风险类别", "本次抽查比例", "规定下限"), *rates] if rates else []),
        ("检查事项和分工", [], [("部门", "检查事项", "检查内容"), *items]),
        ("检查时间和方式", [when], []),
        ("执法检查人员", people, []),
    ]
    if paper.third_party:
        found.append(("第三方参与", [f"{paper.third_party}。"], []))
    found.append(("结果公示和后续处理", [told], []))
    if paper.discipline:
        rules = [f"（{NUMERALS[place]}）{one}。" for place, one in enumerate(paper.discipline[:10])]
        found.append(("工作纪律", rules, []))
    return found


def _percent(bp: int) -> str:
    return f"{Decimal(bp) / 100:g} %"


def _page() -> Document:
    made = NewDocument()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    return made


def _line(
    made: Document, words: str, font: str, size: int, *, centred: bool = False, right: bool = False
) -> None:
    paragraph = made.add_paragraph()
    if centred or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.font.name = font
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _text(made: Document, words: str) -> None:
    _line(made, words, BODY, 16)
    made.paragraphs[-1].paragraph_format.first_line_indent = Pt(32)


def _table(made: Document, rows: Table) -> None:
    table = made.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _bytes(made: Document, issued_on: date) -> bytes:
    noon = datetime.combine(issued_on, time(12), UTC)
    about = made.core_properties
    about.author, about.created, about.modified, about.last_modified_by = "", noon, noon, ""
    made.save(content := io.BytesIO())
    return _settled(content.getvalue())


def _settled(content: bytes) -> bytes:
    """The same file under one fixed date, so that the same paper is the same bytes whenever it is made."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, made.read(name))
    return settled.getvalue()


def report_docx(paper: Report, *, demonstration: bool) -> bytes:
    """通报 with the same words and figures as its PDF, in the page of GB/T 9704."""
    made = _page()
    _line(made, paper.title, TITLE, 22, centred=True)
    _line(made, f"{paper.number}" + ("（演示）" if demonstration else ""), BODY, 16, centred=True)
    _line(made, f"{paper.recipients}：", BODY, 16)
    until = paper.data_until.astimezone(SHANGHAI)
    about = f"本通报的数据截至{_day(until.date())}{until:%H时%M分}，由平台按办理记录统计。"
    sections: list[tuple[str, list[str], Table]] = [
        (
            "数据截止时间和口径",
            [f"{about}未在规定时间内录入数据的，视为未完成任务。", *paper.definitions],
            [],
        ),
        ("总体情况", list(paper.overall), []),
        ("分部门情况", [], [REPORT_HEADING, *(_report_row(one) for one in paper.lines)]),
        ("存在问题", [_problem(one) for one in paper.problems] or ["未发现需要通报的问题。"], []),
        ("下一步要求", list(paper.requirements), []),
    ]
    for place, (heading, paragraphs, table) in enumerate(sections):
        _line(made, f"{NUMERALS[place]}、{heading}", HEADING, 16)
        for words in paragraphs:
            _text(made, words)
        if table:
            _table(made, table)
    _line(made, paper.issuer, BODY, 16, right=True)
    _line(made, _day(paper.issued_on), BODY, 16, right=True)
    return _bytes(made, paper.issued_on)


REPORT_HEADING = (
    "部门", "发起", "抽取", "应检查", "已公示", "完成率", "按期率", "办结率", "移送按期", "例外", "更换率", "更正",
    "作废", "突破频次",
)  # fmt: skip


def _report_row(one: DepartmentLine) -> tuple[str, ...]:
    floor = "/3" if one.has_floor else ""
    numbers = (one.drawn, one.to_inspect, one.published)
    rates = (one.published_rate, one.punctual_rate, one.closed_rate, one.transfer_rate)
    rest = (one.corrections, one.voided, one.over_cap)
    return (
        one.department,
        f"{one.initiated}{floor}",
        *map(str, numbers),
        *map(_rate, rates),
        str(one.overrides),
        _rate(one.replaced_rate),
        *map(str, rest),
    )


def _rate(points: int | None) -> str:
    """Basis points as a percentage, in integers."""
    if points is None:
        return "—"
    return f"{points // 100}.{points % 100:02d}".rstrip("0").rstrip(".") + "%"


def _problem(one: Problem) -> str:
    return one.text + (f"（任务编号：{one.task_number}）" if one.task_number else "")
