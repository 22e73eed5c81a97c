"""The selects the statement starts from: every return of a period, with each indicator's numerator and denominator.

They are querysets over Return built from the definitions' formulas; only their compiled text is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate

from portal.reporting import formula
from portal.reporting.formula import sql_reading
from portal.reporting.formula.resolving import FAMILIES, TEXT
from portal.reporting.formula.sql_numbers import Pair, literal
from portal.reporting.formula.sql_operands import Place, column
from portal.reporting.models import Period, Return
from portal.reporting.schema import Schema

from .columns import Base
from .frozen import Definition

COUNTED = Q(counted__isnull=False, reported_at__isnull=False)
# Conditions on the return itself, which stand in a definition where others have a formula.
FLOW = {
    "@due": Q(pk__isnull=False),
    "@reported": Q(reported_at__isnull=False),
    "@on_time": Q(reported_at__isnull=False, reported_on__lte=Coalesce("extended_to", "due_on")),
    "@first_pass": Q(reported_at__isnull=False, send_backs=0),
}


# Compiled text and its parameters.
Select = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Term:
    """A 届次 item, how an earlier one differs from the present one in SQL, and the indicators compared by it."""

    code: str
    differs: str
    indicators: tuple[int, ...]


class Figures:
    """Expressions of some definitions by one schema, in one quarter."""

    def __init__(self, definitions: Iterable[Definition], schema: Schema, quarter: int) -> None:
        self.definitions = tuple(definitions)
        self.schema = schema
        self.quarter = quarter

    def with_factors(self) -> tuple[Definition, ...]:
        """The definitions with what turns their stored whole numbers into values."""
        return tuple(
            replace(
                definition,
                share_factor=str(self._pair(definition.share).factor),
                of_factor=str(self._pair(definition.of).factor) if definition.of else "1",
            )
            for definition in self.definitions
        )

    def now(self, period: Period) -> Select:
        """Every return of the period that is due, with all indicators and the 届次 that indicators compare by."""
        parts: dict[str, Any] = {}
        for k, definition in enumerate(self.definitions):
            parts |= self._figures(k, definition)
        return self._select(period, parts | self._terms())

    def base(self, period: Period) -> Select:
        """The same of a year ago, by today's formulas, for the indicators that look back a year."""
        parts: dict[str, Any] = {}
        for k, definition in enumerate(self.definitions):
            if definition.base == Base.LAST_YEAR:
                parts |= self._figures(k, definition)
        return self._select(period, parts)

    def _figures(self, k: int, definition: Definition) -> dict[str, Any]:
        parts = {f"n{k}": self._whole(definition.share)}
        if definition.of:
            parts[f"d{k}"] = self._whole(definition.of)
        if definition.applies:
            parts[f"a{k}"] = self._condition(definition.applies)
        return parts

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The 届次 items by which indicators find the figures of the former term."""
        found: dict[str, list[int]] = {}
        for k, definition in enumerate(self.definitions):
            if definition.base == Base.LAST_TERM:
                found.setdefault(self._term_of(definition), []).append(k)
        texts = {code: FAMILIES[self.schema.by_code[code].type] == TEXT for code in found}
        return tuple(Term(code, "<>" if texts[code] else "<", tuple(ks)) for code, ks in found.items())

    def _term_of(self, definition: Definition) -> str:
        texts = [text for text in (definition.share, definition.of) if text]
        codes = {code for text in texts for code, _ in formula.refs(formula.parse(text), self.schema)}
        items = {self.schema.by_code[code].term for code in codes}
        if len(items) != 1 or not (items & self.schema.by_code.keys()):
            raise formula.FormulaError(
                "与上一届比的指标应只用同一届次的项目", received=f"{definition.code}：{'、'.join(texts)}"
            )
        return items.pop()

    def former(self, period: Period) -> Select:
        """Every earlier return that counts, its age, its 届次 and the figures that are compared by term."""
        earlier = Q(period__year__lt=period.year) | Q(period__year=period.year, period__quarter__lt=period.quarter)
        parts = {"age": F("period__year") * 4 + F("period__quarter")} | self._terms()
        for k, definition in enumerate(self.definitions):
            if definition.base == Base.LAST_TERM:
                parts |= self._figures(k, definition)
        rows = Return.objects.filter(earlier, counted__isnull=False).annotate(**parts)
        return rows.order_by().values("unit_id", *parts).query.sql_with_params()

    def _terms(self) -> dict[str, Any]:
        place = Place(self.schema, self.quarter)
        return {f"t{j}": column(place, term.code) for j, term in enumerate(self.terms)}

    def _pair(self, text: str) -> Pair:
        if text in FLOW:
            return Pair(Fraction(1))
        return sql_reading.pair(formula.parse(text), self.schema, self.quarter)

    def _whole(self, text: str) -> Any:
        if text in FLOW:
            return Case(When(FLOW[text], then=Value(1)), default=Value(0), output_field=IntegerField())
        found = self._pair(text)
        if found.denominator is not None:
            raise formula.FormulaError("这里的公式不能除以指标", received=text, fix="把分子和分母写成两个公式")
        return (found.numerator or literal(1)).expression

    def _condition(self, text: str) -> Any:
        return sql_reading.expression(formula.parse(text), self.schema, self.quarter)

    def _select(self, period: Period, parts: dict[str, Any]) -> Select:
        rows = Return.objects.of(period).due().alias(reported_on=TruncDate("reported_at"))
        counted = Case(When(COUNTED, then=Value(1)), default=Value(0), output_field=IntegerField())
        rows = rows.annotate(due=Value(1, IntegerField()), reported=counted, **parts)
        return rows.order_by().values("unit_id", "due", "reported", *parts).query.sql_with_params()
