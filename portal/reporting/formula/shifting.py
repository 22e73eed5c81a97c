"""Pushes a shift in time down to the operands it stands around, while the formula is read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .errors import FormulaError
from .tree import Binary, Call, Context, Negate, Node, Number, Operand, Span

INNERMOST = ("ytd", "lastterm")
MOST_SHIFTS = 3


def shifted(name: str, node: Node, position: int) -> Node:
    """``name(node)`` with the shift carried by the operands; FormulaError when that would change its sense."""
    if name == "ytd" and not _linear(node):
        problem, fix = "ytd 只能用于指标或指标的加减", "分别写 ytd，如 ytd(0104) / ytd(0103)"
        raise FormulaError(problem, position=position, received=f"ytd({node})", fix=fix)
    return _push(name, node, position)


def _push(name: str, node: Node, position: int) -> Node:
    if isinstance(node, (Operand, Span, Context)):
        _check_context(name, node, position)
        return replace(node, when=_combined(name, node.when, position))
    changes: dict[str, Any] = {}
    for field_name, value in vars(node).items():
        if isinstance(value, Node):
            changes[field_name] = _push(name, value, position)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[field_name] = tuple(_push(name, part, position) for part in value)
    return replace(node, **changes) if changes else node


def _check_context(name: str, node: Node, position: int) -> None:
    if isinstance(node, Context) and (name in INNERMOST or node.name == "periodend"):
        raise FormulaError(f"{name} 不能用于 {node.name}", position=position, received=f"{name}({node})")


def _combined(name: str, when: tuple[str, ...], position: int) -> tuple[str, ...]:
    """Outermost first; lastyear commutes with steps between quarters and is always written outermost."""
    text = f"{name}({'('.join(when)}(…"
    if (name in INNERMOST and when) or "lastterm" in when:
        raise FormulaError(f"{name} 不能再套在 {when[0]} 外面", position=position, received=text)
    if name == "lastyear" and "lastyear" in when:
        raise FormulaError("只能往前一年，lastyear 不能套两次", position=position, received=text)
    if len(when) >= MOST_SHIFTS:
        raise FormulaError(f"前后推移最多 {MOST_SHIFTS} 层", position=position, received=text)
    if when[:1] == ("lastyear",):
        return ("lastyear", name, *when[1:])
    return (name, *when)


def _linear(node: Node) -> bool:
    """Whether summing over quarters may be done operand by operand: items, +, −, and factors without items."""
    if isinstance(node, (Operand, Span, Negate)):
        return not isinstance(node, Negate) or _linear(node.body)
    if isinstance(node, Call):
        return node.name == "sum" and all(map(_linear, node.args))
    if not isinstance(node, Binary):
        return False
    if node.op in "+-":
        return _linear(node.left) and _linear(node.right)
    if node.op == "*" and _constant(node.left):
        return _linear(node.right)
    return _linear(node.left) and _constant(node.right)


def _constant(node: Node) -> bool:
    return all(isinstance(part, (Number, Binary, Negate)) for part in node.walk())
