"""The summary on paper: each page across has its title, its units and its headings whole."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from portal.reporting.workbooks.book import FIRST
from portal.reporting.workbooks.cells import FIXED
from portal.reporting.workbooks.pages import A3, A4, BESIDE, DIGIT, FULL, NEARLY, SMALLEST, lay_out

from .test_workbooks_office import convert
from .workbook_world import Workbooks, make_workbooks, read

FIRST_COLUMNS = [column.width for column in FIXED]


def pixels(width: float) -> float:
    return DIGIT * width + BESIDE


@pytest.mark.parametrize("paper", [A4, A3])
@pytest.mark.parametrize("more", [[11] * 6, [11] * 14, [11] * 40, [30, 11, 13] * 20, [13, 19] * 60])
def test_pages_are_so_full_that_every_program_cuts_there(paper: int, more: list[int]) -> None:
    found = lay_out([*FIRST_COLUMNS, *more], paper, len(FIXED))
    sizes = [pixels(width) for width in found.widths]
    repeated = sum(sizes[:2])
    full = [sum(sizes[first : last + 1]) + (repeated if first else 0) for first, last in found.pages]
    assert found.pages[0][0] == 0 and found.pages[-1][1] == len(sizes) - 1
    assert all(right[0] == left[1] + 1 for left, right in pairwise(found.pages))
    assert max(full) <= FULL[paper] / SMALLEST + 1
    room = max(full)
    for size, (_, last) in zip(full[:-1], found.pages, strict=False):
        assert abs(size - room) < 1, "all pages but the last are equally full"
        assert size + sizes[last + 1] > max(room, FULL[paper]) * 1.01, "and take no more at a slightly other zoom"
    if room > FULL[paper] * NEARLY + 1:
        assert len(full) == 1 or abs(full[-1] - room) < 1
    assert list(found.widths[: len(FIXED)]) == FIRST_COLUMNS


@pytest.fixture
def sheets(db: None, tmp_path: Path) -> list[Any]:
    """A narrow form, a wide one, and the indicators."""
    world: Workbooks = make_workbooks()
    return read(world.write(tmp_path / "a.xlsx", forms=[0, 3])).worksheets[:3]


def pages_of(sheet: Any) -> list[tuple[int, int]]:
    """First and last column of each page: where the title begins anew."""
    starts = [cell.column for cell in sheet[1] if cell.value]
    return list(zip(starts, [start - 1 for start in starts[1:]] + [sheet.max_column], strict=True))


def test_no_heading_goes_over_two_pages(sheets: list[Any]) -> None:
    for sheet in sheets:
        pages = pages_of(sheet)
        assert len(pages) > 1 and sheet.page_setup.fitToWidth == len(pages)
        heads = [area for area in sheet.merged_cells.ranges if area.min_row <= FIRST]
        for area in heads:
            assert any(first <= area.min_col and area.max_col <= last for first, last in pages), str(area)


def test_every_page_names_title_units_and_section(sheets: list[Any]) -> None:
    for sheet in sheets:
        for first, _ in pages_of(sheet):
            begin = max(first, len(FIXED) + 1)
            assert sheet.cell(1, first).value == sheet["A1"].value
            assert str(sheet.cell(2, begin).value).startswith("单位：")
            assert sheet.cell(3, begin).value, (sheet.title, first)


@pytest.mark.office
def test_the_printed_pages_are_those_of_the_file(db: None, tmp_path: Path, soffice_path: str) -> None:
    world = make_workbooks()
    book = read(world.write(tmp_path / "a.xlsx", forms=[0, 3]))
    wanted = sum(len(pages_of(sheet)) for sheet in book.worksheets[:3])
    for sheet in book.worksheets[3:]:
        book.remove(sheet)
    book.save(tmp_path / "tables.xlsx")
    pdf = convert(soffice_path, tmp_path / "tables.xlsx", "pdf", tmp_path).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == wanted
