"""The rows of one form as the page shows them. All of it comes from the schema; nothing about an item is said here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from portal.policy.models import Measure
from portal.ui import numbers

from ..models import Evidence, Period
from ..parsing import format_value
from ..schema import FormSpec, Item
from . import columns
from .cells import CONFLICT, REFERENCE, CellOutcome
from .columns import ACROSS, DIFFERENCE, ENTER, LAST_YEAR, NO_CELL, RUNNING, layout
from .dossier import QUARTERS_SHOWN, Dossier
from .progress import Count, Rest, count, rest_of

NO_CELL_SIGN = "×"


@dataclass
class Row:
    """One row. `quarter`, `year`, `last` are texts for cells that are not entered; `entry` is the input's column."""

    item: Item
    entry: str
    value: str
    quarter: str
    year: str
    last: str
    before: str
    editable: bool
    rest: Rest
    reference: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    spark: list[Any] = field(default_factory=list)
    was: str | None = None
    across: bool = False
    messages: list[str] = field(default_factory=list)
    outcome: CellOutcome | None = None
    reference_outcome: CellOutcome | None = None

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def is_total(self) -> bool:
        return self.item.type == "total"

    @property
    def shows_document(self) -> bool:
        """Whether the line for document number and evidence is open."""
        return self.value == "是" or bool(self.reference or self.evidence)

    @property
    def entry_name(self) -> str:
        return columns.entry_name(self.item)

    @property
    def typed(self) -> str:
        """What the input shows: the stored value, or what was typed and not taken."""
        return self.outcome.mine if self.outcome else self.value

    @property
    def seen(self) -> str:
        """What the author of the next save has seen: after a conflict the other person's value."""
        return self.outcome.shown if self.outcome and self.outcome.state == CONFLICT else self.value

    @property
    def widget(self) -> str:
        return self.item.type if self.item.type in ("yesno", "narrative") else "line"

    @property
    def input_mode(self) -> str:
        return "decimal" if self.item.is_number else "numeric" if self.item.type in ("year", "date") else "text"


@dataclass(frozen=True)
class Section:
    """A measure's rows with its heading; the basics form has one section without a measure."""

    measure: int | None
    title: str
    rows: list[Row]
    count: Count

    @property
    def anchor(self) -> str:
        return f"m{self.measure or 0}"


def sections(dossier: Dossier, form: FormSpec) -> list[Section]:
    """The form's rows, grouped by measure."""
    titles = measure_titles(form)
    groups = groupby(dossier.schema.form_rows(form.no), key=lambda item: item.measure)
    return [_section(dossier, measure, titles.get(measure, form.title), list(group)) for measure, group in groups]


def _section(dossier: Dossier, measure: int | None, title: str, items: list[Item]) -> Section:
    return Section(measure, title, [row(dossier, item) for item in items], count(dossier, items))


def measure_titles(form: FormSpec) -> dict[int | None, str]:
    """Headings by measure number, as the policy app holds them: （四）落实企业培养…"""
    titles: dict[int | None, str] = {}
    for measure in Measure.objects.filter(section__app_label=form.app_label).order_by("document", "number"):
        titles.setdefault(measure.number, str(measure))
    return titles


def row(dossier: Dossier, item: Item) -> Row:
    """One row of the grid."""
    plan = layout(item)
    editable = item.type != "total" and dossier.place.may_edit(item.code)
    return Row(
        item=item,
        entry="" if item.type == "total" else plan.entry_column,
        value="" if item.type == "total" else _shown(item, dossier.value(item.code)),
        quarter=_column(dossier, item, plan.quarter),
        year=_column(dossier, item, plan.year),
        last=_last_year(dossier, item, plan.last),
        before="" if plan.quarter == ACROSS else told(dossier, item, past(dossier, item, 1)),
        editable=editable,
        rest=rest_of(dossier, item),
        reference=dossier.reference(item.code) if item.type == "yesno" else "",
        evidence=dossier.evidence.get(item.code, []),
        spark=series(dossier, item) if item.is_number else [],
        was=_was(dossier, item),
        across=plan.quarter == ACROSS,
    )


def texts(dossier: Dossier, item: Item) -> dict[str, Any]:
    """The parts of a row that can change while the page is open, for the answer to a save."""
    plan = layout(item)
    cells = {}
    if item.type != "total":
        cells[item.code] = _shown(item, dossier.value(item.code))
        if item.ref_column:
            cells[item.code + REFERENCE] = dossier.reference(item.code)
    return {
        "quarter": _column(dossier, item, plan.quarter), "year": _column(dossier, item, plan.year),
        "cells": cells, **rest_of(dossier, item).as_json(),
    }  # fmt: skip


def total(dossier: Dossier, item: Item) -> Any:
    """The value of an item now; for a heading the sum of its parts."""
    if item.type != "total":
        return dossier.value(item.code)
    return dossier.formula(item.code) if dossier.schema.parts(item.code) else None


def past(dossier: Dossier, item: Item, back: int) -> Any:
    """The value so many quarters before; for a heading the sum of the parts then."""
    if item.type != "total":
        return dossier.past(item.code, back)
    return _sum(dossier.past(code, back) for code in dossier.schema.parts(item.code))


def _sum(values: Iterator[Any]) -> Any:
    found = list(values)
    return None if not found or None in found else sum(found)


def series(dossier: Dossier, item: Item) -> list[Any]:
    """The last four quarters and this one, oldest first."""
    return [past(dossier, item, back) for back in range(QUARTERS_SHOWN, 0, -1)] + [total(dossier, item)]


@lru_cache(maxsize=64)
def quarter_names(period_code: str) -> tuple[str, ...]:
    """Short names of the last four quarters and this one, oldest first: 2025年三季度 …"""
    codes = [period_code]
    for _ in range(QUARTERS_SHOWN):
        year, quarter = Period.parse_code(codes[0])
        codes.insert(0, Period(year=year, quarter=quarter).previous_code)
    return tuple(f"{code[:4]}年{'一二三四'[int(code[5]) - 1]}季度" for code in codes)


def _column(dossier: Dossier, item: Item, kind: str) -> str:
    if kind == NO_CELL:
        return NO_CELL_SIGN
    if kind == ENTER:
        return told(dossier, item, total(dossier, item)) if item.type == "total" else ""
    if kind == RUNNING:
        return told(dossier, item, _running(dossier, item))
    return told(dossier, item, _difference(dossier, item)) if kind == DIFFERENCE else ""


def _running(dossier: Dossier, item: Item) -> Any:
    if item.type == "total" and not dossier.schema.parts(item.code):
        return None
    return dossier.formula(f"ytd({item.code})")


def _difference(dossier: Dossier, item: Item) -> Any:
    if item.type == "total" and not dossier.schema.parts(item.code):
        return None
    return dossier.formula(item.code if dossier.quarter == 1 else f"{item.code} - prev({item.code})")


def _last_year(dossier: Dossier, item: Item, kind: str) -> str:
    if kind != LAST_YEAR:
        return ""
    if item.type == "total":
        return told(dossier, item, _sum(dossier.last_year(code) for code in dossier.schema.parts(item.code)))
    return told(dossier, item, dossier.last_year(item.code))


def _was(dossier: Dossier, item: Item) -> str | None:
    """The value in the version before when it differs; None when it does not."""
    if dossier.base is None or item.type == "total" or dossier.was(item) == dossier.value(item.code):
        return None
    return told(dossier, item, dossier.was(item)) or "空白"


def _shown(item: Item, value: Any) -> str:
    """An input's value: `parse_cell` reads it back."""
    return format_value(item, value)


def told(dossier: Dossier, item: Item, value: Any) -> str:
    """A figure that is only shown: with a real minus sign; "" for a blank."""
    if value is None or isinstance(value, bool) or not item.is_number:
        return format_value(item, value)
    parts = dossier.schema.parts(item.code)
    scale = max((dossier.schema.by_code[code].scale for code in parts), default=item.scale)
    return numbers.plain(value, scale)
