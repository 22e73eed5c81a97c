"""A worksheet that takes whole rows. XlsxWriter's own path costs several method calls and thirty regular expressions
a cell; a summary of three thousand units has two million cells, so its rows are put down as text, one at a time.

Everything else of the sheet (widths, print set-up, package) is XlsxWriter's. Rows must come in order, as its constant
memory demands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.worksheet import Worksheet

from .cells import Cell, letter

LONGEST_TEXT = 32767
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
LOOKS_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
EPOCH = dt.date(1899, 12, 30)


def clean(text: str) -> str:
    """Without control characters (a tab is a space), cut to what a cell holds."""
    return CONTROL.sub("", text.replace("\t", " ").replace("\r\n", "\n"))[:LONGEST_TEXT]


class Lines(Worksheet):
    """Use `line` for every row of the sheet, and `join` for merged cells; not `write` and `merge_range`."""

    def line(self, row: int, cells: Iterable[tuple[Cell, int]], height: int = 0) -> None:
        """Write row `row` (0-based): cells with the index of their format; `height` in points, 0: automatic."""
        at = str(row + 1)
        text = [_cell(letter(column) + at, style, cell) for column, (cell, style) in enumerate(cells)]
        self._check_dimensions(row, max(0, len(text) - 1))
        self._write_single_row(row)
        size = f' ht="{height}" customHeight="1"' if height else ""
        self.fh.write(f'<row r="{at}"{size}>{"".join(text)}</row>')

    def join(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge cells (their texts come with the rows)."""
        if (top, left) != (bottom, right):
            self.merge.append([top, left, bottom, right])


def _cell(ref: str, style: int, cell: Cell) -> str:
    value, _, formula = cell
    if formula:
        kind = ' t="str"' if isinstance(value, str) else ""
        return f'<c r="{ref}" s="{style}"{kind}><f>{escape(formula[1:])}</f><v>{_result(value)}</v></c>'
    if value is None or value == "":
        return f'<c r="{ref}" s="{style}"/>'
    if isinstance(value, str):
        return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    return f'<c r="{ref}" s="{style}"><v>{_number(value)}</v></c>'


def _result(value: Any) -> str:
    return _text(value) if isinstance(value, str) else _number(value)


def _number(value: Any) -> str:
    """The shortest digits that read back as the same number; a date as its day number."""
    return repr((value - EPOCH).days if isinstance(value, dt.date) else value)


@lru_cache(maxsize=10_000)
def _text(value: str) -> str:
    """Texts come again and again: names on every sheet, words in every row."""
    return escape(LOOKS_ESCAPED.sub(r"_x005F_\1", clean(value)))
