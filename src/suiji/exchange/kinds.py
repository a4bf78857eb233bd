"""交换种类 — which kinds of rows leave the house or come in, and which fields each has (``kinds.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
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


@dataclass(frozen=True)
class Kind:
    """A kind of rows with its fields in the shipped order."""

    name: str
    label: str
    sign: str
    """Stands in the numbers of its batches."""
    unit: str
    articles: tuple[int, ...]
    fields: tuple[Field, ...]
    public: bool = True
    """Whether it goes to the publicity system to be read by everybody; else to a platform of officials."""
    inner: bool = False
    """Whether only the department that hands a batch out, the office and the auditors may read it."""
    noted: bool = False
    """Whether a line (``Due``) is written beside every change of a row, by which it is known what waits."""

    @property
    def there(self) -> str:
        """The receiver in two or three words."""
        return "公示系统" if self.public else "对接平台"

    @property
    def receiver(self) -> str:
        """The receiver's whole name."""
        return "国家企业信用信息公示系统（河南）" if self.public else "上级或部门的对接平台"

    @property
    def taken(self) -> str:
        """What the receiver did with a row that it accepted."""
        return f"{self.there}已公示" if self.public else f"{self.there}已接收"

    @property
    def taken_at(self) -> str:
        """The heading of the time at which it did."""
        return f"{self.there}公示" if self.public else f"{self.there}接收"

    @property
    def told_at(self) -> str:
        """The heading of the time from which a row stands here."""
        return "平台公布" if self.public else "形成"

    def field(self, name: str) -> Field:
        """The field of that name; ``KeyError`` where there is none."""
        return self.by_name[name]

    @cached_property
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
            said.get("public", True),
            said.get("inner", False),
            said.get("noted", False),
        )
        for name, said in table.items()
    }


KINDS: Mapping[str, Kind] = _read()
"""Every kind by its name."""
