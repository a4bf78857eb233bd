"""Lists in plain text: comma, tab or semicolon between the cells; UTF-8, UTF-16 or GB18030."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from suiji.papers.sheets import encodings
from suiji.papers.sheets.cells import clean_line
from suiji.papers.sheets.limits import Limits, Unreadable

CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CANDIDATES = ("utf-8-sig", "gb18030")
_SAMPLE_LINES = 5


def rows(file: BinaryIO, limits: Limits) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with the number of the line it begins on."""
    text = io.TextIOWrapper(file, encoding=_encoding(file), newline="")
    delimiter = _delimiter(text)
    reader = csv.reader(text, delimiter=delimiter)
    csv.field_size_limit(max(limits.max_cell * 4, 131_072))
    number = 1
    try:
        for line in reader:
            yield number, clean_line(line)
            number = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"第 {number} 行起有过长的单元格或不成对的引号，请检查后再导入。") from error
    finally:
        if not text.closed:
            text.detach()


def _encoding(file: BinaryIO) -> str:
    """The encoding in which all of the file can be read; told from the whole of it, never guessed."""
    head = file.read(4)
    file.seek(0)
    named = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    for encoding in (named,) if named else _CANDIDATES:
        if _reads(file, encoding):
            return encoding
    raise Unreadable(encodings.unreadable(file))


def _reads(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(CHUNK):
            if "\0" in decoder.decode(piece):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _delimiter(text: io.TextIOWrapper) -> str:
    sample = "".join(text.readline(CHUNK) for _ in range(_SAMPLE_LINES))
    text.seek(0)
    if sample.lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml", "<meta")):
        raise Unreadable("这是网页格式的文件，请用 Excel 或 WPS 打开后另存为 XLSX 再导入。")
    return max(",\t;", key=sample.count)
