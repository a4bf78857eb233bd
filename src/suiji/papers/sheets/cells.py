"""One cell's text, whatever the file kept in it."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

_ESCAPED = ("'=", "'+", "'-", "'@")


def text_of(value: object) -> str:
    """The cell as a person reads it: whole numbers without point, days as 2026-11-24, no formula marks."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return _number(value)
        case datetime():
            midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
            return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M")
        case date() | time() | timedelta():
            return str(value)
    return clean(str(value))


def clean_line(cells: Sequence[str]) -> Sequence[str]:
    """Every cell's ``clean``. One look at all of a row tells the many in which there is nothing to mend."""
    whole = f"|{'|'.join(cells)}|"
    if whole.isprintable() and unicodedata.is_normalized("NFC", whole) and not _edges(whole):
        return cells
    return [clean(cell) for cell in cells]


def _edges(whole: str) -> bool:
    return "| " in whole or " |" in whole or "|'" in whole


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.12g}"


def clean(text: str) -> str:
    """One spelling of a text: NFC, no control characters, edges trimmed, line breaks kept.

    The apostrophe that our own exports put before a formula sign is taken off again.
    """
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        composed = text.strip()
    else:
        kept = "".join(
            c if c >= " " or c == "\n" else " " for c in text.replace("\r\n", "\n").replace("\r", "\n")
        )
        composed = unicodedata.normalize("NFC", kept).replace("\u3000", " ").strip().lstrip("\ufeff")
    return composed[1:] if composed.startswith(_ESCAPED) else composed
