"""Ties a formula to a schema: ranges and lettered codes become lists of input items, and types are checked.

After ``resolve`` every operand is an input item of the schema and every operation fits its operands, so the
readings (Python, SQL, Excel) need no checks of their own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.reporting.items import FLOW, TERM

from .errors import FormulaError
from .tree import And, Binary, Call, Compare, Context, If, Negate, Node, Not, Number, Operand, Or, Span, Text, Truth

if TYPE_CHECKING:
    from portal.reporting.schema import Schema

NUMBER, LOGIC, TEXT, DATE, YES_NO = "number", "logic", "text", "date", "yesno"
FAMILY_NAMES = {NUMBER: "数", LOGIC: "判断", TEXT: "文字", DATE: "日期", YES_NO: "是/否"}
FAMILIES = {
    "count": NUMBER,
    "money": NUMBER,
    "amount": NUMBER,
    "percent": NUMBER,
    "year": NUMBER,
    "total": NUMBER,
    "yesno": YES_NO,
    "text": TEXT,
    "narrative": TEXT,
    "date": DATE,
}


@lru_cache(maxsize=8192)
def resolve(node: Node, schema: Schema) -> Node:
    """The same formula over input items only; FormulaError for unknown codes and unfit types."""
    found = _resolved(node, schema)
    family(found, schema)
    return found


def refs(node: Node, schema: Schema | None = None) -> set[tuple[str, str]]:
    """What the formula reads: (code, when), when being "now", "prev", "ytd", "lastyear.ytd" …

    With a schema, ranges and codes without input are replaced by the input items behind them; without one a
    lettered range is spelled out and a range of whole codes is refused with FormulaError.
    """
    node = resolve(node, schema) if schema else node
    found: set[tuple[str, str]] = set()
    for part in node.walk():
        if isinstance(part, Operand):
            found.add((part.code, ".".join(part.when) or "now"))
        elif isinstance(part, Span):
            found |= {(code, ".".join(part.when) or "now") for code in _spelled(part)}
    return found


def _spelled(span: Span) -> list[str]:
    base, first, last = span.first[:4], span.first[4:], span.last[4:]
    if span.last[:4] != base or len(first) != 1 or len(last) != 1 or first > last:
        raise FormulaError("这个区间要有表式才能展开", position=span.at, received=str(span))
    return [base + chr(letter) for letter in range(ord(first), ord(last) + 1)]


def _resolved(node: Node, schema: Schema) -> Node:
    if isinstance(node, Operand):
        return _operand(node, schema)
    if isinstance(node, Call):
        args = [part for arg in node.args for part in _argument(arg, schema)]
        return Call(node.name, tuple(args))
    changes: dict[str, object] = {}
    for name, value in vars(node).items():
        if isinstance(value, Node):
            changes[name] = _resolved(value, schema)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[name] = tuple(_resolved(part, schema) for part in value)
    return replace(node, **changes) if changes else node


def _argument(node: Node, schema: Schema) -> list[Node]:
    if not isinstance(node, Span):
        return [_resolved(node, schema)]
    try:
        codes = schema.expand(node.first, node.last)
    except (LookupError, ValueError) as error:
        raise FormulaError(
            "不是一个指标区间", position=node.at, received=str(node), expected="同一代码的字母区间或前小后大的代码区间"
        ) from error
    return [_resolved(Operand(code, node.when, node.at), schema) for code in codes]


def _operand(node: Operand, schema: Schema) -> Node:
    codes = _codes(node, schema)
    for code in codes:
        _check_shift(node, code, schema)
    if codes == (node.code,):
        return node
    return Call("sum", tuple(replace(node, code=code) for code in codes))


def _codes(node: Operand, schema: Schema) -> tuple[str, ...]:
    try:
        return schema.resolve(node.code)
    except LookupError:
        near = "、".join(item.code for item in schema.entries if item.code.startswith(node.code[:3]))
        raise FormulaError(
            f"没有指标 {node.code}",
            position=node.at,
            received=node.code,
            expected=f"{near} 等已有的代码" if near else "已有的指标代码",
            fix="四位数如不是代码，写作 1001.0" if node.code.isdigit() else "",
        ) from None


def _check_shift(node: Operand, code: str, schema: Schema) -> None:
    item = schema.by_code[code]
    if "ytd" in node.when and item.kind != FLOW:
        raise FormulaError(
            f"{code}（{item.name}）不是本季数，不能逐季相加", position=node.at, received=str(node), fix=f"直接用 {code}"
        )
    if "lastterm" in node.when and (item.kind != TERM or not item.term or item.term not in schema.by_code):
        raise FormulaError(
            f"{code}（{item.name}）没有届次，不能用 lastterm",
            position=node.at,
            received=str(node),
            fix="用 prev、before 或 lastyear",
        )


def family(node: Node, schema: Schema) -> str:
    """The sort of value a resolved node gives; FormulaError where operands do not fit."""
    if isinstance(node, Operand):
        return FAMILIES[schema.by_code[node.code].type]
    if isinstance(node, Call):
        return _call(node, schema)
    if isinstance(node, Compare):
        return _compare(node, schema)
    if isinstance(node, (And, Or, Not, If)):
        return _logic(node, schema)
    if isinstance(node, (Binary, Negate)):
        _want(NUMBER, node, schema)
        return NUMBER
    if isinstance(node, Context):
        return DATE if node.name == "periodend" else NUMBER
    return {Number: NUMBER, Truth: LOGIC, Text: TEXT}[type(node)]


def _want(wanted: str, node: Node, schema: Schema) -> None:
    for child in node.children():
        found = family(child, schema)
        if found != wanted and not (wanted == LOGIC and found == YES_NO):
            raise FormulaError(
                f"{child} 不能用在这里",
                position=getattr(child, "at", 0),
                received=FAMILY_NAMES[found],
                expected=FAMILY_NAMES[wanted],
            )


def _call(node: Call, schema: Schema) -> str:
    if node.name in ("blank", "filled"):
        for child in node.children():
            family(child, schema)
        return LOGIC
    _want({"count": LOGIC, "length": TEXT}.get(node.name, NUMBER), node, schema)
    return NUMBER


def _compare(node: Compare, schema: Schema) -> str:
    families = {_compared(part, schema) for part in node.operands}
    if len(families) > 1:
        names = "与".join(sorted(FAMILY_NAMES[name] for name in families))
        raise FormulaError(f"{node}：{names}不能相比", expected="两边是同一类数据")
    if families & {TEXT, YES_NO} and (len(node.ops) > 1 or node.ops[0] not in ("=", "!=")):
        raise FormulaError(f"{node}：文字和是/否只能用 = 或 != 比较", received="、".join(node.ops))
    return LOGIC


def _compared(node: Node, schema: Schema) -> str:
    return YES_NO if isinstance(node, Truth) else family(node, schema)


def _logic(node: Node, schema: Schema) -> str:
    if not isinstance(node, If):
        _want(LOGIC, node, schema)
        return LOGIC
    _want(LOGIC, Not(node.condition), schema)
    branches = [node.then] if node.otherwise is None else [node.then, node.otherwise]
    found = LOGIC if family(node.then, schema) in (LOGIC, YES_NO) else NUMBER
    for branch in branches:
        _want(found, Not(branch), schema)
    return found
