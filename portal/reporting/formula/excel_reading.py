"""A formula as the text of an Excel formula (English function names, comma separated, without the leading =).

A number that cannot be had, because a cell is blank or holds —, or because it would divide by zero, gives "—";
a condition that cannot be judged gives "—" too. Cells of yes/no items hold 是 or 否. Values are guarded before
they are used, since Excel would read a blank cell as zero. Excel computes with binary fractions: results equal
the portal's to the displayed digits, verdicts are the portal's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import FormulaError
from .python_reading import may_be_empty
from .resolving import DATE, NUMBER, TEXT, family, resolve
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

NONE = '"—"'
LONGEST = 8192

CellOf = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Guarded:
    """An Excel value and the conditions (in order) under which it may be looked at."""

    value: str
    guards: tuple[str, ...] = ()

    def or_else(self, other: str = NONE) -> str:
        """The value, or something else where a guard fails; guards are tried from left to right."""
        text = self.value
        for guard in reversed(self.guards):
            text = f"IF({guard},{text},{other})"
        return text


def excel(node: Node, cell_of: CellOf, schema: Schema) -> str:
    """The formula as Excel text.

    ``cell_of(code, when)`` gives the address of an input item's cell ("now", "prev", "ytd", "lastyear.ytd" …; the
    context words as ("quarter", "now")), or None when the sheet has none: then FormulaError, as for a formula
    too long for a cell.
    """
    text = _Writer(cell_of, schema).guarded(resolve(node, schema)).or_else()
    if len(text) > LONGEST:
        limit, length = f"不超过 {LONGEST} 字", f"{len(text)} 字"
        raise FormulaError("公式太长，Excel 的单元格放不下", expected=limit, received=length)
    return text


class _Writer:
    def __init__(self, cell_of: CellOf, schema: Schema) -> None:
        self.cell_of = cell_of
        self.schema = schema

    def guarded(self, node: Node) -> Guarded:
        return _WRITERS[type(node)](self, node)

    def address(self, code: str, when: tuple[str, ...]) -> str:
        found = self.cell_of(code, ".".join(when) or "now")
        if found is None:
            raise FormulaError(f"表中没有 {'.'.join(when)} {code} 的单元格", received=code)
        return found

    def number(self, node: Number) -> Guarded:
        text = decimal_text(node.value * 100) + "%" if node.percent else decimal_text(node.value)
        return Guarded(text)

    def truth(self, node: Truth) -> Guarded:
        return Guarded("TRUE" if node.value else "FALSE")

    def text(self, node: Text) -> Guarded:
        return Guarded(f'"{node.value}"')

    def operand(self, node: Operand) -> Guarded:
        cell, kind = self.address(node.code, node.when), family(node, self.schema)
        if kind in (NUMBER, DATE):
            return Guarded(cell, (f"ISNUMBER({cell})",))
        if kind == TEXT:
            return Guarded(cell, (f'{cell}<>""',))
        return Guarded(f'({cell}="是")', (f'OR({cell}="是",{cell}="否")',))

    def context(self, node: Context) -> Guarded:
        cell = self.address(node.name, node.when)
        return Guarded(cell, (f"ISNUMBER({cell})",))

    def negate(self, node: Negate) -> Guarded:
        body = self.guarded(node.body)
        return Guarded(f"(0-{body.value})", body.guards)

    def binary(self, node: Binary) -> Guarded:
        left, right = self.guarded(node.left), self.guarded(node.right)
        guards = _merged(left, right)
        if node.op == "/":
            guards += (f"{right.value}<>0",)
        return Guarded(f"({left.value}{node.op}{right.value})", guards)

    def compare(self, node: Compare) -> Guarded:
        parts = [self.guarded(part) for part in node.operands]
        links = [_link(a, op, b) for a, op, b in zip(parts, node.ops, parts[1:], strict=False)]
        return links[0] if len(links) == 1 else self._all(links)

    def negation(self, node: Not) -> Guarded:
        body = self.guarded(node.body)
        return Guarded(f"NOT({body.value})", body.guards)

    def conjunction(self, node: And) -> Guarded:
        return self._all([self.guarded(part) for part in node.parts])

    def disjunction(self, node: Or) -> Guarded:
        return self._any([self.guarded(part) for part in node.parts])

    def _all(self, parts: list[Guarded]) -> Guarded:
        """Three-valued: one false part decides, whatever the others are; else all must be known."""
        decided = f"NOT(AND({','.join(part.or_else('TRUE') for part in parts)}))"
        known = f"AND({','.join(_known(part) for part in parts)})"
        return Guarded(f"NOT({decided})", (f"OR({decided},{known})",))

    def _any(self, parts: list[Guarded]) -> Guarded:
        decided = f"OR({','.join(part.or_else('FALSE') for part in parts)})"
        known = f"AND({','.join(_known(part) for part in parts)})"
        return Guarded(decided, (f"OR({decided},{known})",))

    def choice(self, node: If) -> Guarded:
        condition, then = self.guarded(node.condition), self.guarded(node.then)
        negated = Guarded(f"NOT({condition.value})", condition.guards)
        otherwise = None if node.otherwise is None else self.guarded(node.otherwise)
        if family(node, self.schema) != NUMBER:
            if otherwise is None:
                return self._any([negated, then])
            return self._any([self._all([condition, then]), self._all([negated, otherwise])])
        if otherwise is None:
            return Guarded(then.value, (*condition.guards, condition.value, *then.guards))
        picked = f"IF({condition.value},{then.or_else()},{otherwise.or_else()})"
        return Guarded(picked, (*condition.guards, f"ISNUMBER({picked})"))

    def call(self, node: Call) -> Guarded:
        args = [self.guarded(arg) for arg in node.args]
        if node.name in ("blank", "filled"):
            known = _known(args[0])
            return Guarded(known if node.name == "filled" else f"NOT({known})")
        if node.name == "sum":
            return self._sum(node, args)
        guards = _merged(*args)
        if node.name == "count":
            return Guarded(f"({'+'.join(f'IF({arg.value},1,0)' for arg in args)})", guards)
        name = {"length": "LEN"}.get(node.name, node.name.upper())
        return Guarded(f"{name}({','.join(arg.value for arg in args)})", guards)

    def _sum(self, node: Call, args: list[Guarded]) -> Guarded:
        """Parts that may stay empty count as nothing, unless every part is empty."""
        optional = [may_be_empty(arg, self.schema) for arg in node.args]
        values = [arg.or_else("0") if may else arg.value for arg, may in zip(args, optional, strict=True)]
        guards = _merged(*(arg for arg, may in zip(args, optional, strict=True) if not may))
        if all(optional):
            guards = (f"OR({','.join(_known(arg) for arg in args)})",)
        return Guarded(f"SUM({','.join(values)})", guards)


def _link(left: Guarded, op: str, right: Guarded) -> Guarded:
    return Guarded(f"({left.value}{'<>' if op == '!=' else op}{right.value})", _merged(left, right))


def _merged(*parts: Guarded) -> tuple[str, ...]:
    return tuple(dict.fromkeys(guard for part in parts for guard in part.guards))


def _known(part: Guarded) -> str:
    return Guarded("TRUE", part.guards).or_else("FALSE")


_WRITERS: dict[type[Node], Callable[..., Guarded]] = {
    Number: _Writer.number,
    Truth: _Writer.truth,
    Text: _Writer.text,
    Operand: _Writer.operand,
    Context: _Writer.context,
    Negate: _Writer.negate,
    Binary: _Writer.binary,
    Compare: _Writer.compare,
    Not: _Writer.negation,
    And: _Writer.conjunction,
    Or: _Writer.disjunction,
    If: _Writer.choice,
    Call: _Writer.call,
}
