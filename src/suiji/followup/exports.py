"""Tables that leave the room: results, open matters for case systems, credit records (Art. 23, 24). No class."""

from collections.abc import Iterable
from datetime import date

from suiji.disclosure.models import Publication
from suiji.followup.models import DOCUMENTED, Discipline, FollowUp
from suiji.followup.queries import result_of
from suiji.followup.states import ENDED, DisciplineState, FollowUpState
from suiji.papers.sheets import csv_bytes

RESULTS = ("检查部门", "任务编号", "检查对象", "统一社会信用代码", "检查结束日期", "检查结果")
OPEN = (
    "处理编号",
    "处理方式",
    "检查对象",
    "统一社会信用代码",
    "文号",
    "期限",
    "案号或决定书文号",
    "决定日期",
    "处理结果",
    "复查结论",
)
CREDIT = (
    "类别",
    "作出部门",
    "名称",
    "统一社会信用代码",
    "文书号",
    "决定日期",
    "内容",
    "依据",
    "起始日期",
    "终止日期",
)


def results_csv(rows: Iterable[Publication]) -> tuple[bytes, int]:
    """Published results, and how many."""
    lines = [_result(row) for row in rows]
    return csv_bytes(RESULTS, lines), len(lines)


def _result(row: Publication) -> list[str]:
    thing, result = row.visit.drawn.object, result_of(row)
    return [
        row.department.name,
        row.visit.task.number,
        thing.name,
        thing.uscc or thing.code,
        f"{result.ended_on:%F}",
        result.words,
    ]


def open_csv(rows: Iterable[FollowUp]) -> tuple[bytes, int]:
    """Open matters with empty columns for the case system to fill in, and how many."""
    lines = [
        [
            row.reference,
            str(row.get_kind_display()),
            row.finding.visit.drawn.object.name,
            row.finding.visit.drawn.object.uscc or row.finding.visit.drawn.object.code,
            row.document_number,
            f"{row.due_on:%F}" if row.due_on else "",
            "",
            "",
            "",
            "",
        ]
        for row in rows
        if row.state not in ENDED
    ]
    return csv_bytes(OPEN, lines), len(lines)


def credit_csv(*, today: date) -> tuple[bytes, int]:
    """What credit regulation may build on: decisions with their documents, and joint punishments in force."""
    settled = FollowUp.objects.filter(kind__in=DOCUMENTED, state=FollowUpState.CLOSED).exclude(case_number="")
    lines = [
        _decision(row)
        for row in settled.select_related("department", "finding__visit__drawn__object").order_by("pk")
    ]
    running = Discipline.objects.filter(
        state=DisciplineState.IN_FORCE, from_on__lte=today, until_on__gte=today
    )
    related = running.select_related("department", "follow_up__finding__visit__drawn__object").order_by("pk")
    lines += [_discipline(row) for row in related]
    return csv_bytes(CREDIT, lines), len(lines)


def _decision(row: FollowUp) -> list[str]:
    thing = row.finding.visit.drawn.object
    decided = f"{row.decided_on:%F}" if row.decided_on else ""
    kind, code = str(row.get_kind_display()), thing.uscc or thing.code
    return [kind, row.department.name, thing.name, code, row.case_number, decided, row.outcome, "", "", ""]


def _discipline(row: Discipline) -> list[str]:
    thing = row.follow_up.finding.visit.drawn.object
    code, number = thing.uscc or thing.code, row.follow_up.case_number
    period = [f"{row.from_on:%F}", f"{row.until_on:%F}"]
    return [
        "联合惩戒",
        row.department.name,
        thing.name,
        code,
        number,
        "",
        row.measure,
        row.legal_basis,
        *period,
    ]
