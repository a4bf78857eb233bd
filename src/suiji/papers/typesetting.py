"""排版 — values in, PDF/A out. Data reaches a template as JSON only; no document text is ever source code."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import segno
import typst

from suiji.papers.fonts import shared_fonts

TEMPLATES = Path(__file__).parent / "templates" / "typst"
SHANGHAI = ZoneInfo("Asia/Shanghai")
ARCHIVAL: Final = "a-2b"
"""PDF/A-2b: what archives ask of an electronic file (Art. 27)."""
MISSING = re.compile(r"the text `\"(?P<text>.+?)\"` could not be displayed", re.DOTALL)

ESCAPED = re.compile(r"\\u\{(?P<code>[0-9a-f]+)\}")


def plain(value: object) -> object:
    """A document as JSON values: days and instants in Chinese, Shanghai time; nothing else is changed."""
    match value:
        case datetime():
            local = value.astimezone(SHANGHAI)
            return f"{local.year}年{local.month}月{local.day}日{local:%H}时{local:%M}分"
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case tuple() | list():
            return [plain(part) for part in value]
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
        case _:
            return value


def qr(address: str) -> str:
    """A QR code as SVG text."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", border=0, xmldecl=False, svgns=True)
    return target.getvalue().decode()


def qr_modules(address: str) -> list[str]:
    """The same code as rows of ``0`` and ``1``, for who draws it without a picture: a phone off-line."""
    rows = segno.make(address, error="m", micro=False).matrix
    return ["".join("1" if dark else "0" for dark in row) for row in rows]


def typeset(template: str, values: Mapping[str, object], *, printed_on: date | None) -> bytes:
    """The PDF of a template over the values; the same values give the same bytes.

    A character that no font holds is printed as its code point, 〔U+2A6A5〕, instead of an empty box.
    """
    day = printed_on or date(2000, 1, 1)
    stamp = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    text = json.dumps(values, ensure_ascii=False)
    for _ in range(len(text)):
        try:
            return _compile(template, text, stamp)
        except typst.TypstError as error:
            missing = _missing(str(error))
            if not missing:
                raise
            for character in missing:
                text = text.replace(character, f"〔U+{ord(character):04X}〕")
    raise AssertionError("every character was replaced and one is still missing")


def _missing(message: str) -> set[str]:
    """The characters a typesetting error says no font can show."""
    found = MISSING.search(message)
    if found is None:
        return set()
    shown = ESCAPED.sub(lambda escape: chr(int(escape["code"], 16)), found["text"])
    return {character for character in shown if not character.isascii()}


def _compile(template: str, text: str, stamp: int) -> bytes:
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=shared_fonts(),
        sys_inputs={"data": text},
        pdf_standards=ARCHIVAL,
        timestamp=stamp,
    )
