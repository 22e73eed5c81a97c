"""Numbers as officials read them: thousands separators, a real minus sign, and no rounding that lies."""

from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction

MINUS = "\N{MINUS SIGN}"
NOT_APPLICABLE = "—"  # no value, or 0/0
NOT_DUE = "/"  # this unit does not file
NO_CELL = "×"  # the form has no such cell

_MOST_DIGITS = 40


def rounded(value: Number, decimals: int) -> Decimal:
    """`value` rounded half up to `decimals` places, without going through a float."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**decimals
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    digits = tuple(int(digit) for digit in str(whole))
    return Decimal((1 if exact < 0 and whole else 0, digits, -decimals))


def plain(value: Number | float, decimals: int | None = None, *, signed: bool = False) -> str:
    """`1,234.50`; `decimals=None` keeps the digits the value has (fractions get two)."""
    number = Decimal(str(value)) if isinstance(value, float) else value
    if decimals is not None or isinstance(number, Fraction):
        number = rounded(Fraction(number), 2 if decimals is None else decimals)
    text = f"{abs(number):,f}" if isinstance(number, Decimal) else f"{abs(number):,}"
    if number < 0:
        return MINUS + text
    return f"+{text}" if signed and number > 0 else text


def percent(value: Number, bound: Number | None = None, decimals: int = 2) -> str:
    """A share (0.6 = 60 %) in percent. Beside a bound it shows as many digits as it takes for the printed
    number to stand on the same side of the bound as the exact one: 59.996% stays 59.996%, not 60.00%."""
    exact = Fraction(value) * 100
    digits = decimals
    if bound is not None:
        line = Fraction(bound) * 100
        while digits < _MOST_DIGITS and _side(Fraction(rounded(exact, digits)), line) != _side(exact, line):
            digits += 1
    return f"{plain(rounded(exact, digits))}%"


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)


def points(value: Number, decimals: int = 2) -> str:
    """A difference of two shares in percentage points, signed: `+1.25`."""
    return plain(rounded(Fraction(value) * 100, decimals), signed=True)


def quantity(value: Number | float | None, decimals: int | None = None) -> str:
    """Like `plain`, with — for a missing value."""
    return NOT_APPLICABLE if value is None else plain(value, decimals)
