"""A formula as a Chinese sentence that names the items and, where figures are given, their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .figures import Figures
from .python_reading import evaluate
from .resolving import DATE, NUMBER, family, resolve
from .sql_numbers import FLIPPED
from .tree import (
    COMPARE,
    UNARY,
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
from .units import Unit, counts_whole, permitted, show, unit_of

if TYPE_CHECKING:
    from portal.reporting.schema import Schema

SHIFT_WORDS = {
    "prev": "上季",
    "before": "上一季",
    "lastyear": "上年同期",
    "lastterm": "上届",
    "ytd": "本年累计",
    "opening": "上年末",
}
CONTEXT_WORDS = {"quarter": "季度数", "months": "年初以来的月数", "periodend": "报告期末日"}
NUMBER_WORDS = {"=": "等于", "!=": "不等于", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}
DATE_WORDS = {"=": "同", "!=": "不同于", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}


def say(node: Node, schema: Schema, figures: Figures | None = None) -> str:
    """The rule or expression in words, e.g. 0405（一线职工培训支出）67.02 万元 应不大于 0404（…）60.00 万元."""
    resolve(node, schema)
    return tidy(Speaker(schema, figures).say(node))


def tidy(text: str) -> str:
    """No blank between a closing bracket and a Chinese word, one between a number and the word after it."""
    text = re.sub(r"(?<=[）”]) (?=[\u4e00-\u9fff])", "", text)
    return re.sub(r"(?<=[0-9%])(?=[时中])", " ", text)


class Speaker:
    """Says nodes over one schema; ``must`` marks what a rule asks for, as against what it supposes."""

    def __init__(self, schema: Schema, figures: Figures | None = None) -> None:
        self.schema = schema
        self.figures = figures

    def say(self, node: Node) -> str:
        return self.condition(node, must=True) if self._is_condition(node) else self.value(node)

    def name(self, code: str, when: tuple[str, ...] = ()) -> str:
        return f"{shift_words(when)}{code}（{self.schema.named(code).name}）"

    def value(self, node: Node, within: int = 0) -> str:
        """A part that has a value, followed by the value when figures are known."""
        text = self.phrase(node, within)
        if self.figures is None or isinstance(node, (Number, Truth, Text)):
            return text
        found = show(evaluate(node, self.figures), self.unit(node))
        plain = isinstance(node, (Operand, Context)) or is_one_span(node)
        return f"{text}{'' if found.startswith('“') else ' '}{found}" if plain else f"{text}（＝{found}）"

    def unit(self, node: Node) -> Unit:
        return unit_of(node, self.schema)

    def phrase(self, node: Node, within: int = 0) -> str:
        """A part in words; its own items carry their values, the whole does not."""
        if isinstance(node, Operand):
            return self.name(node.code, node.when)
        if isinstance(node, (Number, Text, Truth)):
            return show(node.value, self.unit(node)) if isinstance(node, Number) else show(node.value)
        if isinstance(node, Context):
            return shift_words(node.when) + CONTEXT_WORDS[node.name]
        text = self._compound(node)
        return f"（{text}）" if node.level < within else text

    def _compound(self, node: Node) -> str:
        if isinstance(node, Binary):
            left, right = self._part(node.left, node.level), self._part(node.right, node.level + 1)
            return f"{left} {SIGNS[node.op]} {right}"
        if isinstance(node, Negate):
            return f"－{self._part(node.body, UNARY)}"
        if isinstance(node, If):
            otherwise = "" if node.otherwise is None else f"，否则取 {self._part(node.otherwise)}"
            return f"当{self.condition(node.condition)}时取 {self._part(node.then)}{otherwise}"
        assert isinstance(node, Call)
        return self._call(node)

    def _part(self, node: Node, within: int = 0) -> str:
        """Inside a larger expression single items show their values, sub-expressions need not."""
        return self.value(node) if isinstance(node, Operand) else self.phrase(node, within)

    def _call(self, node: Call) -> str:
        if node.name == "count":
            return f"{len(node.args)} 项（{'；'.join(map(self.condition, node.args))}）中成立的项数"
        listed = "、".join(self._argument(arg) for arg in node.args)
        listed = f"（{listed}）" if any(isinstance(arg, Binary) for arg in node.args) else listed
        most = "较" if len(node.args) == 2 else "最"
        ending = {"sum": "合计", "min": f"中{most}小的", "max": f"中{most}大的", "abs": "的绝对值", "length": "的字数"}
        return f"{listed}{ending[node.name]}"

    def _argument(self, node: Node) -> str:
        if isinstance(node, Span):
            return f"{shift_words(node.when)}{node.first}至{node.last}"
        return self.phrase(node) if isinstance(node, Call) else self._part(node, COMPARE)

    # --- conditions -------------------------------------------------------------------------------------------------

    def condition(self, node: Node, must: bool = False) -> str:
        """A condition in words."""
        should = "应" if must else ""
        if isinstance(node, Compare):
            return "，".join(self.link(left, op, right, must) for left, op, right in node.links())
        if isinstance(node, (And, Or)):
            word = "，且" if isinstance(node, And) else "，或"
            return word.join(self._grouped(part, must) for part in node.parts)
        if isinstance(node, Not):
            return f"不应出现：{self.condition(node.body)}" if must else f"并非（{self.condition(node.body)}）"
        if isinstance(node, If):
            otherwise = "" if node.otherwise is None else f"；否则{self.condition(node.otherwise, must)}"
            return f"当{self.condition(node.condition)}时，{self.condition(node.then, must)}{otherwise}"
        if isinstance(node, Call):
            return f"{self._part(node.args[0])} {should}{'为空' if node.name == 'blank' else '已填写'}"
        return f"{self.value(node)} {should}为“是”" if isinstance(node, Operand) else self.phrase(node)

    def _grouped(self, node: Node, must: bool) -> str:
        text = self.condition(node, must)
        return f"（{text}）" if isinstance(node, (And, Or, If)) else text

    def link(self, left: Node, op: str, right: Node, must: bool = False) -> str:
        """One comparison."""
        should = "应" if must else ""
        if isinstance(right, Truth):
            found = "" if self.figures is None or not must else f"现为{show(evaluate(left, self.figures))}，"
            return f"{self.phrase(left)} {found}{should}{'为' if op == '=' else '不为'}{show(right.value)}"
        kind = self.kind(left)
        if kind not in (NUMBER, DATE) and op == "=":
            return f"{self.value(left)} {should}与 {self.value(right)} 相同"
        if kind != NUMBER:
            return f"{self.value(left)} {should}{comparison_word(op, kind)} {self.value(right)}"
        first, second = self._side(left, FLIPPED[op], right), self._side(right, op, left)
        return f"{first} {should}{comparison_word(op, kind)} {second}"

    def _side(self, node: Node, op: str, other: Node) -> str:
        """One side of a comparison; a bound of whole things comes with the whole number it means."""
        text = self.value(node)
        if self.figures is None or not text.endswith("）") or not counts_whole(other, self.schema):
            return text
        value = evaluate(node, self.figures)
        meant = permitted(op, value)
        return text if meant == value else f"{text.removesuffix('）')}，取整 {show(meant, self.unit(other))}）"

    def kind(self, node: Node) -> str:
        return family(resolve(node, self.schema), self.schema)

    def _is_condition(self, node: Node) -> bool:
        return is_logical(node) or self.kind(node) == "yesno"


def comparison_word(op: str, kind: str) -> str:
    return DATE_WORDS[op] if kind == DATE else NUMBER_WORDS[op]


def shift_words(when: tuple[str, ...]) -> str:
    """上季, 上年同期累计 …: outermost first, as the operand carries them."""
    if len(when) > 1 and when[-1] == "ytd":
        return "".join(SHIFT_WORDS[step] for step in when[:-1]) + "累计"
    return "".join(SHIFT_WORDS[step] for step in when)


def is_one_span(node: Node) -> bool:
    return isinstance(node, Call) and node.name == "sum" and len(node.args) == 1 and isinstance(node.args[0], Span)
