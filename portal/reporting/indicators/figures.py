"""The selects the statement starts from: every return of a period, with each indicator's numerator and denominator.

They are querysets over Return built from the definitions' formulas; only their compiled text is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate

from portal.reporting import formula
from portal.reporting.formula import sql_reading
from portal.reporting.formula.sql_numbers import Pair, literal
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
    "@first_pass": Q(accepted_at__isnull=False, send_backs=0),
}


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

    def now(self, period: Period) -> tuple[str, tuple[Any, ...]]:
        """Every return of the period that is due, with all indicators and the former terms; text and parameters."""
        parts: dict[str, Any] = {}
        for k, definition in enumerate(self.definitions):
            parts |= self._figures(k, definition)
            if definition.base == Base.LAST_TERM:
                parts |= self._former_term(k, definition)
        return self._select(period, parts)

    def base(self, period: Period) -> tuple[str, tuple[Any, ...]]:
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

    def _former_term(self, k: int, definition: Definition) -> dict[str, Any]:
        parts = {f"p{k}": self._whole(f"lastterm({definition.share})")}
        return parts | ({f"q{k}": self._whole(f"lastterm({definition.of})")} if definition.of else {})

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

    def _select(self, period: Period, parts: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        rows = Return.objects.of(period).due().alias(reported_on=TruncDate("reported_at"))
        counted = Case(When(COUNTED, then=Value(1)), default=Value(0), output_field=IntegerField())
        rows = rows.annotate(due=Value(1, IntegerField()), reported=counted, **parts)
        return rows.order_by().values("unit_id", "due", "reported", *parts).query.sql_with_params()
