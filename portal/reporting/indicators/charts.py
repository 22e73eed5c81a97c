"""Geometry of the indicator pages' charts; the SVG stands in the templates. Drawn numbers equal the tables below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from portal.reporting.models import Period

from .frozen import Definition
from .results import Figure

WIDTH, TOP, BOTTOM = 600, 20, 176
# As wide as one sign of a label is where the letters are largest, on a phone; and the gap beside a label.
SIGN, GAP = 12, 7
MOST_BINS = 12
NICE = (1, 2, 5, 10)


@dataclass(frozen=True)
class Point:
    """A quarter of a trend; `y` is empty where there is no value (a gap, never a zero). A phone has no room for the
    labels of the `minor` ones."""

    label: str
    shown: str
    x: str
    y: str
    minor: bool


@dataclass(frozen=True)
class Trend:
    """A line over quarters: joined pieces, grid lines with labels, and the bound where there is one.

    The plot lies between `left` and `right`; the labels at its sides have all the room they need.
    """

    points: list[Point]
    lines: list[str]
    grid: list[tuple[str, str]]
    left: int
    right: int
    bound_y: str
    bound_label: str

    @property
    def known(self) -> list[Point]:
        return [point for point in self.points if point.y]


def trend(history: Sequence[tuple[Period, Figure | None]], definition: Definition) -> Trend | None:
    """A chart of a unit's last quarters, oldest first; None when fewer than two have a value."""
    values = [figure.value if figure else None for _, figure in history]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    bound = next((figure.bound for _, figure in reversed(history) if figure and definition.bound), None)
    steps = _steps([*known, *([bound] if bound is not None else [])])
    low, high = steps[0], steps[-1]
    grid = [(_height(step, low, high), definition.show(step)) for step in steps]
    left = _room(label for _, label in grid)
    right = WIDTH - _room(figure.shown for _, figure in history if figure)
    points = [
        Point(
            f"{str(period.year)[2:]}年{period.quarter}季",
            figure.shown if figure else "—",
            _text(left + Fraction(right - left, max(len(values) - 1, 1)) * k),
            "" if value is None else _height(value, low, high),
            (len(values) - 1 - k) % 2 == 1,
        )
        for k, ((period, figure), value) in enumerate(zip(history, values, strict=True))
    ]
    return Trend(
        points,
        _pieces(points),
        grid,
        left,
        right,
        "" if bound is None else _height(bound, low, high),
        "" if bound is None else f"界限 {definition.show(bound)}",
    )


def _room(labels: Iterable[str]) -> int:
    """The width the longest of some labels takes beside the plot."""
    return max(len(label) for label in labels) * SIGN + GAP


def _pieces(points: Sequence[Point]) -> list[str]:
    pieces: list[list[str]] = [[]]
    for point in points:
        if point.y:
            pieces[-1].append(f"{point.x},{point.y}")
        else:
            pieces.append([])
    return [" ".join(piece) for piece in pieces if len(piece) > 1]


def _steps(values: Sequence[Fraction]) -> list[Fraction]:
    """Four to six round numbers that hold all values between them."""
    low, high = min(values), max(values)
    size = _nice((high - low) / 4 or abs(high) / 10 or Fraction(1))
    first, last = floor(low / size), max(ceil(high / size), floor(low / size) + 1)
    return [size * k for k in range(first, last + 1)]


def _nice(rough: Fraction) -> Fraction:
    """The next 1, 2 or 5 times a power of ten."""
    power = Fraction(1)
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    return next(power * step for step in NICE if power * step >= rough)


def _height(value: Fraction, low: Fraction, high: Fraction) -> str:
    return _text(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP))


def _text(value: Fraction | int) -> str:
    return f"{float(value):.1f}"


@dataclass(frozen=True)
class Bar:
    """One class of a distribution: its range in words, how many units, and whether it lies below the bound."""

    label: str
    start: str
    count: int
    below: bool
    x: str
    y: str
    width: str
    height: str
    middle: str


@dataclass(frozen=True)
class Histogram:
    bars: list[Bar]
    bound_x: str
    bound_label: str
    total: int


def histogram(figures: Sequence[Figure], definition: Definition, bound: Fraction | None) -> Histogram | None:
    """How the units' values spread, in classes that begin at round numbers; None for fewer than two values."""
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < 2 or min(values) == max(values):
        return None
    low, high = min(values), max(values)
    size = _nice((high - low) / (MOST_BINS - 2))
    first = floor(low / size)
    bins = floor(high / size) - first + 1
    counts = [0] * bins
    for value in values:
        counts[floor(value / size) - first] += 1
    wide = Fraction(550, bins)
    bars = [_bar(k, count, max(counts), first, size, wide, definition, bound) for k, count in enumerate(counts)]
    inside = bound is not None and first * size <= bound <= (first + bins) * size
    x = 30 + (bound / size - first) * wide if inside and bound is not None else None
    label = "" if bound is None else f"界限 {definition.show(bound)}"
    return Histogram(bars, "" if x is None else _text(x), label, len(values))


def _bar(
    k: int,
    count: int,
    most: int,
    first: int,
    size: Fraction,
    wide: Fraction,
    definition: Definition,
    bound: Fraction | None,
) -> Bar:
    start, end = (first + k) * size, (first + k + 1) * size
    height = Fraction(140 * count, most)
    return Bar(
        label=f"{definition.show(start)} 至 {definition.show(end)}",
        start=definition.show(start).removesuffix(".00%").removesuffix("%"),
        count=count,
        below=bound is not None and end <= bound,
        x=_text(30 + wide * k + 2),
        y=_text(170 - height),
        width=_text(wide - 4),
        height=_text(height),
        middle=_text(30 + wide * k + wide / 2),
    )
