"""人员调整的苗头 — substitution that turns again and again toward one person or one firm (Art. 16).

A pattern is no proof of anything: it tells auditors and the office where to look.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from suiji.draws.models import Replacement, TeamObject
from suiji.draws.states import ReplacementState

OFTEN = 2
"""So many replacements in one year toward the same person, or at the same firm, are worth a look."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Somebody or something that replacements gather around."""

    kind: str
    """``substitute``: comes in often; ``replaced``: goes out often; ``object``: its team is changed often."""
    label: str
    who: str
    count: int
    replacements: list[Replacement]


LABELS = {
    "substitute": "多次换上同一人",
    "replaced": "多次换下同一人",
    "object": "同一检查对象的检查组多次调整",
}


def approved_in(year: int) -> list[Replacement]:
    """Every replacement consented to in a year, the newest first."""
    rows = Replacement.objects.filter(state=ReplacementState.APPROVED, decided_at__year=year)
    return list(
        rows.select_related(
            "member__team__task", "member__inspector__department", "substitute__department", "applicant"
        ).order_by("-pk")
    )


def patterns_of(year: int) -> list[Pattern]:
    """Where the year's replacements repeat themselves, the most frequent first."""
    rows = approved_in(year)
    teams = _objects_of({row.member.team_id for row in rows})
    gathered: dict[tuple[str, int], list[Replacement]] = defaultdict(list)
    names: dict[tuple[str, int], str] = {}
    for row in rows:
        for kind, pk, name in _sides(row, teams):
            gathered[kind, pk].append(row)
            names[kind, pk] = name
    found = [
        Pattern(key[0], LABELS[key[0]], names[key], len(around), around)
        for key, around in gathered.items()
        if len(around) >= OFTEN
    ]
    return sorted(found, key=lambda pattern: (-pattern.count, pattern.kind, pattern.who))


def _sides(row: Replacement, teams: Mapping[int, list[tuple[int, str]]]) -> Iterator[tuple[str, int, str]]:
    coming, going = row.substitute, row.member.inspector
    yield "substitute", coming.pk, f"{coming.name}（{coming.department.short_name}）"
    yield "replaced", going.pk, f"{going.name}（{going.department.short_name}）"
    for pk, name in teams.get(row.member.team_id, ()):
        yield "object", pk, name


def _objects_of(teams: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Team → its objects."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    dealt = TeamObject.objects.filter(team__in=teams).order_by("drawn__object__code")
    for team, pk, name in dealt.values_list("team", "drawn__object", "drawn__object__name"):
        found[team].append((pk, name))
    return found
