"""What the Python reading needs to know about one return, and a ready-made holder of such values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from portal.reporting.schema import Schema

Value = Decimal | int | bool | str | dt.date | None
Row = Mapping[str, Value]

NOW, LAST_YEAR, LAST_TERM = "now", "lastyear", "lastterm"


class Figures(Protocol):
    """Values of one unit around one quarter, read by code.

    ``get(code, when, back)``: ``when`` is "now" (the quarter itself), "lastyear" (same quarter last year) or
    "lastterm" (the latest earlier return of another 届次); ``back`` counts quarters before that. None is blank.
    ``has(when, back)``: whether the unit was due then (a return exists and is not 免报); a year-to-date sum
    leaves out quarters in which it was not.
    """

    schema: Schema
    quarter: int
    period_end: dt.date | None

    def get(self, code: str, when: str = NOW, back: int = 0) -> Value: ...

    def has(self, when: str = NOW, back: int = 0) -> bool: ...


@dataclass
class Sheet:
    """Figures held as dictionaries {code: value} by input code.

    ``earlier`` and ``before_last_year`` list the quarters before, the nearest first; None stands for a
    quarter in which the unit was not due, {} for a return without figures.
    """

    schema: Schema
    quarter: int
    now: Row
    earlier: Sequence[Row | None] = ()
    last_year: Row | None = None
    before_last_year: Sequence[Row | None] = ()
    last_term: Row = field(default_factory=dict)
    period_end: dt.date | None = None

    def get(self, code: str, when: str = NOW, back: int = 0) -> Value:
        row = self._row(when, back)
        return None if row is None else row.get(code)

    def has(self, when: str = NOW, back: int = 0) -> bool:
        return self._row(when, back) is not None

    def _row(self, when: str, back: int) -> Row | None:
        if when == LAST_TERM:
            return self.last_term
        rows = (self.last_year, *self.before_last_year) if when == LAST_YEAR else (self.now, *self.earlier)
        return rows[back] if back < len(rows) else None
