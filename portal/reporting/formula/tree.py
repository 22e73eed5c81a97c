"""The tree of a formula: frozen nodes that all readings share, and the text a node is written back as.

``str(node)`` is canonical: reading it again gives an equal node. A shift such as ``prev(0402 + 0403)`` is
pushed down to its operands while reading, so only operands and context words carry one (``when``, outermost
first: ``lastyear(ytd(0104))`` is ``("lastyear", "ytd")``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction

IF, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, ATOM = range(9)

SHIFTS = ("prev", "before", "lastyear", "lastterm", "ytd", "opening")
CONTEXT = ("quarter", "months", "periodend")
FUNCTIONS = ("sum", "min", "max", "abs", "count", "length", "blank", "filled")


@dataclass(frozen=True)
class Node:
    """Base of all nodes; ``level`` is how tightly the node binds when it is written."""

    level = ATOM

    def children(self) -> Iterator[Node]:
        """Direct sub-nodes, left to right."""
        for spec in fields(self):
            value = getattr(self, spec.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Node):
                    yield part

    def walk(self) -> Iterator[Node]:
        """This node and everything below it."""
        yield self
        for child in self.children():
            yield from child.walk()


def _within(node: Node, level: int) -> str:
    """The node's text, in parentheses when it binds less tightly than its place asks for."""
    return str(node) if node.level >= level else f"({node})"


@dataclass(frozen=True)
class Number(Node):
    """A constant, never negative; a percentage holds its value (60% is 3/5)."""

    value: Fraction
    percent: bool = False

    def __str__(self) -> str:
        text = decimal_text(self.value * 100 if self.percent else self.value)
        plain = f"{text}.0" if len(text) == 4 and text.isdigit() else text
        return f"{plain}%" if self.percent else plain


@dataclass(frozen=True)
class Truth(Node):
    """是 or 否."""

    value: bool

    def __str__(self) -> str:
        return "是" if self.value else "否"


@dataclass(frozen=True)
class Text(Node):
    """A quoted text."""

    value: str

    def __str__(self) -> str:
        return f'"{self.value}"'


@dataclass(frozen=True)
class Context(Node):
    """quarter (1–4), months since the year began (3·quarter), periodend (last day of the quarter)."""

    name: str
    when: tuple[str, ...] = ()
    at: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return shifted_text(self.when, self.name)


@dataclass(frozen=True)
class Operand(Node):
    """An item of the return, now or shifted in time."""

    code: str
    when: tuple[str, ...] = ()
    at: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return shifted_text(self.when, self.code)


@dataclass(frozen=True)
class Span(Node):
    """A range of codes inside a function: 0605b..0605h, 1701..1704."""

    first: str
    last: str
    when: tuple[str, ...] = ()
    at: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return shifted_text(self.when, f"{self.first}..{self.last}")


@dataclass(frozen=True)
class Call(Node):
    """sum, min, max, abs, count (of true conditions), length (of a text), blank, filled."""

    name: str
    args: tuple[Node, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.args))})"


@dataclass(frozen=True)
class Negate(Node):
    body: Node
    level = UNARY

    def __str__(self) -> str:
        return f"-{_within(self.body, UNARY)}"


@dataclass(frozen=True)
class Binary(Node):
    """op is one of + - * /; division by zero gives a blank."""

    op: str
    left: Node
    right: Node

    @property
    def level(self) -> int:  # type: ignore[override]
        return SUM if self.op in "+-" else PRODUCT

    def __str__(self) -> str:
        return f"{_within(self.left, self.level)} {self.op} {_within(self.right, self.level + 1)}"


@dataclass(frozen=True)
class Compare(Node):
    """A chain: operands has one more than ops; ops are = != < <= > >=."""

    operands: tuple[Node, ...]
    ops: tuple[str, ...]
    level = COMPARE

    def links(self) -> Iterator[tuple[Node, str, Node]]:
        """The single comparisons of the chain."""
        yield from zip(self.operands, self.ops, self.operands[1:], strict=False)

    def __str__(self) -> str:
        rest = "".join(f" {op} {_within(node, SUM)}" for _, op, node in self.links())
        return _within(self.operands[0], SUM) + rest


@dataclass(frozen=True)
class Not(Node):
    body: Node
    level = NOT

    def __str__(self) -> str:
        return f"not {_within(self.body, NOT)}"


@dataclass(frozen=True)
class And(Node):
    parts: tuple[Node, ...]
    level = AND

    def __str__(self) -> str:
        return " and ".join(_within(part, NOT) for part in self.parts)


@dataclass(frozen=True)
class Or(Node):
    parts: tuple[Node, ...]
    level = OR

    def __str__(self) -> str:
        return " or ".join(_within(part, AND) for part in self.parts)


@dataclass(frozen=True)
class If(Node):
    """With conditions as branches an implication; with numbers a choice, blank without an else."""

    condition: Node
    then: Node
    otherwise: Node | None = None
    level = IF

    def __str__(self) -> str:
        text = f"if {_within(self.condition, OR)} then {_within(self.then, OR)}"
        return text if self.otherwise is None else f"{text} else {_within(self.otherwise, OR)}"


def is_logical(node: Node) -> bool:
    """Whether the node is a condition by its shape (a bare yes/no item may be one too)."""
    if isinstance(node, If):
        return is_logical(node.then)
    if isinstance(node, Call):
        return node.name in ("blank", "filled")
    return isinstance(node, (Compare, And, Or, Not, Truth))


def shifted_text(when: tuple[str, ...], body: str) -> str:
    for name in reversed(when):
        body = f"{name}({body})"
    return body


def decimal_text(value: Fraction) -> str:
    """A fraction with a finite decimal expansion, written out exactly; ValueError for any other."""
    digits = 0
    while value.denominator != 1:
        value, digits = value * 10, digits + 1
        if digits > 400:
            raise ValueError("not a finite decimal")
    text = str(abs(value.numerator)).rjust(digits + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)
