"""检查要点的写法 — one line a point, on forms and in files alike: 要点｜依据｜选查."""

from collections.abc import Iterable

from suiji.catalogue.models import Point

OPTIONAL = "选查"
LONGEST = 300


def points_in(words: str) -> list[Point]:
    """Each line a point; what follows the first bar is its basis, and 选查 says that it need not be checked."""
    found: list[Point] = []
    for line in words.splitlines():
        text, *more = [part.strip() for part in line.replace("|", "｜").split("｜")]
        if text:
            basis = "；".join(one for one in more if one and one != OPTIONAL)
            found.append(Point(text[:LONGEST], basis, mandatory=OPTIONAL not in more))
    return found


def points_text(points: Iterable[Point]) -> str:
    """The points as they are written on a form or in a file."""
    lines = [(p.text, p.basis, "" if p.mandatory else OPTIONAL) for p in points]
    return "\n".join("｜".join(word for word in line if word) for line in lines)
