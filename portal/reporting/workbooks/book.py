"""Writing a summary with XlsxWriter, row by row in constant memory.

Texts are always written as texts, never guessed at; one that a spreadsheet might take for a formula when it is edited
or exported again also carries Excel's own text mark (`quotePrefix`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from .cells import DATE, FIXED, GENERAL, HEAD_ROWS, MIDDLE, TEXT, Box, Cell, Column, Sheet, boxes, fixed_cells
from .lines import Lines, clean
from .pages import A3, A4, REPEATED, Layout, lay_out
from .tree import Aggregate, Plan

FIRST = 2 + HEAD_ROWS
LONGEST_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
# Characters of width up to which a table is printed on A4.
CAPACITY = 150
ROW_HEIGHT = 18
HEIGHTS = (20, 30, 42, 30)

BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
BORDERED = BASE | {"border": 1}
INSIDE = BORDERED | {"indent": 1}
HEAD = BORDERED | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2EF"}
KINDS: dict[str, dict[str, Any]] = {
    "title": BASE | {"font_name": "黑体", "font_size": 16, "align": "center"},
    "left": BASE | {"align": "left"},
    "right": BASE | {"align": "right"},
    "head": HEAD,
    "code": HEAD | {"bold": False, "font_size": 9, "font_color": "#555555"},
    "row": INSIDE,
    "subtotal": INSIDE | {"bold": True, "bg_color": "#F7F4EE"},
    "total": INSIDE | {"bold": True, "bg_color": "#EFE7DA"},
    "note": INSIDE | {"text_wrap": True, "valign": "top"},
    "warn": INSIDE | {"text_wrap": True, "valign": "top", "font_color": "#9C1F12"},
}
LOOKS: dict[str, dict[str, Any]] = {
    GENERAL: {},
    MIDDLE: {"align": "center"},
    TEXT: {"num_format": "@"},
    DATE: {"num_format": DATE, "align": "center"},
    "missing": {"bg_color": "#FBF1DC"},
}


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might read the text as a formula (formula injection)."""
    return text.startswith(RISKY) or text.lstrip().startswith(RISKY[:4])


class Book:
    """A workbook being written. Use as a context manager; it is complete when the block ends."""

    def __init__(self, path: Path, *, formulas: bool = True) -> None:
        self.file = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self.formulas = formulas
        self.styles: dict[tuple[str, str, bool], int] = {}
        self.names: set[str] = set()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def sheet(self, name: str, widths: Sequence[float]) -> Lines:
        """A new worksheet under a legal name not used yet."""
        sheet = self.file.add_worksheet(self._name(name), Lines)
        for n, width in enumerate(widths):
            sheet.set_column(n, n, width)
        return sheet

    def _name(self, name: str) -> str:
        legal = FORBIDDEN.sub(" ", clean(name)).strip().strip("'") or "表"
        found, n = legal[:LONGEST_NAME], 1
        while found.casefold() in self.names:
            n += 1
            found = f"{legal[: LONGEST_NAME - len(str(n)) - 2]}（{n}）"
        self.names.add(found.casefold())
        return found

    def style(self, kind: str, look: str, *, risky: bool = False) -> int:
        """The index of the format of a kind of row and a look, made once."""
        key = (kind, look, risky)
        if key not in self.styles:
            number = LOOKS.get(look, {"num_format": look, "align": "right"})
            made = self.file.add_format(KINDS[kind] | number | ({"quote_prefix": True} if risky else {}))
            self.styles[key] = made._get_xf_index()
        return self.styles[key]

    def styled(self, cell: Cell, kind: str) -> tuple[Cell, int]:
        """A cell with its format, without its formula when only values are wanted."""
        risky = isinstance(cell.value, str) and not cell.formula and is_risky(cell.value)
        plain = cell if self.formulas or not cell.formula else cell._replace(formula="")
        return plain, self.style(kind, cell.look, risky=risky)

    def write(self, sheet: Lines, row: int, cells: Sequence[Cell], kind: str, height: int = 0) -> None:
        """A row of one kind."""
        sheet.line(row, [self.styled(cell, kind) for cell in cells], height)

    def banner(self, sheet: Lines, row: int, last: int, text: str, kind: str, height: int = 0, first: int = 0) -> None:
        """One text over the columns from `first` to `last`."""
        cells = [Cell(text if n == first else "") for n in range(last + 1)]
        self.write(sheet, row, cells, kind, height)
        sheet.join(row, first, row, last)


def write_table(
    book: Book, table: Sheet, plan: Plan, *, title: str, left: str, right: str, foot: str, paper: str,
    progress: Callable[[int], None] | None = None,
) -> None:  # fmt: skip
    """A complete table: title, headings, rows, foot, and the print set-up."""
    size = _paper(paper, sum(column.width for column in table.columns))
    layout = lay_out([column.width for column in table.columns], size, len(FIXED))
    sheet = book.sheet(table.name, layout.widths)
    _write_titles(book, sheet, layout, title)
    _write_scope(book, sheet, layout, left, right)
    _write_heads(book, sheet, table.columns, layout)
    position = 0
    for row, line in plan.numbered():
        position += not isinstance(line, Aggregate)
        _write_row(book, sheet, table, row, line, position)
        if progress:
            progress(row - plan.first)
    # Columns A and B are repeated on every page; the foot stands once.
    book.banner(sheet, plan.last + 2, layout.pages[0][1], foot, "left", 20, first=REPEATED)
    sheet.freeze_panes(FIRST, REPEATED)
    sheet.repeat_rows(0, FIRST - 1)
    sheet.repeat_columns(0, REPEATED - 1)
    set_page(sheet, size, len(layout.pages))


def _write_titles(book: Book, sheet: Lines, layout: Layout, title: str) -> None:
    """The title over each page."""
    starts = {first for first, _ in layout.pages}
    book.write(sheet, 0, [Cell(title if n in starts else "") for n in range(len(layout.widths))], "title", 30)
    for first, last in layout.pages:
        sheet.join(0, first, 0, last)


def _write_scope(book: Book, sheet: Lines, layout: Layout, left: str, right: str) -> None:
    """填报单位 on the left, which is repeated with the first columns; 单位 on the right of each page."""
    begin = len(FIXED)
    rights = [(max(first, begin), last) for first, last in layout.pages if last >= begin]
    starts = {first for first, _ in rights}
    cells = [book.styled(Cell(left if n == 0 else ""), "left") for n in range(begin)]
    cells += [book.styled(Cell(right if n in starts else ""), "right") for n in range(begin, len(layout.widths))]
    sheet.line(1, cells, 20)
    sheet.join(1, 0, 1, begin - 1)
    for first, last in rights:
        sheet.join(1, first, 1, last)


def _write_heads(book: Book, sheet: Lines, columns: Sequence[Column], layout: Layout) -> None:
    found = [part for box in boxes(columns) for part in _by_page(box, layout)]
    texts = {(box.top, box.left): box.text for box in found}
    for row in range(HEAD_ROWS):
        cells = [Cell(texts.get((row, n), "")) for n in range(len(columns))]
        coded = row == HEAD_ROWS - 1
        kinds = ["code" if coded and column.middle else "head" for column in columns]
        styled = [book.styled(cell, kind) for cell, kind in zip(cells, kinds, strict=True)]
        sheet.line(2 + row, styled, HEIGHTS[row])
    for box in found:
        sheet.join(2 + box.top, box.left, 2 + box.bottom, box.right)


def _by_page(box: Box, layout: Layout) -> list[Box]:
    """A heading that goes over several pages stands on each of them."""
    return [
        box._replace(left=max(box.left, first), right=min(box.right, last))
        for first, last in layout.pages
        if box.left <= last and box.right >= first
    ]


def _write_row(book: Book, sheet: Lines, table: Sheet, row: int, line: Any, number: int) -> None:
    if isinstance(line, Aggregate):
        kind, cells = ("total" if line.is_total else "subtotal"), table.of_sum(line)
    else:
        kind, cells = "row", table.of_unit(line, row)
    book.write(sheet, row, [*fixed_cells(line, number), *cells], kind, ROW_HEIGHT)


def _paper(wanted: str, width: int) -> int:
    return {"a4": A4, "a3": A3}.get(wanted) or (A4 if width <= CAPACITY else A3)


def set_page(sheet: Any, paper: int, across: int = 1) -> None:
    """Landscape, so many pages across, footer with page x of y."""
    sheet.set_paper(paper)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(across, 0)
    sheet.center_horizontally()
    sheet.set_footer("&L&9&A&C&9第 &P 页，共 &N 页&R&9打印于 &D")
