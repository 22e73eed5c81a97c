"""Numbers and dates as they are printed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui import dates, numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234, None, "1,234"),
        (-5, None, "−5"),
        (Decimal("1234.5"), 2, "1,234.50"),
        (Decimal("-0.005"), 2, "−0.01"),
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("1E+3"), None, "1,000"),
        (Fraction(1, 3), None, "0.33"),
        (0, None, "0"),
        (None, 2, "—"),
    ],
)
def test_numbers_have_separators_and_a_real_minus(value, decimals, text):
    assert numbers.quantity(value, decimals) == text


def test_differences_carry_their_sign():
    assert numbers.plain(Decimal("1.35"), 2, signed=True) == "+1.35"
    assert numbers.plain(Decimal("-1.35"), 2, signed=True) == "−1.35"
    assert numbers.plain(0, signed=True) == "0"
    assert numbers.points(Fraction(1, 80)) == "+1.25"


def test_a_share_just_below_its_bound_is_not_rounded_up_to_it():
    bound = Fraction(6, 10)
    assert numbers.percent(Fraction(59996, 100000)) == "60.00%"
    assert numbers.percent(Fraction(59996, 100000), bound) == "59.996%"
    assert numbers.percent(Fraction(599999999, 10**9), bound) == "59.9999999%"
    assert numbers.percent(Fraction(3, 5), bound) == "60.00%"
    assert numbers.percent(Fraction(220, 400), bound) == "55.00%"


@given(
    numerator=st.integers(0, 10**9), denominator=st.integers(1, 10**9), bound=st.fractions(0, 1, max_denominator=100)
)
def test_what_is_printed_stands_on_the_verdicts_side_of_the_bound(numerator, denominator, bound):
    exact = Fraction(numerator, denominator)
    if (bound * 10000).denominator != 1:
        return  # a bound that two decimals cannot print has no printed side
    printed = Fraction(numbers.percent(exact, bound).replace(",", "").rstrip("%")) / 100
    assert (printed >= bound) == (exact >= bound)
    assert (printed > bound) == (exact > bound)


@given(st.decimals(-(10**15), 10**15, allow_nan=False, places=6), st.integers(0, 6))
def test_rounding_is_half_up_away_from_zero(value, places):
    shown = numbers.rounded(value, places)
    assert abs(Fraction(shown) - Fraction(value)) <= Fraction(1, 2 * 10**places)
    assert -shown.as_tuple().exponent == places


def test_dates_read_as_in_official_mail():
    assert dates.with_weekday(date(2026, 10, 16)) == "10月16日（周五）"
    assert dates.full(date(2026, 1, 5)) == "2026年1月5日"


def test_moments_are_shown_in_local_time():
    late = datetime(2026, 10, 15, 17, 41, 26, tzinfo=UTC)
    assert dates.moment(late) == "2026年10月16日 01:41"
    assert dates.with_weekday(late) == "10月16日（周五）"
    assert dates.clock(late) == "01:41:26"
