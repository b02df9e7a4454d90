"""A small map as SVG, drawn from coordinates alone. Knows points, no rows and no network.

Equirectangular about the middle latitude: right to a few per cent over a country's width. There are
no borders on it; the grid is in degrees and the bar in kilometres.
"""

import math
from collections.abc import Sequence

from msgspec import Struct

from inference.export.html_text import shown

WIDTH, HEIGHT, MARGIN = 440, 340, 44
KM_PER_DEGREE = 111.2
# The least stretch of degrees drawn, so that one place is not blown up to nothing.
LEAST = 0.08
_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45)
_BARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


class Point(Struct, frozen=True, kw_only=True):
    """A spot in decimal degrees. `events`: how many lie there; `weight`: the killed, for its size.

    `note`: shown on hover.
    """

    latitude: float
    longitude: float
    label: str
    note: str
    events: int = 0
    weight: int = 0


def svg(points: Sequence[Point]) -> str:
    """The map of points, empty without any. Labels that would cover others are left out."""
    if not points:
        return ""
    view = _View(points)
    spots = sorted(points, key=lambda p: (p.events, p.weight))
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" xmlns="http://www.w3.org/2000/svg">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" class="sea"/>',
        *view.grid(),
        *(_spot(p, view) for p in spots),
        *_labels(list(reversed(spots)), view),
        view.bar(),
        "</svg>",
    ]
    return "\n".join(parts)


class _View:
    """Degrees to pixels."""

    def __init__(self, points: Sequence[Point]) -> None:
        latitudes = [p.latitude for p in points]
        longitudes = [p.longitude for p in points]
        self.middle = (
            (min(latitudes) + max(latitudes)) / 2,
            (min(longitudes) + max(longitudes)) / 2,
        )
        self.narrow = max(math.cos(math.radians(self.middle[0])), 0.05)
        tall = max(max(latitudes) - min(latitudes), LEAST)
        wide = max((max(longitudes) - min(longitudes)) * self.narrow, LEAST)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / tall)

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        x = WIDTH / 2 + (longitude - self.middle[1]) * self.narrow * self.scale
        return x, HEIGHT / 2 - (latitude - self.middle[0]) * self.scale

    def grid(self) -> list[str]:
        tall = HEIGHT / self.scale
        step = next((s for s in _STEPS if tall / s <= 6), _STEPS[-1])
        wide = WIDTH / self.scale / self.narrow
        lines = []
        for degree in _ticks(self.middle[0] - tall / 2, self.middle[0] + tall / 2, step):
            y = self.at(degree, 0)[1]
            lines.append(f'<path class="grid" d="M0 {y:.1f}H{WIDTH}"/>')
            lines.append(f'<text class="tick" x="4" y="{y - 3:.1f}">{degree:g}°</text>')
        for degree in _ticks(self.middle[1] - wide / 2, self.middle[1] + wide / 2, step):
            x = self.at(0, degree)[0]
            lines.append(f'<path class="grid" d="M{x:.1f} 0V{HEIGHT}"/>')
            lines.append(f'<text class="tick" x="{x + 3:.1f}" y="{HEIGHT - 5}">{degree:g}°</text>')
        return lines

    def bar(self) -> str:
        pixels = self.scale / KM_PER_DEGREE
        km = max((b for b in _BARS if b * pixels <= WIDTH / 4), default=_BARS[0])
        right, y = WIDTH - 14, HEIGHT - 24
        left = right - km * pixels
        return (
            f'<path class="bar" d="M{left:.1f} {y - 4}V{y}H{right}V{y - 4}"/>'
            f'<text class="tick" x="{left:.1f}" y="{y - 8}">{km} km</text>'
        )


def _ticks(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(n * step, 4) for n in range(first, last + 1)]


def _radius(point: Point) -> float:
    return min(6 + 1.5 * math.sqrt(point.weight), 20) if point.events else 3


def _spot(point: Point, view: _View) -> str:
    x, y = view.at(point.latitude, point.longitude)
    kind = "event" if point.events else "place"
    return (
        f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{_radius(point):.1f}">'
        f"<title>{shown(point.note)}</title></circle>"
    )


def _labels(points: Sequence[Point], view: _View) -> list[str]:
    """Names right of, left of, over or under their spots, wherever there is room."""
    taken: list[tuple[float, float, float, float]] = []
    for point in points:
        x, y = view.at(point.latitude, point.longitude)
        r = _radius(point)
        taken.append((x - r, y - r, x + r, y + r))
    lines = []
    for point in points:
        x, y = view.at(point.latitude, point.longitude)
        r, wide = _radius(point) + 4, 7.5 * len(point.label) + 4
        for left, base, anchor, at in (
            (x + r, y + 4, "start", x + r),
            (x - r - wide, y + 4, "end", x - r),
            (x - wide / 2, y - r, "middle", x),
            (x - wide / 2, y + r + 10, "middle", x),
        ):
            box = (left, base - 11, left + wide, base + 4)
            inside = left >= 0 and left + wide <= WIDTH and base >= 12 and base <= HEIGHT - 4
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                spot = f'x="{at:.1f}" y="{base:.1f}" text-anchor="{anchor}"'
                lines.append(f'<text class="name" {spot}>{shown(point.label)}</text>')
                break
    return lines


def _meet(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
