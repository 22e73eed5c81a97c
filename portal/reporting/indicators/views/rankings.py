"""One indicator across all units below a unit."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.reporting.models import View
from portal.ui.guards import needs
from portal.ui.paging import page
from portal.ui.sorting import sort

from .. import charts, definitions, place, ranking, results, verdicts
from ..cells import Counted, counted_in, sources
from ..place import Place
from ..ranking import Row
from .units import find_figure

FILTERS = ("q", "group", "area", "standing")


@require_safe
@needs("indicator.view")
def rank_units(request: Any, period: str, unit: str, code: str) -> HttpResponse:
    """Sortable, filterable; the effect of leaving a unit out is on the value of the unit the page is about."""
    at = place.find(period, unit, request.GET.get("view", ""))
    result = results.for_unit(at.period, at.unit, at.view)
    whole = find_figure(result, code)
    if not at.is_aggregate or result is None or whole is None:
        return render(request, "reporting/indicators/none.html", {"title": f"{at.unit.name} {code} {at.period.name}"})
    level = "children" if request.GET.get("level") == "children" else "units"
    beside = result.find(definitions.other_reading(code))
    rows = ranking.rows_below(at, result, whole, level, beside)
    context = _context(request, at, result, whole, rows, level) | {"beside": beside}
    return render(request, "reporting/indicators/ranking.html", context)


def _context(request: Any, at: Place, result: Any, whole: Any, rows: list[Row], level: str) -> dict[str, Any]:
    wanted = {name: request.GET.get(name, "").strip() for name in FILTERS}
    order = sort(request, {key: key for key in ranking.SORTS}, "rank" if whole.definition.judging in (
        "at_most", "not_rising") else "-rank")  # fmt: skip
    kept = ranking.sorted_rows([row for row in rows if _matches(row, wanted)], order.key, descending=order.descending)
    return {
        "at": at,
        "period": at.period,
        "unit": at.unit,
        "result": result,
        "figure": whole,
        "definition": whole.definition,
        "sources": sources(at),
        "level": level,
        "levels": list(ranking.LEVELS.items()),
        "views": [(view.value, view.label, view == at.view) for view in at.views if view != View.OWN],
        "page": page(request, kept),
        "sort": order,
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "groups": sorted({row.group for row in rows if row.group}),
        "areas": list(dict.fromkeys(row.area for row in rows if row.area)),
        "standings": ranking.counted(rows),
        "others": [one.definition for one in result.figures],
        "histogram": charts.histogram([row.figure for row in rows], whole.definition, _line(whole)),
        "missing": _missing(rows),
        "counted": _counted_in(at, rows),
        "unranked": ranking.counted([row for row in rows if row.rank is None]),
    }


def _line(whole: Any) -> Any:
    """The bound drawn in the distribution: the policy's or a reference line, never a trend's base."""
    return whole.definition.bound.at(None) if whole.definition.bound else None


def _counted_in(at: Place, rows: list[Row]) -> Counted:
    """The units of the columns; none where sums of units stand among single ones."""
    alike = len({row.figure.counts_units for row in rows}) == 1
    return counted_in(at, rows[0].figure) if alike else Counted("")


def _missing(rows: list[Row]) -> Any:
    lacking = [row.figure.missing for row in rows if row.figure.missing is not None]
    return sum(lacking) if lacking else None


def _matches(row: Row, wanted: dict[str, str]) -> bool:
    text = wanted["q"].lower()
    unit = row.unit
    named = not text or text in unit.name.lower() or text in unit.code.lower() or text in (unit.initials or "")
    return (
        named
        and wanted["group"] in ("", row.group)
        and wanted["area"] in ("", row.area)
        and (wanted["standing"] == "" or verdicts.STANDINGS[row.figure.standing].letter == wanted["standing"])
    )
