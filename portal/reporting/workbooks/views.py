"""The page 汇总导出: choose, preview, export, fetch earlier exports."""

from __future__ import annotations

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.guards import needs
from portal.files.kinds import XLSX

from . import exports, preview, summary
from .forms import SummaryForm, period_of, start

log = logging.getLogger(__name__)


@require_safe
@needs("summary.export")
def show_summary(request: Any) -> HttpResponse:
    """The choice on the left; on the right what the file will look like."""
    period = period_of(request.GET)
    if period is None:
        return render(request, "reporting/workbooks/none.html")
    data = request.GET if "unit" in request.GET else start(request.actor, period)
    return _page(request, SummaryForm(data, actor=request.actor, period=period), period)


@require_POST
@needs("summary.export")
def export_summary(request: Any) -> HttpResponse:
    """Queue the export and lead to its progress; what cannot be exported says why."""
    period = period_of(request.POST)
    if period is None:
        raise Http404("还没有开放的报告期。")
    form = SummaryForm(request.POST, actor=request.actor, period=period)
    if not form.is_valid() or form.choice is None:
        return _page(request, form, period)
    job = exports.ask(form.choice, request.actor)
    response = redirect("job_detail", job.pk)
    response.status_code = 303
    return response


@require_safe
@needs("summary.export")
def download_summary(request: Any, pk: int) -> FileResponse:
    """An export's file, to the person who asked for it."""
    job = exports.find(request.actor.user, pk)
    if job is None:
        raise Http404("没有这份汇总表，或它不是您导出的。")
    try:
        content = exports.path_of(job.pk).open("rb")
    except FileNotFoundError:
        log.info("file of export %s is gone", job.pk)
        raise Http404(f"文件只保存 {exports.KEEP.days} 天，已经清理。怎样改：重新导出。") from None
    response = FileResponse(content, as_attachment=True, filename=job.result["name"], content_type=XLSX.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: Any, form: SummaryForm, period: Any) -> HttpResponse:
    """The page, with a preview when the choice is valid and has units."""
    made, shown, refusal = None, None, ""
    if form.is_valid() and form.choice:
        try:
            made = summary.load(form.choice, str(request.actor.user))
            shown = preview.make(made, _tab(request, made))
        except summary.NothingToSum as error:
            refusal = str(error)
    context = {
        "form": form,
        "period": period,
        "made": made,
        "counts": made.plan.counts() if made else {},
        "preview": shown,
        "refusal": refusal,
        "tabs": _tabs(made, shown),
        "hidden": _hidden(form) if shown else [],
        "exports": exports.earlier(request.actor.user),
        "keep_days": exports.KEEP.days,
        "may_compute": request.actor.can("indicator.compute"),
    }
    return render(request, "reporting/workbooks/page.html", context, status=200 if shown else 422)


def _tab(request: Any, made: summary.Summary) -> int:
    wanted = request.GET.get("sheet", "")
    return min(int(wanted), made.table_count - 1) if wanted.isdecimal() and len(wanted) < 3 else 0


def _tabs(made: Any, shown: Any) -> list[tuple[str, bool, int | None]]:
    """Name, whether it is the one shown, and its number when it can be shown here."""
    if made is None or shown is None:
        return []
    return [
        (name, name == shown.name, n if n < made.table_count else None) for n, name in enumerate(made.names)
    ]  # fmt: skip


def _hidden(form: SummaryForm) -> list[tuple[str, str]]:
    """The valid choice as hidden fields of the export button."""
    data = form.cleaned_data
    pairs: list[tuple[str, str]] = []
    for name in form.fields:
        value = data[name]
        if isinstance(value, list):
            pairs += [(name, str(one)) for one in value]
        elif value is True:
            pairs.append((name, "on"))
        elif value not in ("", False):
            pairs.append((name, str(value)))
    return pairs
