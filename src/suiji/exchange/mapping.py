"""字段对照 — the receiver's headings, their order, its code tables and its way of writing dates (pure)."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from suiji.exchange.kinds import PLATFORM_AT, Field, Kind
from suiji.exchange.offers import Written
from suiji.organs.days import SHANGHAI

BATCH_HEADING, KEY_HEADING = "批次号", "记录标识"
"""Stand first in every file, so that an answer can say what it answers."""
DATE_FORMS = {
    "ISO": ("2026-03-02", "%Y-%m-%d"),
    "SLASH": ("2026/03/02", "%Y/%m/%d"),
    "COMPACT": ("20260302", "%Y%m%d"),
    "CHINESE": ("2026年03月02日", "%Y年%m月%d日"),
}
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the receiver and our field under it."""

    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the rows of a kind are written for the receiver."""

    columns: tuple[Column, ...]
    codes: Table[str, Table[str, str]] = field(default_factory=dict)
    """Field → our code → the receiver's; a code that does not stand here is written in words."""
    date_form: str = "ISO"
    joiner: str = "、"

    @classmethod
    def shipped(cls, kind: Kind) -> Self:
        """Every field under its own label."""
        return cls(tuple(Column(one.label, one.name) for one in kind.fields))

    @classmethod
    def of(cls, document: Table[str, Any]) -> Self:
        """As ``document`` wrote it."""
        return cls(
            tuple(Column(**one) for one in document["columns"]),
            document["codes"],
            document["date_form"],
            document["joiner"],
        )

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "columns": [{"heading": one.heading, "field": one.field} for one in self.columns],
            "codes": {name: dict(table) for name, table in self.codes.items() if table},
            "date_form": self.date_form,
            "joiner": self.joiner,
        }

    @property
    def heading(self) -> tuple[str, ...]:
        """The first row of a file."""
        return (BATCH_HEADING, KEY_HEADING, *(column.heading for column in self.columns))

    def faults(self, kind: Kind) -> list[str]:
        """What is wrong with it, in Chinese; empty when it can be used."""
        headings, fields = [one.heading for one in self.columns], [one.field for one in self.columns]
        known = kind.by_name
        found = [f"没有“{name}”这个字段。" for name in fields if name not in known]
        found += [f"列名“{word}”重复。" for word in _doubled(headings)]
        found += [f"字段“{known[name].label}”写了两次。" for name in _doubled(fields) if name in known]
        found += [
            f"列名“{word}”由系统占用，请换一个。" for word in headings if word in (BATCH_HEADING, KEY_HEADING)
        ]
        found += [f"列名“{word[:20]}…”过长。" for word in headings if len(word) > LONGEST_HEADING]
        found += [
            f"缺“{one.label}”，没有它对方无法接收。"
            for one in kind.fields
            if one.required and one.name not in fields
        ]
        return found + self._code_faults(kind)

    def _code_faults(self, kind: Kind) -> list[str]:
        found: list[str] = []
        for name, table in self.codes.items():
            coded = kind.by_name.get(name)
            if coded is None or not coded.is_coded:
                found.append(f"“{name}”没有代码。")
                continue
            found += [f"“{coded.label}”没有“{code}”这个值。" for code in table if code not in coded.choices]
            found += [f"“{coded.label}”的代码“{word}”用了两次。" for word in _doubled(list(table.values()))]
        return found

    def cells(self, kind: Kind, written: Written, platform_at: datetime) -> list[str]:
        """A row under the headings."""
        known = kind.by_name
        return [self._cell(known[one.field], written, platform_at) for one in self.columns]

    def _cell(self, about: Field, written: Written, platform_at: datetime) -> str:
        if about.name == PLATFORM_AT:
            return self._instant(platform_at)
        value = written.get(about.name, "")
        if isinstance(value, list):
            return self.joiner.join(self._word(about, one) for one in value)
        if not value:
            return ""
        match about.type:
            case "date":
                return date.fromisoformat(value).strftime(DATE_FORMS[self.date_form][1])
            case "instant":
                return self._instant(datetime.fromisoformat(value))
            case _:
                return self._word(about, value)

    def _instant(self, at: datetime) -> str:
        return at.astimezone(SHANGHAI).strftime(DATE_FORMS[self.date_form][1] + " %H:%M:%S")

    def _word(self, about: Field, value: str) -> str:
        return self.codes.get(about.name, {}).get(value) or about.choices.get(value, value)


def _doubled(words: list[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if words.count(word) > 1]
