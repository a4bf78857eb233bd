"""回执文件 — what the publicity system answered, read line by line; nothing is guessed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from suiji.exchange.mapping import BATCH_HEADING, KEY_HEADING
from suiji.organs.days import SHANGHAI, day_of
from suiji.papers import sheets

OUTCOME, PUBLISHED, REASON, FOREIGN = "结果", "公示时间", "退回原因", "对方编号"
ACCEPTED = "接收"
LIMITS = sheets.Limits(max_bytes=20 * 1024 * 1024, max_rows=100_000, max_columns=100)
_YES = frozenset({"接收", "已接收", "成功", "通过", "已公示", "1", "Y", "ACCEPTED"})
_NO = frozenset({"退回", "已退回", "失败", "不通过", "拒绝", "0", "N", "REFUSED"})
_HEADINGS = {
    "batch": (BATCH_HEADING, "批次", "batch"),
    "key": (KEY_HEADING, "标识", "key"),
    "outcome": (OUTCOME, "处理结果", "状态", "接收结果", "outcome"),
    "published": (PUBLISHED, "公示系统公示时间", "公布时间", "接收时间", "published"),
    "reason": (REASON, "原因", "失败原因", "reason"),
    "foreign": (FOREIGN, "公示系统编号", "foreign"),
}
HEADINGS = {sheets.fold(word): name for name, words in _HEADINGS.items() for word in words}
_INSTANT = re.compile(
    r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?)?"
)
_ZONED = re.compile(r":\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$")
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as the file gives it."""

    number: int
    """Its row in the file."""
    key: str
    accepted: bool
    publicity_at: datetime | None
    reason: str
    foreign: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line that cannot be taken, and why."""

    number: int
    why: str


def read(content: bytes, *, batch: str, sent: datetime, at: datetime) -> tuple[list[Said], list[Trouble]]:
    """The answers to one batch and the lines nobody can take. Raises ``sheets.Unreadable``."""
    said: dict[str, Said] = {}
    troubles: list[Trouble] = []
    for number, cells in _lines(content):
        if not cells.get("outcome"):
            continue
        found = _line(number, cells, batch, sent, at)
        if isinstance(found, Said) and found.key in said:
            found = Trouble(
                number, f"“{found.key}”在文件里答复了两次，以第 {said[found.key].number} 行为准。"
            )
        if isinstance(found, Said):
            said[found.key] = found
        else:
            troubles.append(found)
    if not said and not troubles:
        raise sheets.Unreadable("文件里没有一行写了结果。请在“结果”列填写接收或退回。")
    return list(said.values()), troubles


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{"):
        yield from _json_lines(content)
        return
    table = sheets.read_table(content, HEADINGS, (("key",), ("outcome",)), LIMITS)
    for row in table.rows:
        yield row.number, dict(row.cells)


def _json_lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > LIMITS.max_bytes:
        raise sheets.Unreadable("文件超过 20 MB，请拆成几个文件分别导入。")
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise sheets.Unreadable("文件看起来是 JSON，但读不出来。请核对格式，编码用 UTF-8。") from error
    rows = said.get("rows") if isinstance(said, dict) else said
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise sheets.Unreadable("JSON 应是记录的数组，或者在 rows 下是记录的数组。")
    for number, row in enumerate(rows, start=1):
        named = ((HEADINGS.get(sheets.fold(str(name)), ""), value) for name, value in row.items())
        yield number, {name: str(value).strip() for name, value in named if name and value is not None}


def _line(number: int, cells: dict[str, str], batch: str, sent: datetime, at: datetime) -> Said | Trouble:
    if (other := cells.get("batch", batch)) != batch:
        return Trouble(number, f"是批次 {other} 的回执，不是 {batch} 的。")
    key, outcome = cells.get("key", "").removeprefix("'"), cells["outcome"].upper()
    if not key:
        return Trouble(number, "没有写记录标识。")
    if outcome not in _YES | _NO:
        return Trouble(number, f"结果“{cells['outcome'][:20]}”看不懂，请填接收或退回。")
    foreign = cells.get("foreign", "")[:100]
    if outcome in _NO:
        reason = cells.get("reason", "")
        if not reason:
            return Trouble(number, "退回没有写原因。")
        return Said(number, key, False, None, reason[:_LONGEST_REASON], foreign)
    published = instant(cells.get("published", ""))
    if why := _impossible(published, sent, at):
        return Trouble(number, why)
    return Said(number, key, True, published, "", foreign)


def _impossible(published: datetime | None, sent: datetime, at: datetime) -> str:
    """Why that cannot be when the row became public there; a day alone is enough of a time."""
    if published is None:
        return "接收没有写公示时间（对方接收的时间），或者时间看不懂。"
    if published > at:
        return "公示时间晚于现在。"
    return "公示时间早于本批次导出的日期，不是这一批的回执。" if day_of(published) < day_of(sent) else ""


def instant(text: str) -> datetime | None:
    """A day or a moment as people and machines write it, in Anyang unless it names a zone; a day is its beginning."""
    text = text.strip().replace("：", ":")
    try:
        if _ZONED.search(text):
            return datetime.fromisoformat(text)
        found = _INSTANT.fullmatch(text)
        if found is None:
            return None
        year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None
