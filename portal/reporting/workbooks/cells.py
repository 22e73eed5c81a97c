"""Cells, columns and formulas of a summary sheet, independent of who draws them (the workbook or the preview).

Every formula comes with the result it has, computed the same way: sums of decimals are rounded to the cells' own
decimals, so that binary fractions add up to exactly the figure the portal has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple, Protocol

from xlsxwriter.utility import xl_col_to_name

from portal.ui import numbers

from .tree import Aggregate, Entry, Part, Plan

NONE = numbers.NOT_APPLICABLE
letter = cache(xl_col_to_name)
# Beyond so many subtotals the formula of the total would not fit into a cell.
MOST_PARTS = 300

WHOLE = "#,##0"
MONEY = "#,##0.00"
UNITS = '#,##0"家"'
DATE = "yyyy-mm-dd"
TEXT = "@"
GENERAL = ""
MIDDLE = "middle"


class Cell(NamedTuple):
    """A value with its number format (MIDDLE: centred text); with a formula, the value is its result."""

    value: Any
    look: str = GENERAL
    formula: str = ""


MISSING = Cell(None, "missing")


@dataclass(frozen=True)
class Column:
    """Headings of a column on three levels, its code and unit. Neighbours with the same key share a heading."""

    top: str
    middle: str
    low: str = ""
    code: str = ""
    unit: str = ""
    width: int = 11
    key: str = ""

    @property
    def foot(self) -> str:
        """The fourth heading row: code over unit."""
        return "\n".join(part for part in (self.code, self.unit) if part and part != "—")


class Sheet(Protocol):
    """What the writer and the preview need of a table."""

    name: str
    columns: list[Column]

    def of_unit(self, entry: Entry, row: int) -> list[Cell]: ...

    def of_sum(self, aggregate: Aggregate) -> list[Cell]: ...


# The columns every table begins with.
FIXED = (
    Column("序号", "", width=6),
    Column("单位名称", "", width=34),
    Column("单位代码", "", width=10),
    Column("统一社会信用代码", "", width=20),
    Column("报送状态", "", width=10),
)


def fixed_cells(row: Aggregate | Entry, number: int) -> list[Cell]:
    """The first cells of a row. 序号 counts the units; sums have none."""
    if isinstance(row, Aggregate):
        return [Cell("", MIDDLE), Cell(row.label), Cell("", TEXT), Cell("", TEXT), Cell("", MIDDLE)]
    return [
        Cell(number, "0"), Cell(row.name), Cell(row.code, TEXT), Cell(row.uscc or NONE, TEXT), Cell(row.status, MIDDLE)
    ]  # fmt: skip


class Box(NamedTuple):
    """A heading over the rows and columns given (0-based within the headings, ends included)."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


HEAD_ROWS = 4


def boxes(columns: Sequence[Column]) -> list[Box]:
    """The merged headings over the columns, row by row from left to right."""
    found = []
    for left, right in _runs(columns, lambda column: column.top):
        if columns[left].middle or columns[left].low or columns[left].foot:
            found.append(Box(0, left, 0, right, columns[left].top))
        else:
            found.append(Box(0, left, HEAD_ROWS - 1, right, columns[left].top))
    named = [n for n, column in enumerate(columns) if column.middle]
    for left, right in _runs(columns, lambda column: (column.top, column.key or column.code or column.middle), named):
        found.append(Box(1, left, 2 if not columns[left].low else 1, right, columns[left].middle))
    found += [Box(2, n, 2, n, column.low) for n, column in enumerate(columns) if column.low]
    found += [Box(3, n, 3, n, column.foot) for n, column in enumerate(columns) if column.middle]
    return sorted(found)


def _runs(columns: Sequence[Column], key: Callable[[Column], Any], only: Sequence[int] | None = None) -> list[Any]:
    """Ranges of neighbouring columns with the same key."""
    runs: list[list[int]] = []
    for n in range(len(columns)) if only is None else only:
        if runs and runs[-1][1] == n - 1 and key(columns[n - 1]) == key(columns[n]):
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return runs


# --- formulas ------------------------------------------------------------------------------------------------------


class Adder:
    """Formulas of sums over a plan's rows, in the column with index `column` (0-based)."""

    def __init__(self, plan: Plan, aggregate: Aggregate, column: int) -> None:
        self.letter = letter(column)
        self.parts = aggregate.parts
        self.all = None if len(self.parts) <= MOST_PARTS else Part(plan.first + 1, plan.last)

    def _refs(self, parts: Sequence[Part]) -> list[str]:
        return [
            f"{self.letter}{part.first + 1}"
            + (f":{self.letter}{part.last + 1}" if part.last > part.first else "")
            for part in parts
        ]  # fmt: skip

    def sum(self, decimals: int = 0) -> str:
        """The sum, or — when nothing is there to add."""
        if self.all:
            units, cells = self._numbered()
            count = f"SUMPRODUCT(ISNUMBER({units})*ISNUMBER({cells}))"
            return self._guarded(count, f'SUMIF({units},">0",{cells})', decimals)
        refs = _joined(self._refs(self.parts))
        return self._guarded(refs.format("COUNT"), refs.format("SUM"), decimals)

    def _guarded(self, count: str, total: str, decimals: int) -> str:
        total = f"ROUND({total},{decimals})" if decimals else total
        return f'=IF({count}=0,"{NONE}",{total})'

    def count(self, *conditions: str) -> str:
        """How many units' cells meet the conditions; subtotals hold such counts already."""
        if self.all:
            units, cells = self._numbered()
            asked = ",".join(f'{cells},"{condition}"' for condition in conditions)
            return f'=COUNTIFS({units},">0",{asked})'
        sums = self._refs([part for part in self.parts if part.is_sum])
        rows = self._refs([part for part in self.parts if not part.is_sum])
        terms = [_joined(sums).format("SUM")] if sums else []
        terms += ["COUNTIFS(" + ",".join(f'{ref},"{condition}"' for condition in conditions) + ")" for ref in rows]
        return "=" + ("+".join(terms) or "0")

    def _numbered(self) -> tuple[str, str]:
        assert self.all is not None
        first, last = self.all.first + 1, self.all.last + 1
        return f"$A${first}:$A${last}", f"{self.letter}{first}:{self.letter}{last}"


def _joined(refs: Sequence[str]) -> str:
    """`{}(a,b,…)` to be filled with a function's name; Excel takes 255 arguments at most."""
    if len(refs) <= 250:
        return "{0}(" + ",".join(refs) + ")"
    return "+".join(_joined(refs[n : n + 250]) for n in range(0, len(refs), 250))


def ratio(numerator: int, row: int, factor: int = 1) -> str:
    """The cell of this row at column `numerator` ÷ the one right of it; — for a denominator of 0 or none."""
    n, d = f"{letter(numerator)}{row + 1}", f"{letter(numerator + 1)}{row + 1}"
    times = "" if factor == 1 else f"*{factor}"
    return f'=IF(N({d})=0,"{NONE}",{n}/{d}{times})'


def quotient(numerator: Any, denominator: Any, factor: int = 1) -> float | str:
    """What Excel makes of the formula of `ratio`, in the same order."""
    if isinstance(numerator, str) or isinstance(denominator, str) or not denominator:
        return NONE
    value: float = numerator / denominator
    return value if factor == 1 else value * factor


def plain(value: int | Decimal | Fraction) -> int | float:
    """A number as Excel holds it: the binary fraction nearest to the exact value."""
    if isinstance(value, int):
        return value
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 and not isinstance(value, Decimal) else float(exact)


def decimal_look(decimals: int) -> str:
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def percent_look(decimals: int = 2) -> str:
    return "0" + (f".{'0' * decimals}" if decimals else "") + "%"
