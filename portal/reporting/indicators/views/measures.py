"""The measures of the document: what each asks for, its items and indicators, and how the province stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.policy.models import Measure
from portal.reporting.models import Period
from portal.reporting.schema import Schema
from portal.ui.guards import needs

from .. import definitions, place, results, verdicts
from ..place import Place
from ..results import Figure
from ..sections import measures


@require_safe
@needs("indicator.view")
def list_measures(request: HttpRequest) -> HttpResponse:
    """All measures by section, each with how many of its indicators stand how in the reader's own view."""
    period = _period(request)
    at = _own_place(request, period)
    figures = _figures(at)
    rows = [_row(measure, _of(figures, measure.number)) for measure in measures()]
    context = {"period": period, "at": at, "rows": rows, "documents": _documents(rows)}
    return render(request, "reporting/indicators/measure_list.html", context)


@require_safe
@needs("indicator.view")
def show_measure(request: HttpRequest, number: int) -> HttpResponse:
    """One measure: our summary, its indicators with counts, and its items with the form they stand in."""
    found = [measure for measure in measures() if measure.number == number]
    if not found:
        raise Http404("没有这一条措施。")
    period = _period(request)
    at = _own_place(request, period)
    everything = measures()
    index = everything.index(found[0])
    schema = Schema.of(period) if period else Schema.current()
    context = {
        "measure": found[0],
        "measures": everything,
        "earlier": everything[index - 1] if index else None,
        "later": everything[index + 1] if index + 1 < len(everything) else None,
        "period": period,
        "at": at,
        "figures": _of(_figures(at), number),
        "items": [(item, schema.form(item.form)) for item in schema.measure_items(number)],
        "files_itself": at is not None and not at.is_aggregate,
    }
    return render(request, "reporting/indicators/measure.html", context)


def _period(request: HttpRequest) -> Period | None:
    code = request.GET.get("period", "")
    return place.find_period(code) if code else place.latest_computed()


def _own_place(request: Any, period: Period | None) -> Place | None:
    """The reader's own unit in its usual view; None when it has no figures in the period."""
    if period is None:
        return None
    for membership in request.actor.memberships:
        unit = membership.unit
        if "indicator.view" in membership.definition.permissions and place.readable_views(period, unit):
            return place.find(period.code, unit.code)
    return None


def _figures(at: Place | None) -> tuple[Figure, ...]:
    result = results.for_unit(at.period, at.unit, at.view) if at else None
    return result.figures if result else ()


def _of(figures: tuple[Figure, ...], number: int) -> list[Figure]:
    return [figure for figure in figures if figure.definition.measure == number]


@dataclass(frozen=True)
class MeasureRow:
    """A measure in the list: how many indicators it has, and which of them stand how, in the order of the legend."""

    measure: Measure
    count: int
    standings: list[tuple[verdicts.Letter, list[Figure]]]


def _row(measure: Measure, figures: list[Figure]) -> MeasureRow:
    """Before anything was computed, the indicators that are declared are counted."""
    count = len(figures) or sum(one.measure == measure.number for one in definitions.declared())
    by_word: dict[str, tuple[verdicts.Letter, list[Figure]]] = {}
    for figure in figures:
        letter = figure.standing_word
        by_word.setdefault(letter.word, (letter, []))[1].append(figure)
    order = list(verdicts.STANDINGS)
    return MeasureRow(measure, count, sorted(by_word.values(), key=lambda group: order.index(group[0].letter)))


def _documents(rows: list[MeasureRow]) -> list[Any]:
    return list(dict.fromkeys(row.measure.document for row in rows))
