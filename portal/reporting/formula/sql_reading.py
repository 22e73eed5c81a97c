"""A formula as a Django expression over the table of returns, equal to the Python reading to the last digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Value

from .errors import FormulaError
from .python_reading import may_be_empty
from .resolving import DATE, NUMBER, TEXT, family, resolve
from .sql_functions import Chosen, InOwnUnit, Logic
from .sql_numbers import (
    NOTHING,
    Pair,
    Term,
    absolute,
    add,
    choose,
    compare,
    divide,
    is_null,
    literal,
    multiply,
    negate,
    or_zero,
    scaled,
    unless,
)
from .sql_operands import Place, number, period_end, raw
from .tree import (
    And,
    Binary,
    Call,
    Compare,
    Context,
    If,
    Negate,
    Node,
    Not,
    Number,
    Operand,
    Or,
    Text,
    Truth,
    decimal_text,
)

if TYPE_CHECKING:
    from portal.reporting.schema import Schema

LONGEST_TEXT = 10**6


def expression(node: Node, schema: Schema, quarter: int, version: str = "counted") -> Any:
    """What ``evaluate`` gives, per row of Return: a boolean, text or date; a number as by ``amount``."""
    place, node = Place(schema, quarter, version), resolve(node, schema)
    found = family(node, schema)
    if found == NUMBER:
        return _amount(node, place)
    return _other(node, place) if found in (TEXT, DATE) else _logic(node, place)


def violation(node: Node, schema: Schema, quarter: int, version: str = "counted") -> Any:
    """True where the rule is definitely broken, false otherwise (blanks break nothing): for filter, annotate."""
    place, node = Place(schema, quarter, version), resolve(node, schema)
    if family(node, schema) == NUMBER:
        raise FormulaError("规则应是一个判断", received=str(node), fix="例如 0405 <= 0404")
    return Logic("COALESCE(NOT ({}), FALSE)", _logic(node, place))


def pair(node: Node, schema: Schema, quarter: int, version: str = "counted") -> Pair:
    """The number as factor × numerator / denominator: whole-number expressions, the factor known beforehand."""
    node = resolve(node, schema)
    if family(node, schema) != NUMBER:
        raise FormulaError("这里应是一个数", received=str(node))
    return _number(node, Place(schema, quarter, version))


def amount(node: Node, schema: Schema, quarter: int, version: str = "counted") -> Any:
    """The number in its own unit (exact numeric on PostgreSQL; on SQLite rounded to the decimals it can have).

    FormulaError for a formula that divides by an item: keep numerator and denominator apart instead.
    """
    return _amount(resolve(node, schema), Place(schema, quarter, version))


def whole(node: Node, schema: Schema, quarter: int, version: str = "counted") -> tuple[Any, int]:
    """(expression, places): the number times 10**places as a whole-number expression, exact on both databases.

    FormulaError as for ``amount``. On SQLite a result that may pass 64 bits is text when it does.
    """
    node = resolve(node, schema)
    found, text = _undivided(node, Place(schema, quarter, version))
    places = len(text.partition(".")[2])
    return scaled(found.numerator, int(found.factor * 10**places)).expression, places


def _undivided(node: Node, place: Place) -> tuple[Pair, str]:
    """A pair without denominator and its factor as a decimal; FormulaError when there is no such pair."""
    found = _number(node, place)
    if found.denominator is not None:
        raise FormulaError("这里的公式不能除以指标", received=str(node), fix="把分子和分母写成两个公式")
    try:
        return found, decimal_text(found.factor)
    except ValueError:
        raise FormulaError("这里的公式除不尽", received=str(node), fix="把分子和分母写成两个公式") from None


def _amount(node: Node, place: Place) -> Any:
    found, text = _undivided(node, place)
    places = len(text.partition(".")[2])
    return InOwnUnit((found.numerator or literal(1)).expression, Decimal(text), places)


def _number(node: Node, place: Place) -> Pair:
    return _NUMBERS[type(node)](node, place)


def _context(node: Context, place: Place) -> Pair:
    found = place.walk(node.when)
    return NOTHING if found is None else Pair(Fraction(found[1] * (3 if node.name == "months" else 1)))


def _binary(node: Binary, place: Place) -> Pair:
    left, right = _number(node.left, place), _number(node.right, place)
    if node.op in "+-":
        return add(left, right if node.op == "+" else negate(right))
    return multiply(left, right) if node.op == "*" else divide(left, right)


def _chosen(node: If, place: Place) -> Pair:
    otherwise = NOTHING if node.otherwise is None else _number(node.otherwise, place)
    return choose(_logic(node.condition, place), _number(node.then, place), otherwise)


def _call(node: Call, place: Place) -> Pair:
    if node.name == "count":
        one, none = Pair(Fraction(1)), Pair(Fraction(0))
        return reduce(add, (choose(_logic(arg, place), one, none) for arg in node.args))
    if node.name == "length":
        length = Chosen("LENGTH({})", _other(node.args[0], place))
        return Pair(Fraction(1), Term(length, LONGEST_TEXT))
    pairs = [_number(arg, place) for arg in node.args]
    if node.name == "sum":
        return _sum(node, pairs, place)
    if node.name == "abs":
        return absolute(pairs[0])
    return reduce(lambda a, b: choose(compare("<=" if node.name == "min" else ">=", a, b), a, b), pairs)


def _sum(node: Call, pairs: list[Pair], place: Place) -> Pair:
    """Parts that may be left empty count as nothing, unless all there are stand empty."""
    optional = [may_be_empty(arg, place.schema) for arg in node.args]
    total = reduce(add, (or_zero(part) if may else part for part, may in zip(pairs, optional, strict=True)))
    if not all(optional):
        return total
    return unless(_joined(" AND ", [is_null(part) for part in pairs]), total)


def _joined(word: str, parts: list[Any]) -> Any:
    return Logic(word.join(["{}"] * len(parts)).join("()"), *parts)


def _logic(node: Node, place: Place) -> Any:
    return _CONDITIONS[type(node)](node, place)


def _truth(node: Truth, place: Place) -> Any:
    return Logic("(1 = 1)" if node.value else "(1 = 0)")


def _flag(node: Operand, place: Place) -> Any:
    found = raw(place, node)
    return Logic("(NULL = 1)") if found is None else Logic("({} = TRUE)", found)


def _compare(node: Compare, place: Place) -> Any:
    links = [_link(left, op, right, place) for left, op, right in node.links()]
    return links[0] if len(links) == 1 else _joined(" AND ", links)


def _link(left: Node, op: str, right: Node, place: Place) -> Any:
    kind = family(left, place.schema)
    if kind == NUMBER:
        return compare(op, _number(left, place), _number(right, place))
    read = _other if kind in (TEXT, DATE) else _logic
    return Logic(f"({{}} {'<>' if op == '!=' else op} {{}})", read(left, place), read(right, place))


def _other(node: Node, place: Place) -> Any:
    """Texts and dates."""
    if isinstance(node, Text):
        return Value(node.value or None, output_field=models.TextField())
    if isinstance(node, Context):
        return period_end(place)
    assert isinstance(node, Operand)
    found = raw(place, node)
    if found is not None:
        return found
    is_date = family(node, place.schema) == DATE
    return Value(None, output_field=models.DateField() if is_date else models.TextField())


def _not(node: Not, place: Place) -> Any:
    return Logic("(NOT {})", _logic(node.body, place))


def _and(node: And, place: Place) -> Any:
    return _joined(" AND ", [_logic(part, place) for part in node.parts])


def _or(node: Or, place: Place) -> Any:
    return _joined(" OR ", [_logic(part, place) for part in node.parts])


def _implied(node: If, place: Place) -> Any:
    condition, then = _logic(node.condition, place), _logic(node.then, place)
    if node.otherwise is None:
        return Logic("((NOT {}) OR {})", condition, then)
    otherwise = _logic(node.otherwise, place)
    return Logic("(({} AND {}) OR ((NOT {}) AND {}))", condition, then, condition, otherwise)


def _blank(node: Call, place: Place) -> Any:
    arg = node.args[0]
    kind = family(arg, place.schema)
    if kind == NUMBER:
        empty = is_null(_number(arg, place))
    else:
        read = _other if kind in (TEXT, DATE) else _logic
        empty = Logic("({} IS NULL)", read(arg, place))
    return empty if node.name == "blank" else Logic("(NOT {})", empty)


_NUMBERS: dict[type[Node], Any] = {
    Number: lambda node, place: Pair(node.value),
    Context: _context,
    Operand: lambda node, place: number(place, node),
    Negate: lambda node, place: negate(_number(node.body, place)),
    Binary: _binary,
    If: _chosen,
    Call: _call,
}
_CONDITIONS: dict[type[Node], Any] = {
    Truth: _truth,
    Operand: _flag,
    Compare: _compare,
    Not: _not,
    And: _and,
    Or: _or,
    If: _implied,
    Call: _blank,
}
