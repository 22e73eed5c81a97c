"""Reading stored results: one unit in one view, or one indicator over many units. All values are exact fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from portal.organisations.models import Unit
from portal.reporting.models import IndicatorResult, Period, View
from portal.ui import numbers

from . import frozen, place, verdicts
from .columns import Base, Upward
from .frozen import Definition

# SQLite hands a JSON null out of an array as the word.
BLANK = (None, "null")
PARTS = ("numerators", "denominators", "base_numerators", "base_denominators", "judged", "met")


@dataclass(frozen=True)
class Figure:
    """One indicator of one unit in one view, as exact numbers. None: blank."""

    definition: Definition
    numerator: Fraction | None
    denominator: Fraction | None
    base_numerator: Fraction | None
    base_denominator: Fraction | None
    judged: int | None
    met: int | None
    standing: str
    verdict: str
    unit_id: int | None = None
    aggregated: bool = False

    @property
    def counts_units(self) -> bool:
        """Whether an aggregate's value is the share of units that meet the rule."""
        return self.aggregated and self.definition.upward == Upward.UNITS

    @property
    def has_denominator(self) -> bool:
        return self.counts_units or not self.definition.plain

    @cached_property
    def value(self) -> Fraction | None:
        """Numerator ÷ denominator, or the plain number; None when blank or divided by 0."""
        return _quotient(self.numerator, self.denominator, self.has_denominator)

    @cached_property
    def base_value(self) -> Fraction | None:
        return _quotient(self.base_numerator, self.base_denominator, self.has_denominator)

    @property
    def change(self) -> Fraction | None:
        """Against the base, in the value's own terms."""
        if self.value is None or self.base_value is None:
            return None
        return self.value - self.base_value

    @property
    def bound(self) -> Fraction | None:
        """The bound this value was compared with: the policy's, or the base of a trend."""
        if self.counts_units:
            return Fraction(1)
        if self.definition.bound is not None:
            return self.definition.bound.at(None if self.aggregated else self.unit_id)
        return self.base_value if self.definition.column().is_trend else None

    @property
    def shown_unit(self) -> str:
        """What stands behind the printed value: nothing behind a share, which has its %."""
        return "家数占比" if self.counts_units else "" if self.definition.is_percent else self.definition.unit

    @property
    def shown(self) -> str:
        """The value as printed, never rounded across its bound."""
        if self.counts_units and self.value is not None:
            return numbers.percent(self.value, None if self.value == self.bound else self.bound)
        return self.definition.show(self.value, bound=self.bound)

    @property
    def shown_numerator(self) -> str:
        return numbers.quantity(self.numerator, 0 if self.counts_units else self.definition.share_decimals)

    @property
    def shown_denominator(self) -> str:
        if not self.has_denominator:
            return ""
        return numbers.quantity(self.denominator, 0 if self.counts_units else self.definition.of_decimals)

    @property
    def shown_bound(self) -> str:
        """The bound in the indicator's unit; empty where nothing is compared."""
        if self.counts_units:
            return "全部"
        return self.definition.show(self.bound) if self.bound is not None else ""

    @property
    def shown_missing(self) -> str:
        return numbers.NOT_APPLICABLE if self.missing is None else numbers.plain(numbers.rounded(self.missing, 2))

    @property
    def shown_base(self) -> str:
        return self.definition.show(self.base_value, bound=self.value if self.definition.column().is_trend else None)

    @property
    def shown_change(self) -> str:
        return self.definition.show_change(self.change)

    @property
    def standing_word(self) -> verdicts.Letter:
        return self._letter(verdicts.STANDINGS[self.standing])

    @property
    def verdict_word(self) -> verdicts.Letter:
        return self._letter(verdicts.VERDICTS[self.verdict])

    def _letter(self, found: verdicts.Letter) -> verdicts.Letter:
        of_term = found.letter == verdicts.NO_BASE and self.definition.base == Base.LAST_TERM
        return verdicts.NO_LAST_TERM if of_term else found

    @property
    def is_short(self) -> bool:
        """现状未达线: on the wrong side of its bound now."""
        return self.standing == verdicts.SHORT

    @property
    def is_warning(self) -> bool:
        return verdicts.is_warning(self.standing, self.verdict)

    @property
    def is_problem(self) -> bool:
        return verdicts.is_problem(self.standing, self.verdict)

    def without(self, part: Figure) -> Fraction | None:
        """The aggregate's value if `part` were not in it; None when nothing would be left."""
        n, d = (part.met, part.judged) if self.counts_units else (part.numerator, part.denominator)
        if self.numerator is None or n is None:
            return None
        rest = None if self.denominator is None else self.denominator - (d or 0)
        return _quotient(self.numerator - n, rest, self.has_denominator)

    def effect_of_leaving_out(self, part: Figure) -> Fraction | None:
        """How much the aggregate's ratio would move without `part` (+: it holds the ratio down)."""
        left = self.without(part)
        return None if left is None or self.value is None else left - self.value

    @property
    def missing(self) -> Fraction | None:
        """What the numerator lacks to reach a lower bound at this denominator; None when it does not."""
        short = self.is_short and self.definition.judging == "at_least"
        if not short or self.counts_units or self.bound is None or self.numerator is None:
            return None
        return self.bound * (1 if self.denominator is None else self.denominator) - self.numerator


def _quotient(numerator: Fraction | None, denominator: Fraction | None, divided: bool) -> Fraction | None:
    if numerator is None or not divided:
        return numerator
    return numerator / denominator if denominator else None


@dataclass(frozen=True)
class UnitResult:
    """All indicators of a unit in a view. `view` is the one asked for; `is_own` when 本级 stands for it, because the
    unit has nothing below it on that line."""

    unit_id: int
    view: str
    is_own: bool
    due: int
    reported: int
    version: str
    figures: tuple[Figure, ...]

    def get(self, code: str) -> Figure:
        """The figure of an indicator; LookupError when this version does not know the code."""
        found = self.find(code)
        if found is None:
            raise LookupError(f"没有指标 {code}。")
        return found

    def find(self, code: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.definition.code == code), None)


def for_unit(period: Period, unit: Unit | int, view: str) -> UnitResult | None:
    """The stored result of a unit in a view, of what the active scope shows; None when there is none.

    A unit without dependants on a line has no aggregate: its 本级 is its 合计.
    """
    unit_id = unit if isinstance(unit, int) else unit.pk
    rows = IndicatorResult.objects.filter(period=period, unit_id=unit_id, view__in=(view, View.OWN))
    found = {row.view: row for row in rows.select_related("definition_set")}
    row = found.get(view)
    if row is None and view != View.OWN and not _has_dependants(period, unit_id, view):
        row = found.get(View.OWN)
    if row is not None and row.view != View.OWN and not place.may_read(period, unit_id, view):
        return None
    return None if row is None else _unit_result(row, view)


def _has_dependants(period: Period, unit_id: int, line: str) -> bool:
    return period.ancestry.filter(line=line, ancestor_id=unit_id, depth__gt=0).exists()


def _unit_result(row: IndicatorResult, view: str) -> UnitResult:
    definitions = frozen.load(row.definition_set.definitions)
    figures = tuple(stored_figure(row, definition, k) for k, definition in enumerate(definitions))
    return UnitResult(row.unit_id, view, row.view == View.OWN, row.due, row.reported, row.definition_set.hash, figures)


def figure(
    definition: Definition,
    parts: Sequence[int | None],
    letters: tuple[str, str],
    unit_id: int,
    view: str,
    reported: int,
) -> Figure:
    """A figure from stored whole numbers (in the order of `PARTS`), its letters (standing, verdict) and how many
    have reported; counts of units carry no factor."""
    n, d, p, q, judged, met = parts
    standing, verdict = (verdicts.as_filed(letter, reported) for letter in letters)
    aggregated = view != View.OWN
    counted = aggregated and definition.upward == Upward.UNITS
    share, of = ("1", "1") if counted else (definition.share_factor, definition.of_factor)
    return Figure(
        definition, _exact(n, share), _exact(d, of), _exact(p, share), _exact(q, of),
        judged, met, standing, verdict, unit_id=unit_id, aggregated=aggregated,
    )  # fmt: skip


def stored_figure(row: IndicatorResult, definition: Definition, k: int) -> Figure:
    """The k-th indicator of a stored row."""
    parts = [getattr(row, name)[k] for name in PARTS]
    return figure(definition, parts, (row.standings[k], row.verdicts[k]), row.unit_id, row.view, row.reported)


def _exact(value: int | None, factor: str) -> Fraction | None:
    return None if value is None else value * Fraction(factor)


def definitions_of(period: Period) -> tuple[Definition, ...]:
    """The definitions of the period's stored results; empty before the first computation."""
    row = IndicatorResult.objects.filter(period=period).select_related("definition_set").first()
    return frozen.load(row.definition_set.definitions) if row else ()


def indicators(
    definitions: Sequence[Definition], codes: Sequence[str], rows: QuerySet[Any]
) -> list[tuple[int, str, tuple[Figure, ...]]]:
    """Some indicators of many stored rows (a queryset of IndicatorResult): (unit id, view, figures in the order of
    the codes) each, one query."""
    places = [next(k for k, one in enumerate(definitions) if one.code == code) for code in codes]
    picked = {f"v{k}_{name}": KT(f"{name}__{k}") for k in places for name in PARTS}
    names = ("unit_id", "view", "reported", "standings", "verdicts", *picked)
    found = []
    for unit_id, view, reported, standing, verdict, *values in rows.annotate(**picked).values_list(*names):
        whole = [None if value in BLANK else int(value) for value in values]
        found.append((unit_id, view, tuple(
            figure(
                definitions[k], whole[n * len(PARTS) : (n + 1) * len(PARTS)], (standing[k], verdict[k]), unit_id,
                view, reported,
            )
            for n, k in enumerate(places)
        )))  # fmt: skip
    return found
