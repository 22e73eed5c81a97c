"""汇总确认: what a group's confirmation would record, who is missing, and the confirmation itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.guards import needs
from portal.organisations.models import Unit, UnitKind

from ...models import Consolidation
from .. import consolidations, reading
from ..refusals import MoveRefused
from ..stages import held_at
from . import acts


@require_GET
@needs("return.review")
def show_consolidation(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Counts, the missing units by name, and the confirmation given before."""
    return _render(request, period, unit)


def _group(code: str) -> Unit:
    unit = Unit.objects.filter(code=code, kind=UnitKind.GROUP).first()
    if unit is None:
        raise Http404("没有这个集团，或它不在您的查看范围内。")
    return unit


def _render(request: HttpRequest, period_code: str, unit_code: str, refusal: MoveRefused | None = None) -> HttpResponse:
    period, unit = reading.period_or_404(period_code), _group(unit_code)
    actor: Any = request.actor  # type: ignore[attr-defined]
    context = {
        "period": period, "unit": unit, "refusal": refusal, "typed": request.POST.get("note", ""),
        "standing": consolidations.standing(period, unit),
        "confirmed": Consolidation.objects.filter(period=period, unit=unit).first(),
        "may_confirm": period.is_fillable and held_at(actor, "return.review", unit.pk) is not None,
    }  # fmt: skip
    page = render(request, "reporting/workflow/consolidation.html", context)
    page.status_code = refusal.status if refusal else 200
    return page


@require_POST
@needs("return.review")
def confirm_consolidation(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """Confirm the computed total; the number of missing units the person saw must still be right."""
    found = _group(unit)
    try:
        consolidations.confirm(
            reading.period_or_404(period), found, actor=request.actor,  # type: ignore[attr-defined]
            expect_missing=acts.seen_count(request, "missing"), note=request.POST.get("note", ""),
        )  # fmt: skip
    except MoveRefused as refusal:
        return _render(request, period, unit, refusal)
    acts.done(request, f"{found.label}的汇总已确认。")
    return acts.see(reverse("consolidation", args=[period, unit]))
