"""Reads a formula's text into its tree, with Chinese messages that name the place and the way out."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, Tree, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from .errors import FormulaError
from .grammar import GRAMMAR, NAMES, NARROW, OPERATORS, TERMINALS
from .shifting import shifted
from .tree import (
    CONTEXT,
    FUNCTIONS,
    SHIFTS,
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
    Span,
    Text,
    Truth,
    is_logical,
)

MAX_LENGTH = 2000
MAX_DEPTH = 60
QUOTED = re.compile(r'("[^"]*"|“[^”"]*”)')
SINGLE = ("abs", "length", "blank", "filled")


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of a formula; FormulaError (a ValueError with position) when it cannot be read."""
    plain = _narrow(text)
    if not plain.strip():
        raise FormulaError("公式是空的", fix="例如 0405 <= 0404")
    if len(plain) > MAX_LENGTH:
        raise FormulaError("公式太长", expected=f"不超过 {MAX_LENGTH} 字", received=f"{len(plain)} 字")
    try:
        return _shallow(_Builder().transform(_unambiguous(_lark().parse(plain))))
    except UnexpectedInput as error:
        raise _unreadable(plain, error) from None
    except VisitError as error:
        raise error.orig_exc from None
    except RecursionError:
        raise _too_deep() from None


@lru_cache(maxsize=1)
def _lark() -> Lark:
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _narrow(text: str) -> str:
    """Full-width forms as ASCII, one character for one, quoted texts untouched."""
    pieces = QUOTED.split(text)
    return "".join(piece if n % 2 else piece.translate(NARROW) for n, piece in enumerate(pieces))


def _shallow(node: Node) -> Node:
    """Readings and databases descend level by level, so levels are limited; measured without recursion."""
    level, depth = [node], 0
    while level:
        level, depth = [child for parent in level for child in parent.children()], depth + 1
        if depth > MAX_DEPTH:
            raise _too_deep()
    return node


def _too_deep() -> FormulaError:
    return FormulaError("公式套得太深", expected=f"不超过 {MAX_DEPTH} 层", fix="许多项相加用 sum(…)，或拆成几条公式")


def _unambiguous(tree: Tree) -> Tree:
    """Inside a function a comma separates: min(30,500) could be two numbers or one, so it is refused."""
    for call in tree.find_data("call"):
        for token in call.scan_values(lambda value: isinstance(value, Token) and value.type == "NUMBER"):
            if "," in token:
                position = (token.start_pos or 0) + 1
                two = token.replace(",", ", ")
                fix = f"一个数写作 {token.replace(',', '')}，几个数写作 {two}"
                raise FormulaError("函数里的逗号是分隔号", position=position, received=f"“{token}”", fix=fix)
    return tree


def _unreadable(text: str, error: UnexpectedInput) -> FormulaError:
    position, received = _place(text, error)
    if isinstance(error, UnexpectedCharacters):
        expected = error.allowed or set()
    else:
        expected = getattr(error, "accepts", None) or getattr(error, "expected", None) or set()
    wanted = "、".join(name for terminal, name in TERMINALS.items() if terminal in expected)
    return FormulaError(
        "这里读不懂",
        position=position + 1,
        expected=wanted or "公式的符号",
        received=f"“{received}”",
        fix=_advice(text, position, received),
    )


def _place(text: str, error: UnexpectedInput) -> tuple[int, str]:
    """Where reading stopped (from 0) and what stood there."""
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        return error.token.start_pos or 0, str(error.token)
    if isinstance(error, UnexpectedCharacters):
        position = error.pos_in_stream or 0
        return position, text[position]
    return len(text), "公式结束"


def _advice(text: str, position: int, received: str) -> str:
    before = text[:position].rstrip()[-1:]
    if received[:1] in ("万", "亿", "元", "人"):
        return "只写数，不写计量单位"
    if received in (">", "<", "=") and before in ("=", "<", ">"):
        return "比较符号写作 <= >= != = < >"
    if re.fullmatch(r"\d{4}[a-z]*", received) and before.isalnum():
        return "两个指标之间要有运算符号"
    if received == "公式结束":
        return "把公式写完，括号要成对"
    return "照例子写：0405 / 0404 >= 60%"


@v_args(meta=True)
class _Builder(Transformer):
    """Parse tree → nodes, checking what can be checked without knowing the items."""

    def start(self, meta: Any, children: list[Any]) -> Node:
        return _no_span(children[0])

    def number(self, meta: Any, children: list[Token]) -> Node:
        return Number(Fraction(children[0].replace(",", "")))

    def percentage(self, meta: Any, children: list[Token]) -> Node:
        return Number(Fraction(children[0].replace(",", "")) / 100, percent=True)

    def truth(self, meta: Any, children: list[Token]) -> Node:
        return Truth(children[0].lower() in ("true", "yes", "是"))

    def text(self, meta: Any, children: list[Token]) -> Node:
        return Text(children[0][1:-1])

    def operand(self, meta: Any, children: list[Token]) -> Node:
        return Operand(children[0].lower(), at=meta.start_pos + 1)

    def span(self, meta: Any, children: list[Token]) -> Node:
        first, _, last = (child.lower() for child in children)
        return Span(first, last, at=meta.start_pos + 1)

    def context(self, meta: Any, children: list[Token]) -> Node:
        name = _known(children[0], CONTEXT, "quarter、months、periodend 或指标代码")
        return Context(name, at=meta.start_pos + 1)

    def call(self, meta: Any, children: list[Any]) -> Node:
        name = _known(children[0], FUNCTIONS + SHIFTS, "、".join(FUNCTIONS + SHIFTS))
        args = [child for child in children[1:] if isinstance(child, Node)]
        if name in SHIFTS + SINGLE and len(args) != 1:
            raise _wrong(meta, f"{name} 只带一个参数", f"{len(args)} 个")
        if name in SHIFTS:
            return shifted(name, args[0], meta.start_pos + 1)
        return Call(name, tuple(_argument(name, arg, meta) for arg in args))

    def minus(self, meta: Any, children: list[Any]) -> Node:
        return Negate(_numeric(children[1], meta))

    def arithmetic(self, meta: Any, children: list[Any]) -> Node:
        left, op, right = children
        return Binary(OPERATORS.get(op, str(op)), _numeric(left, meta), _numeric(right, meta))

    def comparison(self, meta: Any, children: list[Any]) -> Node:
        operands = tuple(_comparable(node, meta) for node in children[::2])
        ops = tuple(OPERATORS.get(op, str(op)) for op in children[1::2])
        if any(isinstance(node, Truth) for node in operands) and (len(ops) > 1 or ops[0] not in ("=", "!=")):
            raise _wrong(meta, "是/否只能用 = 或 != 比较", "、".join(ops))
        return Compare(operands, ops)

    def negation(self, meta: Any, children: list[Any]) -> Node:
        return Not(_condition(children[1], meta))

    def conjunction(self, meta: Any, children: list[Any]) -> Node:
        return And(tuple(_condition(child, meta) for child in children))

    def disjunction(self, meta: Any, children: list[Any]) -> Node:
        return Or(tuple(_condition(child, meta) for child in children))

    def conditional(self, meta: Any, children: list[Any]) -> Node:
        condition, then, *otherwise = (_no_span(child) for child in children if isinstance(child, Node))
        if otherwise and is_logical(then) != is_logical(otherwise[0]):
            raise _wrong(meta, "then 和 else 两边应同为判断或同为数", f"{then} 与 {otherwise[0]}")
        return If(_condition(condition, meta), then, *otherwise)


def _wrong(meta: Any, problem: str, received: str, fix: str = "") -> FormulaError:
    return FormulaError(problem, position=meta.start_pos + 1, received=received, fix=fix)


def _known(token: Token, names: tuple[str, ...], expected: str) -> str:
    name = NAMES.get(token, token.lower())
    if name not in names:
        position = (token.start_pos or 0) + 1
        raise FormulaError("没有这个名称", position=position, expected=expected, received=f"“{token}”")
    return name


def _no_span(node: Node) -> Node:
    if isinstance(node, Span):
        raise FormulaError("区间只能写在函数里", position=node.at, received=str(node), fix=f"sum({node})")
    return node


def _numeric(node: Node, meta: Any) -> Node:
    if is_logical(_no_span(node)) or isinstance(node, Text):
        raise _wrong(meta, "这里应是数", f"{node}", "判断不能参加四则运算，可写 if … then 1 else 0")
    return node


def _comparable(node: Node, meta: Any) -> Node:
    if is_logical(_no_span(node)) and not isinstance(node, Truth):
        raise _wrong(meta, "判断不能再拿来比较", f"{node}", "用 and、or、if … then 连接两个判断")
    return node


def _condition(node: Node, meta: Any) -> Node:
    if not is_logical(_no_span(node)) and not isinstance(node, Operand):
        raise _wrong(meta, "这里应是一个判断", f"{node}", "例如 0404 > 0，或 0601 = 是")
    return node


def _argument(name: str, node: Node, meta: Any) -> Node:
    if isinstance(node, Span) and name in ("sum", "min", "max"):
        return node
    if name == "count":
        return _condition(node, meta)
    if name in ("blank", "filled", "length"):
        return _no_span(node)
    return _numeric(node, meta)
