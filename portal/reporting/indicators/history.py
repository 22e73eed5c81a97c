"""A figure through the quarters, for trends and forecasts."""

from __future__ import annotations

from fractions import Fraction

from portal.reporting.models import IndicatorResult, Period, View

from . import frozen, results, verdicts
from .place import Place, may_read
from .results import Figure

QUARTERS = 8


def history(place: Place, code: str, quarters: int = QUARTERS) -> list[tuple[Period, Figure | None]]:
    """The last quarters up to the page's, oldest first; None where nothing is stored or may be read. Four queries and
    one per quarter on which the unit's own row does not decide."""
    periods = list(Period.objects.opened().filter(code__lte=place.period.code).order_by("-code")[:quarters])[::-1]
    rows = IndicatorResult.objects.filter(
        period__in=periods, unit=place.unit, view__in={place.view, View.OWN}
    ).select_related("definition_set")
    stored: dict[int, dict[str, IndicatorResult]] = {}
    for row in rows:
        stored.setdefault(row.period_id, {})[row.view] = row
    return [(period, _figure(stored.get(period.pk, {}), place, period, code)) for period in periods]


def _figure(rows: dict[str, IndicatorResult], place: Place, period: Period, code: str) -> Figure | None:
    row = rows.get(place.view)
    if row is None or not may_read(period, place.unit.pk, place.view):
        return None
    definitions = frozen.load(row.definition_set.definitions)
    codes = [definition.code for definition in definitions]
    if code not in codes:
        return None
    k = codes.index(code)
    parts = [getattr(row, name)[k] for name in results.PARTS]
    return results.figure(definitions[k], *parts, row.standings[k], row.verdicts[k], row.unit_id, row.view)


def forecast(past: list[tuple[Period, Figure | None]], place: Place) -> Fraction | None:
    """The year's end as last year's movement suggests; see `verdicts.year_end_forecast`."""
    by_code = {period.code: figure.value if figure else None for period, figure in past}
    year = place.period.year - 1
    wanted = (place.period.last_year_code, Period.make_code(year, 4), place.period.code)
    return verdicts.year_end_forecast([by_code.get(code) for code in wanted], place.period.quarter)
