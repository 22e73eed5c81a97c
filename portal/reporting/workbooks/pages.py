"""Where a wide table is cut into pages, known before anybody prints it.

A spreadsheet program takes the largest zoom at which a table needs no more pages across than the print set-up allows,
and cuts where a page is full. The pages are therefore made equally full here, by widening columns a little: every
program then cuts at the same columns, so that each page can be given headings of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

A4, A3 = 9, 8
# Pixels between the margins of a landscape page at full size; a column takes so many per character, and some beside.
FULL = {A4: 1045.0, A3: 1510.0}
DIGIT, BESIDE = 7.0, 5.0
# The smallest zoom that stays legible. At full size a page is not filled to the last pixel: programs differ a little.
SMALLEST, NEARLY = 0.92, 0.97
# Columns repeated at the left of every page.
REPEATED = 2


@dataclass(frozen=True)
class Layout:
    """The widths of the columns in characters, and the first and last column of each page."""

    widths: tuple[float, ...]
    pages: tuple[tuple[int, int], ...]


def lay_out(widths: Sequence[float], paper: int, fixed: int) -> Layout:
    """Cut columns into pages; the first `fixed` columns stay together on the first and keep their widths."""
    sizes = [DIGIT * width + BESIDE for width in widths]
    starts = _starts(sizes, FULL[paper] / SMALLEST, fixed)
    if len(starts) == 1:
        return Layout(tuple(widths), ((0, len(sizes) - 1),))
    room = _least_room(sizes, len(starts), FULL[paper], fixed)
    pages = _pages(_starts(sizes, room, fixed), len(sizes))
    # Where the zoom is full size anyway, the last page may end before its edge.
    filled = pages if room > FULL[paper] * NEARLY else pages[:-1]
    wider = list(widths)
    for first, last in filled:
        spare = room - _size(sizes, first, last)
        own = range(max(first, fixed), last + 1)
        for column in own:
            wider[column] += spare / len(own) / DIGIT
    return Layout(tuple(wider), pages)


def _starts(sizes: Sequence[float], room: float, fixed: int) -> list[int]:
    """The first column of each page when every page takes as many columns as it has room for."""
    starts, taken = [0], 0.0
    for column, size in enumerate(sizes):
        if taken + size > room and column > max(starts[-1], fixed):
            starts.append(column)
            taken = sum(sizes[:REPEATED])
        taken += size
    return starts


def _least_room(sizes: Sequence[float], pages: int, full: float, fixed: int) -> float:
    """The smallest room at which as many pages suffice: what the program's zoom comes to."""
    room = full / SMALLEST
    while room - 1 >= full * NEARLY and len(_starts(sizes, room - 1, fixed)) <= pages:
        room -= 1
    return room


def _pages(starts: Sequence[int], columns: int) -> tuple[tuple[int, int], ...]:
    return tuple(zip(starts, [start - 1 for start in starts[1:]] + [columns - 1], strict=True))


def _size(sizes: Sequence[float], first: int, last: int) -> float:
    """What stands on a page, the repeated columns included."""
    return sum(sizes[first : last + 1]) + (sum(sizes[:REPEATED]) if first else 0.0)
