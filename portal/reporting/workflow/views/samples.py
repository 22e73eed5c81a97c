"""The samples drawn by bulk acceptance, and the record of their reading."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.guards import needs
from portal.ui import paging

from ...models import SampleReading
from .. import bulk, reading
from ..refusals import MoveRefused
from ..stages import held_at
from . import acts


def _rows(request: HttpRequest) -> Any:
    return SampleReading.objects.select_related("bulk__unit", "bulk__period", "ret__unit", "ret__period")


@require_GET
@needs("return.review")
def list_samples(request: HttpRequest, period: str) -> HttpResponse:
    """The period's samples in scope, unread ones first."""
    return _render(request, period)


def _render(request: HttpRequest, period_code: str, refusal: MoveRefused | None = None, pk: int = 0) -> HttpResponse:
    period = reading.period_or_404(period_code)
    rows = _rows(request).filter(bulk__period=period).order_by("read_at", "-bulk__at", "ret__unit__sort_order", "pk")
    actor: Any = request.actor  # type: ignore[attr-defined]
    page = paging.page(request, rows)
    for row in page:
        row.mine = held_at(actor, "return.review", row.bulk.unit_id) is not None
    context = {
        "period": period, "page": page, "unread": rows.filter(read_at__isnull=True).count(), "refusal": refusal,
        "refused_pk": pk, "typed": request.POST.get("note", ""),
    }  # fmt: skip
    answer = render(request, "reporting/workflow/sample_list.html", context)
    answer.status_code = refusal.status if refusal else 200
    return answer


@require_POST
@needs("return.review")
def read_sample(request: HttpRequest, period: str, pk: int) -> HttpResponse:
    """Record that a person read one return of the sample."""
    row = _rows(request).filter(pk=pk, bulk__period__code=period).first()
    if row is None:
        raise Http404("没有这条抽样记录，或它不在您的查看范围内。")
    try:
        bulk.record_reading(row, request.POST.get("note", ""), actor=request.actor)  # type: ignore[attr-defined]
    except MoveRefused as refusal:
        return _render(request, period, refusal, pk)
    acts.done(request, f"{row.ret.unit.label}的阅看意见已记入。")
    return acts.see(reverse("sample_list", args=[period]))
