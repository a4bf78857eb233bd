"""Curves on two logarithmic axes, as an SVG: one line a work, its fitted exponent beside it."""

from collections.abc import Mapping
from math import log10

WIDTH, HEIGHT, LEFT, RIGHT, ABOVE, BELOW = 980, 640, 70, 330, 40, 50
COLOURS = ("#0b6e4f", "#1d4e89", "#b23a48", "#7a4988", "#c77d0a", "#46637f")
Points = Mapping[str, float]


def exponent(points: Points) -> float:
    """The power of the number of objects by which the cost grows: least squares of the logarithms, of two or more."""
    pairs = [(log10(int(size)), log10(max(ms, 0.1))) for size, ms in points.items()]
    x, y = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    over = sum((one - x) ** 2 for one, _ in pairs)
    return sum((one - x) * (other - y) for one, other in pairs) / over


def picture(curves: Mapping[str, Points]) -> str:
    """All curves; peers are dashed."""
    sizes = [int(size) for points in curves.values() for size in points]
    costs = [max(ms, 0.1) for points in curves.values() for ms in points.values()]
    wide, high = _span(sizes), _span(costs)

    def place(size: float, ms: float) -> tuple[float, float]:
        x = LEFT + (log10(size) - wide[0]) / (wide[1] - wide[0]) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BELOW - (log10(max(ms, 0.1)) - high[0]) / (high[1] - high[0]) * (HEIGHT - ABOVE - BELOW)
        return round(x, 1), round(y, 1)

    title = (
        "milliseconds by number of objects, both axes logarithmic; "
        "the number beside a work is its fitted exponent"
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        '<g font-size="12"><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="14">{title}</text>',
    ]
    for power in range(wide[0], wide[1] + 1):
        x, low = place(10**power, 10 ** high[0])
        parts.append(f'<path d="M{x} {ABOVE}V{low}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{low + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(high[0], high[1] + 1):
        x, y = place(10 ** wide[0], 10**power)
        parts.append(f'<path d="M{x} {y}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{10**power:,}</text>')
    last = [
        (place(*max((int(s), ms) for s, ms in points.items()))[1], work) for work, points in curves.items()
    ]
    label = ABOVE
    for number, (y, work) in enumerate(sorted(last)):
        points, colour = curves[work], COLOURS[number % len(COLOURS)]
        dash = ' stroke-dasharray="5 4"' if work.startswith("peer") else ""
        along = [place(int(size), ms) for size, ms in sorted(points.items(), key=lambda one: int(one[0]))]
        path = "M" + "L".join(f"{x} {y}" for x, y in along)
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        label = max(y, label + 16)
        parts.append(
            f'<path d="M{along[-1][0]} {y}L{WIDTH - RIGHT + 12} {label}" stroke="{colour}" fill="none"/>'
        )
        parts.append(
            f'<text x="{WIDTH - RIGHT + 16}" y="{label + 4}" fill="{colour}">'
            f"{exponent(points):.2f} {work.replace('&', '&amp;')}</text>"
        )
    return "\n".join([*parts, "</g></svg>\n"])


def _span(values: list[float] | list[int]) -> tuple[int, int]:
    """The powers of ten around all of them."""
    low, high = log10(min(values)), log10(max(values))
    return int(low // 1), max(int(low // 1) + 1, int(-(-high // 1)))
