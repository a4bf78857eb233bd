"""In which encoding a text was written when it cannot be read as it should: told to whoever brought it.

A file of another encoding often reads as GB18030 all the same, only as nonsense. What somebody wrote consists of
everyday characters (those of GB 2312) for the most part; the encoding that gives the most of them is the likely one.
"""

import codecs
from collections.abc import Mapping
from typing import BinaryIO

SAMPLE = 1 << 16
LINE = 24
"""Characters of the first line that are shown."""
_LIKE: Mapping[str, str] = {
    "cp950": "文件的编码看起来是繁体中文（Big5），不是 UTF-8 或 GB18030，文字读不出来。",
    "cp932": "文件的编码看起来是日文（Shift-JIS），不是 UTF-8 或 GB18030，文字读不出来。",
    "utf-8": "文件大体是 UTF-8 编码，但其中有损坏的字符，文字读不出来。",
}
_DAMAGED = "文件大体是 GB18030 编码，但其中有损坏的字符，文字读不出来。"
_UNKNOWN = "文件的编码不是 UTF-8 或 GB18030，文字读不出来。"
_ODD, _BETTER = 0.3, 0.1
"""So many characters are unusual in a text read wrongly, and so many fewer in the right encoding."""
_AGAIN = "请用 Excel 或 WPS 打开，确认文字显示正常，另存为 CSV（UTF-8）或 XLSX 后再导入。"
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK")


def unreadable(file: BinaryIO) -> str:
    """Why a text is none in an encoding we read, and what to do."""
    head = _head(file)
    if b"\0" in head:
        return _UNKNOWN + _AGAIN
    own = _oddness(head.decode("gb18030", "replace"))
    return (_likely(head) or (_DAMAGED if own < _ODD else _UNKNOWN)) + _AGAIN


def mistaken(file: BinaryIO) -> str:
    """What is surely wrong with the letters of a file in which no heading was found; empty where nothing is."""
    head = _head(file)
    if _says_itself(head):
        return ""
    if _is_utf8(head):
        text = head.decode("utf-8", "ignore")
        again = f"文件里的文字以前转换编码时已经损坏（“{_line(text)}”）。请从原来的系统重新导出。"
        return again if _garbled(text) else ""
    likely = _likely(head)
    return likely and likely + _AGAIN


def as_read(file: BinaryIO) -> str:
    """The first line of a text in GB18030, so that whoever knows the file sees what it is; of others nothing."""
    head = _head(file)
    if _says_itself(head) or _is_utf8(head):
        return ""
    read = _line(head.decode("gb18030", "replace"))
    return f"文件按 GB18030 编码读出的第一行是“{read}”；如果这是乱码，文件就是别的编码。{_AGAIN}"


def _says_itself(head: bytes) -> bool:
    """A workbook, a text that begins with its encoding's mark, or one of plain English letters."""
    return head.startswith(_MARKS) or head.isascii()


def _likely(head: bytes) -> str:
    """What is said of the encoding in which a text makes clearly more sense than in GB18030; empty where none does."""
    own = _oddness(head.decode("gb18030", "replace"))
    if own < _ODD:
        return ""
    odd = {name: _oddness(head.decode(name, "replace")) for name in _LIKE}
    best = min(odd, key=lambda name: odd[name])
    return _LIKE[best] if odd[best] < own - _BETTER else ""


def _oddness(text: str) -> float:
    """The share of characters that hardly anybody writes."""
    signs = [sign for sign in text if not sign.isascii()]
    return sum(not _everyday(sign) for sign in signs) / len(signs) if signs else 1.0


def _everyday(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _garbled(text: str) -> bool:
    """Read in a wrong encoding and saved again: accents in a row, signs of replacement."""
    signs = [sign for sign in text if not sign.isascii()]
    broken = sum("\x80" <= sign < "\u0250" or sign == "\ufffd" for sign in signs)
    return "锟斤拷" in text or broken * 2 > len(signs)


def _line(text: str) -> str:
    first = text.lstrip("\ufeff").strip().split("\n", 1)[0].strip()
    return first[:LINE] + ("…" if len(first) > LINE else "")


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(SAMPLE)
    file.seek(0)
    return head
