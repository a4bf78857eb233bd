"""条文 — the regulation as issued (安双随机办〔2022〕8号), split into its thirty-one articles.

The stored text keeps every misprint of the original: we quote a regulation, we do not correct it.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ARTICLES = 31
ELLIPSIS = "……"
"""Stands in a quotation for words left out; the parts must occur in this order."""

_DIGITS = "零一二三四五六七八九"
_CHAPTER = re.compile(r"^第([一二三四五六])章\s*(\S+)$")
_SENTENCE_ENDS = ("。", "；", "：", ";", ":")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True, slots=True)
class Article:
    """One article by its number; a number outside the regulation is refused."""

    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= ARTICLES:
            raise ValueError(f"the regulation has no article {self.number}")

    @property
    def heading(self) -> str:
        """第十条"""
        return f"第{numeral(self.number)}条"

    @property
    def chapter(self) -> int:
        """Number of the chapter, 1 to 6."""
        return _split()[self.number].chapter

    @property
    def chapter_title(self) -> str:
        """The chapter's own title, such as 总则."""
        return _split()[self.number].chapter_title

    @property
    def text(self) -> str:
        """The words after the heading; lines broken only by the page are joined again."""
        return _split()[self.number].text

    def says(self, quotation: str) -> bool:
        """Whether the quotation really occurs here, white space and width of marks aside."""
        text, position = normalised(self.text), 0
        for part in quotation.split(ELLIPSIS):
            found = text.find(normalised(part), position)
            if found < 0:
                return False
            position = found + len(normalised(part))
        return bool(normalised(quotation.replace(ELLIPSIS, "")))


@dataclass(frozen=True, slots=True)
class _Body:
    chapter: int
    chapter_title: str
    text: str


def numeral(number: int) -> str:
    """1 to 99 as the regulation writes it: 十, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones else "")


def normalised(words: str) -> str:
    """Words without white space, with full-width marks and curly quotes unified."""
    return "".join(words.split()).translate(_FULL_WIDTH).translate(_QUOTES)


@cache
def regulation() -> str:
    """The stored text of the regulation, byte for byte as issued."""
    return (files("suiji.law") / "text" / "2022-08.txt").read_text(encoding="utf-8")


@cache
def _split() -> dict[int, _Body]:
    """Articles by number. A heading counts only at the start of a line and only if it is the next one due,
    so that a mention of another article inside the text never opens a new one."""
    chapter = (0, "")
    found: list[tuple[tuple[int, str], list[str]]] = []
    *lines, _imprint = [line.strip() for line in regulation().splitlines() if line.strip()]
    for line in lines:
        heading = f"第{numeral(len(found) + 1)}条"
        if opened := _CHAPTER.match(line):
            chapter = (_DIGITS.index(opened[1]), opened[2])
        elif chapter[0] and line.startswith(heading):
            found.append((chapter, [line.removeprefix(heading).strip()]))
        elif found:
            found[-1][1].append(line)
    return {number: _Body(*of, _reflowed(own)) for number, (of, own) in enumerate(found, start=1)}


def _reflowed(lines: list[str]) -> str:
    text = ""
    for line in lines:
        text += ("\n" if text.endswith(_SENTENCE_ENDS) else "") + line
    return text
