"""JSON objects that must have exactly the members the protocol names: none missing, none unknown."""

from collections.abc import Iterable
from typing import Any

from suiji.sampling.canonical import SAFE_INTEGER, Unusable, from_hex, require_text


class Record:
    """One JSON object, with its members read strictly; what does not fit is `Unusable`, with its place.

    ``optional`` None stands for an object whose members the protocol does not name.
    """

    def __init__(
        self,
        value: object,
        file: str,
        *,
        required: Iterable[str] = (),
        optional: Iterable[str] | None = (),
        at: str = "",
    ) -> None:
        self.file, self.at = file, at
        if not isinstance(value, dict):
            raise Unusable(f"{at or 'the content'} is not an object", file=file)
        self.value: dict[str, Any] = value
        needed = set(required)
        for name in sorted(needed - set(value)):
            raise self.refusal(name, "is missing")
        for name in [] if optional is None else sorted(set(value) - needed - set(optional)):
            raise self.refusal(name, "is not a member the protocol knows")

    def refusal(self, name: str, reason: str) -> Unusable:
        """The refusal of one member."""
        return Unusable(f"{self.at}{'.' if self.at else ''}{name} {reason}", file=self.file)

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self.value[name]
        if not isinstance(value, str) or not value:
            raise self.refusal(name, "is not a text")
        try:
            return require_text(value)
        except Unusable as error:
            raise self.refusal(name, f"is refused: {error.reason}") from None

    def whole(self, name: str, low: int, high: int = SAFE_INTEGER) -> int:
        """An integer within bounds."""
        value = self.value[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.refusal(name, f"is not an integer from {low} to {high}")
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.value[name]
        if not isinstance(value, bool):
            raise self.refusal(name, "is neither true nor false")
        return value

    def hexed(self, name: str, length: int) -> bytes:
        """So many bytes, written in lower-case hex."""
        value = self.value[name]
        data = from_hex(value, length) if isinstance(value, str) else None
        if data is None:
            raise self.refusal(name, f"is not {2 * length} digits of lower-case hex")
        return data

    def items(self, name: str) -> list[Any]:
        """An array."""
        value = self.value[name]
        if not isinstance(value, list):
            raise self.refusal(name, "is not an array")
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        """An object whose members are not named by the protocol."""
        value = self.value[name]
        if not isinstance(value, dict):
            raise self.refusal(name, "is not an object")
        return value

    def one_of(self, name: str, *choices: str) -> str:
        """One of the words the protocol names."""
        value = self.value[name]
        if not isinstance(value, str) or value not in choices:
            raise self.refusal(name, f"is not {' or '.join(choices)}")
        return value
