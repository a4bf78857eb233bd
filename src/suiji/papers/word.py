"""Word 文书 — a paper as DOCX, for those who must go on working with it; the PDF is what is signed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from suiji.papers.documents import Problem, Report, Scheme
from suiji.papers.word_page import CENTRE, ERHAO, TITLE, WUHAO, Page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NUMERALS = "一二三四五六七八九十"
LISTED = [*NUMERALS, "十一", "十二", "十三", "十四", "十五"]
Table = list[tuple[str, ...]]


def scheme_docx(paper: Scheme, *, demonstration: bool) -> bytes:
    """抽查方案 with the same words as its PDF, in the page of GB/T 9704."""
    page = _begun(paper, demonstration=demonstration)
    page.text(f"根据{paper.basis}，结合{paper.source}，制定本方案。任务编号：{paper.task_number}。")
    for place, (heading, paragraphs, table) in enumerate(_sections(paper)):
        page.heading(f"{NUMERALS[place]}、{heading}")
        for words in paragraphs:
            page.text(words)
        if table:
            page.table(table, (1, 1, 1) if heading == "抽查对象" else (5, 4, 6))
    page.closing(paper.issuer, _day(paper.issued_on))
    if paper.countersignatures:
        page.on_a_new_page("会签栏")
        rows = [
            (one.department, one.opinion, one.signed_by, _day(one.signed_on))
            for one in paper.countersignatures
        ]
        page.table([("部门", "会签意见", "签署人", "日期"), *rows], (5, 5, 3, 4))
    page.imprint("", paper.issuer, _day(paper.issued_on))
    return page.settled(paper.issued_on)


def _begun(paper: Scheme | Report, *, demonstration: bool) -> Page:
    page = Page()
    page.official(paper.issuer, paper.number + ("（演示）" if demonstration else ""))
    page.line(paper.title, TITLE, ERHAO, at=CENTRE, before=20, after=12)
    return page


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


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def report_docx(paper: Report, *, demonstration: bool) -> bytes:
    """通报 with the same words and figures as its PDF, in the page of GB/T 9704."""
    page = _begun(paper, demonstration=demonstration)
    page.line(f"{paper.recipients}：")
    problems = [_problem(one) for one in paper.problems]
    sections: list[tuple[str, list[str], Table]] = [
        (
            "数据截止时间和口径",
            [paper.about, *(f"{place}．{one}" for place, one in enumerate(paper.definitions, 1))],
            [],
        ),
        ("总体情况", list(paper.overall), []),
        ("分部门情况", [], list(paper.rows)),
        ("存在问题", _listed(problems) or ["未发现需要通报的问题。"], []),
        ("下一步要求", _listed(paper.requirements), []),
    ]
    for place, (heading, paragraphs, table) in enumerate(sections):
        page.heading(f"{NUMERALS[place]}、{heading}")
        for words in paragraphs:
            page.text(words)
        if table:
            page.table(table, REPORT_WIDTHS, size=WUHAO - 2)
    page.closing(paper.issuer, _day(paper.issued_on))
    page.imprint(paper.copied_to, paper.issuer, _day(paper.issued_on))
    return page.settled(paper.issued_on)


def _listed(words: Sequence[str]) -> list[str]:
    """（一）…, as far as the numerals go: then the last one again, as in print."""
    return [f"（{LISTED[min(place, len(LISTED) - 1)]}）{one}" for place, one in enumerate(words)]


REPORT_WIDTHS = (30, *[10] * 4, *[13] * 4, *[10] * 5)


def _problem(one: Problem) -> str:
    return one.text + (f"（任务编号：{one.task_number}）" if one.task_number else "")
