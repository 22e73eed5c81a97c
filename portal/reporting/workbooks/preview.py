"""The first rows and columns of a summary's table, as the workbook will show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.ui import numbers

from .cells import DATE, FIXED, HEAD_ROWS, UNITS, Cell, boxes, fixed_cells, letter
from .summary import Summary
from .tree import Aggregate

ROWS = 16
COLUMNS = 11
# 序号, 单位名称 and 报送状态 are shown of the fixed columns.
SHOWN_FIXED = (0, 1, 4)


@dataclass(frozen=True)
class Shown:
    """One cell of the preview."""

    text: str
    css: str = ""
    colspan: int = 1
    rowspan: int = 1
    ref: str = ""
    formula: str = ""


@dataclass(frozen=True)
class Line:
    """One row: its number in the workbook, and whether it is a sum."""

    number: int
    cells: list[Shown]
    css: str = ""


@dataclass(frozen=True)
class Preview:
    """A table's upper left corner."""

    name: str
    right: str
    letters: list[str]
    heads: list[Line]
    lines: list[Line]
    rows_left: int
    columns_left: int
    example: Shown | None

    @property
    def width(self) -> int:
        return len(self.letters)


def make(summary: Summary, n: int) -> Preview:
    """The nth table's preview; the queries of one table."""
    table = summary.table(n)
    kept = [*SHOWN_FIXED, *range(len(FIXED), min(len(table.columns), len(FIXED) + COLUMNS))]
    lines = _lines(summary, table, kept)
    formulas = [cell for line in lines for cell in line.cells if cell.formula]
    return Preview(
        name=table.name,
        right=summary.right(table),
        letters=[letter(column) for column in kept],
        heads=_heads([table.columns[column] for column in kept]),
        lines=lines,
        rows_left=max(0, len(summary.plan.rows) - ROWS),
        columns_left=len(table.columns) - len(kept),
        example=min(formulas, key=_rank, default=None),
    )


def _rank(cell: Shown) -> tuple[bool, int]:
    """The formula that tells most in one line: a ratio, else the shortest sum."""
    return "/" not in cell.formula, len(cell.formula)


def _heads(columns: list[Any]) -> list[Line]:
    found = boxes(columns)
    return [
        Line(
            3 + row,
            [
                Shown(box.text, "h", box.right - box.left + 1, box.bottom - box.top + 1)
                for box in found
                if box.top == row
            ],
        )
        for row in range(HEAD_ROWS)
    ]  # fmt: skip


def _lines(summary: Summary, table: Any, kept: list[int]) -> list[Line]:
    lines: list[Line] = []
    number = 0
    for row, line in summary.plan.numbered():
        if len(lines) == ROWS:
            break
        is_sum = isinstance(line, Aggregate)
        number += not is_sum
        values = table.of_sum(line) if is_sum else table.of_unit(line, row)
        cells = [*fixed_cells(line, number), *values]
        shown = [_shown(cells[column], letter(column), row, summary.choice.formulas) for column in kept]
        lines.append(Line(row + 1, shown, "total" if is_sum else ""))
    return lines


def _shown(cell: Cell, column: str, row: int, formulas: bool) -> Shown:
    value, look, formula = cell
    text = display(value, look)
    css = "" if isinstance(value, str) and column == "B" else "num" if not isinstance(value, str) else "mid"
    return Shown(text, css, ref=f"{column}{row + 1}", formula=formula if formulas else "")


def display(value: Any, look: str) -> str:
    """A value as its number format shows it."""
    if value is None or isinstance(value, str):
        return value or ""
    if look == DATE:
        return f"{value:%Y-%m-%d}"
    _, _, after = look.removesuffix("%").partition(".")
    if look.endswith("%"):
        return f"{numbers.plain(value * 100, len(after))}%"
    text = numbers.plain(value, len(after) if "家" not in look else 0)
    return f"{text}家" if look == UNITS else text.replace(",", "") if look == "0" else text
