"""The indicators as a table: numerator, denominator, ratio and verdict of every unit, and of the sums above them.

Ratios of 合计 and 小计 divide the sums of the rows below. Verdicts are the portal's own words, judged on unrounded
numbers; where the usual two decimals would seem to contradict them, the cell shows more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from portal.reporting.indicators import results
from portal.reporting.indicators.columns import Upward
from portal.reporting.indicators.frozen import Definition
from portal.reporting.indicators.results import Figure
from portal.reporting.models import IndicatorResult, View

from .blocks import DENOMINATOR, JUDGED, MET, NUMERATOR, Block, Stored
from .cells import FIXED, MIDDLE, MISSING, NONE, WHOLE, Adder, Cell, Column, quotient, ratio
from .choice import Choice
from .tree import Aggregate, Entry, Plan, below

NAME = "指标"
NO_CELL = Cell("×", MIDDLE)
EMPTY = Cell(NONE, MIDDLE)
FILTERED = Cell("—（有筛选）", MIDDLE)
WIDTHS = {"结论": 19, "数值": 12, "分子": 13, "分母": 13}


class IndicatorSheet:
    """`own` are the stored rows of units, `above` those of the sums (see `blocks.Stored`)."""

    name = NAME

    def __init__(
        self, plan: Plan, blocks: list[Block], choice: Choice, own: dict[int, Stored], above: dict[int, Stored],
        titles: dict[int, str],
    ) -> None:  # fmt: skip
        self.plan = plan
        self.blocks = blocks
        self.view = choice.place.view
        self.filtered = choice.is_filtered
        self.own = own
        self.above = above
        self.columns = [*FIXED, *(column for block in blocks for column in _columns(block, titles))]

    # --- units ---

    def of_unit(self, entry: Entry, row: int) -> list[Cell]:
        stored = self.own.get(entry.unit_id)
        if stored is None or entry.is_exempt:
            mark = Cell(entry.mark, MIDDLE) if entry.is_exempt else MISSING
            return [mark] * sum(len(block.heads) for block in self.blocks)
        return [cell for block in self.blocks for cell in self._unit_cells(block, entry, stored, row)]

    def _unit_cells(self, block: Block, entry: Entry, stored: Stored, row: int) -> list[Cell]:
        n, d = stored[NUMERATOR][block.k], stored[DENOMINATOR][block.k]
        if n is None and not entry.reported:
            return [MISSING] * len(block.heads)
        verdict, number = block.verdict(stored), block.amount(n, block.share)
        if block.counts_units:
            flags = [Cell(stored[part][block.k] or 0, WHOLE) for part in (MET, JUDGED)]
            return [block.value(stored, entry.unit_id), *flags, NO_CELL, verdict]
        if block.definition.plain:
            return [number, verdict]
        divisor = block.amount(d, block.of)
        value = quotient(number.value, divisor.value, block.factor)
        look = MIDDLE if value == NONE else block.look(stored, entry.unit_id, value)
        return [number, divisor, Cell(value, look, ratio(block.column, row, block.factor)), verdict]

    # --- sums ---

    def of_sum(self, aggregate: Aggregate) -> list[Cell]:
        members = [self.plan.entries[n] for n in aggregate.members]
        due = [one for one in members if one.unit_id in self.own and not one.is_exempt]
        rows = [(one.reported, self.own[one.unit_id]) for one in due]
        return [cell for block in self.blocks for cell in self._sum_cells(block, _shown(rows, block), aggregate)]

    def _sum_cells(self, block: Block, rows: list[Stored], aggregate: Aggregate) -> list[Cell]:
        judged, stored = self._judge(block, aggregate)
        verdict = block.verdict(stored) if stored else FILTERED
        if block.definition.upward == Upward.NOTHING:
            return [*[EMPTY] * (len(block.heads) - 1), verdict]
        if block.counts_units:
            return [NO_CELL, *self._share_of_units(block, rows, aggregate, judged), verdict]
        number = self._added(block, NUMERATOR, rows, aggregate)
        if block.definition.plain:
            return [number, verdict]
        divisor = self._added(block, DENOMINATOR, rows, aggregate)
        value = quotient(number.value, divisor.value, block.factor)
        look = MIDDLE if value == NONE else block.exact_look(judged)
        return [number, divisor, Cell(value, look, ratio(block.column, aggregate.row, block.factor)), verdict]

    def _share_of_units(
        self, block: Block, rows: list[Stored], aggregate: Aggregate, judged: Figure | None
    ) -> list[Cell]:
        """达标家数, 应算家数 and their ratio."""
        first = block.column + 1
        counts = [sum(row[part][block.k] or 0 for row in rows) if rows else NONE for part in (MET, JUDGED)]
        cells = [
            Cell(count, WHOLE, Adder(self.plan, aggregate, first + n).sum()) for n, count in enumerate(counts)
        ]  # fmt: skip
        value = quotient(counts[0], counts[1])
        look = MIDDLE if value == NONE else block.exact_look(judged)
        return [*cells, Cell(value, look, ratio(first, aggregate.row))]

    def _added(self, block: Block, part: int, rows: list[Stored], aggregate: Aggregate) -> Cell:
        values = [row[part][block.k] for row in rows if row[part][block.k] is not None]
        cell = block.amount(sum(values) if values else None, block.of if part == DENOMINATOR else block.share)
        return cell._replace(formula=Adder(self.plan, aggregate, block.column + part).sum(block.decimals))

    def _judge(self, block: Block, aggregate: Aggregate) -> tuple[Figure | None, Stored | None]:
        """The stored figure of the sum; nothing where units were filtered out, for nothing has judged those."""
        if self.filtered:
            return None, None
        stored, view = self.above.get(aggregate.unit_id), self.view
        if stored is None:
            stored, view = self.own.get(aggregate.unit_id), View.OWN
        return (block.figure(stored, aggregate.unit_id, view), stored) if stored else (None, None)


def _shown(rows: Sequence[tuple[bool, Stored]], block: Block) -> list[Stored]:
    """The rows that have figures in the block: of returns that were reported, or about the returns' own course."""
    return [row for reported, row in rows if reported or row[NUMERATOR][block.k] is not None]


# --- loading -------------------------------------------------------------------------------------------------------


def load(choice: Choice, plan: Plan, titles: dict[int, str]) -> IndicatorSheet:
    """The table of the chosen ones among all stored definitions; two queries."""
    wanted = set(choice.indicators)
    blocks = list(_blocks([(k, one) for k, one in enumerate(choice.computed.definitions) if one.code in wanted]))
    rows, view = IndicatorResult.objects.filter(period=choice.period), choice.place.view
    heads = [aggregate.unit_id for aggregate in plan.aggregates]
    own = _stored(rows.filter(view=View.OWN, unit_id__in=below(choice).values("descendant_id")))
    above = {} if view == View.OWN else _stored(rows.filter(view=view, unit_id__in=heads))
    return IndicatorSheet(plan, blocks, choice, own, above, titles)


def _stored(rows: Any) -> dict[int, Stored]:
    fields = ("unit_id", *results.PARTS, "standings", "verdicts", "reported")
    return {unit_id: tuple(values) for unit_id, *values in rows.values_list(*fields).iterator()}


def _blocks(definitions: Sequence[tuple[int, Definition]]) -> Iterator[Block]:
    column = len(FIXED)
    for k, definition in definitions:
        block = Block(k, definition, column)
        yield block
        column += len(block.heads)


def _columns(block: Block, titles: dict[int, str]) -> list[Column]:
    one = block.definition
    top = titles.get(one.measure or 0, "报送管理")
    units = {"达标家数": "家", "应算家数": "家", "达标占比": "%", "比率": one.unit, "数值": one.unit}
    return [
        Column(top, f"{one.code} {one.title}", head, "", units.get(head, ""), WIDTHS.get(head, 10), one.code)
        for head in block.heads
    ]  # fmt: skip
