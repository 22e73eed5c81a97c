"""Geometry of the small server-drawn charts; the SVG itself stands in `templates/ui/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portal.ui.tones import tone_of

WIDTH = 900
GAP = 2
FILLS = {"ok": "bok", "info": "b1", "warn": "b2", "back": "b5", "bad": "bbad", "": "b4"}
LIGHT_TEXT = {"ok", "info", "back"}  # tones dark enough for white figures
NARROWEST_LABEL = 26


@dataclass(frozen=True)
class Segment:
    """One state in a segmented bar: its word, how many, and where a click leads (may be empty)."""

    label: str
    count: int
    url: str = ""
    tone: str | None = None

    @property
    def shade(self) -> str:
        return tone_of(self.label) if self.tone is None else self.tone


@dataclass(frozen=True)
class Block:
    """A drawn segment in user units of the 900-wide bar."""

    segment: Segment
    x: Decimal
    width: Decimal

    @property
    def fill(self) -> str:
        return FILLS[self.segment.shade]

    @property
    def middle(self) -> Decimal:
        return self.x + self.width / 2

    @property
    def text(self) -> str:
        return "t-on" if self.segment.shade in LIGHT_TEXT else "t-num"

    @property
    def labelled(self) -> bool:
        return self.width >= NARROWEST_LABEL


def blocks(segments: Sequence[Segment]) -> list[Block]:
    """Lay the non-empty segments side by side, widths in proportion to their counts."""
    drawn = [segment for segment in segments if segment.count > 0]
    total = sum(segment.count for segment in drawn)
    room = WIDTH - GAP * (len(drawn) - 1)
    placed, x = [], Decimal(0)
    for segment in drawn:
        width = (Decimal(room) * segment.count / total).quantize(Decimal("0.1"))
        placed.append(Block(segment, x, width))
        x += width + GAP
    return placed


Value = int | Decimal | Fraction | float | None
SPARK_W, SPARK_H, SPARK_EDGE = 84, 24, 4
BULLET_W = 150


@dataclass(frozen=True)
class Spark:
    """Line pieces (a missing value is a gap), lone points, and the last point if there is one."""

    lines: list[str]
    dots: list[tuple[str, str]]
    last: tuple[str, str] | None


def spark(values: Sequence[Value]) -> Spark:
    """Lay a short series, oldest first, into an 84 × 24 box."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return Spark([], [], None)
    low, high = min(known), max(known)
    step = (SPARK_W - 2 * SPARK_EDGE) / max(len(values) - 1, 1)
    runs: list[list[tuple[str, str]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((f"{SPARK_EDGE + index * step:.1f}", _height(float(value), low, high)))
    runs = [run for run in runs if run]
    lines = [" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1]
    return Spark(lines, [run[0] for run in runs if len(run) == 1], runs[-1][-1])


def _height(value: float, low: float, high: float) -> str:
    if high == low:
        return f"{SPARK_H / 2:.1f}"
    room = SPARK_H - 2 * SPARK_EDGE
    return f"{SPARK_H - SPARK_EDGE - (value - low) / (high - low) * room:.1f}"


@dataclass(frozen=True)
class Bullet:
    """A bar against a bound in a 150-wide box: both positions, and whether the bar stands on the good side."""

    bar: str
    bound: str
    tone: str


def bullet(value: Fraction, bound: Fraction, met: bool | None) -> Bullet:
    """Scale so that the larger of value, bound and 100 % fits; bars start at zero and are never cut."""
    top = max((value, bound, Fraction(1)))
    bar = max((value, Fraction(0)))
    fill = {True: "bok", False: "bbad", None: "b1"}[met]
    return Bullet(f"{float(bar / top) * BULLET_W:.1f}", f"{float(bound / top) * BULLET_W:.1f}", fill)
