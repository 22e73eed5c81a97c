"""Why a rule is broken: what was expected (应有), what was received (收到), and what would put it right (怎样改)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from portal.ui.numbers import plain

from .figures import Figures
from .python_reading import broken, evaluate
from .resolving import NUMBER, refs
from .sql_numbers import FLIPPED
from .tree import And, Binary, Call, Compare, If, Node, Not, Number, Operand, Or, Truth
from .units import SHARE, Unit, counts_whole, permitted, show
from .words import Speaker, comparison_word, is_one_span, tidy

if TYPE_CHECKING:
    from portal.reporting.schema import Schema


@dataclass(frozen=True)
class Breach:
    """One condition that does not hold. ``received`` and ``bound`` are its two values where it compares.

    ``difference`` is how far a number is off, in its own unit (a Fraction, never negative; None for texts,
    dates and yes/no). ``codes`` are the cells of this return that take part, the one to look at first.
    """

    expected: str
    received: str
    fix: str
    codes: tuple[str, ...]
    value: Any = None
    bound: Any = None
    difference: Fraction | None = None


@dataclass(frozen=True)
class Findings:
    """All of a rule's broken conditions, and the same joined into one message."""

    sentence: str
    parts: tuple[Breach, ...]

    @property
    def expected(self) -> str:
        return tidy("；".join(part.expected for part in self.parts))

    @property
    def received(self) -> str:
        return tidy("；".join(dict.fromkeys(part.received for part in self.parts)))

    @property
    def fix(self) -> str:
        return "；".join(dict.fromkeys(part.fix for part in self.parts))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for part in self.parts for code in part.codes))


def explain(node: Node, schema: Schema, figures: Figures) -> Findings:
    """What breaks the rule; no parts when nothing does. The sentence is the whole rule with its values."""
    speaker = Speaker(schema, figures)
    parts = tuple(_breaches(node, speaker, figures)) if broken(node, figures) else ()
    return Findings(tidy(speaker.say(node)), parts)


def _breaches(node: Node, speaker: Speaker, figures: Figures) -> Iterator[Breach]:
    """The parts at fault in a condition whose value is False."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            if broken(part, figures):
                yield from _breaches(part, speaker, figures)
    elif isinstance(node, If):
        yield from _implied(node, speaker, figures)
    elif isinstance(node, Compare):
        for left, op, right in node.links():
            if broken(Compare((left, right), (op,)), figures):
                yield _link(left, op, right, speaker, figures)
    else:
        yield _other(node, speaker)


def _implied(node: If, speaker: Speaker, figures: Figures) -> Iterator[Breach]:
    """The branch that applies, its expectation opened by the condition that made it apply."""
    holds = evaluate(node.condition, figures)
    supposed = f"{'当' if holds else '除非'}{speaker.condition(node.condition)}{'时' if holds else ''}，"
    for branch in (node.then if holds is not False else None, node.otherwise if not holds else None):
        if branch is not None and broken(branch, figures):
            for part in _breaches(branch, speaker, figures):
                yield Breach(**{**vars(part), "expected": supposed + part.expected})


def _other(node: Node, speaker: Speaker) -> Breach:
    codes = _cells(node, speaker)
    if isinstance(node, Call) and node.name == "filled":
        name = speaker.phrase(node.args[0])
        return Breach(f"{name}已填写", f"{name}未填", f"填写 {'、'.join(codes)}", codes)
    if isinstance(node, Not):
        found = speaker.condition(node.body)
        return Breach(f"不出现“{_bare(speaker).condition(node.body)}”", found, f"核对 {'、'.join(codes)}", codes)
    asked = _bare(speaker).condition(node)
    fix = f"清空 {'、'.join(codes)}" if isinstance(node, Call) else f"核对 {'、'.join(codes)}"
    return Breach(asked, speaker.say(node).replace(" 应为空", ""), fix, codes)


def _link(left: Node, op: str, right: Node, speaker: Speaker, figures: Figures) -> Breach:
    if not _cells(left, speaker) and _cells(right, speaker):
        left, op, right = right, FLIPPED[op], left
    value, bound = evaluate(left, figures), evaluate(right, figures)
    if speaker.kind(left) != NUMBER or isinstance(right, Truth):
        return _plain_link(left, op, right, value, bound, speaker)
    unit = _common_unit(left, right, speaker)
    codes = _cells(left, speaker) + _cells(right, speaker)
    printed = permitted(op, bound) if counts_whole(left, speaker.schema) else bound
    return Breach(
        expected=f"{_bare(speaker).value(left)} {_bounded(op, right, printed, unit, speaker)}",
        received=_received(left, value, bound, unit, speaker),
        fix=_fix(left, op, right, speaker, figures),
        codes=tuple(dict.fromkeys(codes)),
        value=value, bound=bound, difference=abs(value - bound),
    )  # fmt: skip


def _bounded(op: str, right: Node, bound: Any, unit: Unit, speaker: Speaker) -> str:
    """不大于 60.00 万元，即 0404（…）"""
    text = f"{comparison_word(op, NUMBER)} {show(bound, unit)}"
    if isinstance(right, Number):
        return text
    rounded = speaker.figures is not None and bound != evaluate(right, speaker.figures)
    return f"{text}，即 {speaker.phrase(right)}{'（取整）' if rounded else ''}"


def _received(left: Node, value: Any, bound: Any, unit: Unit, speaker: Speaker) -> str:
    shown = show(value, unit, bound)
    return f"{speaker.phrase(left)} {shown}" if isinstance(left, Operand) else f"{speaker.phrase(left)}＝{shown}"


def _plain_link(left: Node, op: str, right: Node, value: Any, bound: Any, speaker: Speaker) -> Breach:
    codes = _cells(left, speaker) + _cells(right, speaker)
    return Breach(
        expected=_bare(speaker).link(left, op, right)
        if isinstance(right, Truth)
        else f"{speaker.phrase(left)} {comparison_word(op, speaker.kind(left))} {speaker.value(right)}",
        received=f"{speaker.phrase(left)} {show(value)}",
        fix=f"改正 {'、'.join(codes)}" if codes else "核对以前的报表",
        codes=tuple(dict.fromkeys(codes)),
        value=value, bound=bound,
    )  # fmt: skip


def _fix(left: Node, op: str, right: Node, speaker: Speaker, figures: Figures) -> str:
    """By how much a single figure would have to change; otherwise which figures to look at."""
    value, bound = evaluate(left, figures), evaluate(right, figures)
    if op == "!=":
        return f"核对 {'、'.join(_cells(left, speaker) + _cells(right, speaker))}"
    ways = [_way(left, op, value, bound, speaker, figures), _way(right, FLIPPED[op], bound, value, speaker, figures)]
    known = [way for way in ways if way]
    if known:
        return "，或 ".join(known)
    unit, gap = _common_unit(left, right, speaker), abs(value - bound)
    shown = f"{plain(gap * 100, 2)} 个百分点" if unit.ratio else show(gap, unit)
    return f"核对 {'、'.join(dict.fromkeys(_cells(left, speaker) + _cells(right, speaker)))}，相差 {shown}"


def _way(node: Node, op: str, value: Any, bound: Any, speaker: Speaker, figures: Figures) -> str:
    """0405 减少 7.02 万元; for a share the change of its numerator; "" when no single figure does it."""
    single = isinstance(node, Operand) and not node.when
    if single or (is_one_span(node) and _cells(node, speaker)):
        name = node.code if isinstance(node, Operand) else speaker.phrase(node)
        unit = speaker.unit(node)
        bound = permitted(op, bound) if counts_whole(node, speaker.schema) else bound
        least = Fraction(1, 10**unit.scale) if op in ("<", ">") else 0
        direction = "增加" if op in (">", ">=") or (op == "=" and value < bound) else "减少"
        return f"{name} {direction} {show(abs(value - bound) + least, unit)}"
    if isinstance(node, Binary) and node.op == "/" and isinstance(node.left, Operand) and not node.left.when:
        base = evaluate(node.right, figures)
        top = evaluate(node.left, figures)
        return _way(node.left, op, top, bound * base, speaker, figures) if base > 0 else ""
    return ""


def _common_unit(left: Node, right: Node, speaker: Speaker) -> Unit:
    """The unit both sides are shown in: a bare number is in the unit of what it bounds."""
    found, other = speaker.unit(left), speaker.unit(right)
    if found.ratio or (found.is_neutral and other.ratio):
        return SHARE
    named = other if found.is_neutral else found
    return Unit(named.name, max(found.scale, other.scale), named.ratio)


def _cells(node: Node, speaker: Speaker) -> tuple[str, ...]:
    """Input cells of the return itself, in the order of the formula."""
    now = {code for code, when in refs(node, speaker.schema) if when == "now"}
    named = [part.code for part in node.walk() if isinstance(part, Operand) and part.code in now]
    return tuple(dict.fromkeys([*named, *sorted(now)]))


def _bare(speaker: Speaker) -> Speaker:
    return Speaker(speaker.schema)
