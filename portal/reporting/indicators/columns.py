"""What the statement knows of an indicator: how it is judged, what it is compared with, how it goes up the tree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Judging(StrEnum):
    """On which side of what a value has to be."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    NOT_FALLING = "not_falling"
    NOT_RISING = "not_rising"
    WATCH = "watch"


class Base(StrEnum):
    """What a trend compares with; kept with watched indicators too, for the change shown beside the value."""

    NONE = ""
    LAST_YEAR = "last_year"
    LAST_TERM = "last_term"


class Upward(StrEnum):
    """What an aggregate holds: the sums, the count of units that meet the bound among those judged, or nothing."""

    SUMS = "sums"
    UNITS = "units"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Column:
    """One indicator. Numerators and denominators are whole numbers (scaled by powers of ten the definitions name);
    `bound` and `overrides` (of single units) are bounds on the quotient of those whole numbers."""

    judging: Judging = Judging.WATCH
    bound: Fraction | None = None
    overrides: tuple[tuple[int, Fraction], ...] = ()
    base: Base = Base.NONE
    plain: bool = False
    conditional: bool = False
    upward: Upward = Upward.SUMS
    every_quarter: bool = False

    @property
    def is_trend(self) -> bool:
        return self.judging in (Judging.NOT_FALLING, Judging.NOT_RISING)

    @property
    def has_bound(self) -> bool:
        return self.judging in (Judging.AT_LEAST, Judging.AT_MOST) and self.bound is not None

    @property
    def counts_units(self) -> bool:
        """Whether a unit can meet it at all: watched indicators have no 达标家数."""
        return self.is_trend or self.has_bound
