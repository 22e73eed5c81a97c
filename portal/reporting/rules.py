"""Declarations of the logical rules of a return, and the registry that finds them.

A rule is written as it stands under an official form, in the formula language (``portal.reporting.formula``)
plus ``{placeholders}``: a policy parameter's code, replaced by the value in force at the period's end. A rule is
broken when its formula is false; blank operands break nothing. Codes are those of the list of rules; a letter
marks one part of a rule that names several items, so that each message is about exactly the items concerned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ImproperlyConfigured

from portal.reporting.formula.parser import parse
from portal.reporting.formula.resolving import resolve
from portal.reporting.schema import Schema, section_models

if TYPE_CHECKING:
    from portal.reporting.checks import Breaches, Case

PLACEHOLDER = re.compile(r"\{(\w+)\}")
EVERY_QUARTER = (1, 2, 3, 4)

RED_LETTER = "red_letter"
OVERSPEND = "overspend"
CATALOGUE_CHANGE = "catalogue_change"
BY_ELECTION = "by_election"


@dataclass(frozen=True)
class Rule:
    """Shared by the three sorts of rules.

    ``quarters``: when the rule applies. ``unless``: kinds of declaration on the anchor cell that lift it.
    ``how``: what the person should do, in Chinese. ``cells``: the cell a message leads to (by default the
    first code in the formula). ``authority``: the document the rule comes from, if it has one.
    """

    hard: ClassVar[bool] = True

    code: str
    formula: str
    when: str = ""
    quarters: tuple[int, ...] = EVERY_QUARTER
    unless: tuple[str, ...] = ()
    how: str = ""
    cells: str = ""
    authority: str = ""
    nil: bool = True

    @property
    def anchor(self) -> str:
        """Code of the cell a message leads to; empty when the rule is about the whole return."""
        found = self.cells or next(iter(re.findall(r"\b\d{4}[a-z]?\b(?!\.\d)", self.formula)), "")
        return found

    @property
    def number(self) -> str:
        """The code in the published list, without the letter of the part."""
        return self.code[:3]

    @property
    def parameters(self) -> tuple[str, ...]:
        """Codes of the policy parameters this rule reads."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.formula + self.when)))

    def applies_in(self, quarter: int, *, nil_return: bool = False) -> bool:
        return quarter in self.quarters and (self.nil or not nil_return)


@dataclass(frozen=True)
class Hard(Rule):
    """Blocks submission."""


@dataclass(frozen=True)
class Soft(Rule):
    """Needs an explanation."""

    hard = False


@dataclass(frozen=True)
class Check(Rule):
    """A rule that is no formula over items: ``run`` names a function of ``portal.reporting.checks``.

    The formula holds the rule's Chinese wording instead. ``blocks`` says whether it blocks submission.
    """

    run: str = ""
    blocks: bool = True

    @property
    def hard(self) -> bool:  # type: ignore[override]
        return self.blocks

    @property
    def anchor(self) -> str:
        return self.cells

    @property
    def function(self) -> Callable[[Case], Breaches]:
        """The function named by ``run``; AttributeError when there is none."""
        from portal.reporting import checks

        return getattr(checks, self.run)


def rule_set(*rules: Rule) -> Sequence[Rule]:
    """The rules of a form or measure, of whatever sorts."""
    return rules


def thousandfold(letter: str, code: str) -> Soft:
    """S03's part for one money item: a thousandfold change on the year is a slip between 元 and 万元."""
    return Soft(
        f"S03{letter}",
        f"lastyear({code}) / 1000.0 < {code} < 1000.0 × lastyear({code})",
        when=f"lastyear({code}) > 0 and {code} > 0",
        cells=code,
        how="与上年同期相差千倍以上，请检查元与万元；无误的写明原因。",
    )


def not_falling(code_of_rule: str, code: str) -> Hard:
    """A year-to-date figure falls within a year only where a 红字冲销 is declared in its cell (rulings 15)."""
    return Hard(
        code_of_rule,
        f"{code} >= prev({code})",
        unless=(RED_LETTER,),
        how="累计数在一年内不能减少，请填本年累计数，不要填本季数；确因红字冲销或更正减少的，"
        "请在该格申明凭证号、金额和原因。",
    )


def not_doubled(letter: str, code: str, what: str) -> Soft:
    """S02's part for one flow: more than twice last quarter's; nothing is compared with zero."""
    return Soft(f"S02{letter}", f"{code} / prev({code}) <= 2", how=f"{what}比上季增加一倍以上，请核对或写明原因。")


@lru_cache(maxsize=1)
def declared() -> tuple[Rule, ...]:
    """Every rule of the installed sections and the general ones by code; ImproperlyConfigured if one makes no sense."""
    from portal.reporting.general import RULES

    rules = [*RULES, *(rule for model in section_models() for rule in rules_of(model))]
    codes = [rule.code for rule in rules]
    if repeated := {code for code in codes if codes.count(code) > 1}:
        raise ImproperlyConfigured(f"规则代码重复：{'、'.join(sorted(repeated))}。")
    schema = Schema.current()
    for rule in rules:
        _check(rule, schema)
    return tuple(sorted(rules, key=lambda rule: rule.code))


def can_be_declared(code: str, kind: str) -> bool:
    """Whether a declaration of this kind on the cell lifts some rule."""
    return any(rule.anchor == code and kind in rule.unless for rule in declared())


def _check(rule: Rule, schema: Schema) -> None:
    """Refuse a rule about items that do not exist, or a check without its function."""
    if rule.cells and rule.cells not in schema.by_code:
        raise ImproperlyConfigured(f"规则 {rule.code} 指向不存在的格 {rule.cells}。")
    if isinstance(rule, Check):
        return _check_function(rule)
    for text in filter(None, (rule.formula, rule.when)):
        try:
            resolve(parse(PLACEHOLDER.sub("1", text)), schema)
        except ValueError as error:
            raise ImproperlyConfigured(f"规则 {rule.code} 的公式“{text}”有误：{error}") from error


def _check_function(rule: Check) -> None:
    try:
        callable(rule.function)
    except AttributeError as error:
        raise ImproperlyConfigured(f"规则 {rule.code} 的检查函数 {rule.run} 不存在。") from error


def rules_of(model: type[Any]) -> Iterator[Rule]:
    """Rules declared on a section form and on the measure mixins it is made of."""
    for base in model.__mro__:
        yield from vars(base).get("rules", ())
