"""The State Council's holiday notices as the chinesecalendar package has them, from 2004 to its last year."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar

FIRST_YEAR = 2004
SATURDAY = 5
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
Day = tuple[date, bool, str]


def statutory_years() -> Iterator[tuple[int, list[Day]]]:
    """(year, [(day, is worked, name)]) for every year the package knows; only days unlike Monday–Friday.

    Beyond its last year the package raises NotImplementedError, which ends the list: never call it bare."""
    year = FIRST_YEAR
    while (days := _exceptions(year)) is not None:
        yield year, days
        year += 1


def _exceptions(year: int) -> list[Day] | None:
    day, found = date(year, 1, 1), []
    try:
        while day.year == year:
            works = chinese_calendar.is_workday(day)
            if works != (day.weekday() < SATURDAY):
                found.append((day, works, _name(day, works)))
            day += timedelta(days=1)
    except NotImplementedError:
        return None
    return found


def _name(day: date, works: bool) -> str:
    _, english = chinese_calendar.get_holiday_detail(day)
    holiday = NAMES.get(english, english)
    return f"{holiday}调休上班" if works else holiday
