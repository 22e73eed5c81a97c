"""From declarations to the definitions of one period: parameters in force at its end filled in, bounds resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from portal.policy.models import Authority, PolicyParameter
from portal.reporting import formula
from portal.reporting.bindings import formula_text
from portal.reporting.models import DefinitionSet, Period, PeriodState
from portal.reporting.schema import Schema

from . import definitions, frozen
from .columns import Judging, Upward
from .definitions import WATCH, Indicator, IndicatorRule, Level, filled
from .frozen import Bound, Definition

# What the indicators computed from the returns' own course are made of (`domain.md` §4, I-9001 and I-9002).
RETURN_SOURCES = {"I-9001": ("@on_time", "@due"), "I-9002": ("@first_pass", "@reported")}


@dataclass
class Parameters:
    """The policy parameters in force on a day: general rows by code, and the rows set for single units."""

    general: dict[str, PolicyParameter] = field(default_factory=dict)
    own: dict[str, list[PolicyParameter]] = field(default_factory=dict)

    @classmethod
    def of(cls, period: Period, codes: Iterable[str]) -> Parameters:
        """One query for all of them."""
        found = cls()
        for row in PolicyParameter.objects.in_force(period.ends_on).filter(code__in=set(codes)):
            if row.unit_id is None:
                found.general[row.code] = row
            else:
                found.own.setdefault(row.code, []).append(row)
        return found

    @property
    def texts(self) -> dict[str, str]:
        """Values as the formula language writes them."""
        return {code: formula_text(row) for code, row in self.general.items()}


def definitions_for(period: Period, schema: Schema) -> tuple[Definition, ...]:
    """The definitions a computation of the period uses.

    A locked period keeps those it was computed with. An indicator that reads items the period's form did not have
    yet is left out: it starts with a later period.
    """
    kept = _kept(period)
    if kept:
        return kept
    declared = [one for one in definitions.declared() if _fits(one, schema)]
    parameters = Parameters.of(period, (code for one in declared for code in one.parameters))
    found = (_definition(one, parameters, schema) for one in declared)
    return tuple(one for one in found if one is not None)


def _kept(period: Period) -> tuple[Definition, ...]:
    if period.state != PeriodState.LOCKED:
        return ()
    used = DefinitionSet.objects.filter(pk__in=period.results.values("definition_set")).first()
    return frozen.load(used.definitions) if used else ()


def _fits(indicator: Indicator, schema: Schema) -> bool:
    """Whether the form of the period has every item the indicator reads."""
    if indicator.source == "returns":
        return indicator.code in RETURN_SOURCES
    samples = (filled(text, dict.fromkeys(indicator.parameters, "1"))[0] for text in indicator.formulas)
    codes = {code for text in samples for code, _ in formula.refs(formula.resolve(formula.parse(text), _current()))}
    return codes <= schema.by_code.keys()


def _current() -> Schema:
    return Schema.current()


def _definition(indicator: Indicator, parameters: Parameters, schema: Schema) -> Definition | None:
    """None when a parameter without stand-in is missing from the share or its denominator."""
    share, of = RETURN_SOURCES.get(indicator.code, (indicator.share, indicator.of))
    (share, whole), (of, all_of), (applies, asked) = (
        filled(text, parameters.texts) for text in (share, of, indicator.applies)
    )
    if not share or bool(of) != bool(RETURN_SOURCES.get(indicator.code) or indicator.of):
        return None
    rule, bound = _ruled(indicator.rule, parameters)
    if not (whole and all_of and asked):
        rule, applies = WATCH, applies if asked else ""
    upward = _upward(indicator, rule, bound, (share, of), schema)
    return Definition(
        code=indicator.code,
        title=indicator.title,
        measure=indicator.measure,
        share=share,
        of=of,
        applies=applies,
        note=indicator.note,
        unit=indicator.unit,
        factor=indicator.factor,
        decimals=indicator.decimals,
        judging=rule.judging.value,
        base=rule.base.value,
        bound=bound,
        authority=Authority(indicator.authority).label,
        upward=upward.value,
        every_quarter=indicator.every_quarter,
        rule=rule.text,
    )


def _ruled(rule: IndicatorRule, parameters: Parameters) -> tuple[IndicatorRule, Bound | None]:
    """The rule in force and its bound: an unset band falls back, an unset bound leaves nothing to judge by."""
    bound = _bound(rule, parameters)
    if isinstance(rule, Level) and bound is None:
        return _ruled(rule.otherwise, parameters)
    needs_bound = rule.judging in (Judging.AT_LEAST, Judging.AT_MOST)
    return (WATCH if needs_bound and bound is None else rule), bound


def _bound(rule: IndicatorRule, parameters: Parameters) -> Bound | None:
    if not rule.bound:
        return None
    if not rule.parameter:
        return Bound(value=str(_number(rule.bound)))
    row = parameters.general.get(rule.parameter)
    if row is None:
        return None
    own = parameters.own.get(rule.parameter, ())
    return Bound(
        value=str(Fraction(row.value)),
        authority=row.get_authority_display(),
        document=row.document_text,
        article=row.article,
        parameter=row.code,
        overrides={str(one.unit_id): str(Fraction(one.value)) for one in own},
    )


def _number(text: str) -> Fraction:
    """100% or 1, as a declaration writes it."""
    return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def _upward(
    indicator: Indicator, rule: IndicatorRule, bound: Bound | None, texts: tuple[str, str], schema: Schema
) -> Upward:
    """Figures that must not be summed up the tree leave aggregates empty; units are counted only where judged."""
    wanted = indicator.up
    judged = bound is not None if rule.judging == Judging.AT_LEAST else rule.judging != Judging.WATCH
    if wanted == Upward.UNITS:
        return wanted if judged else Upward.SUMS
    items = {code for text in texts if text and text[0] != "@" for code, _ in formula.refs(formula.parse(text), schema)}
    return wanted if all(schema.by_code[code].sums for code in items) else Upward.NOTHING
