"""来件的读法 — a platform's row in its own headings, codes and dates becomes ours, or says why it cannot (pure)."""

import hashlib
import json
from collections.abc import Mapping as Table
from datetime import date, datetime

from suiji.exchange.kinds import PLATFORM_AT, Field, Kind
from suiji.exchange.mapping import DATE_FORMS, Mapping
from suiji.exchange.offers import Written
from suiji.organs.days import SHANGHAI

_SHOWN = 40
"""Characters of a wrong value that are quoted."""


class _Odd(ValueError):  # noqa: N818 — as the house's other refusals
    """A cell that cannot be read; the words are for the page."""


def digest_of_cells(cells: Table[str, str]) -> str:
    """What both sides compute of a row: canonical JSON, SHA-256."""
    text = json.dumps(dict(cells), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_row(kind: Kind, mapping: Mapping, cells: Table[str, str]) -> tuple[Written, list[str]]:
    """The values under our names, and why the row cannot be used; nothing is guessed."""
    values: Written = {}
    troubles: list[str] = []
    for column in mapping.columns:
        about, word = kind.field(column.field), cells.get(column.heading, "").strip()
        try:
            values[about.name] = _value(about, mapping, word)
        except _Odd as odd:
            troubles.append(str(odd))
    missing = [one.label for one in kind.fields if one.required and not values.get(one.name)]
    said = {one.label for one in kind.fields if any(one.label in trouble for trouble in troubles)}
    troubles += [f"缺“{label}”。" for label in missing if label not in said]
    return values, troubles


def _value(about: Field, mapping: Mapping, word: str) -> str | list[str]:
    if about.type in ("codes", "words"):
        words = [one.strip() for one in word.split(mapping.joiner) if one.strip()]
        return words if about.type == "words" else [_code(about, mapping, one) for one in words]
    if not word:
        return ""
    match about.type:
        case "code":
            return _code(about, mapping, word)
        case "number":
            if not word.isdecimal():
                raise _odd(about, word, "不是数")
            return str(int(word))
        case "date":
            return _day(about, mapping, word).isoformat()
        case "instant":
            return _instant(about, mapping, word)
        case _:
            return word


def _code(about: Field, mapping: Mapping, word: str) -> str:
    """Our code for theirs: by the mapping's table first, then by our own words, then by our codes."""
    theirs = {said: code for code, said in mapping.codes.get(about.name, {}).items()}
    ours = {said: code for code, said in about.choices.items()}
    found = theirs.get(word) or ours.get(word) or (word if word in about.choices else "")
    if not found:
        raise _odd(about, word, "不在代码表里")
    return found


def _day(about: Field, mapping: Mapping, word: str) -> date:
    for form in (DATE_FORMS[mapping.date_form][1], "%Y-%m-%d"):
        try:
            return datetime.strptime(word, form).date()  # noqa: DTZ007 — a day has no zone
        except ValueError:
            continue
    raise _odd(about, word, "不是日期")


def _instant(about: Field, mapping: Mapping, word: str) -> str:
    if about.name == PLATFORM_AT and not word:
        return ""
    day, _, clock = word.partition(" ")
    try:
        hour, minute, second = (int(part) for part in (clock or "0:0:0").split(":"))
        at = datetime.combine(_day(about, mapping, day), datetime.min.time(), SHANGHAI)
        return at.replace(hour=hour, minute=minute, second=second).isoformat()
    except ValueError:
        raise _odd(about, word, "不是时间") from None


def _odd(about: Field, word: str, what: str) -> _Odd:
    return _Odd(f"“{about.label}”的值“{word[:_SHOWN]}”{what}。")
