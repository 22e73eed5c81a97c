"""A year as twelve small month tables."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.policy.calendar import worked_by_weekday
from portal.policy.models import Holiday


@dataclass(frozen=True)
class Day:
    """One cell: its number ("" outside the month), whether worked, and the exception's name if there is one."""

    number: str
    css: str = ""
    word: str = ""
    name: str = ""


@dataclass(frozen=True)
class Month:
    number: int
    working_days: int
    weeks: list[list[Day]]


def year_of(year: int, exceptions: Iterable[Holiday]) -> list[Month]:
    """The twelve months of a year with its exceptions."""
    by_day = {row.day: row for row in exceptions}
    return [_month(year, number, by_day) for number in range(1, 13)]


def _month(year: int, number: int, by_day: dict[date, Holiday]) -> Month:
    weeks = Calendar().monthdatescalendar(year, number)
    days = [day for week in weeks for day in week if day.month == number]
    worked = sum(by_day[day].is_working if day in by_day else worked_by_weekday(day) for day in days)
    return Month(number, worked, [[_day(day, number, by_day.get(day)) for day in week] for week in weeks])


def _day(day: date, month: int, exception: Holiday | None) -> Day:
    if day.month != month:
        return Day("")
    if exception is None:
        return Day(str(day.day), "" if worked_by_weekday(day) else "rest")
    css, word = ("work", "班") if exception.is_working else ("off", "休")
    return Day(str(day.day), css, word, exception.name)
