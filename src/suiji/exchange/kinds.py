"""交换种类 — which kinds of rows leave the house or come in, and which fields each has (``kinds.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

TYPES = ("text", "date", "instant", "number", "code", "codes", "words")
PLATFORM_AT = "platform_at"
"""The one field a room does not fill: the offer's own time goes there."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind."""

    name: str
    label: str
    type: str = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    """Our own codes with the words a person reads."""

    @property
    def is_coded(self) -> bool:
        """True where the receiver may have a code table of its own."""
        return bool(self.choices)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows with its fields in the shipped order."""

    name: str
    label: str
    sign: str
    """Stands in the numbers of its batches."""
    unit: str
    articles: tuple[int, ...]
    fields: tuple[Field, ...]
    outward: bool = True
    """Whether rows of it leave in batches; every kind may come in (decision 0094)."""

    def field(self, name: str) -> Field:
        """The field of that name; ``KeyError`` where there is none."""
        return self.by_name[name]

    @property
    def by_name(self) -> dict[str, Field]:
        """Its fields by their names."""
        return {one.name: one for one in self.fields}


def _read() -> dict[str, Kind]:
    table = tomllib.loads((files("suiji.exchange") / "kinds.toml").read_text(encoding="utf-8"))
    return {
        name: Kind(
            name,
            said["label"],
            said["sign"],
            said["unit"],
            tuple(said["articles"]),
            tuple(Field(**one) for one in said["fields"]),
            said.get("outward", True),
        )
        for name, said in table.items()
    }


KINDS: Mapping[str, Kind] = _read()
"""Every kind by its name."""
OUTWARD = tuple(kind for kind in KINDS.values() if kind.outward)
"""Those that leave in batches."""
