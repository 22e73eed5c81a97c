"""Known problems planted in the demo province, so that every page has something to show.

Each changes the figures of one unit after they were made; the open quarter's cases go through the services.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from portal.reporting.items import FLOW, YEAR_TO_DATE
from portal.reporting.schema import Schema

from .history import UnitHistory

CENT = Decimal("0.01")


def share_of_55(h: UnitHistory) -> None:
    """Front-line share of training funds at 55 %: 未达标."""
    h.put(i0405=(h["0404"] * 55 / 100).quantize(CENT))


def share_of_59_996(h: UnitHistory) -> None:
    """59.996 %: rounds to 60.00 % and still falls short. Spending is a multiple of 250.00, of which 149.99 each."""
    fits = int(min(h["0402"] + h["0403"], h["0404"] * 2) // 250)
    times = max(1, fits)
    h.put(i0404=Decimal(250 * times).quantize(CENT), i0405=(Decimal("149.99") * times).quantize(CENT))
    h.put(i0406=min(h["0406"], h["0404"]))


def no_main_trades(h: UnitHistory) -> None:
    """The catalogue of main trades was never made: I-1101 is 不适用 and S15 asks why."""
    h.put(i1101=0, i1102=0)


def hazard_not_reported(h: UnitHistory) -> None:
    """A major hazard found this quarter, not reported to the regulator or to the workers' congress."""
    found = h["1408"] + 1
    h.put(i1408=found, i1410=h["1407"] + found - h["1409"])
    h.put(inew_this_year=h["new_this_year"] + 1, ion_file=h["on_file"] + 1)


def nil_return(h: UnitHistory) -> None:
    """零报送: flows are zero, cumulative figures stand still, everything else is as last quarter."""
    for item in Schema.current().items:
        if item.kind == FLOW:
            h.now[item.code] = Decimal("0.00") if item.scale else 0
        elif item.kind == YEAR_TO_DATE:
            h.now[item.code] = h.so_far(item.code, Decimal("0.00") if item.scale else 0)
        elif item.code in h.before:
            h.now[item.code] = h.before[item.code]
            if item.ref_column:
                h.now[f"{item.code}_ref"] = h.before.get(f"{item.code}_ref", "")
    h.put(i1407=h.before["1410"], i1410=h.before["1410"], i1409=0)


def first_return(h: UnitHistory) -> None:
    """The first quarter ever filed, in mid-year: de-duplicated people cannot outnumber the attendances on file."""
    h.put(i0410=min(h["0410"], h["0408"]))
    h.put(i0411=min(h["0411"], h["0409"], h["0410"]))


# Places among the subsidiaries in official order, by case (`services.SCRIPTS` plays them in the running quarter).
PLACES = {
    "share_55": 5, "share_59_996": 9, "no_trades": 14, "hazard": 20, "nil_one": 26, "nil_two": 27, "asked": 1,
    "asked_two": 11, "answered": 3, "whole_back": 17, "at_group": 4, "at_head": 6, "at_checker": 7, "withdrawn": 8,
}  # fmt: skip
# What is done to the figures: in every quarter, or in the running one only.
ALWAYS: dict[str, Callable[[UnitHistory], None]] = {"share_55": share_of_55, "no_trades": no_main_trades}
RUNNING: dict[str, Callable[[UnitHistory], None]] = {
    "share_59_996": share_of_59_996, "hazard": hazard_not_reported, "nil_one": nil_return, "nil_two": nil_return,
}  # fmt: skip
MOVED = 32  # the subsidiary that goes to another group
MISSING_PLACES = (40, 41, 42, 43)  # overdue and not begun
EXEMPT_PLACE = 3  # this group's headquarters files nothing for itself
