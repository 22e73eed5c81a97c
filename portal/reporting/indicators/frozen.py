"""The definitions a computation used, as data: with the bounds that were in force, so that a stored result explains
itself for ever. Their JSON is the `DefinitionSet`, its hash the formula version printed on every page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.reporting.formula import printed
from portal.ui import numbers

from .columns import Base, Column, Judging, Upward

PERCENT = "%"


@dataclass(frozen=True)
class Bound:
    """A bound in force: its value, whose it is, and the document and article it comes from."""

    value: str
    authority: str = ""
    document: str = ""
    article: str = ""
    parameter: str = ""
    overrides: dict[str, str] = field(default_factory=dict)

    def at(self, unit_id: int | None) -> Fraction:
        """The bound of a unit: its own where one is set, else the general one."""
        return Fraction(self.overrides.get(str(unit_id), self.value))


@dataclass(frozen=True)
class Definition:
    """One indicator. `share` and `of` are formulas (no `of`: a plain number), `applies` says for whom it is meant.

    Stored numerators and denominators are whole numbers; times `share_factor` and `of_factor` they are exact values.
    """

    code: str
    title: str
    measure: int | None
    share: str
    of: str = ""
    applies: str = ""
    note: str = ""
    unit: str = PERCENT
    factor: str = "1"
    decimals: int = 2
    judging: str = Judging.WATCH
    base: str = Base.NONE
    bound: Bound | None = None
    authority: str = ""
    upward: str = Upward.SUMS
    every_quarter: bool = False
    rule: str = ""
    share_factor: str = "1"
    of_factor: str = "1"

    @property
    def written(self) -> str:
        """The formula as it is printed for people; a sum on either side of the ÷ stands in brackets."""
        sides = [printed(text) for text in (self.share, self.of) if text]
        return " ÷ ".join(f"（{text}）" if len(sides) > 1 and set(text) & set("+-") else text for text in sides)

    @property
    def share_decimals(self) -> int:
        """Decimals of the numerator, as its factor says (money is stored in 分)."""
        return _decimals(Fraction(self.share_factor))

    @property
    def of_decimals(self) -> int:
        return _decimals(Fraction(self.of_factor))

    @property
    def plain(self) -> bool:
        return not self.of

    @property
    def is_percent(self) -> bool:
        return self.unit == PERCENT

    def column(self) -> Column:
        """How the statement sees it: bounds as bounds on the quotient of the stored whole numbers."""
        size = Fraction(self.of_factor) / Fraction(self.share_factor)
        overrides = self.bound.overrides if self.bound else {}
        return Column(
            judging=Judging(self.judging),
            bound=Fraction(self.bound.value) * size if self.bound else None,
            overrides=tuple((int(unit), Fraction(value) * size) for unit, value in sorted(overrides.items())),
            base=Base(self.base),
            plain=self.plain,
            conditional=bool(self.applies),
            upward=Upward(self.upward),
            every_quarter=self.every_quarter,
        )

    def show(self, value: Fraction | None, *, bound: Fraction | None = None) -> str:
        """A value as it is printed, in the indicator's unit; never rounded across the bound it is compared with."""
        if value is None:
            return numbers.NOT_APPLICABLE
        if value == bound:  # equal at any number of digits
            bound = None
        if self.is_percent:
            return numbers.percent(value, bound, self.decimals)
        return _beside(value * Fraction(self.factor), bound and bound * Fraction(self.factor), self.decimals)

    def show_change(self, change: Fraction | None) -> str:
        """A difference: percentage points for shares, else in the indicator's unit; signed."""
        if change is None:
            return numbers.NOT_APPLICABLE
        factor = Fraction(100) if self.is_percent else Fraction(self.factor)
        return numbers.plain(numbers.rounded(change * factor, self.decimals), signed=True)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Definition:
        bound = data.get("bound")
        return cls(**{**data, "bound": Bound(**bound) if bound else None})


def _decimals(factor: Fraction) -> int:
    """How many decimals a whole number times the factor has (six at most)."""
    digits = 0
    while factor.denominator != 1 and digits < 6:
        factor, digits = factor * 10, digits + 1
    return digits


def _beside(value: Fraction, bound: Fraction | None, decimals: int) -> str:
    """As many digits as it takes for the printed number to stand on the right side of the bound (at most 12)."""
    digits = decimals
    while bound is not None and digits < 12 and _side(numbers.rounded(value, digits), bound) != _side(value, bound):
        digits += 1
    return numbers.plain(numbers.rounded(value, digits))


def _side(value: Fraction | Decimal, line: Fraction) -> int:
    exact = Fraction(value)
    return (exact > line) - (exact < line)


def dump(definitions: Iterable[Definition]) -> list[dict[str, Any]]:
    return [definition.to_json() for definition in definitions]


def digest(dumped: list[dict[str, Any]]) -> str:
    """SHA-256 of the definitions' JSON: the formula version."""
    text = json.dumps(dumped, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def load(dumped: list[dict[str, Any]]) -> tuple[Definition, ...]:
    return tuple(Definition.from_json(data) for data in dumped)
