"""One form of the return as a table: a unit a row, an item a column, values of the counted version.

合计 and 小计 add up numbers, count 是 among yes/no items and the filled ones among texts and dates, and show — for
items that may not be added up the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.policy.models import Measure
from portal.reporting.models import Return
from portal.reporting.schema import FormSpec, Item, Schema

from .cells import (
    DATE,
    FIXED,
    GENERAL,
    MIDDLE,
    MISSING,
    MONEY,
    NONE,
    UNITS,
    WHOLE,
    Adder,
    Cell,
    Column,
    decimal_look,
    letter,
    plain,
)
from .choice import Choice
from .tree import Aggregate, Entry, Plan, below, counted_q

Values = dict[int, Sequence[Any]]
BLANK, YES, NO = Cell(NONE, MIDDLE), Cell("是", MIDDLE), Cell("否", MIDDLE)
FILLED = ("?*", f"<>{NONE}", "<>/")


class FormSheet:
    """A form's table; `values` hold the unit's figures in the order of `items`."""

    def __init__(
        self, plan: Plan, form: FormSpec, items: Sequence[Item], columns: list[Column], values: Values
    ) -> None:
        self.plan = plan
        self.name = f"{form.table_no} {form.title}"
        self.items = items
        self.columns = columns
        self.values = values
        self.at = {item.code: n for n, item in enumerate(item for item in items if item.type != "total")}
        self.parts: dict[str, list[str]] = {item.code: [] for item in items if item.type == "total"}
        for item in items:
            if item.base in self.parts and item.type != "total" and item.part and item.is_number:
                self.parts[item.base].append(item.code)
        self.looks = [_look(item, self._scale(item)) for item in items]
        self.column_of = {item.code: len(FIXED) + n for n, item in enumerate(items)}

    def of_unit(self, entry: Entry, row: int) -> list[Cell]:
        values = self.values.get(entry.unit_id) if entry.reported else None
        if values is None:
            return [_marked(entry)] * len(self.items)
        return [self._unit_cell(item, look, values, row) for item, look in zip(self.items, self.looks, strict=True)]

    def _unit_cell(self, item: Item, look: str, values: Sequence[Any], row: int) -> Cell:
        if item.type == "total":
            return self._heading_cell(item, values, row)
        value = values[self.at[item.code]]
        if value is None or value == "":
            return BLANK
        if item.type == "yesno":
            return YES if value else NO
        return Cell(float(value) if item.scale else value, look)

    def _heading_cell(self, item: Item, values: Sequence[Any], row: int) -> Cell:
        """The sum of the lettered parts of this row, as a formula."""
        codes = self.parts[item.code]
        known = [values[self.at[code]] for code in codes if values[self.at[code]] is not None]
        refs = ",".join(f"{letter(self.column_of[code])}{row + 1}" for code in codes)
        scale = self._scale(item)
        total = f"ROUND(SUM({refs}),{scale})" if scale else f"SUM({refs})"
        return Cell(plain(sum(known)) if known else NONE, _look(item, scale), f'=IF(COUNT({refs})=0,"{NONE}",{total})')

    def _scale(self, item: Item) -> int:
        if item.type != "total":
            return item.scale
        return max((one.scale for one in self.items if one.code in self.parts[item.code]), default=0)

    def of_sum(self, aggregate: Aggregate) -> list[Cell]:
        members = [self.plan.entries[n] for n in aggregate.members]
        rows = [self.values[entry.unit_id] for entry in members if entry.reported and entry.unit_id in self.values]
        return [self._sum_cell(item, rows, aggregate, column) for column, item in enumerate(self.items, len(FIXED))]

    def _sum_cell(self, item: Item, rows: list[Sequence[Any]], aggregate: Aggregate, column: int) -> Cell:
        adder = Adder(self.plan, aggregate, column)
        values = [value for row in rows for value in self._known(item, row)]
        if item.type == "yesno":
            return Cell(sum(values), UNITS, adder.count("是"))
        if item.type == "date":
            return self._dates(len(values), aggregate, adder)
        if item.type in ("text", "narrative"):
            return Cell(sum(value != "" for value in values), UNITS, adder.count(*FILLED))
        if not item.sums or item.type in ("year", "percent"):
            return Cell(NONE, MIDDLE)
        scale = self._scale(item)
        return Cell(plain(sum(values)) if values else NONE, _look(item, scale), adder.sum(scale))

    def _dates(self, count: int, aggregate: Aggregate, adder: Adder) -> Cell:
        """Dates are numbers to Excel: those above zero are counted."""
        return Cell(count, UNITS, adder.count(">0"))

    def _known(self, item: Item, row: Sequence[Any]) -> list[Any]:
        codes = self.parts[item.code] if item.type == "total" else [item.code]
        return [row[self.at[code]] for code in codes if row[self.at[code]] is not None]


def _marked(entry: Entry) -> Cell:
    return Cell(entry.mark, MIDDLE) if entry.is_exempt else MISSING


def _look(item: Item, decimals: int) -> str:
    if item.type == "date":
        return DATE
    if item.type == "year":
        return "0"
    if item.type in ("text", "narrative"):
        return GENERAL
    return WHOLE if decimals == 0 else MONEY if decimals == 2 else decimal_look(decimals)


# --- loading -------------------------------------------------------------------------------------------------------


def load(choice: Choice, plan: Plan, form: FormSpec, titles: dict[int, str]) -> FormSheet:
    """The table of a form; one query."""
    schema = choice.schema
    items = [item for item in schema.form_rows(form.no) if item.type != "total" or schema.parts(item.code)]
    values = _values(choice, schema, [item for item in items if item.type != "total"])
    headings = {item.code for item in schema.form_rows(form.no)} - {item.code for item in items}
    return FormSheet(plan, form, items, _columns(schema.form_rows(form.no), headings, form, titles), values)


def _values(choice: Choice, schema: Schema, items: Sequence[Item]) -> Values:
    paths = [f"counted__{schema.path(item.code)}" for item in items]
    rows = Return.objects.of(choice.period).filter(counted_q(), unit_id__in=below(choice).values("descendant_id"))
    return {unit_id: values for unit_id, *values in rows.order_by().values_list("unit_id", *paths).iterator()}


def measure_titles() -> dict[int, str]:
    """Number of a measure -> its heading; one query."""
    return {measure.number: str(measure) for measure in Measure.objects.order_by("-document")}


def _columns(rows: Sequence[Item], headings: set[str], form: FormSpec, titles: dict[int, str]) -> list[Column]:
    """Headings without a value of their own stand over their parts only."""
    found: list[Column] = list(FIXED)
    for parent, children in _families(rows):
        top = titles.get(parent.measure or 0, form.title)
        if not children:
            found.append(_column(parent, top, parent.name, "", parent.code))
            continue
        if parent.code not in headings:
            found.append(_column(parent, top, parent.name, "合计" if parent.type == "total" else "计", parent.code))
        found += [_column(child, top, parent.name, child.name, parent.code) for child in children]
    return found


def _column(item: Item, top: str, middle: str, low: str, key: str) -> Column:
    unit = "是/否" if item.type == "yesno" else item.unit
    width = {"narrative": 30, "text": 16, "date": 11}.get(item.type, 11 if item.scale == 0 else 13)
    return Column(top, middle, low, item.code, unit, width, key)


def _families(rows: Sequence[Item]) -> list[tuple[Item, list[Item]]]:
    """Each item with the indented ones that follow it."""
    families: list[tuple[Item, list[Item]]] = []
    for item in rows:
        if item.indent and families and families[-1][0].measure == item.measure:
            families[-1][1].append(item)
        else:
            families.append((item, []))
    return families
