"""Names as they are searched: in two characters, or by the first letters of their pinyin.

pypinyin is imported where it is first asked: its dictionary takes half a second and 60 MiB, and most never ask.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache


def clean(text: str) -> str:
    """One spelling of a text: NFC, one line, single spaces, no edges."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def public_name(kind: str, name: str) -> str:
    """An object's name as the public reads it; of a natural person only the family name (Art. 25)."""
    return f"{name[:1]}某（自然人）" if kind == "PERSON" else name


def grams_of(name: str) -> list[str]:
    """Every pair of neighbours, once each: what a two-character search looks up."""
    text = name if name.isprintable() and " " not in name else "".join(name.split())
    if len(text) == 1:
        return [text]
    return sorted(set(map(str.__add__, text, text[1:])))


def initials_of(name: str, *, region: str = "") -> str:
    """First letters of the pinyin, lower case. A region's name in front is read apart: 长寿区 is no 长寿."""
    if region and name.startswith(region):
        return (_head(region) + _initials(name[len(region) :]))[:200]
    return _initials(name)[:200]


@cache
def _head(region: str) -> str:
    return _initials(region)


def _initials(text: str) -> str:
    """Each character as it is read alone, unless a phrase in the text reads one of its own otherwise."""
    phrases = _phrases()
    if any(phrase in text for pair in map(str.__add__, text, text[1:]) for phrase in phrases.get(pair, ())):
        return _among_others(text)
    return text.translate(_LETTERS)


class _Letters(dict[int, str]):
    """The letter of each character read alone; looked up at its first appearance."""

    def __missing__(self, sign: int) -> str:
        self[sign] = letter = _among_others(chr(sign))
        return letter


_LETTERS = _Letters()


def _among_others(text: str) -> str:
    """The letters of a text as its phrases are read; signs that have no reading leave nothing."""
    from pypinyin import Style, lazy_pinyin

    return "".join(
        letter for letter in lazy_pinyin(text, style=Style.FIRST_LETTER, errors=_signs) if letter.isascii()
    ).replace(" ", "")


def _signs(text: str) -> str:
    """What stands for itself: letters and digits, in lower case."""
    return "".join(sign.lower() for sign in text if sign.isascii() and sign.isalnum())


@cache
def _phrases() -> Mapping[str, tuple[str, ...]]:
    """Phrases in which a character is read otherwise than alone (重庆, 银行), by their first two characters."""
    from pypinyin.constants import PHRASES_DICT

    found: dict[str, list[str]] = {}
    for phrase, readings in PHRASES_DICT.items():
        usual = [sign.translate(_LETTERS) for sign in phrase]
        if usual != [_letter(reading[0]) for reading in readings]:
            found.setdefault(phrase[:2], []).append(phrase)
    return {pair: tuple(phrases) for pair, phrases in found.items()}


def _letter(reading: str) -> str:
    """The first letter of a reading with its tone: ``háng`` gives ``h``."""
    letter = unicodedata.normalize("NFD", reading)[:1]
    return letter if letter.isascii() and letter.isalnum() else ""
