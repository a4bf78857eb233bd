"""参数 — every number of the law with its article, unit and dates.

A task is judged by the numbers of its own day (Art. 31).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

CLASS = "class"
"""Unit of the one parameter that is a letter."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and the first day on which it holds."""

    since: date
    value: int | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the law."""

    name: str
    article: int
    unit: str
    meaning: str
    reading: str | None
    values: tuple[Dated, ...]

    def on(self, day: date) -> int | str:
        """The value in force on a day; before the first there is none."""
        return in_force(self.values, day)


def in_force(values: Sequence[Dated], day: date) -> int | str:
    """The latest value that had begun by the day."""
    begun = [dated for dated in values if dated.since <= day]
    if not begun:
        raise LookupError(f"no value in force on {day}")
    return max(begun, key=lambda dated: dated.since).value


@cache
def all_parameters() -> tuple[Parameter, ...]:
    """Every parameter, in the order of the file."""
    table = tomllib.loads((files("suiji.law") / "parameters.toml").read_text(encoding="utf-8"))
    return tuple(
        Parameter(
            name=name,
            article=own["article"],
            unit=own["unit"],
            meaning=own["meaning"],
            reading=own.get("reading"),
            values=tuple(Dated(since=dated["since"], value=dated["value"]) for dated in own["values"]),
        )
        for name, own in table.items()
    )


@cache
def _by_name() -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in all_parameters()}


def parameter(name: str, on: date) -> int:
    """The number in force on a day: basis points, counts, working days, as its unit says."""
    value = _by_name()[name].on(on)
    if not isinstance(value, int):
        raise TypeError(f"{name} is not a number")
    return value


def class_of_unclassified(on: date) -> str:
    """The class by which an object without a class is drawn."""
    return str(_by_name()["unclassified_as"].on(on))
