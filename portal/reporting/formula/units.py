"""Which unit a part of a formula is in, and how its value is written in a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from portal.ui.numbers import percent, plain

from .tree import Binary, Call, Context, If, Negate, Node, Number, Operand, Span

if TYPE_CHECKING:
    from portal.reporting.schema import Schema

MORE_DECIMALS = 4
ROUNDED = {"<=": floor, ">": floor, ">=": ceil, "<": ceil}


@dataclass(frozen=True)
class Unit:
    """``name`` of the unit, decimals shown, and whether the value is a share written in percent."""

    name: str = ""
    scale: int = 0
    ratio: bool = False

    @property
    def is_neutral(self) -> bool:
        return not self.name and not self.ratio


NEUTRAL = Unit()
SHARE = Unit(ratio=True)


def unit_of(node: Node, schema: Schema) -> Unit:
    """The unit of a numeric (not yet resolved) part."""
    if isinstance(node, (Operand, Span)):
        return _item_unit(node.code if isinstance(node, Operand) else node.first, schema)
    if isinstance(node, Number):
        return SHARE if node.percent else NEUTRAL
    if isinstance(node, Context) or not isinstance(node, (Binary, Call, Negate, If)):
        return NEUTRAL
    if isinstance(node, Call) and node.name in ("count", "length"):
        return Unit("个" if node.name == "count" else "字")
    if isinstance(node, Binary) and node.op in "*/":
        return _product(node, schema)
    return _same(node, schema)


def _item_unit(code: str, schema: Schema) -> Unit:
    item = schema.named(code)
    if item.type == "percent":
        return Unit("%", item.scale)
    return Unit("" if item.unit == "—" else item.unit, item.scale)


def _same(node: Node, schema: Schema) -> Unit:
    """Of parts added or compared, the first that has a unit; as many decimals as any of them."""
    parts = node.children() if not isinstance(node, If) else filter(None, (node.then, node.otherwise))
    found = [unit for part in parts if not (unit := unit_of(part, schema)).is_neutral]
    if not found:
        return NEUTRAL
    return Unit(found[0].name, max(unit.scale for unit in found), found[0].ratio)


def _product(node: Binary, schema: Schema) -> Unit:
    left, right = unit_of(node.left, schema), unit_of(node.right, schema)
    if right.is_neutral or right.ratio:
        return left if node.op == "/" or not left.is_neutral else right
    if node.op == "*":
        return right if left.is_neutral or left.ratio else Unit(f"{left.name}·{right.name}", 2)
    if left.is_neutral:
        return Unit(scale=2)
    return SHARE if left.name == right.name else Unit(f"{left.name}/{right.name}", 2)


def counts_whole(node: Node, schema: Schema) -> bool:
    """Whether a part adds up numbers of persons, items or the like, of which there are no tenths."""
    unit = unit_of(node, schema)
    parts_things = any(isinstance(part, Binary) and part.op in "*/" for part in node.walk())
    return bool(unit.name) and not (unit.ratio or unit.scale or unit.name == "%" or parts_things)


def permitted(op: str, bound: Any) -> Any:
    """A bound of whole things as the last (or, for < and >, the first excluded) whole number: no verdict changes."""
    if not isinstance(bound, Fraction) or op not in ROUNDED:
        return bound
    return Fraction(ROUNDED[op](bound))


def show(value: Any, unit: Unit = NEUTRAL, bound: Any = None) -> str:
    """A value with its unit; 未填 for a blank. Beside a bound a share keeps the digits that tell them apart."""
    if value is None:
        return "未填"
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= 30 else f"“{value[:30]}…”"
    if unit.ratio:
        return percent(value, bound if isinstance(bound, Fraction) else None)
    text = plain(value, _decimals(value, unit.scale))
    return f"{text}%" if unit.name == "%" else f"{text} {unit.name}".rstrip()


def _decimals(value: Fraction, scale: int) -> int:
    """The unit's decimals, or a few more where rounding would hide something."""
    for digits in range(scale, scale + MORE_DECIMALS):
        if (value * 10**digits).denominator == 1:
            return digits
    return scale + MORE_DECIMALS
