"""The baseline: one object at a time, as a first version is often written. Same figures, same sums, one save a row."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from portal.reporting import formula
from portal.reporting.indicators.figures import FLOW
from portal.reporting.indicators.frozen import Definition
from portal.reporting.models import IndicatorResult, Period, PeriodAncestry, Return
from portal.reporting.schema import Schema


class ObjectFigures:
    """A return's figures read through its objects; earlier ones through `previous` and `last_year`."""

    def __init__(self, ret: Return, schema: Schema, quarter: int) -> None:
        self.ret, self.schema, self.quarter = ret, schema, quarter
        self.period_end = None

    def get(self, code: str, when: str = "now", back: int = 0) -> Any:
        ret = self._walk(when, back)
        if ret is None or ret.counted is None:
            return None
        item = self.schema.by_code[code]
        return getattr(getattr(ret.counted, item.relation), item.column)

    def has(self, when: str = "now", back: int = 0) -> bool:
        return self._walk(when, back) is not None

    def _walk(self, when: str, back: int) -> Return | None:
        if when == "lastterm":
            return self._former_term()
        ret: Return | None = self.ret.last_year if when == "lastyear" else self.ret
        for _ in range(back):
            ret = ret.previous if ret else None
        return ret

    def _former_term(self) -> Return | None:
        now, ret = self.ret.counted.politicalreturn, self.ret.previous
        column = self.schema.by_code["0301t"].column
        while ret is not None and getattr(ret.counted.politicalreturn, column) >= getattr(now, column):
            ret = ret.previous
        return ret


def run(period: Period, definitions: list[Definition], units: int, definition_set: int) -> int:
    """Compute and store the first `units` returns of the period and their ancestors; returns the number of rows."""
    schema = Schema.of(period)
    cells: dict[int, list[Any]] = {}
    for ret in Return.objects.filter(period=period).order_by("pk")[:units]:
        cells[ret.unit_id] = [_own(ret, one, schema, period.quarter) for one in definitions]
        _save(period, ret.unit_id, "own", cells[ret.unit_id], definition_set)
    sums: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for unit_id, own in cells.items():
        for row in PeriodAncestry.objects.filter(period=period, descendant_id=unit_id):
            sums[row.line, row.ancestor_id].append(own)
    for (line, ancestor), rows in sums.items():
        _save(period, ancestor, line, [_sum(row[k] for row in rows) for k in range(len(definitions))], definition_set)
    return len(cells) + len(sums)


def _own(ret: Return, one: Definition, schema: Schema, quarter: int) -> tuple[Any, Any, Any, Any]:
    if one.share in FLOW:
        return Fraction(1), Fraction(1), None, None
    now = ObjectFigures(ret, schema, quarter)
    n, d = _value(one.share, now), _value(one.of, now) if one.of else Fraction(1)
    if one.base == "last_term":
        return n, d, _value(f"lastterm({one.share})", now), _value(f"lastterm({one.of})", now)
    then = ObjectFigures(ret.last_year, schema, quarter) if ret.last_year else None
    if then is None:
        return n, d, None, None
    return n, d, _value(one.share, then), _value(one.of, then) if one.of else Fraction(1)


def _value(text: str, figures: ObjectFigures) -> Any:
    return formula.evaluate(formula.parse(text), figures)


def _sum(cells: Any) -> tuple[Any, ...]:
    columns = zip(*cells, strict=True)
    return tuple(sum((value for value in column if value is not None), Fraction(0)) for column in columns)


def _save(period: Period, unit_id: int, view: str, cells: list[Any], definition_set: int) -> None:
    arrays = [[None if value is None else str(value) for value in column] for column in zip(*cells, strict=True)]
    letters = "".join("U" if n is None or d is None else "N" if d == 0 else "M" for n, d, _, _ in cells)
    IndicatorResult.objects.create(
        period=period, unit_id=unit_id, view=view, definition_set_id=definition_set, due=1, reported=1,
        numerators=arrays[0], denominators=arrays[1], base_numerators=arrays[2], base_denominators=arrays[3],
        standings=letters, verdicts=letters, judged=[], met=[],
    )  # fmt: skip
