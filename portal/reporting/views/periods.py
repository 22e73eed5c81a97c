"""Pages of the reporting periods: list and plan; open, dates, extension, lock, reopen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.guards import needs
from portal.organisations.scope import system
from portal.policy import calendar

from .. import periods
from ..forms import DueDatesForm, ExtensionForm, LockForm, PlanForm, ReasonForm
from ..models import Period, PeriodState, Return
from .asking import actor_of


@require_safe
@needs("period.view")
def list_periods(request: HttpRequest) -> HttpResponse:
    """All quarters, the newest first."""
    may_manage = actor_of(request).can("period.manage")
    shown = Period.objects.all() if may_manage else Period.objects.opened()
    context = {"periods": shown.prefetch_related("due_dates"), "may_manage": may_manage}
    return render(request, "reporting/periods/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("period.manage")
def plan_period(request: HttpRequest) -> HttpResponse:
    """Set up a quarter that is not open yet; due dates are proposed and edited on its page."""
    form = PlanForm(request.POST or None, initial=_next_quarter())
    if request.method == "POST" and form.is_valid():
        try:
            period = _planned(request, form.cleaned_data)
        except periods.PeriodRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已建立{period.name}。请核对各层截止日期，再开放填报。")
            return redirect("period_detail", period.code)
    return render(request, "reporting/periods/plan.html", {"form": form}, status=422 if form.errors else 200)


def _planned(request: HttpRequest, data: dict[str, Any]) -> Period:
    return periods.plan_period(
        data["year"], data["quarter"], actor=actor_of(request), opens_on=data["opens_on"], notice=data["notice"]
    )


def _next_quarter() -> dict[str, int]:
    newest = Period.objects.order_by("-year", "-quarter").first()
    if newest is None:
        return {}
    return {"year": newest.year + newest.quarter // 4, "quarter": newest.quarter % 4 + 1}


@require_safe
@needs("period.view")
def show_period(request: HttpRequest, code: str) -> HttpResponse:
    """Dates, state and, for the manager, the acts that are possible now."""
    return _page(request, _period(request, code))


def _period(request: HttpRequest, code: str) -> Period:
    """404 for an unknown quarter, and for one not open yet to everybody but the manager."""
    rows = Period.objects.all() if actor_of(request).can("period.manage") else Period.objects.opened()
    return get_object_or_404(rows, code=code)


def _page(request: HttpRequest, period: Period, status: int = 200, **bound: Any) -> HttpResponse:
    dates = {row.layer: row.due_on for row in period.due_dates.all()}
    counts = periods.unsettled(period)
    context = {
        "period": period,
        "due_dates": period.due_dates.all(),
        "counts": counts,
        "calendar_notice": calendar.fallback_notice(dates.values()),
        "may_manage": actor_of(request).can("period.manage"),
        "extended": Return.objects.of(period).filter(extended_to__isnull=False).select_related("unit")[:100],
        "dates_form": DueDatesForm(initial=dates),
        "extension_form": ExtensionForm(period=period),
        "reason_form": ReasonForm(),
        "lock_form": LockForm(initial={"expect_missing": counts["missing"]}),
    }
    return render(request, "reporting/periods/detail.html", context | bound, status=status)


def _act(request: HttpRequest, period: Period, act: Callable[[], Any], done: str, **bound: Any) -> HttpResponse:
    """Do it and come back; a refusal shows at the top of the page with what was typed still there."""
    try:
        act()
    except periods.PeriodRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, Period.objects.get(pk=period.pk), status=409, **bound)
    messages.success(request, done)
    return redirect("period_detail", period.code)


@require_POST
@needs("period.manage")
def save_dates(request: HttpRequest, code: str) -> HttpResponse:
    """New due dates; units already given a return keep theirs unless the period is not open yet."""
    period, form = _period(request, code), DueDatesForm(request.POST)
    if not form.is_valid():
        return _page(request, period, status=422, dates_form=form)
    return _act(
        request, period, lambda: periods.change_due_dates(period, form.cleaned_data, actor=actor_of(request)),
        "已保存截止日期。", dates_form=form,
    )  # fmt: skip


@require_POST
@needs("period.manage")
def open_now(request: HttpRequest, code: str) -> HttpResponse:
    """Open the quarter: a person's confirmation that the unit list and the tree are right."""
    period = _period(request, code)

    def act() -> None:
        with system(f"open {period.code}"):
            periods.open_period(period, actor=actor_of(request))

    return _act(request, period, act, f"{period.name}已开放填报，已通知各单位填表人。")


@require_POST
@needs("period.manage")
def extend_unit(request: HttpRequest, code: str) -> HttpResponse:
    """A later date for one unit."""
    period = _period(request, code)
    form = ExtensionForm(request.POST, period=period)
    if not form.is_valid() or form.ret is None:
        return _page(request, period, status=422, extension_form=form)
    ret, data = form.ret, form.cleaned_data
    return _act(
        request, period, lambda: periods.extend(ret, data["to"], data["reason"], actor=actor_of(request)),
        f"{ret.unit.label}已展期。", extension_form=form,
    )  # fmt: skip


@require_POST
@needs("period.manage")
def lock_now(request: HttpRequest, code: str) -> HttpResponse:
    """汇总锁定, after the person has confirmed who is missing."""
    period, form = _period(request, code), LockForm(request.POST)
    if not form.is_valid():
        return _page(request, period, status=422, lock_form=form)
    missing = form.cleaned_data["expect_missing"]
    return _act(
        request, period, lambda: periods.lock_period(period, actor=actor_of(request), expect_missing=missing),
        f"{period.name}已汇总锁定。",
    )  # fmt: skip


@require_POST
@needs("period.manage")
def reopen_now(request: HttpRequest, code: str) -> HttpResponse:
    """Undo the lock, with a reason."""
    period, form = _period(request, code), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, period, status=422, reason_form=form)
    if period.state != PeriodState.LOCKED:
        messages.error(request, f"{period.name}没有锁定，不需要重开。")
        return _page(request, period, status=409)
    reason = form.cleaned_data["reason"]
    return _act(
        request, period, lambda: periods.reopen_period(period, reason, actor=actor_of(request)),
        f"{period.name}已重新开放，可以退回补报。",
    )  # fmt: skip
