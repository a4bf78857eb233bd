"""What kind of file it is, by its first bytes and its content, never by its name."""

import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from suiji.papers.sheets import archives, opendocument, plain, word, workbook
from suiji.papers.sheets.limits import MEBIBYTE, Limits, Sheet, Unreadable, bounded

_COMPOUND = b"\xd0\xcf\x11\xe0"
_FOREIGN = {
    _COMPOUND: (
        "这是旧版 Excel（xls）或 WPS 表格（et）文件，或者设有打开密码。"
        "请取消密码，另存为 XLSX 或 CSV 后再导入。"
    ),
    b"%PDF": "这是 PDF 文件，其中的表格无法可靠读取。请导入 XLSX、CSV 或 Word（DOCX）表格。",
    b"Rar!": "这是压缩包。请解压后导入其中的表格。",
    b"7z\xbc\xaf": "这是压缩包。请解压后导入其中的表格。",
}

_Pages = Iterator[tuple[str, Iterator[tuple[int, Sequence[str]]]]]


def sheets(source: bytes | BinaryIO, limits: Limits | None = None) -> Iterator[Sheet]:
    """The tables of a file one after another, each to be read before the next. ``Unreadable`` where there is none.

    ``source`` is the content, or an open file that can be rewound.
    """
    limits = limits or Limits()
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    _weigh(file, limits)
    for name, rows in _pages(file, limits):
        yield Sheet(name, bounded(rows, limits))


def _weigh(file: BinaryIO, limits: Limits) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size == 0:
        raise Unreadable("文件是空的。")
    if size > limits.max_bytes:
        raise Unreadable(f"文件超过 {limits.max_bytes // MEBIBYTE} MB，请拆成几个文件分别导入。")


def _pages(file: BinaryIO, limits: Limits) -> _Pages:
    head = file.read(4)
    file.seek(0)
    if head in _FOREIGN:
        raise Unreadable(_FOREIGN[head])
    if not head.startswith(b"PK"):
        return iter([("", plain.rows(file, limits))])
    inside = archives.names_in(file)
    if "xl/workbook.xml" in inside:
        archives.weigh(file, limits, extent_of="xl/worksheets/")
        return workbook.pages(file)
    archives.weigh(file, limits)
    if "word/document.xml" in inside:
        return word.pages(file)
    if "content.xml" in inside:
        return opendocument.pages(file, limits)
    raise Unreadable("压缩包里没有表格。请导入 XLSX、ODS、CSV 或 Word（DOCX）表格。")
