"""Finding what a page is about, in the actor's scope; everything else is a 404."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404

from ..models import Period, Return
from .perform import RELATED
from .stages import with_desk_due


def period_or_404(code: str) -> Period:
    """An opened period by its code."""
    period = Period.objects.opened().filter(code=code).first()
    if period is None:
        raise Http404("没有这个报告期，或它还没有开放。")
    return period


def period_among(code: str) -> tuple[Period, dict[str, str | None]]:
    """An opened period with the codes of its neighbours (None where there is none), in one query; 404 otherwise."""
    opened = {period.code: period for period in Period.objects.opened().order_by("year", "quarter")}
    if code not in opened:
        raise Http404("没有这个报告期，或它还没有开放。")
    codes = list(opened)
    at = codes.index(code)
    neighbours = {
        "earlier": codes[at - 1] if at else None,
        "later": codes[at + 1] if at + 1 < len(codes) else None,
    }
    return opened[code], neighbours


def return_or_404(period_code: str, unit_code: str, *more: str) -> Return:
    """A return with what its pages read (and `more` relations); out of scope is the same as not there."""
    rows = with_desk_due(Return.objects.select_related(*RELATED, *more))
    ret = rows.filter(period__code=period_code, unit__code=unit_code).first()
    if ret is None:
        raise Http404("没有这份报表，或它不在您的查看范围内。")
    return ret


def around(ret: Return) -> dict[str, Any]:
    """The same unit's neighbouring quarters, for the period switcher (None where there is none)."""
    codes = list(
        Return.objects.filter(unit_id=ret.unit_id)
        .exclude(Q(period__state="planned"))
        .order_by("period__year", "period__quarter")
        .values_list("period__code", flat=True)
    )
    at = codes.index(ret.period.code)
    return {
        "earlier": codes[at - 1] if at else None,
        "later": codes[at + 1] if at + 1 < len(codes) else None,
    }
