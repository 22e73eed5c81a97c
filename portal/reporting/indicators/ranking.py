"""One indicator over all units below a unit: values, rank, and what leaving a unit out does to the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portal.organisations.models import ReportingArea, Unit, UnitKind
from portal.organisations.scope import system
from portal.reporting.models import IndicatorResult, PeriodAncestry, View
from portal.ui import numbers

from . import results, verdicts
from .frozen import Definition
from .place import Place
from .results import Figure, UnitResult

Stored = tuple[int, str, tuple[Figure, ...]]

UNRANKED = (verdicts.NOT_APPLICABLE, verdicts.UNCHECKED, verdicts.NOT_FILED)
LEVELS = {"units": "各单位本级", "children": "下一级合计"}


@dataclass(frozen=True)
class Row:
    """A unit in the ranking. `rank` is None where there is no value; `effect` is in the value's own terms."""

    unit: Unit
    figure: Figure
    group: str
    area: str
    rank: int | None
    effect: Fraction | None
    url_view: str
    whole: Figure
    beside: Figure | None

    @property
    def shown_effect(self) -> str:
        """The effect with three decimals: one unit among many moves a province by thousandths."""
        if self.effect is None:
            return numbers.NOT_APPLICABLE
        share = self.whole.definition.is_percent or self.whole.counts_units
        factor = Fraction(100) if share else Fraction(self.whole.definition.factor)
        return numbers.plain(numbers.rounded(self.effect * factor, 3), signed=True)


SORTS = {
    "rank": lambda row: row.figure.value,
    "numerator": lambda row: row.figure.numerator,
    "denominator": lambda row: row.figure.denominator,
    "change": lambda row: row.figure.change,
    "effect": lambda row: row.effect,
    "missing": lambda row: row.figure.missing,
    "unit": lambda row: -row.unit.sort_order,
}


def rows_below(place: Place, result: UnitResult, whole: Figure, level: str, beside: Figure | None = None) -> list[Row]:
    """Every unit below the place on its line that has a stored figure, in official order; five queries.

    `whole` is the place's own figure of the indicator, `beside` that of its other reading, which comes with each row.
    """
    codes = [one.definition.code for one in (whole, beside) if one is not None]
    stored = IndicatorResult.objects.filter(period=place.period, unit_id__in=_ids_below(place, level))
    stored = stored.filter(view__in=(View.OWN,) if level == "units" else (place.line, View.OWN))
    found = _one_each(results.indicators([one.definition for one in result.figures], codes, stored), place.line)
    units, groups, areas = _directory(place, [unit_id for unit_id, _, _ in found])
    ranks = _ranks([figures[0] for _, _, figures in found], whole.definition)
    rows = [
        Row(units[unit_id], figure, groups.get(unit_id, ""), areas.get(units[unit_id].reporting_area, ""),
            ranks.get(unit_id), whole.effect_of_leaving_out(figure), view, whole, more[0] if more else None)
        for unit_id, view, (figure, *more) in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.unit.sort_order, row.unit.code))


def _ids_below(place: Place, level: str) -> Any:
    below = PeriodAncestry.objects.filter(period=place.period, line=place.line, ancestor=place.unit)
    return (below if level == "units" else below.filter(depth=1)).values("descendant_id")


def _one_each(found: list[Stored], line: str) -> list[Stored]:
    """A unit's aggregate where it has one, else its own figures."""
    best: dict[int, Stored] = {}
    for row in found:
        if row[0] not in best or row[1] == line:
            best[row[0]] = row
    return list(best.values())


def _directory(place: Place, ids: list[int]) -> tuple[dict[int, Unit], dict[int, str], dict[str, str]]:
    """Names of units already known to be in scope (today's directory may no longer show a unit that moved away)."""
    with system("names of units whose results are in scope"):
        units = Unit.objects.in_bulk(ids)
        above = PeriodAncestry.objects.filter(
            period=place.period, line="reporting", descendant_id__in=ids, ancestor__kind=UnitKind.GROUP
        ).order_by("depth")
        groups: dict[int, str] = {}
        for unit_id, name, short in above.values_list("descendant_id", "ancestor__name", "ancestor__short_name"):
            groups.setdefault(unit_id, short or name)
    areas = dict(ReportingArea.objects.values_list("code", "name"))
    return units, groups, areas


def _ranks(figures: list[Figure], definition: Definition) -> dict[int, int]:
    """Best first: highest where more is better. Equal values share a rank; units without value have none."""
    values = [one.value for one in figures if one.value is not None and _is_ranked(one)]
    order = sorted(values, reverse=definition.judging not in ("at_most", "not_rising"))
    first: dict[Any, int] = {}
    for place, value in enumerate(order, 1):
        first.setdefault(value, place)
    return {one.unit_id: first[one.value] for one in figures if one.unit_id and _is_ranked(one)}


def _is_ranked(figure: Figure) -> bool:
    return figure.value is not None and figure.standing not in UNRANKED


def sorted_rows(rows: list[Row], key: str, *, descending: bool) -> list[Row]:
    """By one column; rows without a value there come last whichever way it is sorted."""
    value = SORTS[key]
    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    return sorted(known, key=value, reverse=descending) + unknown


def counted(rows: Sequence[Row]) -> list[tuple[verdicts.Letter, int]]:
    """How many units stand how, in the order of the legend."""
    tally = Counter(row.figure.standing for row in rows)
    return [(letter, tally[code]) for code, letter in verdicts.STANDINGS.items() if tally[code]]
