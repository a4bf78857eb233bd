"""清单导出 — the lists as tables that come in again as they went out."""

from collections.abc import Iterable

from suiji.catalogue.headings import COLUMNS
from suiji.catalogue.models import Arrangement, CheckLevel, CheckMode, ItemClass, ItemVersion
from suiji.catalogue.points import points_text
from suiji.catalogue.queries.items import ratio_words
from suiji.papers import sheets

FIELDS = tuple(name for name in COLUMNS if name != "no")
HEADING = (*(COLUMNS[name][0] for name in FIELDS), "版本", "状态", "生效日期")
PRINTED = (
    "code", "field", "title", "legal_basis", "object_scope", "modes", "item_class", "ratio_text", "frequency",
    "owner", "partners",
)  # fmt: skip
"""What fits on a printed page."""
WIDTHS = (5, 4, 8, 12, 8, 5, 5, 6, 5, 5, 8)


def rows_of(versions: Iterable[ItemVersion]) -> list[list[str]]:
    """One row an item, in the order of ``HEADING``."""
    return [
        [
            *(_said(version)[name] for name in FIELDS),
            str(version.number),
            version.state_label,
            f"{version.effective_from or ''}",
        ]
        for version in versions
    ]


def as_file(versions: Iterable[ItemVersion], kind: str) -> bytes:
    """The list as ``xlsx``, ``csv`` or ``docx``."""
    if kind == "docx":
        printed = [[_said(version)[name] for name in PRINTED] for version in versions]
        return sheets.word_bytes(
            "抽查事项清单", [COLUMNS[name][0] for name in PRINTED], printed, widths=WIDTHS
        )
    if kind == "csv":
        return sheets.csv_bytes(HEADING, rows_of(versions))
    return sheets.xlsx_bytes([sheets.Page("抽查事项清单", HEADING, rows_of(versions))])


def _said(version: ItemVersion) -> dict[str, str]:
    parts = version.parts.all()
    own = next((part for part in parts if part.leads), None)
    plain = {
        name: str(getattr(version, name)) for name in FIELDS if isinstance(getattr(version, name, None), str)
    }
    return plain | {
        "code": version.item.code,
        "ratio_text": version.ratio_text or ratio_words(version),
        "modes": "、".join(CheckMode(mode).label for mode in version.modes),
        "item_class": ItemClass(version.item_class).label,
        "qualifications": "；".join(version.qualifications),
        "levels": "、".join(CheckLevel(level).label for level in version.levels),
        "arrangement": Arrangement(version.arrangement).label if version.arrangement else "",
        "owner": version.item.owner.name,
        "partners": "、".join(part.department.name for part in parts if not part.leads),
        "pools": "、".join(version.scope_rule.get("pools", ())),
        "points": points_text(own.points) if own else "",
        "special_focus": "是" if version.special_focus else "",
    }
