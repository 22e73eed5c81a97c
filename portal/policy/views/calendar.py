"""Pages of the holiday calendar."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from portal.policy import holidays
from portal.policy.calendar import fallback_notice
from portal.policy.forms import DaysForm, YearForm
from portal.policy.models import CalendarYear, Holiday
from portal.policy.months import year_of
from portal.ui.guards import needs

FIRST_YEAR, LAST_YEAR = 2004, 2099


@require_safe
@needs("period.view")
def holiday_calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """A year's working days; this year when none is asked for."""
    return _page(request, _known(timezone.localdate().year if year is None else year))


def _known(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(f"工作日历只有 {FIRST_YEAR}–{LAST_YEAR} 年")
    return year


def _page(request: HttpRequest, year: int, status: int = 200, **forms: Any) -> HttpResponse:
    rows = list(Holiday.objects.filter(day__year=year))
    months = year_of(year, rows)
    context = {
        "year": year,
        "previous": year - 1 if year > FIRST_YEAR else None,
        "next": year + 1 if year < LAST_YEAR else None,
        "months": months,
        "working_days": sum(month.working_days for month in months),
        "exceptions": rows,
        "entered": CalendarYear.objects.filter(year=year).first(),
        "notice": fallback_notice([date(year, 1, 1)]),
        "may_edit": request.actor.can("calendar.edit"),  # type: ignore[attr-defined]
        "days_form": DaysForm(),
        "year_form": YearForm(),
    }
    return render(request, "policy/holiday_calendar.html", context | forms, status=status)


@require_POST
@needs("calendar.edit")
def add_days(request: HttpRequest, year: int) -> HttpResponse:
    """Enter a holiday or days worked in exchange."""
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _page(request, _known(year), status=422, days_form=form)
    data = form.cleaned_data
    changed = holidays.set_days(
        data["first"],
        data["last"],
        data["kind"] == "work",
        data["name"],
        request.actor,  # type: ignore[attr-defined]
    )
    messages.success(request, f"已保存，{changed} 天有变化；已定的截止日期不会自动改动。")
    return redirect("holiday_calendar", data["first"].year)


@require_POST
@needs("calendar.edit")
def remove_day(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Let Monday to Friday decide about a day again."""
    row = Holiday.objects.filter(pk=pk, day__year=_known(year)).first()
    if row is None:
        raise Http404("安排里没有这一天，可能已被删去")
    if holidays.remove_day(row.day, request.actor):  # type: ignore[attr-defined]
        messages.success(request, f"已删去 {row}，这一天恢复按周一至周五推算。")
    return redirect("holiday_calendar", year)


@require_POST
@needs("calendar.edit")
def confirm_year(request: HttpRequest, year: int) -> HttpResponse:
    """State that a year's notice has been entered completely."""
    form = YearForm(request.POST)
    if not form.is_valid():
        return _page(request, _known(year), status=422, year_form=form)
    if holidays.confirm_year(_known(year), form.cleaned_data["source"], request.actor):  # type: ignore[attr-defined]
        messages.success(request, f"{year}年节假日安排已确认录入，截止日期不再按周一至周五推算。")
    return redirect("holiday_calendar", year)
