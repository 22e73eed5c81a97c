"""A unit's indicators for a period and view, and the way from one indicator down to its cells and units."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal import audit
from portal.organisations.scope import system
from portal.policy.models import Measure
from portal.reporting.models import Period, View
from portal.ui.guards import needs

from .. import charts, definitions, history, jobs, place, ranking, results, verdicts
from ..cells import cells_of, counted_in, sources
from ..place import Place
from ..results import Figure, UnitResult
from ..sections import grouped


@require_safe
@needs("indicator.view")
def open_indicators(request: Any) -> HttpResponse:
    """To the person's own unit in the period asked for, else the newest that has been computed."""
    code = request.GET.get("period", "")
    period = place.find_period(code) if code else place.latest_computed()
    if period is None:
        return render(request, "reporting/indicators/none.html", {"title": "指标"})
    unit = next((m.unit for m in request.actor.memberships if "indicator.view" in m.definition.permissions), None)
    if unit is None:
        raise Http404("您没有可以查看指标的单位。")
    if not place.readable_views(period, unit):
        return render(request, "reporting/indicators/none.html", {"title": f"{unit.name} {period.name}"})
    return redirect("indicator_list", period.code, unit.code)


@require_safe
@needs("indicator.view")
def list_indicators(request: Any, period: str, unit: str) -> HttpResponse:
    """All indicators of a unit in one view, by section and measure."""
    at = place.find(period, unit, request.GET.get("view", ""))
    result = results.for_unit(at.period, at.unit, at.view)
    figures = result.figures if result else ()
    only = request.GET.get("only") == "problems"
    shown = [figure for figure in figures if figure.is_problem or not only]
    context = _frame(request, at, result) | {
        "sections": grouped(shown),
        "only": only,
        "tally": _tally(figures),
        "problems": sum(figure.is_problem for figure in figures),
        "shown": len(shown),
        "ret": _return(at) if not result else None,
    }
    return render(request, "reporting/indicators/list.html", context)


@require_safe
@needs("indicator.view")
def show_path(request: Any, period: str, unit: str, code: str) -> HttpResponse:
    """Clause → indicator → formula → cells, with the units behind an aggregate and the last quarters."""
    at = place.find(period, unit, request.GET.get("view", ""))
    result = results.for_unit(at.period, at.unit, at.view)
    figure = find_figure(result, code)
    if figure is None:
        return render(request, "reporting/indicators/none.html", {"title": f"{at.unit.name} {code} {at.period.name}"})
    past = history.history(at, code)
    assert result is not None  # a figure was found in it
    beside = result.find(definitions.other_reading(code))
    below = ranking.rows_below(at, result, figure, "children", beside) if at.is_aggregate else []
    context = _frame(request, at, result) | {
        "figure": figure,
        "definition": figure.definition,
        "cells": cells_of(at, figure.definition),
        "counted": counted_in(at, figure),
        "beside": beside,
        "measure": _measure(figure),
        "trend": charts.trend(past, figure.definition),
        "past": past,
        "forecast": figure.definition.show(history.forecast(past, at)),
        "below": below,
    }
    return render(request, "reporting/indicators/path.html", context)


@require_POST
@needs("indicator.compute")
def compute_again(request: Any, period: str) -> HttpResponse:
    """Queue the computation and lead to its progress."""
    found = place.find_period(period)
    job = jobs.ask(found, request.actor.user)
    audit.record(
        "indicators.compute", actor=request.actor, obj_type="period", obj_id=found.code, obj_label=found.name,
        request=request,
    )  # fmt: skip
    response = redirect("job_detail", job.pk) if job.created_by_id == request.actor.user.pk else _back(request, found)
    response.status_code = 303
    return response


def _back(request: HttpRequest, period: Period) -> HttpResponse:
    """Somebody else's run is already under way: the page of results shows when it is done."""
    messages.info(request, f"{period.name}的指标已在排队或正在计算，没有重复提交。“计算”一栏的时间更新后即是新结果。")
    return redirect(f"{reverse('indicator_home')}?period={period.code}")


def _frame(request: HttpRequest, at: Place, result: UnitResult | None) -> dict[str, Any]:
    """What every page of a unit shows around its content."""
    return {
        "at": at,
        "result": result,
        "period": at.period,
        "unit": at.unit,
        "views": [(view.value, view.label, view == at.view) for view in at.views],
        "sources": sources(at),
        "may_compute": request.actor.can("indicator.compute"),  # type: ignore[attr-defined]
    }


def _tally(figures: Any) -> list[tuple[verdicts.Letter, int]]:
    counts = [(letter, sum(one.verdict == code for one in figures)) for code, letter in verdicts.VERDICTS.items()]
    return [(letter, count) for letter, count in counts if count]


def find_figure(result: UnitResult | None, code: str) -> Figure | None:
    """The figure of an indicator; None where this period has none (yet), Http404 for a code nobody declared."""
    known = {one.code for one in definitions.declared()}
    if result and (found := result.find(code)):
        return found
    if code not in known:
        raise Http404(f"没有指标 {code}。")
    return None


def _measure(figure: Figure) -> Measure | None:
    number = figure.definition.measure
    if number is None:
        return None
    return Measure.objects.select_related("document", "section").order_by("document").filter(number=number).first()


def _return(at: Place) -> str:
    """Why there are no figures: the state of the unit's return in words; empty for aggregates."""
    if at.view != View.OWN:
        return ""
    with system("the state of a return whose unit is in scope"):
        ret = at.unit.returns.filter(period=at.period).first()
    return ret.state_word if ret else ""
