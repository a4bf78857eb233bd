"""国民经济行业分类 — reading an industry code of a file without taking one edition's for another's.

Codes of GB/T 4754-2011 look just like those of 2017 and often mean something else. So a bare number is never
believed: the file says its edition, or gives the section's letter or the name, and they agree with ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from suiji.organs.models import Industry

EDITION = "2017"
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r"([A-Z]?)(\d{2,4})|([A-Z])")


class Unclear(ValueError):  # noqa: N818 — caught row by row, never shown as an error
    """The cell does not tell an industry for certain. Its Chinese text says why and what to do."""


@dataclass(frozen=True, slots=True)
class IndustryTable:
    """One edition of the classification, at hand while a file is read."""

    edition: str
    names: Mapping[str, str]
    """Code with its section's letter → name."""
    sections: Mapping[str, str]
    """Digits alone → code with its letter."""

    @classmethod
    def loaded(cls, edition: str = EDITION) -> "IndustryTable":
        """The edition as it stands in the database: one query."""
        rows = dict(Industry.objects.filter(edition=edition).values_list("code", "name"))
        return cls(edition, rows, {code[1:]: code for code in rows if len(code) > 1})

    def key(self, code: str) -> str:
        """The key of a code's row."""
        return f"{self.edition}-{code}"

    def read(self, text: str, *, edition: str = "", name: str = "") -> str:
        """The code with its letter; raises ``Unclear`` where the file does not make it certain."""
        self._same_edition(edition)
        found = _CODE.fullmatch(text.strip().upper())
        if found is None:
            raise Unclear("行业代码应为 2 至 4 位数字，可在前面加门类字母，如 F5211")
        letter, digits = found[1] or found[3] or "", found[2] or ""
        code = self.sections.get(digits, "") if digits else letter
        if code not in self.names:
            raise Unclear(f"GB/T 4754-{self.edition} 中没有代码 {text}，可能是旧版代码，请按现行版本更新")
        self._same_meaning(code, letter, name)
        if not (edition or letter or name):
            raise Unclear(
                f"没有说明行业代码属于哪个版本。请加一列“行业分类版本”填 {self.edition}，或同时给出行业名称"
            )
        return code

    def _same_edition(self, edition: str) -> None:
        year = _YEAR.search(edition.replace("4754", ""))
        if edition and (year is None or year[0] != self.edition):
            raise Unclear(
                f"行业代码标明为 {edition}，现行的是 GB/T 4754-{self.edition}；两版代码含义不同，请先对照转换"
            )

    def _same_meaning(self, code: str, letter: str, name: str) -> None:
        if letter and letter != code[0]:
            raise Unclear(
                f"{code[1:]} 在 {self.edition} 版属于门类 {code[0]}，不属于 {letter}，可能是旧版代码"
            )
        if name and _folded(name) != _folded(self.names[code]):
            raise Unclear(
                f"{code} 在 {self.edition} 版是“{self.names[code]}”，与所填名称不同，可能是旧版代码"
            )


def _folded(name: str) -> str:
    return re.sub(r"[\s，,、（）()]", "", name)
