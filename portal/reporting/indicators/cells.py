"""From an indicator down to the cells of the form: the items its formula reads, with their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from portal.reporting import formula
from portal.reporting.formula.units import unit_of
from portal.reporting.models import PeriodAncestry, Return
from portal.reporting.schema import Item, Schema
from portal.ui import numbers

from .frozen import Definition
from .place import Place
from .results import Figure

WHEN = {
    "now": "本季表内",
    "ytd": "本年各季相加",
    "opening": "上年第四季度",
    "lastterm": "上一届",
    "lastyear": "上年同期",
    "prev": "上季",
    "before": "上季",
}


@dataclass(frozen=True)
class Cell:
    """One item of the formula: its value in this quarter's form (a sum for aggregates), and where it stands."""

    item: Item
    when: str
    value: Any
    units: int | None
    url: str

    @property
    def is_number(self) -> bool:
        return self.item.is_number


def cells_of(place: Place, definition: Definition) -> list[Cell]:
    """The items a definition reads, in the order of the form; one query. None for the returns' own course."""
    texts = [text for text in (definition.share, definition.of, definition.applies) if text and text[0] != "@"]
    schema = Schema.of(place.period)
    found = {ref for text in texts for ref in formula.refs(formula.parse(text), schema)}
    codes = [item.code for item in schema.items if item.code in {code for code, _ in found}]
    read = _summed if place.is_aggregate else _filed
    values = read(place, schema, codes)
    whens = {
        code: [WHEN.get(when.split(".")[-1], when) for other, when in sorted(found) if other == code] for code in codes
    }
    return [
        Cell(
            schema.by_code[code],
            "、".join(dict.fromkeys(whens[code])),
            *values[code],
            _url(place, schema.by_code[code]),
        )
        for code in codes
    ]


@dataclass(frozen=True)
class Counted:
    """What numerator and denominator are counted in; "" where that is nothing or there is no denominator."""

    numerator: str
    denominator: str = ""

    @property
    def both(self) -> str:
        """Named once when it is the same."""
        return " / ".join(dict.fromkeys(name for name in (self.numerator, self.denominator) if name))


def counted_in(place: Place, figure: Figure) -> Counted:
    """The units of a figure's two sides: of the items in its formula, or 家 where units or returns are counted."""
    one = figure.definition
    if figure.counts_units or one.share.startswith("@"):
        return Counted("家", "家")
    if one.plain:
        return Counted(one.unit)
    schema = Schema.of(place.period)
    return Counted(*(unit_of(formula.parse(text), schema).name for text in (one.share, one.of)))


def _filed(place: Place, schema: Schema, codes: Sequence[str]) -> dict[str, tuple[Any, int | None]]:
    paths = [f"counted__{schema.path(code)}" for code in codes]
    row = Return.objects.filter(period=place.period, unit=place.unit).values_list(*paths).first() if paths else None
    return {code: (row[k] if row else None, None) for k, code in enumerate(codes)}


def _summed(place: Place, schema: Schema, codes: Sequence[str]) -> dict[str, tuple[Any, int | None]]:
    """Sums over the units below; items that may not be added up, and those that are no numbers, show only how many."""
    below = PeriodAncestry.objects.filter(period=place.period, line=place.line, ancestor=place.unit)
    parts: dict[str, Any] = {}
    for code in codes:
        path = f"counted__{schema.path(code)}"
        parts[f"c{code}"] = Count(path)
        if schema.by_code[code].is_number and schema.by_code[code].sums:
            parts[f"s{code}"] = Sum(path)
    rows = Return.objects.due().filter(period=place.period, unit__in=below.values("descendant_id"))
    found = rows.aggregate(**parts) if parts else {}
    return {code: (_rounded(found.get(f"s{code}"), schema.by_code[code]), found[f"c{code}"]) for code in codes}


def _rounded(value: Any, item: Item) -> Any:
    """SQLite sums decimals as floats; a sum has no more decimals than its cells."""
    return value if value is None or not item.scale else numbers.rounded(Decimal(value), item.scale)


def sources(place: Place) -> dict[str, int]:
    """How many returns the figures rest on (`counted`), and how many of them are accepted; the rest are as filed."""
    rows = Return.objects.due().filter(period=place.period)
    if place.is_aggregate:
        below = PeriodAncestry.objects.filter(period=place.period, line=place.line, ancestor=place.unit)
        rows = rows.filter(unit__in=below.values("descendant_id"))
    else:
        rows = rows.filter(unit=place.unit)
    found = rows.aggregate(in_all=Count("counted"), final=Count("pk", filter=Q(accepted=F("counted"))))
    return {"counted": found["in_all"], "accepted": found["final"]}


def _url(place: Place, item: Item) -> str:
    if place.is_aggregate:
        return ""
    return reverse("form_page", args=(place.period.code, place.unit.code, item.form)) + f"#r{item.code}"
