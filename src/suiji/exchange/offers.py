"""供稿 — a row as a room hands it over, in our own words; and the one way its values are written down."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from suiji.exchange.kinds import PLATFORM_AT, Kind

Value = str | int | date | datetime | Sequence[str] | None
Written = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is public here and must be public there."""

    key: str
    """Names the thing for ever, across its versions; unique within its kind."""
    owner: int
    """The department that answers for the content and puts it right when it is refused."""
    platform_at: datetime
    """When it became public here in this form."""
    values: Mapping[str, Value]
    """Every field of the kind but ``platform_at``; a field left out is empty."""

    def written(self, kind: Kind) -> Written:
        """The values as they are stored and compared. `ValueError` for a field or a code the kind does not know."""
        if unknown := self.values.keys() - (kind.by_name.keys() - {PLATFORM_AT}):
            raise ValueError(f"{kind.name} has no field {sorted(unknown)}")
        written = {}
        for name, about in kind.by_name.items():
            if name == PLATFORM_AT:
                continue
            written[name] = value = _write(self.values.get(name))
            if about.is_coded and value:
                said = value if isinstance(value, list) else [value]
                if strange := set(said) - about.choices.keys():
                    raise ValueError(f"{kind.name}.{name} has no code {sorted(strange)}")
        return written


def _write(value: Value) -> str | list[str]:
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case date() | int():
            return str(value)
        case _:
            return list(value)


def digest_of(written: Written) -> str:
    """What two rows share exactly when their values are the same."""
    text = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
