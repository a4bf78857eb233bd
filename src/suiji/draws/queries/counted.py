"""本年度次数 — how often the objects of an exception were drawn this year, before somebody lets them be drawn again."""

from dataclasses import dataclass
from datetime import date

from suiji.draws.queries.frame import open_frames, visits_this_year
from suiji.law.parameters import parameter
from suiji.libraries.models import InspectedObject
from suiji.plans.queries import opening_visits
from suiji.tasks.models import Waiver


@dataclass(frozen=True, slots=True)
class Counted:
    """An object's joint checks of the year, as the freeze counts them (Art. 10)."""

    code: str
    name: str
    before: int
    """Before the platform, with their source."""
    drawn: int
    waiting: int
    """Frozen lists without a result in which it stands."""

    @property
    def total(self) -> int:
        """What is held against the cap."""
        return self.before + self.drawn + self.waiting


@dataclass(frozen=True, slots=True)
class YearOf:
    """The objects of one exception beside the cap of the year."""

    waiver: Waiver
    year: int
    cap: int
    rows: list[Counted]


def year_of(waiver: Waiver, *, today: date) -> YearOf:
    """Every object that the exception names, by code."""
    objects = list(InspectedObject.objects.filter(code__in=waiver.codes).order_by("code"))
    keys = {one.pk for one in objects}
    drawn, waiting, before = (
        visits_this_year(keys, today.year),
        open_frames(keys),
        opening_visits(year=today.year),
    )
    rows = [
        Counted(one.code, one.name, before.get(one.code, 0), drawn.get(one.pk, 0), waiting.get(one.pk, 0))
        for one in objects
    ]
    return YearOf(waiver, today.year, parameter("joint_cap", today), rows)
