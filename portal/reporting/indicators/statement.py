"""The one statement that computes, rolls up and stores a period's indicators.

It is an `INSERT … SELECT` over a few steps (common table expressions, each evaluated once):

    now_raw     a row per return: numerator n, denominator d per indicator, and its terms (届次) t
    base_raw    the same by last year's returns
    terms_raw   the same of all earlier returns, for the indicators that compare with the former term
    former0 …   per term, the latest earlier return of each unit with another term: its figures as p and q
    now, base   pairs with a blank part blanked: numerator and denominator count together or not at all
    own         now beside base, and the standing of each value
    above       own summed for every ancestor along every line of the period's tree
    before      base summed along last year's own tree

Temporary tables would do as well, but a wide one holds less than 8 kB a row on PostgreSQL and its columns bloat the
catalogue at each acceptance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import letters
from .columns import Base, Column, Upward
from .dialects import Dialect
from .figures import Term
from .letters import NULL, Names, quoted
from .verdicts import JUDGED, MET, UNCHECKED

TREE = "reporting_periodancestry"
TARGET = "reporting_indicatorresult"
ARRAYS = ("numerators", "denominators", "base_numerators", "base_denominators", "judged", "met")
FIELDS = ("period_id", "definition_set_id", "unit_id", "view", "due", "reported", *ARRAYS, "standings", "verdicts")


@dataclass(frozen=True)
class Target:
    """Which period is computed under which set of definitions; `base_id` is last year's period, if there is one."""

    period_id: int
    quarter: int
    definition_set_id: int
    base_id: int | None


@dataclass(frozen=True)
class Rows:
    """What one half of the result selects: own values or aggregates."""

    source: str
    prefix: str
    view: str
    figures: list[Names]
    standings: list[str]
    judged: list[str]
    met: list[str]


class Statement:
    """Builds the text for some columns; `text()` is all that is called from outside."""

    def __init__(self, columns: Sequence[Column], terms: Sequence[Term], target: Target, say: Dialect) -> None:
        self.columns = list(enumerate(columns))
        self.terms = list(enumerate(terms))
        self.target = target
        self.say = say

    def text(self, now_sql: str, terms_sql: str, base_sql: str) -> str:
        """The statement; its parameters are those of the three selects in this order (a step that is not needed, for
        want of terms or of a base, is left out)."""
        steps = {"now_raw": now_sql}
        if self.terms:
            steps |= {"terms_raw": terms_sql} | {f"former{j}": self._former(j, term) for j, term in self.terms}
        steps |= {"now": self._paired("now_raw", terms=True)}
        if self.target.base_id is not None:
            steps |= {"base_raw": base_sql, "base": self._paired("base_raw", terms=False)}
            steps |= {"before": self._before()}
        steps |= {"own": self._own(), "above": self._above()}
        named = ",\n".join(f"{name} AS {_keeping(name)} ({sql})" for name, sql in steps.items())
        rows = f"{self._select(self._own_rows())}\nUNION ALL\n{self._select(self._above_rows())}"
        return f"WITH {named}\nINSERT INTO {TARGET} ({', '.join(FIELDS)})\n{rows}"

    # --- steps -------------------------------------------------------------------------------------------------

    def _former(self, j: int, term: Term) -> str:
        names = [("n", "p"), ("d", "q")]
        parts, picked = [], []
        for k in term.indicators:
            for there, here in names[:1] if self.columns[k][1].plain else names:
                parts.append(f"terms_raw.{there}{k} AS {here}{k}")
                picked.append(f"max({here}{k}) AS {here}{k}")
        # There is one row a unit; the grouping tells the planner so, whose estimates would multiply otherwise.
        return (
            f"SELECT unit_id, {', '.join(picked)} FROM (SELECT terms_raw.unit_id, {', '.join(parts)}, "
            "row_number() OVER (PARTITION BY terms_raw.unit_id ORDER BY terms_raw.age DESC) AS place "
            "FROM terms_raw JOIN now_raw ON now_raw.unit_id = terms_raw.unit_id "
            f"WHERE terms_raw.t{j} {term.differs} now_raw.t{j}) ranked "
            "WHERE place = 1 GROUP BY unit_id"
        )

    def _paired(self, source: str, *, terms: bool) -> str:
        parts = [f"{source}.unit_id", "due", "reported"]
        for k, column in self.columns:
            if not terms and column.base != Base.LAST_YEAR:
                continue
            parts += self._pair("n", "d", k, column, f" AND a{k}" if column.conditional else "")
            parts += [f"a{k}"] if column.conditional else []
            parts += self._pair("p", "q", k, column, "") if terms and column.base == Base.LAST_TERM else []
        joins = [f"LEFT JOIN former{j} ON former{j}.unit_id = {source}.unit_id" for j, _ in self.terms if terms]
        return f"SELECT {', '.join(parts)} FROM {source} {' '.join(joins)}"

    def _pair(self, first: str, second: str, k: int, column: Column, also: str) -> list[str]:
        names = (first,) if column.plain else (first, second)
        whole = " AND ".join(f"{name}{k} IS NOT NULL" for name in names) + also
        return [f"CASE WHEN {whole} THEN {self.say.whole(f'{name}{k}')} END AS {name}{k}" for name in names]

    def _own(self) -> str:
        based = [(k, column) for k, column in self.columns if self._from_last_year(column)]
        parts = [f"base.n{k} AS p{k}" for k, _ in based]
        parts += [f"base.d{k} AS q{k}" for k, column in based if not column.plain]
        parts += [f"{self._own_letter(k, column)} AS s{k}" for k, column in self.columns]
        join = "LEFT JOIN base ON base.unit_id = now.unit_id" if self.target.base_id is not None else ""
        return f"SELECT now.*, {', '.join(parts)} FROM now {join}"

    def _own_letter(self, k: int, column: Column) -> str:
        names = self._names(k, column, "now", "base" if self._from_last_year(column) else "now")
        if self._from_last_year(column):
            names |= {"p": f"base.n{k}", "q": NULL if column.plain else f"base.d{k}"}
        return letters.own_standing(k, column, names, self.say)

    def _above(self) -> str:
        """Only units with something below them: elsewhere 合计 equals 本级 and is read from there."""
        sums = ["sum(due) AS due", "sum(reported) AS reported"]
        sums += [part for k, column in self.columns for part in self._sums(k, column)]
        return self._rolled_up("own", self.target.period_id, sums)

    def _sums(self, k: int, column: Column) -> list[str]:
        parts = [f"{self.say.count(f's{k} = {quoted(UNCHECKED)}')} AS u{k}"]
        if column.counts_units:
            parts.append(f"{self.say.count(f's{k} IN ({quoted(*JUDGED)})')} AS j{k}")
            parts.append(f"{self.say.count(f's{k} = {quoted(MET)}')} AS m{k}")
        if column.upward == Upward.SUMS:
            names = "np" if column.base == Base.LAST_TERM else "n"
            names += "" if column.plain else names.translate({ord("n"): "d", ord("p"): "q"})
            parts += [f"sum({name}{k}) AS {name}{k}" for name in names]
        return parts

    def _before(self) -> str:
        summed = [
            (k, column) for k, column in self.columns if column.base == Base.LAST_YEAR and column.upward == Upward.SUMS
        ]
        sums = [f"sum(n{k}) AS p{k}" for k, _ in summed]
        sums += [f"sum(d{k}) AS q{k}" for k, column in summed if not column.plain]
        return self._rolled_up("base", self.target.base_id, sums)

    def _rolled_up(self, source: str, tree_id: int | None, sums: list[str]) -> str:
        parts = ", ".join(["tree.line", "tree.ancestor_id AS unit_id", *sums])
        return (
            f"SELECT {parts} FROM {TREE} tree JOIN {source} ON {source}.unit_id = tree.descendant_id "
            f"WHERE tree.period_id = {tree_id} AND (tree.line, tree.ancestor_id) IN (SELECT line, ancestor_id "
            f"FROM {TREE} WHERE period_id = {self.target.period_id} AND depth > 0) "
            "GROUP BY tree.line, tree.ancestor_id"
        )

    # --- rows --------------------------------------------------------------------------------------------------

    def _own_rows(self) -> Rows:
        return Rows(
            source="own",
            prefix="own",
            view="'own'",
            figures=[self._names(k, column, "own", "own") for k, column in self.columns],
            standings=[f"s{k}" for k, _ in self.columns],
            judged=[_flag(column, f"s{k} IN ({quoted(*JUDGED)})") for k, column in self.columns],
            met=[_flag(column, f"s{k} = {quoted(MET)}") for k, column in self.columns],
        )

    def _above_rows(self) -> Rows:
        figures = [self._aggregate(k, column) for k, column in self.columns]
        join = " LEFT JOIN before ON before.line = above.line AND before.unit_id = above.unit_id"
        return Rows(
            source="above" + (join if self.target.base_id is not None else ""),
            prefix="above",
            view="above.line",
            figures=figures,
            standings=[
                letters.aggregate_standing(k, column, names, self.say)
                for (k, column), names in zip(self.columns, figures, strict=True)
            ],
            judged=[f"j{k}" if column.counts_units else NULL for k, column in self.columns],
            met=[f"m{k}" if column.counts_units else NULL for k, column in self.columns],
        )

    def _aggregate(self, k: int, column: Column) -> Names:
        if column.upward == Upward.NOTHING:
            return dict.fromkeys("ndpq", NULL)
        if column.upward == Upward.UNITS:
            counts = {"n": f"CASE WHEN j{k} > 0 THEN m{k} END", "d": f"CASE WHEN j{k} > 0 THEN j{k} END"}
            return counts | {"p": NULL, "q": NULL}
        return self._names(k, column, "above", "before" if self._from_last_year(column) else "above")

    def _names(self, k: int, column: Column, source: str, base: str) -> Names:
        """Where n, d, p, q of an indicator are read; NULL where it has none."""
        based = column.base == Base.LAST_TERM or self._from_last_year(column)
        return {
            "n": f"{source}.n{k}",
            "d": NULL if column.plain else f"{source}.d{k}",
            "p": f"{base}.p{k}" if based else NULL,
            "q": f"{base}.q{k}" if based and not column.plain else NULL,
        }

    def _from_last_year(self, column: Column) -> bool:
        return column.base == Base.LAST_YEAR and self.target.base_id is not None

    def _select(self, rows: Rows) -> str:
        """One half of the rows; the letters are used twice, so they are named in a subselect first."""
        values = [[names[name] for names in rows.figures] for name in "ndpq"]
        arrays = zip(ARRAYS, [*values, rows.judged, rows.met], strict=True)
        inner = [f"{rows.prefix}.{name} AS {name}" for name in ("unit_id", "due", "reported")]
        inner += [f"{rows.view} AS view", *(f"{self.say.array(items)} AS {name}" for name, items in arrays)]
        inner += [f"{letter} AS t{k}" for k, letter in enumerate(rows.standings)]
        standings = self.say.text([f"t{k}" for k, _ in self.columns])
        verdicts = self.say.text([letters.verdict(f"t{k}", column, self.target.quarter) for k, column in self.columns])
        keys = f"{self.target.period_id}, {self.target.definition_set_id}, unit_id, view, due, reported"
        return (
            f"SELECT {keys}, {', '.join(ARRAYS)}, {standings}, {verdicts} "
            f"FROM (SELECT {', '.join(inner)} FROM {rows.source}) lettered_{rows.prefix}"
        )


def _keeping(name: str) -> str:
    return "NOT MATERIALIZED" if name.startswith("former") else "MATERIALIZED"


def _flag(column: Column, condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END" if column.counts_units else NULL
