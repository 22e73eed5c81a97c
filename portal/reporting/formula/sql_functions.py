"""Database functions of the SQL reading. Every number is a whole number, so that both databases are exact.

PostgreSQL computes with numeric of any size. SQLite keeps decimals as floats and whole numbers in 64 bits, so
columns are read as rounded, scaled integers, and an operation whose result might not fit into 64 bits
(``wide``) goes through a Python function registered on the connection; its large results travel as text.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Func

SMALL = 2**63
FUNCTION = "whole_numbers"


class WholeField(models.BigIntegerField):
    """A whole number without limit, an int in Python whatever the database hands over."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)


class Whole(Func):
    """Base of functions that give a whole number."""

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*expressions, output_field=WholeField(), **extra)


class Shaped(Func):
    """An expression whose template names its parts as {}, in the order they are given."""

    def __init__(self, shape: str, *expressions: Any, output_field: models.Field) -> None:
        super().__init__(*expressions, output_field=output_field, shape=shape)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        compiled = [compiler.compile(part) for part in self.source_expressions]
        params = [value for _, values in compiled for value in values]
        return self.extra["shape"].format(*(sql for sql, _ in compiled)), params

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection)


class Logic(Shaped):
    """Gives true, false or NULL."""

    def __init__(self, shape: str, *expressions: Any) -> None:
        super().__init__(shape, *expressions, output_field=models.BooleanField())


class Chosen(Shaped):
    """A whole number picked by CASE, COALESCE or NULLIF."""

    def __init__(self, shape: str, *expressions: Any) -> None:
        super().__init__(shape, *expressions, output_field=WholeField())


class Scaled(Whole):
    """A column times 10**places as a whole number."""

    def __init__(self, expression: Any, places: int) -> None:
        super().__init__(expression, factor=10**places)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(ROUND(%(expressions)s * %(factor)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "((%(expressions)s)::numeric * %(factor)s)"
        return self.as_sql(compiler, connection, template=template, **context)


class SmallWhole(Whole):
    """A whole-number column as it is (numeric on PostgreSQL, so that products never overflow)."""

    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)::numeric", **context)


class Extra(Func):
    """A supplementary item's value out of a version's JSON, as text or number; NULL when absent or null."""

    def __init__(self, expression: Any, code: str, output_field: models.Field) -> None:
        super().__init__(expression, output_field=output_field, code=code)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSON_EXTRACT(%(expressions)s, '$.\"%(code)s\"')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        cast = {"BooleanField": "boolean", "DateField": "date", "DecimalField": "numeric"}
        kind = cast.get(self.output_field.get_internal_type(), "text")
        return self.as_sql(compiler, connection, template=f"(%(expressions)s ->> '%(code)s')::{kind}", **context)


class Literal(Whole):
    """A whole constant written into the statement; None is NULL."""

    arity = 0

    def __init__(self, value: int | None) -> None:
        super().__init__(value="NULL" if value is None else value)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        value = self.extra["value"]
        wide = value != "NULL" and abs(value) >= SMALL
        return self.as_sql(compiler, connection, template=f"'{value}'" if wide else f"{value}", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(value)s)::numeric", **context)


class _Operation(Func):
    """A binary operation, native or (on SQLite, when ``wide``) through the registered function."""

    def __init__(self, op: str, left: Any, right: Any, wide: bool, output_field: models.Field) -> None:
        super().__init__(left, right, output_field=output_field, op=op, wide=wide)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        joiner = f" {self.extra['op']} "
        context.setdefault("template", "(%(expressions)s)")
        return super().as_sql(compiler, connection, **{"arg_joiner": joiner, **context})

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        if not self.extra["wide"]:
            return self.as_sql(compiler, connection, **context)
        register(connection)
        template = f"{FUNCTION}('{self.extra['op']}', %(expressions)s)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", ", **context)


class Arithmetic(_Operation):
    def __init__(self, op: str, left: Any, right: Any, wide: bool) -> None:
        super().__init__(op, left, right, wide, WholeField())


class Comparison(_Operation):
    def __init__(self, op: str, left: Any, right: Any, wide: bool) -> None:
        super().__init__({"!=": "<>"}.get(op, op), left, right, wide, models.BooleanField())


class Absolute(Whole):
    function = "ABS"

    def __init__(self, expression: Any, wide: bool) -> None:
        super().__init__(expression, wide=wide)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        if not self.extra["wide"]:
            return self.as_sql(compiler, connection, **context)
        register(connection)
        return self.as_sql(compiler, connection, template=f"{FUNCTION}('abs', %(expressions)s, 0)", **context)


class QuarterEnd(Func):
    """Last day of a quarter whose year is a column."""

    def __init__(self, year: Any, quarter: int) -> None:
        day = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}[quarter]
        super().__init__(year, output_field=models.DateField(), day=day)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s || '-%(day)s')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s || '-%(day)s')::date", **context)


class InOwnUnit(Func):
    """A whole number times a decimal factor, in the item's own unit with ``places`` decimals."""

    def __init__(self, expression: Any, factor: Decimal, places: int) -> None:
        field = models.DecimalField(max_digits=60, decimal_places=places)
        super().__init__(expression, output_field=field, factor=format(factor, "f"), places=places)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        context.setdefault("template", "ROUND(%(expressions)s * %(factor)s, %(places)s)")
        return super().as_sql(compiler, connection, **context)


def register(connection: Any) -> None:
    """Teaches an SQLite connection the function for wide numbers, once."""
    connection.ensure_connection()
    raw = connection.connection
    if getattr(connection, "_knows_whole_numbers", None) is not raw:
        raw.create_function(FUNCTION, 3, compute, deterministic=True)
        connection._knows_whole_numbers = raw


def compute(op: str, left: int | str | None, right: int | str | None) -> int | str | None:
    """One exact operation; results beyond 64 bits as text, comparisons as 0 or 1, NULL with any NULL."""
    if left is None or right is None:
        return None
    result = int(_OPERATIONS[op](int(left), int(right)))
    return result if -SMALL <= result < SMALL else str(result)


_OPERATIONS: dict[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "abs": lambda a, b: abs(a),
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
