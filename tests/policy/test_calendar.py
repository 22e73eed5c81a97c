"""Working days: the tested values of `domain.md` §7, and years nobody has entered yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.policy import calendar
from portal.policy.models import CalendarYear, Holiday

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("quarter_end", "tenth", "fifteenth"),
    [
        (date(2025, 9, 30), date(2025, 10, 21), date(2025, 10, 28)),
        (date(2025, 12, 31), date(2026, 1, 15), date(2026, 1, 22)),
        (date(2026, 3, 31), date(2026, 4, 15), date(2026, 4, 22)),
        (date(2026, 6, 30), date(2026, 7, 14), date(2026, 7, 21)),
        (date(2026, 9, 30), date(2026, 10, 20), date(2026, 10, 27)),
    ],
)
def test_due_dates_follow_the_state_councils_notice(quarter_end, tenth, fifteenth):
    assert calendar.add_working_days(quarter_end, 10) == tenth
    assert calendar.add_working_days(quarter_end, 15) == fifteenth
    assert calendar.working_days_between(quarter_end, fifteenth) == 15


def test_a_weekend_day_worked_in_exchange_counts():
    assert date(2026, 10, 10).weekday() == 5
    assert calendar.is_working_day(date(2026, 10, 10))
    assert not calendar.is_working_day(date(2026, 10, 1))


def test_years_without_a_notice_fall_back_to_monday_to_friday_and_say_so():
    assert not calendar.covered(2027)
    assert calendar.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert "2027年" in calendar.fallback_notice([date(2026, 5, 1), date(2027, 1, 1)])
    assert calendar.fallback_notice([date(2026, 5, 1)]) == ""


def test_an_entered_day_moves_the_due_date():
    Holiday.objects.create(day=date(2027, 1, 1), is_working=False, name="元旦")
    CalendarYear.objects.create(year=2027, source="国办发明电")
    assert calendar.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert calendar.covered(2027)


@settings(max_examples=40, deadline=None)
@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), number=st.integers(-70, 70))
def test_counting_forth_and_back_agree_in_any_year(day, number):
    reached = calendar.add_working_days(day, number)
    if number > 0:
        assert calendar.working_days_between(day, reached) == number
        assert calendar.is_working_day(reached)
    elif number == 0:
        assert reached == day
    else:
        assert reached < day
        assert calendar.working_days_between(reached - timedelta(days=1), day - timedelta(days=1)) == -number
