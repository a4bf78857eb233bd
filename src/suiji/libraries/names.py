"""Names as they are searched: in two characters, or by the first letters of their pinyin."""

import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin


def clean(text: str) -> str:
    """One spelling of a text: NFC, one line, single spaces, no edges."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def grams_of(name: str) -> list[str]:
    """Every pair of neighbours, once each: what a two-character search looks up."""
    text = name if name.isprintable() and " " not in name else "".join(name.split())
    if len(text) == 1:
        return [text]
    return sorted({text[at : at + 2] for at in range(len(text) - 1)})


def initials_of(name: str, *, region: str = "") -> str:
    """First letters of the pinyin, lower case. A region's name in front is read apart: 长寿区 is no 长寿."""
    head = region if region and name.startswith(region) else ""
    return (_initials(head) + _initials(name[len(head) :]))[:200]


def _initials(text: str) -> str:
    """A character with one reading is looked up; one with several is read among its neighbours."""
    letters = [
        _only(character) or _among(text[max(at - 2, 0) : at], character, text[at + 1 : at + 5])
        for at, character in enumerate(text)
    ]
    return "".join(letters).replace(" ", "")


@lru_cache(maxsize=40_000)
def _only(character: str) -> str:
    """The letter of a character that has only one, a sign that stands for itself, or nothing."""
    if character.isascii():
        return character.lower() if character.isalnum() else " "
    letters = {reading[:1] for reading in pinyin(character, style=Style.FIRST_LETTER, heteronym=True)[0]}
    if len(letters) > 1:
        return ""
    letter = letters.pop()
    return letter if letter.isascii() else " "


@lru_cache(maxsize=400_000)
def _among(before: str, character: str, after: str) -> str:
    """The letter of a character between its neighbours; signs that have no reading leave nothing."""
    letters = lazy_pinyin(before + character + after, style=Style.FIRST_LETTER, errors=_blank)  # type: ignore[arg-type]  # a list keeps places: documented, not in its stub
    return letters[len(before)] if letters[len(before)].isascii() else ""


def _blank(text: str) -> list[str]:
    """One sign that is no letter for each that has no reading, so that places stay where they are."""
    return ["·"] * len(text)
