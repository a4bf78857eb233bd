"""Archives (XLSX, ODS, DOCX) weighed before anything opens them: what they declare is not believed."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from suiji.papers.sheets.limits import Limits, Unreadable

CHUNK = 1 << 16
MOST_CELLS = 40_000_000
"""The rectangle a sheet spans: a reader keeps room for all of it, also where only two corners are filled."""
_PLACE = re.compile(rb"""\br=["']([A-Za-z]{1,9})([0-9]{1,9})["']""")
_LONGEST_PLACE = 64


def names_in(file: BinaryIO) -> frozenset[str]:
    """What the archive holds, by its own index. ``Unreadable`` when it is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Unreadable("文件打不开：它不完整，或者不是表格文件。请重新保存后再导入。") from error


def weigh(file: BinaryIO, limits: Limits, *, extent_of: str = "") -> None:
    """Unpack everything piece by piece and throw it away: ``Unreadable`` when it is too much.

    Of the members whose name begins with ``extent_of`` the rectangle of cells is measured on the way.
    """
    total = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                total += _weigh_member(file, member, limits.max_unpacked - total, extent_of)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("文件打不开：它已经损坏。请重新保存后再导入。") from error
    file.seek(0)


def _weigh_member(file: BinaryIO, member: zipfile.ZipInfo, left: int, extent_of: str) -> int:
    if member.flag_bits & 0x1:
        raise Unreadable("文件设有密码，请取消密码后再导入。")
    measure = bool(extent_of) and member.filename.startswith(extent_of)
    size, rows, columns, tail = 0, 0, 0, b""
    for piece in _unpacked(file, member):
        size += len(piece)
        if size > left:
            raise Unreadable("文件展开后过大，请拆成几个文件分别导入。")
        if measure:
            text = tail + piece
            rows, columns = _reach(text, rows, columns)
            if rows * columns > MOST_CELLS:
                raise Unreadable("工作表跨越的行列过多，请删去数据以外的行和列后再导入。")
            tail = text[-_LONGEST_PLACE:]
    return size


def _reach(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    places = {(letters, digits) for letters, digits in _PLACE.findall(text)}
    for letters in {letters for letters, _ in places}:
        columns = max(columns, _column(letters))
    for digits in {digits for _, digits in places}:
        rows = max(rows, int(digits))
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's real content: ``zipfile`` would stop at the size the archive declares, other readers do not."""
    file.seek(member.header_offset + 26)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    left = member.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if member.compress_type == zipfile.ZIP_DEFLATED else None
    if inflater is None and member.compress_type != zipfile.ZIP_STORED:
        raise Unreadable("文件的压缩方式不常见，请用 Excel 或 WPS 另存为 XLSX 后再导入。")
    while left > 0 and (packed := file.read(min(CHUNK, left))):
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed:
            yield inflater.decompress(packed, CHUNK * 16)
            packed = inflater.unconsumed_tail
