"""One indicator's columns in the summary: how its stored whole numbers become cells.

A row of stored results is a tuple of the arrays in the order of `results.PARTS`, then the letters of standing and
verdict, and how many have reported. Figures are made of exact fractions only where a rounded number comes near its
bound; elsewhere plain numbers do, which matters with three thousand units.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

from portal.reporting.indicators import results, verdicts
from portal.reporting.indicators.columns import Upward
from portal.reporting.indicators.frozen import Definition
from portal.reporting.indicators.results import Figure
from portal.reporting.models import View

from .cells import MIDDLE, NONE, Cell, decimal_look, percent_look

Stored = tuple[Any, ...]
NUMERATOR, DENOMINATOR, BASE_NUMERATOR, BASE_DENOMINATOR, JUDGED, MET, STANDING, VERDICT, REPORTED = range(9)
PERCENT_DECIMALS = 2


class Block:
    """`k` is the indicator's position in the stored arrays, `column` its first column (0-based)."""

    def __init__(self, k: int, definition: Definition, column: int) -> None:
        self.k = k
        self.definition = definition
        self.column = column
        self.counts_units = definition.upward == Upward.UNITS
        self.share = Fraction(definition.share_factor)
        self.of = Fraction(definition.of_factor)
        self.factor = 1 if definition.is_percent else int(Fraction(definition.factor))
        self.words: dict[tuple[Any, ...], Cell] = {}

    @cached_property
    def heads(self) -> tuple[str, ...]:
        if self.counts_units:
            return ("数值", "达标家数", "应算家数", "达标占比", "结论")
        return ("数值", "结论") if self.definition.plain else ("分子", "分母", "比率", "结论")

    @cached_property
    def decimals(self) -> int:
        """Decimals of numerator and denominator, the same in both columns."""
        return max(self.definition.share_decimals, self.definition.of_decimals)

    @cached_property
    def amount_look(self) -> str:
        return decimal_look(self.decimals)

    @cached_property
    def ratio_look(self) -> str:
        return self._look(self.definition.decimals)

    def _look(self, digits: int) -> str:
        return percent_look(digits) if self.definition.is_percent else decimal_look(digits)

    def amount(self, whole: int | None, factor: Fraction) -> Cell:
        """A stored whole number as the number it stands for."""
        if whole is None:
            return Cell(NONE, MIDDLE)
        scaled = whole * factor.numerator
        return Cell(scaled if factor.denominator == 1 else scaled / factor.denominator, self.amount_look)

    def value(self, stored: Stored, unit_id: int) -> Cell:
        """A unit's value as one cell, without numerator and denominator."""
        found = self.figure(stored, unit_id, View.OWN).value
        if found is None:
            return Cell(NONE, MIDDLE)
        exact = found * self.factor
        return Cell(exact.numerator if exact.denominator == 1 else float(exact), self.ratio_look)

    def figure(self, stored: Stored, unit_id: int, view: str) -> Figure:
        """The exact figure behind a stored row."""
        parts = [stored[n][self.k] for n in range(STANDING)]
        letters = (stored[STANDING][self.k], stored[VERDICT][self.k])
        return results.figure(self.definition, parts, letters, unit_id, view, stored[REPORTED])

    def verdict(self, stored: Stored) -> Cell:
        """The verdict in words; while the year runs, with the present standing."""
        seen = (stored[STANDING][self.k], stored[VERDICT][self.k], bool(stored[REPORTED]))
        if seen not in self.words:
            shown = self.figure(stored, 0, View.OWN)
            word = shown.verdict_word.word
            going = shown.verdict == verdicts.GOING
            self.words[seen] = Cell(f"{word}（{shown.standing_word.word}）" if going else word, MIDDLE)
        return self.words[seen]

    def look(self, stored: Stored, unit_id: int, value: Any) -> str:
        """The format of a unit's ratio; exact fractions are asked only when it lies close to what it is judged by."""
        if stored[STANDING][self.k] not in verdicts.JUDGED:
            return self.ratio_look
        bound = self._near_bound(stored, unit_id)
        step = 10.0**-self.definition.decimals / (100 if self.definition.is_percent else 1)
        if bound is None or abs(value - bound) > step:
            return self.ratio_look
        return self.exact_look(self.figure(stored, unit_id, View.OWN))

    def _near_bound(self, stored: Stored, unit_id: int) -> float | None:
        if self.definition.bound is not None:
            return float(self.definition.bound.at(unit_id)) * self.factor
        p, q = stored[BASE_NUMERATOR][self.k], stored[BASE_DENOMINATOR][self.k]
        return p / q * float(self.share / self.of) * self.factor if p is not None and q else None

    def exact_look(self, figure: Figure | None) -> str:
        """As many decimals as the page shows: rounding never puts a number on the other side of its bound."""
        if figure is None or figure.value is None:
            return percent_look() if self.counts_units else self.ratio_look
        _, _, after = figure.shown.removesuffix("%").partition(".")
        if figure.counts_units:
            return percent_look(max(PERCENT_DECIMALS, len(after)))
        return self._look(max(self.definition.decimals, len(after)))
