"""The few places where the two databases say the same thing differently. All arithmetic is on whole numbers.

PostgreSQL multiplies as `numeric`, which has no upper limit here. SQLite turns a product beyond 64 bits into a float,
so there a comparison of products goes through a small exact function registered on the connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

ORDER_FUNCTION = "portal_ratio_order"


class Dialect(Protocol):
    """What the statement needs of a database."""

    def prepare(self, cursor: Any) -> None: ...
    def whole(self, expression: str) -> str: ...
    def order(self, n: str, d: str, p: str, q: str) -> str: ...
    def array(self, items: Sequence[str]) -> str: ...
    def text(self, letters: Sequence[str]) -> str: ...
    def count(self, condition: str) -> str: ...


class PostgreSQL:
    def prepare(self, cursor: Any) -> None:
        """A statement of several hundred columns costs seconds to compile and milliseconds to interpret; its rows are
        wide, and the default memory would have it sort them on disk."""
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '64MB'")

    def whole(self, expression: str) -> str:
        """Without the decimals a numeric column's scale leaves behind (7000.00 is the whole number 7000)."""
        return f"round({expression})"

    def order(self, n: str, d: str, p: str, q: str) -> str:
        """The sign of n÷d − p÷q, for positive d and q, as a comparison with 0 expects it."""
        return f"({n} * ({q})::numeric - {p} * ({d})::numeric)"

    def array(self, items: Sequence[str]) -> str:
        return f"to_jsonb(ARRAY[{', '.join(items)}]::numeric[])"

    def text(self, letters: Sequence[str]) -> str:
        return " || ".join(letters)

    def count(self, condition: str) -> str:
        return f"count(*) FILTER (WHERE {condition})"


class SQLite:
    def prepare(self, cursor: Any) -> None:
        cursor.connection.create_function(ORDER_FUNCTION, 4, ratio_order, deterministic=True)

    def whole(self, expression: str) -> str:
        return expression

    def order(self, n: str, d: str, p: str, q: str) -> str:
        return f"{ORDER_FUNCTION}({n}, {d}, {p}, {q})"

    def array(self, items: Sequence[str]) -> str:
        return "'[' || " + " || ',' || ".join(f"ifnull({item}, 'null')" for item in items) + " || ']'"

    def text(self, letters: Sequence[str]) -> str:
        return " || ".join(letters)

    def count(self, condition: str) -> str:
        return f"sum({condition})"


def ratio_order(n: int | None, d: int | None, p: int | None, q: int | None) -> int | None:
    """Sign of n÷d − p÷q for whole numbers with positive d and q, exact at any size; None when one is missing."""
    if n is None or d is None or p is None or q is None:
        return None
    difference = n * q - p * d
    return (difference > 0) - (difference < 0)


def dialect(vendor: str) -> Dialect:
    """The dialect of a Django connection's vendor; LookupError for a database that is not supported."""
    found: dict[str, Dialect] = {"postgresql": PostgreSQL(), "sqlite": SQLite()}
    if vendor not in found:
        raise LookupError(f"no indicator dialect for {vendor!r}")
    return found[vendor]
