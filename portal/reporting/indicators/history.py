"""A figure through the quarters, for trends and forecasts."""

from __future__ import annotations

from fractions import Fraction

from portal.reporting.models import IndicatorResult, Period

from . import frozen, results, verdicts
from .place import Place, readable_periods
from .results import Figure

QUARTERS = 8


def history(place: Place, code: str, quarters: int = QUARTERS) -> list[tuple[Period, Figure | None]]:
    """The last quarters up to the page's, oldest first; None where nothing is stored or may be read; three queries."""
    periods = list(Period.objects.opened().filter(code__lte=place.period.code).order_by("-code")[:quarters])[::-1]
    rows = IndicatorResult.objects.filter(period__in=periods, unit=place.unit, view=place.view)
    readable = readable_periods(periods, place.unit.pk, place.view)
    stored = {row.period_id: row for row in rows.select_related("definition_set") if row.period_id in readable}
    return [(period, _figure(stored.get(period.pk), code)) for period in periods]


def _figure(row: IndicatorResult | None, code: str) -> Figure | None:
    if row is None:
        return None
    definitions = frozen.load(row.definition_set.definitions)
    codes = [definition.code for definition in definitions]
    if code not in codes:
        return None
    k = codes.index(code)
    return results.stored_figure(row, definitions[k], k)


def forecast(past: list[tuple[Period, Figure | None]], place: Place) -> Fraction | None:
    """The year's end as last year's movement suggests; see `verdicts.year_end_forecast`."""
    by_code = {period.code: figure.value if figure else None for period, figure in past}
    year = place.period.year - 1
    wanted = (place.period.last_year_code, Period.make_code(year, 4), place.period.code)
    return verdicts.year_end_forecast([by_code.get(code) for code in wanted], place.period.quarter)
