"""The mapping of a kind: the newest version, or the shipped one."""

from dataclasses import dataclass

from suiji.exchange.kinds import KINDS, Kind
from suiji.exchange.mapping import DATE_FORMS, Mapping
from suiji.exchange.models import FieldMapping


@dataclass(frozen=True, slots=True)
class MappingSheet:
    """A kind's mapping as its page shows it."""

    kind: Kind
    number: int
    mapping: Mapping
    versions: tuple[FieldMapping, ...]

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """Heading, our field, and how its values are written."""
        return [
            (one.heading, self.kind.field(one.field).label, self.form_of(one.field))
            for one in self.mapping.columns
        ]

    @property
    def left_out(self) -> list[str]:
        """Fields that are not handed over."""
        taken = {one.field for one in self.mapping.columns}
        return [one.label for one in self.kind.fields if one.name not in taken]

    def form_of(self, name: str) -> str:
        """How a field's values are written, in words."""
        about, day = self.kind.field(name), DATE_FORMS[self.mapping.date_form][0]
        if about.type == "date":
            return f"日期，如 {day}"
        if about.type == "instant":
            return f"时间，如 {day} 09:30:00"
        if about.is_coded:
            own = self.mapping.codes.get(name, {})
            return "；".join(
                f"{words}→{own[code]}" if own.get(code) else words for code, words in about.choices.items()
            )
        return "整数" if about.type == "number" else "文字"


def newest(kind: str) -> FieldMapping | None:
    """The newest version that was made here, or None."""
    return FieldMapping.objects.filter(kind=kind).order_by("-number").first()


def newest_number(kind: str) -> int:
    """The number of the mapping in use; 0 is the shipped one."""
    row = newest(kind)
    return row.number if row else 0


def mapping_in_use(kind: str) -> tuple[int, Mapping]:
    """Number and content of the mapping in use."""
    row = newest(kind)
    return (row.number, row.mapping) if row else (0, Mapping.shipped(KINDS[kind]))


def mapping_sheet(kind: str) -> MappingSheet:
    """A kind's mapping and its earlier versions. `KeyError` for a kind that is none."""
    number, mapping = mapping_in_use(kind)
    versions = tuple(FieldMapping.objects.filter(kind=kind).order_by("-number"))
    return MappingSheet(KINDS[kind], number, mapping, versions)
