"""Where an operand's column is found from a return, and how it becomes an exact term."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import NullIf

from .resolving import FAMILIES, NUMBER, TEXT
from .sql_functions import Extra, Logic, QuarterEnd, Scaled, SmallWhole
from .sql_numbers import NOTHING, Pair, Term, add, choose, literal

if TYPE_CHECKING:
    from portal.reporting.schema import Item, Schema

    from .tree import Operand

# Largest values a column can hold: Decimal(16, 2) as hundredths; whole numbers in a cell have ten digits.
COLUMN_BOUND = 10**16
EXEMPT = "exempt"
FIELDS = {"yesno": models.BooleanField, "date": models.DateField, "text": models.TextField}


@dataclass(frozen=True)
class Place:
    """From which return a formula is read: its schema, its quarter and the version that counts for it."""

    schema: Schema
    quarter: int
    version: str = "counted"

    def walk(self, when: tuple[str, ...]) -> tuple[str, int] | None:
        """(lookup prefix to the return meant, its quarter); None where prev leaves the year."""
        prefix, quarter = "", self.quarter
        for step in when:
            if step == "prev" and quarter == 1:
                return None
            if step == "lastyear":
                prefix += "last_year__"
            elif step == "opening":
                prefix, quarter = prefix + "previous__" * quarter, 4
            elif step in ("prev", "before"):
                prefix, quarter = prefix + "previous__", quarter - 1 or 4
        return prefix, quarter

    def lookup(self, prefix: str, path: str) -> str:
        """Earlier returns are read as they count; the return itself in the version asked for."""
        return f"{prefix}{'counted' if prefix else self.version}__{path}"


def column(place: Place, code: str, prefix: str = "", outer: Any = F) -> Any:
    """The raw column (or JSON value) of an input item; empty text is NULL."""
    item = place.schema.by_code[code]
    if item.extra:
        found: Any = Extra(outer(place.lookup(prefix, "extra")), code, _field(item))
    else:
        found = outer(place.lookup(prefix, place.schema.path(code)))
    return NullIf(found, Value("")) if FAMILIES[item.type] == TEXT else found


def _field(item: Item) -> models.Field:
    if FAMILIES[item.type] == NUMBER:
        return models.DecimalField(max_digits=20, decimal_places=item.scale)
    return FIELDS[FAMILIES[item.type]]()


def raw(place: Place, operand: Operand) -> Any:
    """An operand that is no number (yes/no, text, date); None where prev leaves the year."""
    if operand.when == ("lastterm",):
        return _last_term(place, operand.code)
    found = place.walk(operand.when)
    return None if found is None else column(place, operand.code, found[0])


def number(place: Place, operand: Operand) -> Pair:
    """A numeric operand as an exact pair."""
    if operand.when == ("lastterm",):
        return _term(place, operand.code, _last_term(place, operand.code))
    found = place.walk(operand.when)
    if found is None:
        return NOTHING
    if operand.when[-1:] == ("ytd",):
        return _year_to_date(place, operand.code, *found)
    return _term(place, operand.code, column(place, operand.code, found[0]))


def _term(place: Place, code: str, expression: Any) -> Pair:
    item = place.schema.by_code[code]
    if item.scale or item.extra:
        return Pair(Fraction(1, 10**item.scale), Term(Scaled(expression, item.scale), COLUMN_BOUND))
    return Pair(Fraction(1), Term(SmallWhole(expression), COLUMN_BOUND))


def _year_to_date(place: Place, code: str, prefix: str, quarter: int) -> Pair:
    """The sum from the first quarter on, without the quarters in which the unit was not due."""
    total = _term(place, code, column(place, code, prefix))
    for back in range(1, quarter):
        earlier = prefix + "previous__" * back
        value = _term(place, code, column(place, code, earlier))
        total = add(total, choose(_was_due(earlier), value, Pair(Fraction(0), literal(0))))
    return total


def _was_due(prefix: str) -> Any:
    shape = f"COALESCE({{}} <> '{EXEMPT}', FALSE)"
    return Logic(shape, F(f"{prefix}state"))


def _last_term(place: Place, code: str) -> Subquery:
    """The value in the unit's latest earlier counted return whose 届次 differs from the one now.

    Deliberately unscoped: the outer row is in scope and this is the same unit's own history.
    """
    term = place.schema.by_code[code].term
    earlier = Place(place.schema, place.quarter)
    before = Q(period__year__lt=OuterRef("period__year")) | Q(
        period__year=OuterRef("period__year"), period__quarter__lt=place.quarter
    )
    rows = (
        QuerySet(model=apps.get_model("reporting", "Return"))
        .filter(before, unit=OuterRef("unit"), counted__isnull=False)
        .alias(term_then=column(earlier, term))
        .filter(_earlier_term(place, term))
        .order_by("-period__year", "-period__quarter")
    )
    return Subquery(rows.values_list(column(earlier, code))[:1])


def _earlier_term(place: Place, term: str) -> Q:
    """Numbers and dates of a term grow; a term named in words is another one when the words differ."""
    now = column(place, term, outer=OuterRef)
    if FAMILIES[place.schema.by_code[term].type] == TEXT:
        return Q(term_then__isnull=False) & ~Q(term_then=now)
    return Q(term_then__lt=now)


def period_end(place: Place) -> Any:
    return QuarterEnd(F("period__year"), place.quarter)
