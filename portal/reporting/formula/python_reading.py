"""Evaluates a formula for one return, exactly.

Blank (None) is not zero: arithmetic and comparisons with a blank are blank, and so is a division by zero.
``and``/``or``/``not`` are three-valued (Kleene): false and blank is false, true or blank is true. ``sum``
alone looks at its items: one that must be filled makes the sum blank, one that may be left empty counts as
nothing as long as something is filled. A rule is broken only when its value is False.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import TYPE_CHECKING, Any

from .figures import LAST_TERM, LAST_YEAR, NOW, Figures
from .resolving import resolve
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
    is_logical,
)

if TYPE_CHECKING:
    from portal.reporting.schema import Schema

ARITHMETIC = {"+": add, "-": sub, "*": mul}
COMPARISONS = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def evaluate(node: Node, figures: Figures) -> Any:
    """Fraction, bool, text or date; None when blank. FormulaError when the formula does not fit the schema."""
    return _value(resolve(node, figures.schema), figures)


def broken(node: Node, figures: Figures) -> bool:
    """Whether the rule is definitely broken: blanks break nothing."""
    return evaluate(node, figures) is False


def _value(node: Node, figures: Figures) -> Any:
    return _READERS[type(node)](node, figures)


def _number(node: Number, figures: Figures) -> Fraction:
    return node.value


def _constant(node: Truth | Text, figures: Figures) -> Any:
    return node.value


def _operand(node: Operand, figures: Figures) -> Any:
    place = walk_back(node.when, figures.quarter)
    if place is None:
        return None
    line, back, quarter = place
    if node.when[-1:] == ("ytd",):
        return _year_to_date(node.code, figures, line, back, quarter)
    return exact(figures.get(node.code, line, back))


def _year_to_date(code: str, figures: Figures, line: str, back: int, quarter: int) -> Fraction | None:
    """From the first quarter on; quarters in which the unit was not due are left out, missing figures are not."""
    steps = [back, *(step for step in range(back + 1, back + quarter) if figures.has(line, step))]
    values = [exact(figures.get(code, line, step)) for step in steps]
    return None if None in values else sum(values, Fraction(0))


def walk_back(when: tuple[str, ...], quarter: int) -> tuple[str, int, int] | None:
    """(line, quarters back, number of the quarter reached); None when prev leaves the year."""
    line, back = NOW, 0
    for step in when:
        if step == "lastyear":
            line = LAST_YEAR
        elif step == "lastterm":
            line = LAST_TERM
        elif step == "opening":
            back, quarter = back + quarter, 4
        elif step == "prev" and quarter == 1:
            return None
        elif step in ("prev", "before"):
            back, quarter = back + 1, quarter - 1 or 4
    return line, back, quarter


def exact(value: Any) -> Any:
    """A stored value as the language sees it: numbers as Fraction, empty text as blank."""
    if isinstance(value, bool) or value is None or isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        return value or None
    return Fraction(value) if isinstance(value, (int, Decimal)) else Fraction(str(value))


def _context(node: Context, figures: Figures) -> Any:
    if node.name == "periodend":
        return figures.period_end
    place = walk_back(node.when, figures.quarter)
    return None if place is None else Fraction(place[2] * (3 if node.name == "months" else 1))


def _negate(node: Negate, figures: Figures) -> Fraction | None:
    value = _value(node.body, figures)
    return None if value is None else -value


def _binary(node: Binary, figures: Figures) -> Fraction | None:
    left, right = _value(node.left, figures), _value(node.right, figures)
    if left is None or right is None:
        return None
    if node.op != "/":
        return ARITHMETIC[node.op](left, right)
    return left / right if right else None


def _compare(node: Compare, figures: Figures) -> bool | None:
    values = [_value(part, figures) for part in node.operands]
    pairs = zip(values, node.ops, values[1:], strict=False)
    return _all(None if None in (a, b) else COMPARISONS[op](a, b) for a, op, b in pairs)


def _all(values: Any) -> bool | None:
    found = list(values)
    return False if False in found else None if None in found else True


def _any(values: Any) -> bool | None:
    found = list(values)
    return True if True in found else None if None in found else False


def _not(node: Not, figures: Figures) -> bool | None:
    value = _value(node.body, figures)
    return None if value is None else not value


def _and(node: And, figures: Figures) -> bool | None:
    return _all(_value(part, figures) for part in node.parts)


def _or(node: Or, figures: Figures) -> bool | None:
    return _any(_value(part, figures) for part in node.parts)


def _if(node: If, figures: Figures) -> Any:
    condition = _value(node.condition, figures)
    if not chooses_number(node, figures.schema):
        negated = None if condition is None else not condition
        if node.otherwise is None:
            return _any([negated, _value(node.then, figures)])
        then, otherwise = _value(node.then, figures), _value(node.otherwise, figures)
        return _any([_all([condition, then]), _all([negated, otherwise])])
    if condition is None:
        return None
    branch = node.then if condition else node.otherwise
    return None if branch is None else _value(branch, figures)


def chooses_number(node: If, schema: Schema) -> bool:
    """Whether an if gives a number (a resolved bare yes/no item counts as a condition)."""
    then = node.then
    while isinstance(then, If):
        then = then.then
    yes_no = isinstance(then, Operand) and schema.by_code[then.code].type == "yesno"
    return not (is_logical(then) or yes_no)


def _call(node: Call, figures: Figures) -> Any:
    values = [_value(arg, figures) for arg in node.args]
    if node.name == "sum":
        return _sum(node, values, figures.schema)
    if node.name in ("blank", "filled"):
        return (values[0] is None) == (node.name == "blank")
    if None in values:
        return None
    if node.name == "count":
        return Fraction(sum(values))
    if node.name == "length":
        return Fraction(len(values[0]))
    return abs(values[0]) if node.name == "abs" else reduce({"min": min, "max": max}[node.name], values)


def _sum(node: Call, values: list[Fraction | None], schema: Schema) -> Fraction | None:
    known = [value for value in values if value is not None]
    needed = [value for arg, value in zip(node.args, values, strict=True) if not may_be_empty(arg, schema)]
    return None if not known or None in needed else sum(known, Fraction(0))


def may_be_empty(node: Node, schema: Schema) -> bool:
    """Whether a part of a sum counts as nothing when blank: an item that is not required."""
    return isinstance(node, Operand) and not schema.by_code[node.code].required


_READERS: dict[type[Node], Any] = {
    Number: _number,
    Truth: _constant,
    Text: _constant,
    Operand: _operand,
    Context: _context,
    Negate: _negate,
    Binary: _binary,
    Compare: _compare,
    Not: _not,
    And: _and,
    Or: _or,
    If: _if,
    Call: _call,
}
