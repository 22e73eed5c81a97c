"""万元/元 slips, caught as a figure is typed: a thousandfold of the quarter before or of last year (the idea of S03).

A hint is no rule: it blocks nothing and needs no explanation, it offers the figure that was probably meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..formula.figures import LAST_YEAR, NOW, Figures, Value
from ..items import YEAR_TO_DATE
from ..parsing import format_value
from ..schema import Item

THOUSANDFOLD = 1000
YUAN_IN_WAN = 10_000
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Hint:
    """A suspicion about one cell; `fix` is the text that would put it right."""

    code: str
    expected: str
    received: str
    how: str
    fix: str


def unit_slip(item: Item, figures: Figures) -> Hint | None:
    """The hint for one item, or None."""
    if item.type != "money":
        return None
    value = _amount(figures.get(item.code))
    base_name, base = _base(item, figures)
    if not value or not base or abs(value) < THOUSANDFOLD * abs(base):
        return None
    times = int(value / base)
    meant = format_value(item, (value / YUAN_IN_WAN).quantize(CENT))
    return Hint(
        item.code,
        expected=f"单位是万元；{base_name}为 {format_value(item, base)}。",
        received=f"{format_value(item, value)} 万元，是{base_name}的 {times:,} 倍，像是把元填成了万元。",
        how=f"若原数是元，改为 {meant} 万元；确实无误的不用改。",
        fix=meant,
    )


def _amount(value: Value) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, (int, Decimal)) else None


def _base(item: Item, figures: Figures) -> tuple[str, Decimal | None]:
    """What to compare with: last year's same quarter, else the quarter before (of the same year for a running sum)."""
    last_year = _amount(figures.get(item.code, LAST_YEAR))
    if last_year:
        return "上年同期", last_year
    if item.kind == YEAR_TO_DATE and figures.quarter == 1:
        return "", None
    return "上季", _amount(figures.get(item.code, NOW, 1))
