"""Exact fractions made of database expressions.

A ``Pair`` stands for factor × numerator / denominator: the factor is a Fraction known now, numerator and
denominator are whole-number expressions (None stands for 1). A denominator is never 0, it is NULL instead,
so a blank anywhere makes the whole pair NULL by itself. Nothing is divided before the comparison: two pairs
are compared by cross-multiplying. ``bound`` is the largest absolute value a term can take; it decides where
SQLite's 64 bits might not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from .sql_functions import SMALL, Absolute, Arithmetic, Chosen, Comparison, Literal, Logic

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, eq=False)
class Term:
    """A whole-number expression and the largest absolute value it can have."""

    expression: Any
    bound: int

    @property
    def wide(self) -> bool:
        return self.bound >= SMALL


@dataclass(frozen=True, eq=False)
class Pair:
    """factor × numerator / denominator."""

    factor: Fraction
    numerator: Term | None = None
    denominator: Term | None = None

    @property
    def is_constant(self) -> bool:
        return self.numerator is None and self.denominator is None

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for term in (self.numerator, self.denominator) if term)


def literal(value: int | None) -> Term:
    return Term(Literal(value), abs(value or 0))


NOTHING = Pair(Fraction(1), literal(None))


def _combine(op: str, left: Term, right: Term) -> Term:
    bound = left.bound * right.bound if op == "*" else left.bound + right.bound
    wide = bound >= SMALL or left.wide or right.wide
    return Term(Arithmetic(op, left.expression, right.expression, wide), bound)


def product(left: Term | None, right: Term | None) -> Term | None:
    """The product of two terms, None standing for 1."""
    if left is None or right is None:
        return left or right
    return _combine("*", left, right)


def scaled(term: Term | None, factor: int) -> Term:
    if term is None:
        return literal(factor)
    return term if factor == 1 else _combine("*", term, literal(factor))


def _aligned(left: Fraction, right: Fraction) -> tuple[Fraction, int, int]:
    """(common, a, b) with left = common·a and right = common·b, a and b whole and as small as can be."""
    size = lcm(left.denominator, right.denominator)
    a, b = int(left * size), int(right * size)
    shared = gcd(a, b) or 1
    return Fraction(shared, size), a // shared, b // shared


def add(left: Pair, right: Pair) -> Pair:
    if left.is_constant and right.is_constant:
        return Pair(left.factor + right.factor)
    same = left.denominator is right.denominator
    factor, a, b = _aligned(left.factor, right.factor)
    first = scaled(left.numerator if same else product(left.numerator, right.denominator), a)
    second = scaled(right.numerator if same else product(right.numerator, left.denominator), b)
    bottom = left.denominator if same else product(left.denominator, right.denominator)
    return Pair(factor, _combine("+", first, second), bottom)


def negate(pair: Pair) -> Pair:
    return Pair(-pair.factor, pair.numerator, pair.denominator)


def multiply(left: Pair, right: Pair) -> Pair:
    return Pair(
        left.factor * right.factor,
        product(left.numerator, right.numerator),
        product(left.denominator, right.denominator),
    )


def divide(left: Pair, right: Pair) -> Pair:
    """left / right; NULL where right is zero or blank."""
    if right.factor == 0:
        return NOTHING
    top = product(left.numerator, right.denominator)
    return Pair(left.factor / right.factor, top, product(left.denominator, _not_zero(right.numerator)))


def _not_zero(term: Term | None) -> Term | None:
    if term is None:
        return None
    return Term(Chosen("NULLIF({}, 0)", term.expression), term.bound)


def absolute(pair: Pair) -> Pair:
    return Pair(abs(pair.factor), _absolute(pair.numerator), _absolute(pair.denominator))


def _absolute(term: Term | None) -> Term | None:
    return term and Term(Absolute(term.expression, term.wide), term.bound)


def _holds(op: str, left: Term, right: Term) -> Comparison:
    return Comparison(op, left.expression, right.expression, left.wide or right.wide)


def compare(op: str, left: Pair, right: Pair) -> Any:
    """A true/false/NULL expression: left op right, cross-multiplied with the denominators' sign in mind."""
    _, a, b = _aligned(left.factor, right.factor)
    first = scaled(product(left.numerator, right.denominator), a)
    second = scaled(product(right.numerator, left.denominator), b)
    plain = _holds(op, first, second)
    bottoms = [term for term in (left.denominator, right.denominator) if term]
    if not bottoms or op in ("=", "!="):
        return plain
    signs = [_holds(">", term, literal(0)) for term in bottoms]
    positive = signs[0] if len(signs) == 1 else Logic("({} = {})", *signs)
    return Logic("CASE WHEN {} THEN {} ELSE {} END", positive, plain, _holds(FLIPPED[op], first, second))


def choose(condition: Any, yes: Pair, no: Pair) -> Pair:
    """``yes`` where the condition is true, ``no`` where it is false, NULL where it is unknown."""
    factor, a, b = _aligned(yes.factor, no.factor)
    top = _choice(condition, scaled(yes.numerator, a), scaled(no.numerator, b))
    if yes.denominator is None and no.denominator is None:
        return Pair(factor, top)
    one = literal(1)
    return Pair(factor, top, _choice(condition, yes.denominator or one, no.denominator or one))


def _choice(condition: Any, yes: Term, no: Term) -> Term:
    shape = "CASE WHEN {} THEN {} WHEN NOT {} THEN {} END"
    picked = Chosen(shape, condition, yes.expression, condition, no.expression)
    return Term(picked, max(yes.bound, no.bound))


def or_zero(pair: Pair) -> Pair:
    """The pair with a blank numerator read as nothing (used only for items that may stay empty)."""
    top = pair.numerator or literal(1)
    return Pair(pair.factor, Term(Chosen("COALESCE({}, 0)", top.expression), top.bound), pair.denominator)


def unless(condition: Any, pair: Pair) -> Pair:
    """NULL where the condition is true, else the pair."""
    top = pair.numerator or literal(1)
    picked = Chosen("CASE WHEN {} THEN NULL ELSE {} END", condition, top.expression)
    return Pair(pair.factor, Term(picked, top.bound), pair.denominator)


def is_null(pair: Pair) -> Any:
    """Whether the pair is blank."""
    terms = pair.terms or (literal(1),)
    return Logic(" OR ".join("({} IS NULL)" for _ in terms).join("()"), *(term.expression for term in terms))
