"""The review page: by exception, with a question for each cell that goes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.accounts.guards import needs

from ...models import Return, ReturnMove, ReturnState, ReturnVersion
from .. import changes, comparing, reading
from ..comparing import Comparison
from ..moves import Offer, available
from ..refusals import MoveRefused


@require_GET
@needs("return.view")
def review_return(request: HttpRequest, period: str, unit: str) -> HttpResponse:
    """What changed, what is explained, what was asked; 404 before anything was filed."""
    ret = reading.return_or_404(period, unit, "last_year", "filed__based_on")
    if ret.filed is None:
        raise Http404("本表还没有提交，提交后才能审核。")
    return render_review(request, ret)


def render_review(request: HttpRequest, ret: Return, refusal: MoveRefused | None = None) -> HttpResponse:
    page = render(request, "reporting/workflow/review.html", review_context(request, ret, refusal))
    page.status_code = refusal.status if refusal else 200
    return page


def review_context(request: HttpRequest, ret: Return, refusal: MoveRefused | None) -> dict[str, Any]:
    version = ret.filed
    assert version is not None  # both callers looked
    threshold, view = _threshold(request), request.GET.get("view", "look")
    view = view if view in changes.VIEWS else "look"
    version.ret = ret
    review = changes.review(ret, version, threshold)
    found = review.cells
    typed = {name[2:]: text for name, text in request.POST.items() if name.startswith("q-")}
    ticked = set(request.POST.getlist("cell"))
    log = list(ReturnMove.objects.filter(ret=ret).select_related("by_unit", "version", "from_desk", "to_desk"))
    offers = {offer.move.code: offer for offer in available(ret, request.actor, log)}  # type: ignore[attr-defined]
    return {
        "ret": ret,
        "version": version,
        "refusal": refusal,
        "cells": [cell for cell in found if cell.belongs_to(view)],
        "total": len(found),
        "listed": sum(cell.listed for cell in found),
        "tabs": _tabs(found),
        "view": view,
        "threshold": threshold,
        "flow_threshold": max(threshold, changes.FLOW_THRESHOLD),
        "thresholds": changes.THRESHOLDS,
        "typed": typed,
        "ticked": ticked,
        "note": request.POST.get("note", ""),
        "send_back": offers.get("send_back"),
        "forward": _forward(offers.values()),
        "act": "审核" if any(offer.reviews for offer in offers.values()) else "查看",
        "whole": review.whole,
        "figures": _figures(found),
        "compared": _compared(version, review),
        "log": log,
        "is_here": ret.state == ReturnState.IN_REVIEW,
        **reading.around(ret),
    }


def _forward(offers: Iterable[Offer]) -> Offer | None:
    """The one main button: the move that is possible now, else the one this person waits for."""
    mains = sorted((offer for offer in offers if offer.move.main), key=lambda offer: not offer.enabled)
    return mains[0] if mains else None


def _threshold(request: HttpRequest) -> int:
    """The change in percent above which a cell is listed; one of the offered ones."""
    text = request.GET.get("over", "")
    offered = {str(number): number for number in changes.THRESHOLDS}
    return offered.get(text, changes.DEFAULT_THRESHOLD)


def _tabs(found: list[changes.Cell]) -> list[tuple[str, str, int]]:
    return [(key, label, sum(cell.belongs_to(key) for cell in found)) for key, label in changes.VIEWS.items()]


def _figures(found: list[changes.Cell]) -> Counter[str]:
    return Counter(
        explained=sum(len(cell.explanations) for cell in found),
        carried=sum(one.row.carried for cell in found for one in cell.explanations),
        declared=sum(len(cell.declarations) for cell in found),
        large=sum(cell.large for cell in found),
        asked=sum(len(cell.questions) for cell in found),
        files=sum(len(cell.files) for cell in found),
    )


def _compared(version: ReturnVersion, review: changes.Review) -> Comparison | None:
    """What differs from the version this one was made from."""
    if review.differences is None or version.based_on is None:
        return None
    return comparing.in_words(version.based_on, version, review.differences)
