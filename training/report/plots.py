"""Bars and curves as SVG. Knows numbers, no documents; colours are the style sheet's.

Every plot has its content in words (`aria-label`) and stands beside a table of its figures.
"""

from collections.abc import Iterable, Iterator, Sequence

from inference.export.html_text import shown
from training.measures.reliability import Reliability

SIDE = 220
LEFT, TOP, RIGHT, BOTTOM = 44, 10, 12, 34
_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
_DOT = 3  # pixels
_LEAST = 2  # pixels, so that a bin of one item is seen


def bar(value: float) -> str:
    """A bar from 0 to 1 for a table's cell; the figure itself stands in the cell beside it."""
    width = 100 * min(max(value, 0.0), 1.0)
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="room" width="100" height="10"/><rect width="{width:.1f}" height="10"/></svg>'
    )


def reliability_plot(title: str, found: Reliability) -> str:
    """Mean score against the share that is right; dots and bars grow with a bin's items."""
    most = max((b.items for b in found.bins), default=1)
    error = "no items" if found.ece is None else f"calibration error {found.ece:.3f}"
    words = f"Reliability of {title}: {error}, {found.items} items in {len(found.bins)} bins."
    inside = [f'<path class="even" d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}"/>']
    for one in found.bins:
        tall = max(_LEAST, 0.2 * (_y(0) - _y(1)) * one.items / most)
        inside.append(
            f'<rect class="items" x="{_x(one.low) + 0.5:.1f}" y="{_y(0) - tall:.1f}" '
            f'width="{_x(one.high) - _x(one.low) - 1:.1f}" height="{tall:.1f}"/>'
        )
    sizes = [_DOT * (0.5 + (one.items / most) ** 0.5) for one in found.bins]
    inside += _line([(one.score, one.right) for one in found.bins], sizes)
    return _plot(words, "score", "share right", inside)


def risk_plot(title: str, found: Reliability) -> str:
    """Of the surest part of what was given, the share that is wrong."""
    points = [(point.coverage, point.risk) for point in found.risk_coverage]
    last = f"{points[-1][1]:.3f} of all is wrong" if points else "no items"
    highest = max((risk for _, risk in points), default=0.0)
    top = next(step for step in (0.05, 0.1, 0.2, 0.5, 1.0) if highest <= step)
    words = f"Risk and coverage of {title}: {last}."
    line = _line([(coverage, risk / top) for coverage, risk in points], [_DOT] * len(points))
    return _plot(words, "part given, surest first", "share wrong", line, top=top)


def _plot(words: str, across: str, up: str, inside: Iterable[str], *, top: float = 1.0) -> str:
    wide, tall = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    parts = [
        f'<svg class="plot" viewBox="0 0 {wide} {tall}" role="img" aria-label="{shown(words)}">',
        *_grid(top),
        *inside,
        f'<text x="{LEFT + SIDE / 2}" y="{tall - 4}" text-anchor="middle">{shown(across)}</text>',
        f'<text x="{LEFT + 4}" y="{TOP + 12}">{shown(up)}</text>',
        "</svg>",
    ]
    return "\n".join(parts)


def _grid(top: float) -> Iterator[str]:
    for step in _STEPS:
        x, y = _x(step), _y(step)
        lines = f"M{x:.1f} {_y(0):.1f}V{_y(1):.1f}M{_x(0):.1f} {y:.1f}H{_x(1):.1f}"
        yield f'<path class="grid" d="{lines}"/>'
        yield f'<text x="{x:.1f}" y="{_y(0) + 13:.1f}" text-anchor="middle">{step:g}</text>'
        yield f'<text x="{LEFT - 4}" y="{y + 4:.1f}" text-anchor="end">{step * top:.3g}</text>'


def _line(points: Sequence[tuple[float, float]], sizes: Sequence[float]) -> list[str]:
    """A line through points of the unit square, and a dot at each, as large as its `sizes`."""
    spots = [(_x(across), _y(up)) for across, up in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    line = [f'<path class="line" d="M{path}"/>'] if spots else []
    dots = zip(spots, sizes, strict=True)
    return [*line, *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>' for (x, y), r in dots)]


def _x(across: float) -> float:
    return LEFT + SIDE * across


def _y(up: float) -> float:
    return TOP + SIDE * (1 - up)
