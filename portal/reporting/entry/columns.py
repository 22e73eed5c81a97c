"""Which of a row's three columns (本季, 本年累计, 上年同期) is entered, computed or has no cell.

The table is that of the official form: the kind of an item decides, nothing about a single item is said here.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.reporting.items import ANNUAL, FLOW, NARRATIVE, STOCK, TERM, YEAR_TO_DATE, YES_NO
from portal.reporting.schema import Item

ENTER = "enter"
DIFFERENCE = "difference"  # 本季 of a year-to-date figure: this quarter's minus the previous one's
RUNNING = "running"  # 本年累计 of a flow: the sum since the first quarter
LAST_YEAR = "last_year"
NO_CELL = "none"
ACROSS = "across"  # running text over all columns

ENTRY_NAMES = {
    STOCK: "期末数",
    FLOW: "本季数",
    YEAR_TO_DATE: "本年累计",
    TERM: "本届数",
    ANNUAL: "年初数",
    YES_NO: "是或否",
    NARRATIVE: "文字",
}


@dataclass(frozen=True)
class Layout:
    """What stands in each of the three columns of a row."""

    quarter: str
    year: str
    last: str

    @property
    def entry_column(self) -> str:
        """`quarter` or `year`: where the input stands."""
        return "year" if self.year == ENTER else "quarter"


BY_KIND = {
    STOCK: Layout(ENTER, NO_CELL, LAST_YEAR),
    TERM: Layout(ENTER, NO_CELL, LAST_YEAR),
    FLOW: Layout(ENTER, RUNNING, LAST_YEAR),
    YEAR_TO_DATE: Layout(DIFFERENCE, ENTER, LAST_YEAR),
    ANNUAL: Layout(NO_CELL, ENTER, LAST_YEAR),
    YES_NO: Layout(ENTER, NO_CELL, LAST_YEAR),
    NARRATIVE: Layout(ACROSS, ACROSS, ACROSS),
}


def layout(item: Item) -> Layout:
    """The layout of an item's row. People counted once a year cannot be added up or subtracted by quarter."""
    if item.type == "narrative":
        return BY_KIND[NARRATIVE]
    found = BY_KIND[item.kind]
    addable = item.is_number and not item.distinct
    if addable:
        return found
    quarter = NO_CELL if found.quarter == DIFFERENCE else found.quarter
    year = NO_CELL if found.year == RUNNING else found.year
    return Layout(quarter, year, found.last)


def entry_name(item: Item) -> str:
    """How the entered column is called for this item (for labels read aloud and on a phone)."""
    return ENTRY_NAMES[NARRATIVE if item.type == "narrative" else item.kind]
