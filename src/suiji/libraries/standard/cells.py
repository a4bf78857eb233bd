"""数据标准 — how a cell is read, or why it cannot be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from suiji.libraries.headings import label
from suiji.libraries.models import ObjectKind, RegState
from suiji.papers.sheets import Row, fold

ABSENT = frozenset({"N/A", "n/a", "NA", "NULL", "null", "无"})
"""What files write where they know nothing; such a cell leaves what the library holds untouched."""
CODE = re.compile(r"[0-9A-Za-z._:-]{1,64}")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_LIST = re.compile(r"[,，;；、|\s]+")
_STATES = (
    ("吊销", RegState.REVOKED), ("注销", RegState.CANCELLED), ("撤销", RegState.ANNULLED),
    ("迁出", RegState.MOVED), ("歇业", RegState.RESTING), ("存续", RegState.OPEN), ("在营", RegState.OPEN),
    ("开业", RegState.OPEN), ("在册", RegState.OPEN), ("在业", RegState.OPEN), ("其他", RegState.OTHER),
)  # fmt: skip
"""Words of registration states; 吊销未注销 is a revocation, so that word is looked for first."""


class Fault(Exception):  # noqa: N818 — caught row by row, never shown as an error
    """A cell that does not meet the standard: why, in Chinese."""


@dataclass(slots=True)
class Reading:
    """A row as the standard reads it."""

    row: int
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """Only what the row says; a column the file lacks, or an absent cell, is not among them."""
    defaults: dict[str, Any] = field(default_factory=dict)
    """What is inferred for a new member; never laid over one that is known."""
    faults: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, name: str, value: str, reason: str) -> None:
        """Note why the row is refused."""
        self.faults.append(note(self.row, name, value, reason))

    def warn(self, name: str, value: str, reason: str) -> None:
        """Note what somebody should look at although the row is imported."""
        self.warnings.append(note(self.row, name, value, reason))


def note(row: int, name: str, value: str, reason: str) -> dict[str, Any]:
    """One line of a run's report."""
    return {"row": row, "field": name, "value": value[:60], "reason": reason}


def words(text: str) -> list[str]:
    """A cell with several words, as a sorted list without repetition."""
    return sorted({word for word in _LIST.split(text) if word})


def day(text: str) -> date:
    """A date as 2004-01-02, 2004/1/2, 2004年1月2日 or 20040102."""
    found = _DATE.fullmatch(text.split(" ")[0])
    if found is None:
        raise Fault("日期无法辨认，应写成 2004-01-02 的样子")
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise Fault("没有这一天") from None


_WRONG = 255


def _table(signs: str) -> bytes:
    """For every byte the value of its sign; what is none of them stands out."""
    values = bytearray([_WRONG] * 256)
    for value, sign in enumerate(signs):
        values[ord(sign)] = value
    return bytes(values)


_SIGNS = _table("0123456789ABCDEFGHJKLMNPQRTUWXY")
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def _sound(text: str) -> bool:
    """What python-stdnum says of a code as it should be written, a hundred times as fast; a test holds it to that."""
    if len(text) != 18 or not (text.isascii() and text[:8].isdigit()):
        return False
    values = text.encode().translate(_SIGNS)
    return _WRONG not in values and (31 - sum(map(mul, values, _WEIGHTS))) % 31 == values[17]


def credit_code(text: str) -> str:
    """A unified social credit code whose check character is right (GB 32100)."""
    if _sound(text):
        return text
    try:
        return str(uscc.validate(text))
    except InvalidChecksum:
        raise Fault("校验码不符（GB 32100），请核对是否抄错；单元格若为数字格式，请改为文本") from None
    except ValidationError:
        raise Fault("不是 18 位的统一社会信用代码（GB 32100）") from None


_VALUES = _table("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_INNER = (3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "0X987654321"
"""The check character of each rest modulo eleven."""


def organisation_code_agrees(code: str) -> bool:
    """Whether the organisation code inside a credit code has its own right check character (GB 11714)."""
    return code[16] == _CHECKS[sum(map(mul, code[8:16].encode().translate(_VALUES), _INNER)) % 11]


@lru_cache(maxsize=1024)
def reg_state(text: str) -> str:
    """The registration state of a digit or of the words registers use."""
    if text in RegState.values:
        return text
    for word, state in _STATES:
        if word in text:
            return state.value
    raise Fault("登记状态无法辨认")


_REPRESENTATIVES = frozenset(
    {
        "外企代表机构",
        "外资企业代表机构",
        "外国企业代表机构",
        "外国(地区)企业常驻代表机构",
        "外国(地区)企业代表机构",
    }
)
"""Other names of the kind that registers use."""


@lru_cache(maxsize=1024)
def object_kind(text: str) -> str:
    """The kind of object, by its Chinese name or its code."""
    if fold(text) in _REPRESENTATIVES:
        return ObjectKind.REPRESENTATIVE.value
    for kind in ObjectKind:
        if text in (kind.value, kind.label):
            return kind.value
    raise Fault("对象类别不在“" + "、".join(ObjectKind.labels) + "”之内")


def at_most(length: int) -> Callable[[str], str]:
    """Text of no more than so many characters."""

    def check(text: str) -> str:
        if len(text) > length:
            raise Fault(f"超过 {length} 个字")
        return text

    return check


def own_code(text: str) -> str:
    """A code that fits the draw: letters, digits and ``. _ : -`` only."""
    if not CODE.fullmatch(text):
        raise Fault("只能用字母、数字和 . _ : - ，不超过 64 位")
    return text


MAY_BE_EMPTIED: Mapping[str, Any] = {
    "entity_type": "", "address": "", "business_scope": "", "established_on": None, "tags": [],
    "position": "", "certificate_until": None, "qualifications": [], "item_codes": [], "regions": [],
}  # fmt: skip


def read_cells(
    row: Row,
    cells: Mapping[str, Callable[[str], Any]],
    labels: dict[str, tuple[str, ...]],
    emptied: Mapping[str, Any] = MAY_BE_EMPTIED,
) -> Reading:
    """The cells as the standard converts them; ``emptied`` says what an empty cell makes of a field."""
    reading = Reading(row.number)
    for name, convert in cells.items():
        text = row.cells.get(name)
        if text is None or text in ABSENT:
            continue
        if not text:
            if name in emptied:
                reading.values[name] = emptied[name]
            continue
        try:
            reading.values[name] = convert(text)
        except Fault as fault:
            reading.fault(label(labels, name), text, str(fault))
    return reading
