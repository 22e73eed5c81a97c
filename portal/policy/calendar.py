"""Working days by the editable holiday calendar.

A year whose notice has not been entered is reckoned Monday to Friday; `covered()` says so and pages show
a notice. Nothing here fails for any year (`domain.md` §7)."""

from collections.abc import Iterable
from datetime import date, timedelta

from portal.policy.models import CalendarYear, Holiday

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def covered(year: int) -> bool:
    """Whether the holiday notice of this year has been entered."""
    return CalendarYear.objects.filter(year=year).exists()


def uncovered(days: Iterable[date]) -> list[int]:
    """The years among these days that have not been entered, in order."""
    years = {day.year for day in days}
    return sorted(years - set(CalendarYear.objects.filter(year__in=years).values_list("year", flat=True)))


def fallback_notice(days: Iterable[date]) -> str:
    """The sentence to show beside dates of years not entered; empty when all are."""
    years = "、".join(f"{year}年" for year in uncovered(days))
    if not years:
        return ""
    return f"{years}的节假日安排还没有录入，暂按周一至周五推算，录入后日期可能变动。"


def is_working_day(day: date) -> bool:
    """Whether a day is worked."""
    exception = Holiday.objects.filter(day=day).values_list("is_working", flat=True).first()
    return worked_by_weekday(day) if exception is None else exception


def add_working_days(day: date, number: int) -> date:
    """The `number`-th working day after `day` (before it, when negative); 0 gives the day itself."""
    step = ONE_DAY if number >= 0 else -ONE_DAY
    exceptions = _exceptions(day, day + step * (abs(number) * 3 + 60))
    left = abs(number)
    while left:
        day += step
        left -= exceptions.get(day, worked_by_weekday(day))
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    exceptions = _exceptions(start, end)
    days = (start + ONE_DAY * (index + 1) for index in range((end - start).days))
    return sum(exceptions.get(day, worked_by_weekday(day)) for day in days)


def _exceptions(one: date, other: date) -> dict[date, bool]:
    span = sorted((one, other))
    return dict(Holiday.objects.filter(day__range=span).values_list("day", "is_working"))


def worked_by_weekday(day: date) -> bool:
    """Monday to Friday: what holds when no exception is entered."""
    return day.weekday() < SATURDAY
