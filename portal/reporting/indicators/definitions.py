"""Declarations of indicators, and the registry that finds and checks them.

Each section app lists its indicators in ``<app>/indicators.py``. ``share`` and ``of`` are formulas over items; an
indicator without ``of`` is a plain number. A bound is a policy parameter's code or a number such as ``100%``
that a document states; the policy sets few, and none is invented here.

Formulas may hold placeholders, filled with a parameter's value at the period's end. ``{code|1}`` names what
stands in while the province has set nothing. Weights, sizes and bands have no default: an indicator that
lacks one is watched, not judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

from portal.policy.models import Authority
from portal.reporting.formula.parser import parse
from portal.reporting.formula.resolving import resolve
from portal.reporting.schema import Schema

from .columns import Base, Judging, Upward

PLACEHOLDER = re.compile(r"\{(\w+)(?:\|([^}]+))?\}")
PARAMETER = re.compile(r"[a-z]\w*")

POLICY_NUMBER = Authority.POLICY_NUMBER
POLICY_WORDING = Authority.POLICY_WORDING
LAW = Authority.LAW
REFERENCE = Authority.REFERENCE

UP, DOWN, STEADY = "up", "down", ""


@dataclass(frozen=True)
class IndicatorRule:
    """How a value is judged. ``bound`` is a parameter's code or a number, "" for none."""

    judging: ClassVar[Judging] = Judging.WATCH
    text: ClassVar[str] = "监测"

    bound: str = ""
    base: Base = Base.LAST_YEAR

    @property
    def parameter(self) -> str:
        """The parameter that holds the bound; "" when the bound is a number or there is none."""
        return self.bound if PARAMETER.fullmatch(self.bound) else ""


@dataclass(frozen=True)
class AtLeast(IndicatorRule):
    """A threshold from below."""

    judging = Judging.AT_LEAST
    text = "不低于"


@dataclass(frozen=True)
class Full(IndicatorRule):
    """Everything is covered."""

    judging = Judging.AT_LEAST
    text = "全覆盖"
    bound: str = "100%"


@dataclass(frozen=True)
class Exists(IndicatorRule):
    """There is at least one; for a group of units: how many of them have one."""

    judging = Judging.AT_LEAST
    text = "应有"
    bound: str = "1"


@dataclass(frozen=True)
class NotFalling(IndicatorRule):
    """Not below the base: the same quarter last year, or the former term."""

    judging = Judging.NOT_FALLING
    text = "不下降"


@dataclass(frozen=True)
class NotRising(IndicatorRule):
    judging = Judging.NOT_RISING
    text = "不上升"


@dataclass(frozen=True)
class Level(IndicatorRule):
    """A band the province may set; until it does, ``otherwise`` holds."""

    judging = Judging.AT_LEAST
    text = "等级"
    otherwise: IndicatorRule = field(default_factory=IndicatorRule)


@dataclass(frozen=True)
class Watch(IndicatorRule):
    """No verdict. A bound is a reference line only."""


WATCH = Watch()


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    ``applies``: a condition; units that do not meet it are 不适用. ``unit`` and ``factor``: how the quotient is
    printed (a share: %, factor 1, since the per cent sign scales; 人/万人: 10 000). ``upward``: what an aggregate
    holds; by default the ratio of sums, and for Exists the share of units that have one. ``every_quarter``:
    the verdict is due each quarter, not only in the fourth. ``source``: "items", or "returns" for indicators
    computed from the returns' own course. ``beside``: the code of another reading of the same thing, which pages
    show beside this one, and this one beside it.
    """

    code: str
    title: str
    measure: int | None = None
    share: str = ""
    of: str = ""
    rule: IndicatorRule = WATCH
    authority: Authority = REFERENCE
    applies: str = ""
    unit: str = "%"
    factor: str = "1"
    decimals: int = 2
    direction: str = UP
    upward: Upward | None = None
    every_quarter: bool = False
    source: str = "items"
    beside: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _registry[self.code] = self

    @property
    def up(self) -> Upward:
        """What an aggregate of this indicator holds."""
        if self.upward is not None:
            return self.upward
        return Upward.UNITS if isinstance(self.rule, Exists) else Upward.SUMS

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas it is made of, placeholders unfilled."""
        return tuple(text for text in (self.share, self.of, self.applies) if text)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Codes of the policy parameters it reads, the bound's first."""
        rules = (self.rule, self.rule.otherwise) if isinstance(self.rule, Level) else (self.rule,)
        names = [rule.parameter for rule in rules if rule.parameter]
        names += [found[0] for text in self.formulas for found in PLACEHOLDER.findall(text)]
        return tuple(dict.fromkeys(names))


_registry: dict[str, Indicator] = {}


def filled(text: str, values: dict[str, str]) -> tuple[str, bool]:
    """A formula with its placeholders filled from parameter values written in the formula language.

    The second part tells whether all of them were set. A placeholder without value and without stand-in
    leaves "" (the condition then cannot be asked).
    """
    names = PLACEHOLDER.findall(text)
    complete = all(name in values for name, _ in names)
    if any(name not in values and not instead for name, instead in names):
        return "", False
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[2]), text), complete


@lru_cache(maxsize=1)
def declared() -> tuple[Indicator, ...]:
    """Every indicator of the installed apps in the order of codes; ImproperlyConfigured when one makes no sense."""
    autodiscover_modules("indicators")
    found = tuple(_registry[code] for code in sorted(_registry))
    schema = Schema.current()
    for indicator in found:
        _check(indicator, schema)
        if indicator.beside and indicator.beside not in _registry:
            raise ImproperlyConfigured(f"指标 {indicator.code}：并列的指标 {indicator.beside} 没有申报。")
    return found


def other_reading(code: str) -> str:
    """The code of the indicator shown beside this one, whichever of the two declares it; "" when it stands alone."""
    pairs = [(one.code, one.beside) for one in declared() if one.beside]
    return next((a if code == b else b for a, b in pairs if code in (a, b)), "")


def _check(indicator: Indicator, schema: Schema) -> None:
    if (indicator.source == "items") != bool(indicator.share):
        raise ImproperlyConfigured(f"指标 {indicator.code}：取自报表项目的指标应有分子公式，其他来源的不写公式。")
    for text in indicator.formulas:
        sample = PLACEHOLDER.sub(lambda found: found[2] or "1", text)
        try:
            resolve(parse(sample), schema)
        except ValueError as error:
            raise ImproperlyConfigured(f"指标 {indicator.code} 的公式“{text}”有误：{error}") from error
