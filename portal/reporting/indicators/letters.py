"""The `CASE` expressions that turn figures into letters: standing of a unit, of an aggregate, and the verdict.

Columns are named by the indicator's position k: n, d (numerator, denominator), p, q (those of the base), a (whether
it applies), s (standing); in aggregates j, m, u (units judged, meeting the bound, unchecked), t (standing).
"""

from __future__ import annotations

from fractions import Fraction

from .columns import Column, Judging, Upward
from .dialects import Dialect
from .verdicts import GOING, JUDGED, MET, NO_BASE, NOT_APPLICABLE, SHORT, UNCHECKED, WATCHED

Names = dict[str, str]
When = tuple[str, str]
NULL = "NULL"


def quoted(*letters: str) -> str:
    return ", ".join(f"'{letter}'" for letter in letters)


def own_standing(k: int, column: Column, names: Names, say: Dialect) -> str:
    """The letter of one unit. `names` gives the expression of each of n, d, p, q (NULL where there is none)."""
    whens = [(f"NOT now.a{k}", NOT_APPLICABLE)] if column.conditional else []
    whens.append((f"{names['n']} IS NULL", UNCHECKED))
    return _case([*whens, *_undivided(names, column)], column, names, _bound_of_unit(column), say)


def aggregate_standing(k: int, column: Column, names: Names, say: Dialect) -> str:
    """The letter of a sum over units, or of the count of units that meet the bound."""
    blank = f"CASE WHEN u{k} > 0 THEN {quoted(UNCHECKED)} ELSE {quoted(NOT_APPLICABLE)} END"
    if column.upward == Upward.NOTHING:
        return quoted(WATCHED)
    if column.upward == Upward.UNITS:
        return f"CASE WHEN j{k} = 0 THEN {blank} WHEN m{k} = j{k} THEN {quoted(MET)} ELSE {quoted(SHORT)} END"
    judged = _case(_undivided(names, column), column, names, _fraction(column.bound), say)
    return f"CASE WHEN {names['n']} IS NULL THEN {blank} ELSE {judged} END"


def verdict(letter: str, column: Column, quarter: int) -> str:
    """The verdict as SQL; see `verdicts.verdict_of` for the rule."""
    if quarter == 4 or column.every_quarter or not column.counts_units:
        return letter
    return f"CASE WHEN {letter} IN ({quoted(*JUDGED)}) THEN {quoted(GOING)} ELSE {letter} END"


def _undivided(names: Names, column: Column) -> list[When]:
    """A ratio over 0 is 不适用; a negative denominator cannot be right."""
    if column.plain:
        return []
    return [(f"{names['d']} = 0", NOT_APPLICABLE), (f"{names['d']} < 0", UNCHECKED)]


def _case(whens: list[When], column: Column, names: Names, bound: tuple[str, str] | None, say: Dialect) -> str:
    if column.is_trend:
        whens = [*whens, (_without_base(column, names), NO_BASE)]
    met = _is_met(column, names, bound, say)
    if met:
        whens = [*whens, (met, MET)]
    last = quoted(SHORT if met else WATCHED)
    cases = " ".join(f"WHEN {condition} THEN {quoted(letter)}" for condition, letter in whens)
    return f"CASE {cases} ELSE {last} END" if cases else last


def _without_base(column: Column, names: Names) -> str:
    if names["p"] == NULL:
        return "1 = 1"
    return f"{names['p']} IS NULL" if column.plain else f"{names['p']} IS NULL OR {names['q']} <= 0"


def _is_met(column: Column, names: Names, bound: tuple[str, str] | None, say: Dialect) -> str:
    """The comparison of an unrounded ratio with its bound or base, multiplied out; "" where nothing is judged."""
    d, q = ("1", "1") if column.plain else (names["d"], names["q"])
    if column.is_trend:
        order = say.order(names["n"], d, names["p"], q) if names["p"] != NULL else NULL
    elif column.has_bound and bound is not None:
        order = say.order(names["n"], d, *bound)
    else:
        return ""
    sign = ">=" if column.judging in (Judging.AT_LEAST, Judging.NOT_FALLING) else "<="
    return f"{order} {sign} 0"


def _bound_of_unit(column: Column) -> tuple[str, str] | None:
    """The unit's own bound where the province has set one, else the general one."""
    general = _fraction(column.bound)
    if general is None or not column.overrides:
        return general
    return _by_unit(column, 0, general[0]), _by_unit(column, 1, general[1])


def _by_unit(column: Column, part: int, general: str) -> str:
    cases = " ".join(f"WHEN {unit} THEN {value.as_integer_ratio()[part]}" for unit, value in column.overrides)
    return f"CASE now.unit_id {cases} ELSE {general} END"


def _fraction(bound: Fraction | None) -> tuple[str, str] | None:
    return None if bound is None else (str(bound.numerator), str(bound.denominator))
