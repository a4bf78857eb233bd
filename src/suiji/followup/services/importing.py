"""办案结果回传 — outcomes from the departments' case systems, brought in as a file, row by row (Art. 23)."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from suiji.followup.models import FollowUp, FollowUpKind
from suiji.followup.queries import is_hand, visible_to
from suiji.followup.services.following import close
from suiji.followup.states import ENDED, FollowUpState
from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.papers.sheets import Limits, Row, read_table

HEADINGS = {
    "处理编号": "reference",
    "案号": "case_number",
    "案号或决定书文号": "case_number",
    "决定书文号": "case_number",
    "决定日期": "decided_on",
    "处理结果": "outcome",
    "复查结论": "recheck",
}
NEEDED = (("reference",), ("outcome",))
RECHECKED = {"合格": False, "不合格": True}
"""What a case system says of a recheck, and whether it failed."""
REFERENCE = re.compile(r"^CL-(\d{1,12})$")
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row of the file."""

    row: int
    reference: str
    trouble: str
    """Empty where the outcome was taken."""


def bring_outcomes(*, content: bytes, actor: Actor, at: datetime) -> list[Told]:
    """Every row that can be taken closes its follow-up; the others are named with their reason and changed by nobody.

    Raises ``papers.sheets.Unreadable`` for a file that is no such table.
    """
    require_role(actor, Role.CLERK)
    table = read_table(content, HEADINGS, NEEDED, Limits(max_rows=MOST_ROWS))
    return [_take(row, actor, at) for row in table.rows]


def _take(row: Row, actor: Actor, at: datetime) -> Told:
    reference = row.get("reference").strip().upper()
    found = REFERENCE.match(reference)
    follow_up = visible_to(actor).filter(pk=int(found[1])).first() if found else None
    if follow_up is None:
        return Told(row.number, reference, "没有这个处理编号，或者不由本部门办理。")
    if follow_up.state in ENDED:
        return Told(row.number, reference, "已经办结，没有改动。")
    if not is_hand(follow_up, FollowUpState.CLOSED, actor):
        return Told(row.number, reference, "不由本部门办理。")
    decided_on = _day(row.get("decided_on"))
    if row.get("decided_on") and decided_on is None:
        return Told(row.number, reference, "决定日期看不懂，请写成 2026-05-20。")
    if follow_up.kind == FollowUpKind.RECHECK and row.get("recheck").strip() not in RECHECKED:
        return Told(row.number, reference, "复查要在“复查结论”一列写明合格或者不合格。")
    return Told(row.number, reference, _close(follow_up, row, decided_on, actor, at))


def _close(follow_up: FollowUp, row: Row, decided_on: date | None, actor: Actor, at: datetime) -> str:
    try:
        with transaction.atomic():
            close(
                follow_up=follow_up,
                outcome=row.get("outcome"),
                case_number=row.get("case_number"),
                decided_on=decided_on,
                recheck_failed=RECHECKED.get(row.get("recheck").strip(), False),
                actor=actor,
                at=at,
            )
    except Refused as refused:
        return f"{refused.headline}"
    except NotYours as not_yours:
        return str(not_yours)
    return ""


def _day(text: str) -> date | None:
    cleaned = re.sub(r"[年月/.]", "-", text.strip()).removesuffix("日")[:10]
    try:
        parts = [int(part) for part in cleaned.split("-")]
        return date(*parts)
    except (ValueError, TypeError):
        return None
