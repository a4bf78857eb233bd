"""Names as they are searched: in two characters, or by the first letters of their pinyin."""

import unicodedata

from pypinyin import Style, lazy_pinyin


def clean(text: str) -> str:
    """One spelling of a text: NFC, one line, single spaces, no edges."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def grams_of(name: str) -> list[str]:
    """Every character and every pair of neighbours, once each: what a two-character search looks up."""
    text = name.replace(" ", "")
    return sorted({*text, *(text[at : at + 2] for at in range(len(text) - 1))})


def initials_of(name: str, *, region: str = "") -> str:
    """First letters of the pinyin, lower case. A region's name in front is read apart: 长寿区 is no 长寿."""
    head = region if region and name.startswith(region) else ""
    letters = [
        *lazy_pinyin(head, style=Style.FIRST_LETTER, errors=_kept),
        *lazy_pinyin(name[len(head) :], style=Style.FIRST_LETTER, errors=_kept),
    ]
    return "".join(letters)[:200]


def _kept(text: str) -> str:
    return "".join(character.lower() for character in text if character.isascii() and character.isalnum())
