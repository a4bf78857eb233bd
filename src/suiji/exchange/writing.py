"""批次文件 — a batch as Excel, CSV or JSON in the receiver's own headings, and a blank reply for it."""

import json
from collections.abc import Sequence
from json.encoder import encode_basestring

from suiji.exchange.mapping import BATCH_HEADING, KEY_HEADING
from suiji.exchange.models import ExchangeBatch, ExchangeRow
from suiji.exchange.replies import ACCEPTED, FOREIGN, OUTCOME, PUBLISHED, REASON
from suiji.papers import sheets

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_REPLY = (BATCH_HEADING, KEY_HEADING, OUTCOME, PUBLISHED, REASON, FOREIGN)


def lines_of(batch: ExchangeBatch, rows: Sequence[ExchangeRow]) -> list[list[str]]:
    """Its rows under the headings of its mapping."""
    mapping, about = batch.mapping, batch.about
    return [[batch.number, row.key, *mapping.cells(about, row.values, row.platform_at)] for row in rows]


def as_file(batch: ExchangeBatch, rows: Sequence[ExchangeRow], form: str) -> bytes:
    """The batch as ``xlsx``, ``csv`` or ``json``."""
    match form:
        case "json":
            return json_bytes(batch, rows)
        case "csv":
            return sheets.csv_bytes(batch.mapping.heading, lines_of(batch, rows))
        case _:
            page = sheets.Page(batch.about.label, batch.mapping.heading, lines_of(batch, rows))
            return sheets.xlsx_bytes([page])


def json_bytes(batch: ExchangeBatch, rows: Sequence[ExchangeRow]) -> bytes:
    """The batch as JSON, always the same bytes: what its digest is taken of.

    Those of ``json.dumps`` with an indent of one, which Python writes sign by sign; its rows are written line by line.
    """
    said = {
        "batch": batch.number,
        "kind": batch.about.label,
        "mapping": batch.mapping_number,
        "rows": [],
    }
    text = json.dumps(said, ensure_ascii=False, indent=1)
    heading = [encode_basestring(one) for one in batch.mapping.heading]
    lines = ",\n".join(_row(heading, line) for line in lines_of(batch, rows))
    if lines:
        text = text.replace('"rows": []', f'"rows": [\n{lines}\n ]')
    return text.encode() + b"\n"


def _row(heading: Sequence[str], line: Sequence[str]) -> str:
    cells = ",\n".join(
        f"   {name}: {encode_basestring(cell)}" for name, cell in zip(heading, line, strict=True)
    )
    return f"  {{\n{cells}\n  }}"


def blank_reply(batch: ExchangeBatch, rows: Sequence[ExchangeRow]) -> bytes:
    """A workbook with one line a row, for whoever writes down what the publicity system answered."""
    lines = [[batch.number, row.key, "", "", "", ""] for row in rows]
    notes = [
        ["结果", f"填“{ACCEPTED}”或“退回”。没有答复的行留空，以后再导入一次即可。"],
        ["公示时间", "接收的行必填，如 2026-03-02 09:30；任务、名单和移送填对方接收的时间。"],
        ["退回原因", "退回的行必填。"],
        ["对方编号", "对方给出的编号，没有可以不填。"],
    ]
    return sheets.xlsx_bytes(
        [
            sheets.Page("回执", _REPLY, lines, (24, 28, 10, 22, 40, 24)),
            sheets.Page("填写说明", ("列", "说明"), notes, (14, 60)),
        ]
    )
