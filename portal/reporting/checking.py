"""Judging returns by the rules: one return as it is typed, or all returns of a period in one query.

Formula rules are read in Python for one return (its figures are in memory, typed values included) and in SQL for
a period. `Check` rules judge sets with their own few queries. Blank operands break nothing; a declaration on the
cell lifts the rules that allow it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, Value, When
from django.db.models import Case as Cases

from .bindings import Bindings
from .boilerplate import ITEM_CODE, phrases, problem_with_text
from .cases import Case, OneReturn
from .checks import Breach
from .figures import ReturnFigures
from .formula import broken, evaluate, explain, parse, printed, refs, violation
from .general import LATE_RULE
from .models import Declaration, DeskRole, Explanation, Nature, Period, Return, ReturnVersion
from .rules import PLACEHOLDER, Check, Rule, declared
from .schema import Schema


@dataclass(frozen=True)
class Hit:
    """One rule that one return breaks, with everything a message needs.

    `expected` 应有, `received` 收到, `how` 怎样改; `code` is the cell the message leads to ("" for the whole
    return), `places` where it stands in each form when cells of several forms are at fault. A soft hit is settled by
    a valid explanation.
    """

    rule: str
    severity: str
    code: str
    codes: tuple[str, ...]
    form_no: int | None
    expected: str
    received: str
    how: str
    sentence: str
    authority: str = ""
    unless: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    explanation: Explanation | None = None
    fault: str = ""

    @property
    def hard(self) -> bool:
        return self.severity == "hard"

    @property
    def settled(self) -> bool:
        """A soft hit with an explanation that is long enough, confirmed and no boilerplate (else `fault` says why)."""
        return not self.hard and self.explanation is not None and not self.fault

    @property
    def blocks(self) -> bool:
        return not self.settled


def rule_texts(rule: Rule, schema: Schema, hit: Hit | None = None) -> tuple[str, ...]:
    """What a rule itself says, in all the words a person meets: that explains nothing."""
    codes = ITEM_CODE.findall(f"{rule.formula} {rule.when} {rule.cells}")
    names = [schema.named(code).name for code in codes if code in schema.by_code or code in schema.totals]
    met = (hit.sentence, hit.expected, hit.received) if hit else ()
    return (rule.how, rule.formula, printed(rule.formula), *names, *met)


def _explained(hits: list[Hit], version: ReturnVersion, schema: Schema) -> Iterator[Hit]:
    """Soft hits with their explanations, and what is wrong with those."""
    explained = {row.rule: row for row in Explanation.objects.filter(version=version)}
    if late := given_at_signing(version):
        explained.setdefault(late.rule, late)
    listed = phrases() if explained else ()
    rules = {rule.code: rule for rule in declared()} if explained else {}
    for hit in hits:
        row = None if hit.hard else explained.get(hit.rule)
        if row is None:
            yield hit
        else:
            yield replace(hit, explanation=row, fault=_fault(row, listed, rule_texts(rules[hit.rule], schema, hit)))


def given_at_signing(version: ReturnVersion) -> Explanation | None:
    """The head's reason for a return that was filed in time and signed late, as an explanation (not stored as one)."""
    ret = version.ret
    if not ret.late_reason or ret.reported_at is None:
        return None
    who = DeskRole.HEAD.label
    return Explanation(version=version, rule=LATE_RULE, text=ret.late_reason, by=who, at=ret.reported_at)


def _fault(row: Explanation, listed: Iterable[str], texts: Iterable[str]) -> str:
    if row.carried and not row.by:
        return "沿用上季的说明尚未确认。怎样改：核对仍然适用后点“确认沿用”。"
    return problem_with_text(row.text, *texts, listed=listed)


def check(
    version: ReturnVersion,
    figures: ReturnFigures | None = None,
    *,
    whole: bool = True,
    but: Collection[str] = (),
    lifted: set[tuple[str, str]] | None = None,
) -> list[Hit]:
    """Every rule the version breaks, hard ones first, in the order of the form.

    `figures` may hold values being typed. Without `whole` only formula rules are judged; `but` are checks left out.
    `lifted` are the (cell, kind) pairs declared, for who has read them already.
    """
    figures = figures or ReturnFigures.load(version)
    lifted = _lifted(version) if lifted is None else lifted
    hits = [*_formula_hits(version, figures, lifted), *(_check_hits(version, figures, but) if whole else ())]
    return sorted(
        _explained(hits, version, figures.schema), key=lambda hit: (not hit.hard, hit.form_no or 0, hit.code, hit.rule)
    )


def about(version: ReturnVersion, rules: Collection[str]) -> dict[str, Hit]:
    """What the rules of these codes have against a version, by rule; those that judge sets are not asked again."""
    if not rules:
        return {}
    figures = ReturnFigures.load(version)
    return {hit.rule: hit for hit in _formula_hits(version, figures, set(), rules)}


def rules_for(period: Period, nature: str = Nature.NORMAL) -> list[Rule]:
    """The rules that apply in a period to a return of this nature.

    A rule about an item that came after the period was opened rests: the period keeps its own schema.
    """
    nil, schema = nature == Nature.NIL, Schema.of(period)
    return [rule for rule in declared() if rule.applies_in(period.quarter, nil_return=nil) and fits(rule, schema)]


@lru_cache(maxsize=4096)
def fits(rule: Rule, schema: Schema) -> bool:
    """Whether every item the rule names stands in the schema."""
    named = ITEM_CODE.findall(" ".join((rule.formula, rule.when, rule.cells)))
    return all(code in schema.by_code or code in schema.totals or schema.parts(code) for code in named)


def _lifted(version: ReturnVersion) -> set[tuple[str, str]]:
    return set(Declaration.objects.filter(version=version).values_list("code", "kind"))


def _formula_hits(
    version: ReturnVersion, figures: ReturnFigures, lifted: set[tuple[str, str]], among: Collection[str] | None = None
) -> Iterator[Hit]:
    ret = version.ret
    bindings = Bindings.on(ret.period.ends_on)
    for rule in rules_for(ret.period, version.nature):
        if among is not None and rule.code not in among:
            continue
        if isinstance(rule, Check) or any((rule.anchor, kind) in lifted for kind in rule.unless):
            continue
        formula, when = bindings.rule(rule, ret.unit_id)
        if formula is None or (when and evaluate(parse(when), figures) is not True):
            continue
        node = parse(formula)
        if broken(node, figures):
            yield _formula_hit(rule, node, figures)


def _formula_hit(rule: Rule, node: Any, figures: ReturnFigures) -> Hit:
    words = explain(node, figures.schema, figures)
    codes = tuple(sorted({code for code, when in refs(node, figures.schema) if when == "now"}))
    return Hit(
        rule=rule.code, severity="hard" if rule.hard else "soft", code=rule.anchor, codes=codes,
        form_no=_form_no(figures.schema, rule.anchor), expected=words.expected, received=words.received,
        how=rule.how, sentence=words.sentence, authority=rule.authority, unless=rule.unless,
    )  # fmt: skip


def cells_of(rule: Rule, schema: Schema) -> set[str]:
    """The cells of a return that a rule speaks of, broken or not; of a `Check` only the one it leads to."""
    if isinstance(rule, Check):
        return {rule.anchor} - {""}
    return {code for code, when in refs(parse(PLACEHOLDER.sub("1", rule.formula)), schema) if when == "now"}


def _check_hits(version: ReturnVersion, figures: ReturnFigures, but: Collection[str]) -> Iterator[Hit]:
    case = OneReturn.of(figures)
    for rule in rules_for(version.ret.period, version.nature):
        if not isinstance(rule, Check) or rule.code in but:
            continue
        if breach := rule.function(case).get(version.ret_id):
            yield _check_hit(rule, breach, figures.schema)


def _check_hit(rule: Check, breach: Breach, schema: Schema) -> Hit:
    code = rule.anchor or next(iter(breach.cells), "")
    return Hit(
        rule=rule.code, severity="hard" if rule.hard else "soft", code=code, codes=breach.cells or (code,),
        form_no=_form_no(schema, code), expected=rule.formula, received=breach.found, how=rule.how,
        sentence=rule.formula, authority=rule.authority, unless=rule.unless, places=_places(schema, breach.cells),
    )  # fmt: skip


def _places(schema: Schema, cells: Iterable[str]) -> tuple[str, ...]:
    """The first of the cells in each form."""
    first: dict[int, str] = {}
    for code in cells:
        first.setdefault(schema.named(code).form, code)
    return tuple(first.values())


def _form_no(schema: Schema, code: str) -> int | None:
    return schema.named(code).form if code else None


# --- a whole period -------------------------------------------------------------------------------------------------


def check_period(
    period: Period, version: str = "working", among: Collection[int] | None = None
) -> dict[int, list[str]]:
    """{return id: codes of the rules its version breaks}, only returns that break any (of these ids, if given).

    `version` is a pointer of Return (working, filed, counted). One query judges all formula rules; `Check` rules
    add their own. Explanations are not looked at: these are hits, settled or not.
    """
    found: dict[int, list[str]] = defaultdict(list)
    rules = [rule for rule in rules_for(period) if not isinstance(rule, Check)]
    schema, returns = Schema.of(period), Return.objects.of(period).due().filter(**{f"{version}__isnull": False})
    if among is not None:
        returns = returns.filter(pk__in=among)
    flags = {f"broken_{rule.code.lower()}": flag for rule, flag in _flags(rules, period, schema, version)}
    names = list(flags)
    for pk, *judged in returns.annotate(**flags).values_list("pk", *names):
        found[pk] += [
            name.removeprefix("broken_").capitalize()
            for name, is_broken in zip(names, judged, strict=True)
            if is_broken
        ]
    for pk, codes in _checked(period, schema, returns, version):
        found[pk] += codes
    return {pk: codes for pk, codes in found.items() if codes}


def _checked(period: Period, schema: Schema, returns: Any, version: str) -> Iterator[tuple[int, list[str]]]:
    case = Case(returns, period, schema, version)
    nil = set(returns.filter(**{f"{version}__nature": Nature.NIL}).values_list("pk", flat=True))
    for rule in rules_for(period):
        if isinstance(rule, Check):
            for pk in rule.function(case):
                if rule.nil or pk not in nil:
                    yield pk, [rule.code]


def _flags(rules: list[Rule], period: Period, schema: Schema, version: str) -> Iterator[tuple[Rule, Any]]:
    bindings = Bindings.on(period.ends_on)
    for rule in rules:
        flag = _violation(rule, bindings, schema, period.quarter, version)
        if flag is not None:
            yield rule, flag


def _violation(rule: Rule, bindings: Bindings, schema: Schema, quarter: int, version: str) -> Any:
    """The rule's violation as an expression over Return, with conditions, overrides and declarations taken in."""
    general = _conditional(bindings.rule(rule), schema, quarter, version)
    own = {
        unit: _conditional(bindings.rule(rule, unit), schema, quarter, version)
        for unit in bindings.units_of_their_own(rule.parameters)
    }
    if general is None and not own:
        return None
    never = Value(False)
    flag = Cases(
        *(When(unit_id=unit, then=never if one is None else one) for unit, one in own.items()),
        default=never if general is None else general, output_field=BooleanField(),
    ) if own else general  # fmt: skip
    return _unless(rule, flag, version)


def _conditional(texts: tuple[str | None, str], schema: Schema, quarter: int, version: str) -> Any:
    formula, when = texts
    if formula is None:
        return None
    flag = violation(parse(formula), schema, quarter, version)
    if not when:
        return flag
    # The condition must be definitely true; its violation is true or false, never blank, so it is asked in reverse.
    applies = violation(parse(f"not ({when})"), schema, quarter, version)
    return Cases(When(Q(applies), then=flag), default=Value(False), output_field=BooleanField())


def _unless(rule: Rule, flag: Any, version: str) -> Any:
    conditions = [Q(**{f"{version}__nature": Nature.NIL})] if not rule.nil else []
    if rule.unless:
        declared_ones = Declaration.objects.filter(
            version=OuterRef(f"{version}_id"), code=rule.anchor, kind__in=rule.unless
        )
        conditions.append(Q(Exists(declared_ones)))
    if not conditions:
        return flag
    return Cases(*(When(one, then=Value(False)) for one in conditions), default=flag, output_field=BooleanField())
