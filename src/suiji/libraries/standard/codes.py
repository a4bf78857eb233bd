"""代码对照 — a file with another platform's codes is read as if it had ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from suiji.libraries.models import CodeKind, CodeTable, CodeWord
from suiji.libraries.standard.cells import Fault, object_kind, reg_state
from suiji.papers.sheets import Unreadable, fold, read_table

COLUMNS = {CodeKind.REG_STATE: "reg_state", CodeKind.OBJECT_KIND: "kind", CodeKind.ENTITY_TYPE: "entity_type"}
"""The column of the object library that each kind of code stands in."""
HEADINGS = {
    "kind": ("对照内容", "代码表", "字段"),
    "code": ("原代码", "省级代码", "代码"),
    "value": ("对应内容", "含义", "对应代码", "名称"),
}
_FOLDED = {fold(word): field for field, words in HEADINGS.items() for word in words}
_KINDS = {str(kind.label): kind for kind in CodeKind} | {"主体类型": CodeKind.ENTITY_TYPE}


@dataclass(frozen=True, slots=True)
class Codes:
    """The table in force, at hand while a file is read."""

    by_column: Mapping[str, Mapping[str, str]]

    @classmethod
    def loaded(cls) -> "Codes":
        """The newest edition; empty where none was ever loaded."""
        newest = CodeTable.objects.order_by("-pk").first()
        found: dict[str, dict[str, str]] = {}
        for kind, code, value in CodeWord.objects.filter(table=newest).values_list("kind", "code", "value"):
            found.setdefault(COLUMNS[CodeKind(kind)], {})[code] = value
        return cls(found)

    def translate(self, cells: dict[str, str]) -> None:
        """Foreign codes become our own words, in place."""
        for column, words in self.by_column.items():
            if (text := cells.get(column, "")) in words:
                cells[column] = words[text]


def read_codes(content: bytes) -> dict[tuple[str, str], str]:
    """(kind, code) → meaning, each checked against what the column's reader takes; or ``Unreadable``."""
    table = read_table(content, _FOLDED, [["kind"], ["code"], ["value"]])
    found: dict[tuple[str, str], str] = {}
    for row in table.rows:
        kind = _KINDS.get(row.get("kind"))
        if kind is None or not row.get("code"):
            known = "、".join(_KINDS)
            raise Unreadable(f"第 {row.number} 行：对照内容应为{known}之一，原代码不能为空。")
        if found.setdefault((kind, row.get("code")), row.get("value")) != row.get("value"):
            raise Unreadable(f"第 {row.number} 行：{row.get('kind')}的代码 {row.get('code')} 有两种含义。")
        _check(kind, row.get("value"), row.number)
    if not found:
        raise Unreadable("表格里没有一条对照。")
    return found


def _check(kind: CodeKind, value: str, number: int) -> None:
    try:
        if kind == CodeKind.REG_STATE:
            reg_state(value)
        elif kind == CodeKind.OBJECT_KIND:
            object_kind(value)
        elif not value:
            raise Fault("对应内容不能为空")
    except Fault as fault:
        raise Unreadable(f"第 {number} 行：{fault}。") from fault
